"""The verbs of the newsroom: collect → summarise → fan out (delivery is the bot's).

Each works on whatever rows are waiting, so a restart needs no recovery; each is idempotent and can be run by hand.

    collecting.collect(source)   fetch ► items ► document ► read_briefing ► save      transaction 1, validators last
    summarise_waiting()          tag ► summarise ► search tokens ► announce           transaction 2
    fan_out_waiting()            release ► expand, digests ► sweep, a page at a time  transactions 3..n
"""

import asyncio
from dataclasses import replace

from jobs.collecting import Clock
from jobs.indexing import search_document
from jobs.language import Analyser, TokenPass
from jobs.matching import match_keys
from jobs.model import Briefing, BriefingId, search_key
from jobs.search import Watch, analyse_document
from jobs.store import Announcement, Store
from jobs.store.briefings import Waiting
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
        self._watch = Watch(analyser)

    # ── summarise ────────────────────────────────────────────────────────────────────────────────

    async def summarise_waiting(self) -> int:
        """Tag, summarise and announce everything that waits for it; gives how many were announced."""
        announced = 0
        while waiting := await self._lanes.read(self._store.briefings.waiting):
            for one in waiting:
                made = await self._announcement(one)
                announced += await self._lanes.write(self._store.briefings.announce, made, now=self._clock())
        return announced

    async def _announcement(self, one: Waiting) -> Announcement:
        """Say everything that is said of a briefing, and ask every saved search whether it meets it."""
        saved = await self._lanes.read(self._store.searches.every)

        def made() -> Announcement:
            self._watch.watch(saved, self._clock().date())
            said = announcement_of(
                one.id, one.revision, one.briefing, self._analyser, source=one.source_id, watch=self._watch
            )
            return replace(said, searches=max(saved, default=0))

        return await asyncio.to_thread(made)

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


def announcement_of(
    briefing_id: BriefingId,
    revision: int,
    briefing: Briefing,
    analyser: Analyser,
    *,
    source: str = "",
    watch: Watch | None = None,
) -> Announcement:
    """Say everything that is said of a briefing, from one token pass, with the keys of the saved searches it meets."""
    tokens = TokenPass(analyser)
    tags = tag(briefing, tokens)
    summaries = summarise(briefing, tags, tokens)
    document = search_document(str(briefing_id), briefing, tags=tags, summaries=summaries, source=source)
    found = analyse_document(document, analyser)
    met = watch.met_by(replace(document, tokens=found)) if watch else ()
    return Announcement(
        id=briefing_id,
        revision=revision,
        tags=tags,
        summaries=summaries,
        keys=(*match_keys(tags), *map(search_key, met)),
        analyser=analyser.version,
        tokens=found.dumps(),
    )
