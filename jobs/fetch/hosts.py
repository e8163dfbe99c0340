"""No host is pressed: at most two connections at a time, and a pause between the starts of requests."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

CONNECTIONS = 2
_MOST_HOSTS = 20_000


@dataclass(slots=True)
class _Door:
    free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS))
    next_start: float = 0.0  # by the loop's clock
    inside: int = 0


class Hosts:
    """The doors of the hosts asked lately."""

    def __init__(self) -> None:
        self._doors: OrderedDict[str, _Door] = OrderedDict()

    @asynccontextmanager
    async def entered(self, host: str, spacing_s: float) -> AsyncIterator[None]:
        """Hold one of the host's two connections within the block, which begins `spacing_s` after the one before."""
        door = self._door(host)
        door.inside += 1
        try:
            async with door.free:
                await self._own_start(door, spacing_s)
                yield
        finally:
            door.inside -= 1

    async def pause(self, host: str, spacing_s: float) -> None:
        """Wait for a start of its own at a host that is entered already: for a redirect's next step."""
        await self._own_start(self._door(host), spacing_s)

    async def _own_start(self, door: _Door, spacing_s: float) -> None:
        clock = asyncio.get_running_loop().time
        start = max(clock(), door.next_start)
        door.next_start = start + spacing_s
        if (wait_s := start - clock()) > 0:
            await asyncio.sleep(wait_s)

    def _door(self, host: str) -> _Door:
        door = self._doors.setdefault(host, _Door())
        self._doors.move_to_end(host)
        if len(self._doors) > _MOST_HOSTS:
            oldest, unused = next(iter(self._doors.items()))
            if not unused.inside:
                del self._doors[oldest]
        return door
