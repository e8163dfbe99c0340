"""Written summaries for older briefings: what it would take is said first, then it is done, newest first.

Nothing is pushed and nothing that was sent is edited. Cut short, it goes on with what is missing; answers that came are
kept and not paid for twice.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from jobs.commissioning import Commissions
from jobs.model import Clock, Tags
from jobs.pipeline import Pipeline
from jobs.settings import SummarySettings
from jobs.store import Store, Waiting
from jobs.store.lanes import Lanes
from jobs.summary.writers.task import task_of
from jobs.summary.written import passages, permitted

_PAGE = 50
_UNANSWERED = 3
"""So many in a row that nobody answered for, and it ends for today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a backfill would send: of each backend, by its name, what that costs if it writes all of it."""

    briefings: int = 0
    characters: int = 0
    costs: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfilled:
    """How far a backfill has come; `ended_early`: no backend can be asked any more for now."""

    written: int = 0
    refused: int = 0
    ended_early: bool = False


class Backfill:
    """Fills the archive; built once by whoever starts the program."""

    def __init__(
        self,
        *,
        store: Store,
        lanes: Lanes,
        pipeline: Pipeline,
        commissions: Commissions,
        settings: SummarySettings,
        clock: Clock,
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._pipeline = pipeline
        self._commissions = commissions
        self._settings = settings
        self._clock = clock

    async def plan(self, limit: int) -> Plan:
        """Say what would be sent for up to so many briefings; nothing is sent."""
        briefings = characters = 0
        async for one in self._missing(limit):
            allowed = permitted(one.briefing, self._commissions.rights_of(one))
            if allowed is not None:
                briefings += 1
                characters += task_of(allowed, Tags()).characters
        costs = tuple(
            (one.model or one.kind, characters / 1_000_000 * one.price_per_million) for one in self._settings.backend
        )
        return Plan(briefings=briefings, characters=characters, costs=costs)

    async def run(self, limit: int) -> AsyncIterator[Backfilled]:
        """Have up to so many briefings written about, giving how far it has come after each."""
        come = Backfilled()
        unanswered = 0
        async for one in self._missing(limit):
            self._commissions.begin(one, await self._pipeline.glossed(one))
            draft = await self._commissions.finished(one)
            if draft.summaries is not None:
                made = await self._pipeline.announcement(one, draft.summaries)
                await self._lanes.write(self._store.commissions.fulfil, made, now=self._clock(), edit=False)
                come = replace(come, written=come.written + 1)
            else:
                come = replace(come, refused=come.refused + 1)
            unanswered = unanswered + 1 if draft.later else 0
            self._commissions.forget(one)
            yield replace(come, ended_early=unanswered >= _UNANSWERED)
            if unanswered >= _UNANSWERED:
                return

    async def _missing(self, limit: int) -> AsyncIterator[Waiting]:
        """Give briefings that a backend may write about and none did, newest first."""
        before, given = None, 0
        while page := await self._lanes.read(self._store.commissions.unwritten, before, limit=_PAGE):
            for one in page:
                allowed = permitted(one.briefing, self._commissions.rights_of(one))
                if allowed is not None and passages(allowed):
                    if given == limit:
                        return
                    given += 1
                    yield one
            before = page[-1].id
