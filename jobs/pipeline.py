"""The verbs of the newsroom: collect → summarise → fan out (delivery is the bot's).

Each works on whatever rows are waiting, so a restart needs no recovery; each is idempotent and can be run by hand.

    collecting.collect(source)   fetch ► items ► document ► read_briefing ► save      transaction 1, validators last
    summarise_waiting()          tag ► summarise ► search tokens ► announce           transaction 2
    fan_out_waiting()            release ► expand, digests ► sweep, a page at a time  transactions 3..n
"""

import asyncio

from jobs.collecting import Clock
from jobs.indexing import search_tokens
from jobs.language import Analyser, TokenPass
from jobs.matching import match_keys
from jobs.model import Briefing, BriefingId
from jobs.store import Announcement, Store
from jobs.store.lanes import Lanes
from jobs.summary import summarise
from jobs.tagging import tag


class Pipeline:
    """The verbs after collecting; built once by whoever starts the program."""

    def __init__(
        self, *, store: Store, lanes: Lanes, analyser: Analyser, clock: Clock, rate_per_s: float = 28.0
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._analyser = analyser
        self._clock = clock
        self._rate_per_s = rate_per_s

    # ── summarise ────────────────────────────────────────────────────────────────────────────────

    async def summarise_waiting(self) -> int:
        """Tag, summarise and announce everything that waits for it; gives how many were announced."""
        announced = 0
        while waiting := await self._lanes.read(self._store.briefings.waiting):
            for briefing_id, revision, briefing in waiting:
                made = await asyncio.to_thread(announcement_of, briefing_id, revision, briefing, self._analyser)
                announced += await self._lanes.write(self._store.briefings.announce, made, now=self._clock())
        return announced

    # ── fan out ──────────────────────────────────────────────────────────────────────────────────

    async def fan_out_waiting(self) -> int:
        """Write the deliveries of what may go and of the digests that are due, as far as there is room; gives how many.

        What nobody held back in time is released first and floods that are over are told; what is past is swept out
        last.
        """
        await self._lanes.write(self._store.brakes.release_due, self._clock())
        while await self._lanes.write(self._store.catch_ups.tell, self._clock()):
            pass
        written = await self.write_digests()
        while (page := await self._lanes.write(self._store.outbox.expand, now=self._clock())) is not None:
            written += page
        while await self._lanes.write(self._store.outbox.sweep, self._clock()):
            pass
        return written

    async def write_digests(self) -> int:
        """Write the digests whose time has come; gives how many."""
        written = 0
        due = self._store.digests.due
        while (page := await self._lanes.write(due, self._clock(), rate_per_s=self._rate_per_s)) is not None:
            written += page
        return written


def announcement_of(briefing_id: BriefingId, revision: int, briefing: Briefing, analyser: Analyser) -> Announcement:
    """Say everything that is said of a briefing, from one token pass."""
    tokens = TokenPass(analyser)
    tags = tag(briefing, tokens)
    summaries = summarise(briefing, tags, tokens)
    return Announcement(
        id=briefing_id,
        revision=revision,
        tags=tags,
        summaries=summaries,
        keys=match_keys(tags),
        analyser=analyser.version,
        tokens=search_tokens(briefing, tags, summaries, analyser),
    )
