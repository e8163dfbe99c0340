"""The last transaction of many polls at once: whatever has come in while the one before was being written.

A sync to disk costs the same for one poll and for fifty. So a poll that brought something is waited for by its caller
and waits a moment itself, for the others under way; one that brought nothing is noted: the store tells of it from then
on, and it goes to disk with whatever goes next. Whoever dies before that asks such a source once more, conditionally.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from jobs.model import PollRecord, SourceState
from jobs.store import Settled, Store
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

Conclusion = Callable[[], Settled]
"""Writes what a poll has still to store and gives what it came to; it may run twice, the first time rolled back."""

_MOST_POLLS = 200
MOST_ENTRIES = 20
"""So many new entries go into one transaction: 10 to 30 ms of the writer's time, so that deliveries get between."""

_LINGER_S = 0.02
"""So long a group waits for polls under way: nothing beside the minutes between two polls of a source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    conclude: Conclusion
    entries: int
    written: "asyncio.Future[SourceState]"


class Settling:
    """Writes down what polls have come to, in groups: one sync to disk for all of a group.

    A poll under way is a `with` block: a group is complete when nobody under way could still join it.
    """

    def __init__(self, store: Store, lanes: Lanes) -> None:
        self._store = store
        self._lanes = lanes
        self._waiting: list[_Waiting] = []
        self._under_way = 0
        self._noted = 0
        self._complete = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        self._under_way += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._under_way -= 1
        if self._waiting:
            self._look()

    def note(self, state: SourceState, record: PollRecord) -> None:
        """Let the store tell of a poll that has nothing to store, from now on; on disk it is a moment later."""
        self._store.sources.note(state, record)
        self._noted += 1
        self._begin()

    async def write(self, conclude: Conclusion, *, entries: int = 0) -> SourceState:
        """Give the source's next state once it is on disk, with the `entries` that `conclude` stores (D13).

        `conclude` runs on the writer's thread, inside the transaction. Raises what kept the poll from the disk.
        """
        written: asyncio.Future[SourceState] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(conclude=conclude, entries=entries, written=written))
        self._begin()
        return await written

    def _begin(self) -> None:
        self._look()
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_groups())
            self._writing.add_done_callback(_ended)

    def _look(self) -> None:
        """Let the next group go where waiting longer would bring nothing, or it is large enough."""
        if self._noted >= _MOST_POLLS or (self._waiting and self._is_whole()):
            self._complete.set()

    def _is_whole(self) -> bool:
        waiting = self._waiting
        return len(waiting) >= self._under_way or sum(one.entries for one in waiting) >= MOST_ENTRIES

    async def _write_groups(self) -> None:
        await asyncio.sleep(0)  # polls that end in the same turn of the loop go together
        while self._waiting or self._noted:
            await self._completed()
            self._noted = max(0, self._noted - _MOST_POLLS)
            await self._settle(self._next_group(), _MOST_POLLS)
            self._look()

    async def _completed(self) -> None:
        """Return when a group is complete, and after a moment in any case."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_S):
                await self._complete.wait()
        self._complete.clear()

    async def _settle(self, group: Sequence[_Waiting], noted: int) -> None:
        """Write a group with so many of the noted polls, and where that fails each by itself.

        One poll keeps no other from the disk; those that are noted stay so and are tried again with another group.
        """
        if not group and not self._store.sources.noted(1):
            return  # written down by somebody else meanwhile
        try:
            states = await self._lanes.write(self._write, group, noted)
        except Exception as error:  # carried to the one that it is about, and raised there
            await self._settle_apart(group, noted, error)
            return
        except BaseException as error:  # the end of this task, cancelled or worse: nobody is left waiting for it
            for one in group:
                if not one.written.done():
                    one.written.set_exception(error)
            raise
        for one, state in zip(group, states, strict=True):
            if not one.written.done():
                one.written.set_result(state)

    async def _settle_apart(self, group: Sequence[_Waiting], noted: int, error: Exception) -> None:
        if not group:
            logger.error("polls.not_written", exc_info=error)
        elif noted or len(group) > 1:
            if noted:
                await self._settle([], noted)
            for one in group:
                await self._settle([one], 0)
        elif not group[0].written.done():
            group[0].written.set_exception(error)

    def _next_group(self) -> list[_Waiting]:
        """Take polls in their order while their entries are few enough; one at least, where there is any."""
        size, entries = 0, 0
        for one in self._waiting[:_MOST_POLLS]:
            entries += one.entries
            if size and entries > MOST_ENTRIES:
                break
            size += 1
        group, self._waiting = self._waiting[:size], self._waiting[size:]
        return group

    def _write(self, group: Sequence[_Waiting], noted: int) -> list[SourceState]:
        """Write the group in one transaction, on the writer's thread."""
        with self._store.together():
            before = self._store.sources.noted(noted)
            concluded = [one.conclude() for one in group]
            self._store.sources.settle([*before, *concluded])
        states = [state for state, _ in concluded]
        self._store.sources.settled([*(state for state, _ in before), *states])
        return states


def _ended(writing: "asyncio.Task[None]") -> None:
    """Say at once what ended the writing: those who waited were told, whoever polls next begins it again."""
    if not writing.cancelled() and (error := writing.exception()) is not None:
        logger.critical("polls.writing_ended", exc_info=error)
