"""No host is pressed: at most two connections at a time, and a pause between the starts of requests."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from types import TracebackType

CONNECTIONS = 2
_MOST_HOSTS = 20_000
_ON_THE_WAY = 1.05  # times the pause: the later of two requests may be the faster


@dataclass(slots=True)
class _Door:
    free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS))
    starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    not_before: float = 0.0  # the next start, by the loop's clock
    inside: int = 0

    async def start(self, spacing_s: float) -> None:
        """Return `spacing_s` after the last start, however late that one was."""
        clock = asyncio.get_running_loop().time
        async with self.starting:
            if (wait_s := self.not_before - clock()) > 0:
                await asyncio.sleep(wait_s)
            self.not_before = clock() + _ON_THE_WAY * spacing_s


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
        if self.spacing_s:
            try:
                await door.start(self.spacing_s)
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
