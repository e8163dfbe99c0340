"""The verbs of the newsroom: collect → summarise → fan out (delivery is the bot's).

Each works on whatever rows are waiting, so a restart needs no recovery; each is idempotent and can be run by hand.

    collecting.collect(source)   fetch ► items ► document ► read_briefing ► save      transaction 1, validators last
    summarise_waiting()          tag ► summarise ► search tokens ► announce           transaction 2
    write_waiting()              a backend's answer, come late ► fulfil               one transaction a briefing
    fan_out_waiting()            release ► expand, digests ► sweep, a page at a time  transactions 3..n
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from jobs.commissioning import AGAIN, GIVE_UP, Commissions
from jobs.errors import NotUnderstood
from jobs.indexing import search_document
from jobs.language import Analyser, TokenPass
from jobs.matching import match_keys
from jobs.model import Briefing, BriefingId, Clock, Gloss, Language, Summary, search_key
from jobs.search import NameTable, Watch, analyse_passed
from jobs.store import Announcement, Store, Waiting
from jobs.store.lanes import Lanes
from jobs.summary import summarise
from jobs.summary.glossary import Glossary, grown, known_in
from jobs.summary.glossary import of as glossary_of
from jobs.tagging import tag

logger = logging.getLogger(__name__)

ASIDE = timedelta(minutes=10)
"""How long a briefing that cannot be understood waits to be tried again; at the next start it is tried at once."""


class Pipeline:
    """The verbs after collecting; built once by whoever starts the program."""

    def __init__(  # noqa: PLR0913 — each a thing the verbs work with
        self,
        *,
        store: Store,
        lanes: Lanes,
        analyser: Analyser,
        clock: Clock,
        commissions: Commissions | None = None,
        names: NameTable | None = None,
        rate_per_s: float = 28.0,
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._analyser = analyser
        self._clock = clock
        self._commissions = commissions
        self._rate_per_s = rate_per_s
        self._watch = Watch(analyser, names=names)
        self._glossary: Glossary | None = None
        self._aside: dict[tuple[BriefingId, int], datetime] = {}  # briefing, revision: when it is tried again

    # ── summarise ────────────────────────────────────────────────────────────────────────────────

    async def summarise_waiting(self) -> int:
        """Tag, summarise and announce what waits for it; gives how many were announced.

        What a backend is asked about waits for its answer until the deadline, and holds up nothing else.
        """
        announced = after = 0
        while waiting := await self._lanes.read(self._store.briefings.waiting, after):
            for one in filter(self._ready, waiting):
                announced += await self._announce(one)
            after = waiting[-1].id
        return announced

    def _ready(self, one: Waiting) -> bool:
        """Tell whether a briefing is not put aside: one that cannot be understood holds up no other."""
        again = self._aside.get((one.id, one.revision))
        return again is None or self._clock() >= again

    async def summarise_all(self) -> int:
        """Do the same until nothing waits any more."""
        announced = await self.summarise_waiting()
        desk = self._commissions
        while desk is not None:
            left = await self._lanes.read(self._store.briefings.waiting, 0)
            if not any(map(self._ready, left)):
                break
            await desk.any_done(within_s=0.5)
            announced += await self.summarise_waiting()
        return announced

    async def _announce(self, one: Waiting) -> bool:
        """Announce one briefing, with a backend's summary where one came in time; gives whether it was announced."""
        desk = self._commissions if self._commissions and one.push and self._commissions.wanted(one) else None
        draft, late = None, False
        if desk is not None:
            if not desk.begun(one):
                desk.begin(one, await self.glossed(one))
            draft, late = desk.draft(one), self._clock() >= desk.over_at(one)
            if draft is None and not late:
                return False
        made = await self._understood(one, draft.summaries if draft else None)
        if made is None:
            return False
        asked_on = desk is not None and (draft is None or (draft.summaries is None and draft.later))
        done = await self._lanes.write(
            self._store.briefings.announce, replace(made, commissioned=asked_on), now=self._clock()
        )
        if done:
            self._glossary = grown(await self._names(), one.briefing.glosses)
        if desk is not None and draft is not None and done:
            desk.forget(one)
        return done

    async def _understood(self, one: Waiting, written: Mapping[Language, Summary] | None) -> Announcement | None:
        """Say everything that is said of a briefing; None where that fails, and then it is put aside for a while."""
        try:
            return await self.announcement(one, written)
        except NotUnderstood:
            logger.exception("briefing.not_understood", extra={"briefing": one.id, "source": one.source_id})
            self._aside[one.id, one.revision] = self._clock() + ASIDE
            return None

    async def announcement(self, one: Waiting, written: Mapping[Language, Summary] | None) -> Announcement:
        """Say everything that is said of a briefing, and ask every saved search whether it meets it.

        Raises NotUnderstood where that fails.
        """
        saved = await self._lanes.read(self._store.searches.every)
        names = await self._names()

        def made() -> Announcement:
            self._watch.watch(saved, self._clock().date())
            said = announcement_of(
                one.id,
                one.revision,
                one.briefing,
                self._analyser,
                source=one.source_id,
                watch=self._watch,
                written=written,
                known=known_in(names, one.briefing),
            )
            return replace(said, searches=max(saved, default=0))

        try:
            return await asyncio.to_thread(made)
        except Exception as error:  # whatever a text may bring to light in our own rules
            raise NotUnderstood(f"briefing {one.id}, revision {one.revision}: {error!r}") from error

    async def _names(self) -> Glossary:
        """Give the glossary of all that was announced; read once, it grows with what is announced from here on."""
        if self._glossary is None:
            counted = await self._lanes.read(self._store.glossary.in_briefings)
            brought = await self._lanes.read(self._store.glossary.brought)
            self._glossary = glossary_of((*counted, *brought))
        return self._glossary

    async def glossed(self, one: Waiting) -> Briefing:
        """Give a briefing with the names in it that others gloss, as a backend gets it."""
        return replace(one.briefing, glosses=(*one.briefing.glosses, *known_in(await self._names(), one.briefing)))

    # ── what backends write later ────────────────────────────────────────────────────────────────

    async def write_waiting(self) -> int:
        """Ask on about what went out without a written summary, and take those that came; gives how many."""
        desk = self._commissions
        if desk is None:
            return 0
        taken = 0
        for one in await self._lanes.read(self._store.commissions.due, self._clock()):
            if self._clock() >= one.since + GIVE_UP or not desk.wanted(one):
                await self._lanes.write(self._store.commissions.drop, one.id)
                continue
            if not desk.begun(one):
                desk.begin(one, await self.glossed(one))
            draft = desk.draft(one)
            if draft is None:
                continue
            made = await self._understood(one, draft.summaries) if draft.summaries is not None else None
            if made is not None:
                taken += await self._lanes.write(self._store.commissions.fulfil, made, now=self._clock())
            elif draft.later or draft.summaries is not None:
                await self._lanes.write(self._store.commissions.postpone, one.id, self._clock() + AGAIN)
            else:
                await self._lanes.write(self._store.commissions.drop, one.id)
            desk.forget(one)
        return taken

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


def announcement_of(  # noqa: PLR0913 — a briefing, and by keyword what may be known of it
    briefing_id: BriefingId,
    revision: int,
    briefing: Briefing,
    analyser: Analyser,
    *,
    source: str = "",
    watch: Watch | None = None,
    written: Mapping[Language, Summary] | None = None,
    known: tuple[Gloss, ...] = (),
) -> Announcement:
    """Say everything that is said of a briefing, from one token pass, with the keys of the saved searches it meets.

    What a backend wrote takes the place of what the rules say; `known` are names that other briefings gloss.
    """
    tokens = TokenPass(analyser)
    tags = tag(briefing, tokens)
    summaries = written or summarise(briefing, tags, tokens, known=known)
    named = replace(briefing, glosses=(*briefing.glosses, *known))
    document = search_document(str(briefing_id), named, tags=tags, summaries=summaries, source=source)
    found = analyse_passed(document, tokens)
    met = watch.met_by(replace(document, tokens=found)) if watch else ()
    return Announcement(
        id=briefing_id,
        revision=revision,
        tags=tags,
        summaries=summaries,
        keys=(*match_keys(tags), *map(search_key, met)),
        analyser=analyser.version,
        tokens=found.dumps(),
        glosses=briefing.glosses,
    )
