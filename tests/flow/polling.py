"""The newsroom as far as it polls, living by a clock that is set by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jobs.collecting import Collector
from jobs.settings import SourceSettings
from jobs.store import Store

START = datetime(2026, 3, 2, tzinfo=UTC)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    @property
    def day(self) -> int:
        return (self.now - START).days


@dataclass
class Reader:
    """Sosik's newsroom as far as it polls, living by the simulated clock."""

    store: Store
    collector: Collector
    clock: Clock

    async def live_until(self, sources: Sequence[SourceSettings], end: datetime) -> None:
        """Poll whatever is due, going from one due time to the next."""
        named = {source.id: source for source in sources}
        while True:
            for source_id in self.store.sources.due(tuple(named), self.clock.now):
                await self.collector.collect(named[source_id])
            coming = [one.next_at for one in self.store.sources.states(tuple(named)).values() if one.next_at]
            following = min(coming, default=end)
            if following >= end:
                self.clock.now = end
                return
            self.clock.now = max(following, self.clock.now + timedelta(seconds=1))
