"""What a command may use: the archive, the library, the settings; built once by `bot.app`."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, TypeVar

from bot.precedence import Precedence
from jobs.search import Library
from jobs.settings import Settings
from jobs.store import Store
from jobs.store.lanes import Lanes

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The room in which commands are answered."""

    store: Store
    lanes: Lanes
    library: Library
    settings: Settings
    bot_username: str
    precedence: Precedence = field(default_factory=Precedence)
    lookers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, thread_name_prefix="search"))
    looking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(3))

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what a reading function of the store gives, without holding up the event loop."""
        return await self.lanes.read(function, *args, **kwargs)

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what a writing function of the store gives; it is committed when this returns."""
        return await self.lanes.write(function, *args, **kwargs)

    async def write_shared(self, function: Callable[[], T]) -> T:
        """Give what a writing function gives that writes down, for all at once, what was handed in."""
        return await self.lanes.write_shared(function)

    async def look(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what a search gives. Two threads do all of them, and one waits at hand: more would hold up others."""
        loop = asyncio.get_running_loop()
        async with self.looking:
            await self.precedence.give_way()
            return await loop.run_in_executor(self.lookers, partial(function, *args, **kwargs))
