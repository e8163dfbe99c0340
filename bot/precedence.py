"""Who is answered first: searches give way to everything else.

A search keeps the interpreter busy for milliseconds, and a crowd of them for seconds; everything else is done within a
few, if it is let. So no search begins while anything else is being answered, or only a little later.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE_S = 0.25
"""So long a search gives way at most: an answer may wait for Telegram much longer."""


class Precedence:
    """Knows what is being answered beside searches."""

    def __init__(self) -> None:
        self._ahead = 0
        self._none_ahead = asyncio.Event()
        self._none_ahead.set()

    @property
    def clear(self) -> bool:
        """Tell whether nothing is ahead."""
        return not self._ahead

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """Let searches wait for what is done within the block."""
        self._ahead += 1
        self._none_ahead.clear()
        try:
            yield
        finally:
            self._ahead -= 1
            if not self._ahead:
                self._none_ahead.set()

    async def give_way(self) -> None:
        """Wait until nothing is ahead, for a little while."""
        if not self._none_ahead.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    await self._none_ahead.wait()
