"""The last transaction of many polls at once: whatever has come in while the one before was being written."""

import asyncio

from jobs.model import PollRecord, SourceState
from jobs.store import Store
from jobs.store.lanes import Lanes

_Waiting = tuple[SourceState, PollRecord, "asyncio.Future[None]"]


class Settling:
    """Writes down what polls have come to, in groups that form by themselves: one sync to disk for all that wait."""

    def __init__(self, store: Store, lanes: Lanes) -> None:
        self._store = store
        self._lanes = lanes
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, state: SourceState, record: PollRecord) -> None:
        """Return when the poll is on disk; raise what kept it from there."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((state, record, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_groups())
        await written

    async def _write_groups(self) -> None:
        await asyncio.sleep(0)  # polls that end in the same turn of the loop go together
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                await self._lanes.write(self._store.sources.settle, [(state, record) for state, record, _ in group])
            except Exception as error:  # carried to each of those who wait for it, and raised there
                for _, _, written in group:
                    if not written.done():
                        written.set_exception(error)
            else:
                for _, _, written in group:
                    if not written.done():
                        written.set_result(None)
