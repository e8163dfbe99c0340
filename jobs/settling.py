"""The last transaction of many polls at once: whatever has come in while the one before was being written."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jobs.model import PollRecord, SourceState
from jobs.store import Store
from jobs.store.lanes import Lanes

Conclusion = Callable[[], tuple[SourceState, PollRecord]]
"""Writes what a poll has still to store and gives what it came to; it may run twice, the first time rolled back."""

_MOST_POLLS = 200
MOST_ENTRIES = 20
"""So many new entries go into one transaction: about 30 ms of the writer's time, so that deliveries get between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    conclude: Conclusion
    entries: int
    written: "asyncio.Future[SourceState]"


class Settling:
    """Writes down what polls have come to, in groups that form by themselves: one sync to disk for all that wait."""

    def __init__(self, store: Store, lanes: Lanes) -> None:
        self._store = store
        self._lanes = lanes
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, conclude: Conclusion, *, entries: int = 0) -> SourceState:
        """Give the source's next state once it is on disk, with the `entries` that `conclude` stores (D13).

        `conclude` runs on the writer's thread, inside the transaction. Raises what kept the poll from the disk.
        """
        written: asyncio.Future[SourceState] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(conclude=conclude, entries=entries, written=written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_groups())
        return await written

    async def _write_groups(self) -> None:
        await asyncio.sleep(0)  # polls that end in the same turn of the loop go together
        while self._waiting:
            await self._settle(self._next_group())

    async def _settle(self, group: Sequence[_Waiting]) -> None:
        """Write a group, and where that fails each of it by itself: one poll keeps no other from the disk."""
        try:
            states = await self._lanes.write(self._write, group)
        except Exception as error:  # carried to the one that it is about, and raised there
            if len(group) > 1:
                for one in group:
                    await self._settle([one])
            elif not group[0].written.done():
                group[0].written.set_exception(error)
            return
        except BaseException as error:  # the end of this task, cancelled or worse: nobody is left waiting for it
            for one in group:
                if not one.written.done():
                    one.written.set_exception(error)
            raise
        for one, state in zip(group, states, strict=True):
            if not one.written.done():
                one.written.set_result(state)

    def _next_group(self) -> list[_Waiting]:
        """Take polls in their order while their entries are few enough; one at least."""
        size, entries = 0, 0
        for one in self._waiting[:_MOST_POLLS]:
            entries += one.entries
            if size and entries > MOST_ENTRIES:
                break
            size += 1
        group, self._waiting = self._waiting[:size], self._waiting[size:]
        return group

    def _write(self, group: Sequence[_Waiting]) -> list[SourceState]:
        """Write the group in one transaction, on the writer's thread."""
        with self._store.together():
            concluded = [one.conclude() for one in group]
            self._store.sources.settle(concluded)
        states = [state for state, _ in concluded]
        self._store.sources.settled(states)
        return states
