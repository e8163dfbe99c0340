"""No host is pressed: at most two connections at a time, and a pause between the starts of requests."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from types import TracebackType

CONNECTIONS = 2
_MOST_HOSTS = 20_000


@dataclass(slots=True)
class _Door:
    free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS))
    next_start: float = 0.0  # by the loop's clock
    inside: int = 0

    def next_start_in_s(self, spacing_s: float) -> float:
        """Take the next start, at least `spacing_s` after the one before; give the seconds until then."""
        now = asyncio.get_running_loop().time()
        start = max(now, self.next_start)
        self.next_start = start + spacing_s
        return start - now


@dataclass(slots=True)
class _Stay:
    """One of a host's connections, held within an `async with` block."""

    door: _Door
    spacing_s: float

    async def __aenter__(self) -> None:
        door = self.door
        door.inside += 1
        try:
            await door.free.acquire()
        except BaseException:
            door.inside -= 1
            raise
        if wait_s := door.next_start_in_s(self.spacing_s):
            try:
                await asyncio.sleep(wait_s)
            except BaseException:
                self._leave()
                raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        self.door.free.release()
        self.door.inside -= 1


class Hosts:
    """The doors of the hosts asked lately."""

    def __init__(self) -> None:
        self._doors: OrderedDict[str, _Door] = OrderedDict()

    def entered(self, host: str, spacing_s: float) -> _Stay:
        """Hold one of the host's two connections within the block, which begins `spacing_s` after the one before."""
        return _Stay(self._door(host), spacing_s)

    def _door(self, host: str) -> _Door:
        door = self._doors.get(host)
        if door is None:
            door = self._doors[host] = _Door()
        self._doors.move_to_end(host)
        if len(self._doors) > _MOST_HOSTS:
            oldest, unused = next(iter(self._doors.items()))
            if not unused.inside:
                del self._doors[oldest]
        return door
