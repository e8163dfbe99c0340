"""Strangers' bytes wait in line for a reader process: here, where waiting costs no thread and no deadline."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from jobs.sources.confined import MOST_READERS

P = ParamSpec("P")
T = TypeVar("T")


class Parsing:
    """Lets as many parse at a time as there are reader processes, the others in the order in which they came."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(MOST_READERS)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what the function gives, run on a thread once it is its turn."""
        async with self._free:
            return await asyncio.to_thread(function, *args, **kwargs)

    async def run_here(self, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what the function gives, run on the event loop once it is its turn."""
        async with self._free:
            return await function(*args, **kwargs)
