"""The archive read again by the rules of today: records, tags, summaries and search tokens. Nothing is sent.

A rule that reads better mends what comes from then on; this mends what came before. Cut short, it is begun again: what
is as it should be by now stays as it is.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace

from jobs.errors import NotUnderstood
from jobs.model import Briefing, BriefingId, Clock, Document, Edition, Language, Method, Summary
from jobs.pipeline import Pipeline
from jobs.reading import read_briefing
from jobs.settings import SourceSettings
from jobs.store import Announcement, Held, Reading, Store, Waiting
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

_TRIES = 3
"""A search may be saved while one is read; then it is asked as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What became of one briefing. `parts` are what is otherwise now; `kept`: it stays as it is all the same, for
    its owners have yet to send it, it changed meanwhile, or our rules fail on it."""

    id: BriefingId
    title: str
    parts: tuple[str, ...] = ()
    kept: bool = False


class Rereader:
    """Reads the archive again; built once by whoever starts the program."""

    def __init__(
        self,
        *,
        store: Store,
        lanes: Lanes,
        pipeline: Pipeline,
        sources: Mapping[str, SourceSettings],
        clock: Clock,
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._pipeline = pipeline
        self._sources = sources
        self._clock = clock

    async def count(self, source_id: str | None = None) -> int:
        """Count what there is to read again, of one source or of all."""
        return await self._lanes.read(self._store.rereads.count, source_id)

    async def run(self, source_id: str | None = None, *, dry: bool = False) -> AsyncIterator[Reread]:
        """Read every announced briefing again, of one source or of all, giving what became of each.

        With `dry` nothing is written. Where our own rules fail on one, it stays as it is, and the error is logged.
        """
        last = 0
        while page := await self._lanes.read(self._store.rereads.after, last, source_id):
            for held in page:
                yield await self._again(held, dry=dry)
            last = page[-1].edition.id

    async def _again(self, held: Held, *, dry: bool) -> Reread:
        reading = await asyncio.to_thread(self._read, held)
        other = reading if reading.content_sha != held.content_sha else None
        record = other.briefing if other else held.edition.briefing
        before = (await self._lanes.read(self._store.briefings.keys, [held.edition.id]))[held.edition.id]
        kept = Reread(id=held.edition.id, title=record.title, kept=True)
        for _ in range(_TRIES):
            try:
                said = await self._said(held.edition, record)
            except NotUnderstood:
                logger.exception("briefing.not_understood", extra={"briefing": held.edition.id})
                return kept
            parts = tuple(_otherwise(record, said, held, before))
            if not parts or dry or await self._lanes.write(self._write, said, other):
                return replace(kept, parts=parts, kept=False)
        return kept

    async def _said(self, shown: Edition, record: Briefing) -> Announcement:
        asked = Waiting(
            id=shown.id,
            revision=shown.revision,
            source_id=shown.source_id,
            briefing=record,
            push=False,
            since=self._clock(),
        )
        return await self._pipeline.announcement(asked, _written(shown))

    def _read(self, held: Held) -> Reading:
        document = self._document(held)
        return Reading(keys=(held.key,), document=document, briefing=read_briefing(document))

    def _write(self, said: Announcement, reading: Reading | None) -> bool:
        return self._store.rereads.retell(said, reading, now=self._clock())

    def _document(self, held: Held) -> Document:
        """Give the document as it was read; what its list said, where that was not kept, is what the record says."""
        source, record = self._sources.get(held.edition.source_id), held.edition.briefing
        region = source.region or None if source else record.region_label
        if source is None or source.kind == "folder":
            return replace(held.document, region_label=region)
        listed = held.document.title or record.title or None
        day = held.document.published or record.published
        return replace(held.document, title=listed, published=day, region_label=region)


def _written(shown: Edition) -> Mapping[Language, Summary] | None:
    """Give the summaries that a backend wrote, which stay; None where rules made them."""
    made_by_rules = any(one.method is not Method.WRITTEN for one in shown.summaries.values())
    return None if made_by_rules or not shown.summaries else shown.summaries


def _otherwise(now: Briefing, said: Announcement, held: Held, keys: frozenset[int]) -> Iterator[str]:
    """Name what is otherwise now than it was."""
    before, tags = held.edition.briefing, held.edition.tags
    compared = {
        "title": (now.title, before.title),
        "day": (now.published, before.published),
        "text": (now.sections, before.sections),
        "references": (now.references, before.references),
        "names": (now.glosses, before.glosses),
        "regions": ({one.region for one in said.tags.regions}, {one.region for one in tags.regions}),
        "topics": ({one.topic for one in said.tags.topics}, {one.topic for one in tags.topics}),
        "summary": (dict(said.summaries), dict(held.edition.summaries)),
        "subscriptions": (frozenset(said.keys), keys),
        "search": (said.tokens, held.tokens),
    }
    found = [name for name, (one, other) in compared.items() if one != other]
    yield from found or (["details"] if (now, said.tags) != (before, tags) else [])
