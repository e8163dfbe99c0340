"""What a command may use: the archive, the library, the settings; built once by `bot.app`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

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

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what a reading function of the store gives, without holding up the event loop."""
        return await self.lanes.read(function, *args, **kwargs)

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what a writing function of the store gives; it is committed when this returns."""
        return await self.lanes.write(function, *args, **kwargs)
