"""Summaries by backends: asked for, waited for a while, taken when they come.

A new briefing waits for its answer until `deadline_s` after it came in; one that went out without it is a row of
`commission` and is asked for until readers would not care. What waits is rows, answers are kept as rows: after a
restart the same is asked for again, and nobody is paid twice for the same answer.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.language import Analyser, TokenPass
from jobs.model import BackendUse, Briefing, BriefingId, Clock, Language, Rights, Summary
from jobs.settings import SourceSettings
from jobs.store import Store, Waiting
from jobs.store.lanes import Lanes
from jobs.summary.writers.chain import Chain
from jobs.summary.written import permitted, summaries
from jobs.tagging import tag

logger = logging.getLogger(__name__)

AT_ONCE = 4
AGAIN = timedelta(minutes=5)
GIVE_UP = timedelta(hours=6)
"""After so long an alert is left as it went out."""


class StoredRecords:
    """What the chain must not forget, as rows of the archive."""

    def __init__(self, store: Store, lanes: Lanes, clock: Clock) -> None:
        """Keep where the rows are."""
        self._rows = store.commissions
        self._lanes = lanes
        self._clock = clock

    async def answer(self, key: str) -> str | None:
        """Give the answer kept under the key."""
        return await self._lanes.read(self._rows.answer, key)

    async def keep(self, key: str, answer: str) -> None:
        """Keep an answer."""
        await self._lanes.write(self._rows.keep, key, answer, self._clock())

    async def use(self, backend: str) -> BackendUse:
        """Give what a backend used of its day."""
        return await self._lanes.read(self._rows.use, backend)

    async def note(self, backend: str, use: BackendUse) -> None:
        """Keep what a backend used of its day."""
        await self._lanes.write(self._rows.note, backend, use)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What came of asking: the summaries, or None; `later`: asking again may do."""

    summaries: Mapping[Language, Summary] | None = None
    later: bool = False


class Commissions:
    """Asks the chain in the background; the drafts are in memory, what they are for is rows."""

    def __init__(
        self,
        chain: Chain,
        analyser: Analyser,
        *,
        sources: Sequence[SourceSettings] = (),
        deadline_s: float = 30.0,
    ) -> None:
        """Take a chain, which may be empty: then nothing is ever asked for."""
        self._chain = chain
        self._analyser = analyser
        self._rights = {one.id: one.rights for one in sources}
        self._deadline = timedelta(seconds=deadline_s)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._drafts: dict[BriefingId, tuple[int, asyncio.Task[Draft]]] = {}

    def wanted(self, one: Waiting) -> bool:
        """Tell whether a backend may be asked about this briefing at all."""
        return bool(self._chain) and permitted(one.briefing, self.rights_of(one)) is not None

    def rights_of(self, one: Waiting) -> Rights:
        """Give what may be pushed, and so sent, of a briefing's text."""
        return self._rights.get(one.source_id, Rights.LINK)

    def begun(self, one: Waiting) -> bool:
        """Tell whether this revision is being written about, or was."""
        return self._drafts.get(one.id, (0, None))[0] == one.revision

    def begin(self, one: Waiting, briefing: Briefing) -> None:
        """Have it written about; an older revision is written about no more."""
        _, task = self._drafts.get(one.id, (0, None))
        if task is not None:
            task.cancel()
        self._drafts[one.id] = (one.revision, asyncio.create_task(self._write(briefing, self.rights_of(one))))

    def over_at(self, one: Waiting) -> datetime:
        """Give when the alert waits no longer."""
        return one.since + self._deadline

    def draft(self, one: Waiting) -> Draft | None:
        """Give what came of asking about this revision; None while it goes on or was not begun."""
        revision, task = self._drafts.get(one.id, (0, None))
        if task is None or revision != one.revision or not task.done():
            return None
        return Draft(later=True) if task.cancelled() else task.result()

    async def finished(self, one: Waiting) -> Draft:
        """Give what came of asking about this revision, once it has; each request has its own end."""
        _, task = self._drafts[one.id]
        return await task

    def forget(self, one: Waiting) -> None:
        """Let go of what was written: it is used, or of no use."""
        self._drafts.pop(one.id, None)

    async def any_done(self, within_s: float) -> None:
        """Wait until some draft that goes on has ended, or so long."""
        going = [task for _, task in self._drafts.values() if not task.done()]
        if going:
            await asyncio.wait(going, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)

    async def close(self) -> None:
        """End what goes on, and the chain."""
        tasks = [task for _, task in self._drafts.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._drafts.clear()
        await self._chain.close()

    async def _write(self, briefing: Briefing, rights: Rights) -> Draft:
        allowed = permitted(briefing, rights)
        if allowed is None:
            return Draft()
        async with self._places:
            try:
                tokens = TokenPass(self._analyser)
                tags = await asyncio.to_thread(tag, briefing, tokens)
                answer = await self._chain.write(allowed, tags, tokens)
            except Exception:  # the outermost frame of this draft: the alert goes out without it
                logger.exception("draft.broken")
                return Draft()
        if answer.written is None:
            return Draft(later=answer.later)
        return Draft(summaries=summaries(answer.written, allowed, rights))
