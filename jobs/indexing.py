"""Keeps the search index up with the archive: what a briefing is to search, and the follower of `search_doc.seq`.

The tokens are made once, when the briefing is announced, and kept in the database; every process builds its own index
from them (D10).
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from jobs import organisations, regions, topics
from jobs.language import Analyser
from jobs.model import Briefing, Edition, Language, Summary, Tags
from jobs.search import Library, SearchDocument, Tokens, analyse_document
from jobs.store import Store
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

BATCH = 200


def search_document(
    document_id: str,
    briefing: Briefing,
    *,
    tags: Tags,
    summaries: Mapping[Language, Summary],
    source: str = "",
    tokens: Tokens | None = None,
) -> SearchDocument:
    """Say what of a briefing can be found: its text, the other language's side, its names, regions and topics.

    Metadata (reviewer, disclaimer, navigation) is left out.
    """
    about = {region for tag in tags.regions for region in regions.ancestors(tag.region)}
    return SearchDocument(
        id=document_id,
        title=briefing.title,
        headings=tuple(briefing.headings()),
        body="\n".join(briefing.paragraphs()),
        published=briefing.published,
        english=_other_side(briefing, tags, summaries),
        names=_names(briefing, tags),
        regions=tuple(sorted(about)),
        topics=tuple(sorted(tag.topic for tag in tags.topics)),
        source=source,
        series=briefing.series or "",
        language=briefing.language,
        tokens=tokens,
    )


def search_tokens(briefing: Briefing, tags: Tags, summaries: Mapping[Language, Summary], analyser: Analyser) -> bytes:
    """Give the search tokens of a briefing as they are stored."""
    return analyse_document(search_document("", briefing, tags=tags, summaries=summaries), analyser).dumps()


def _other_side(briefing: Briefing, tags: Tags, summaries: Mapping[Language, Summary]) -> str:
    other = Language.EN if briefing.language is Language.KO else Language.KO
    said = [line.text for line in summaries[other].lines] if other in summaries else []
    labels = [regions.label(tag.region, other) for tag in tags.regions]
    subjects = [topics.label(tag.topic, other) for tag in tags.topics]
    cited = [reference.title for reference in briefing.references]
    return "\n".join(dict.fromkeys([*said, *labels, *subjects, *cited]))


def _names(briefing: Briefing, tags: Tags) -> tuple[str, ...]:
    glossed = [name for gloss in briefing.glosses for name in (gloss.korean, gloss.english, gloss.abbreviation) if name]
    known = [organisations.by_code(tag.code) for tag in tags.organisations]
    bodies = [name for organisation in known if organisation for name in (organisation.en, *organisation.names)]
    return tuple(dict.fromkeys([*glossed, *bodies]))


class Follower:
    """Brings the library up to the archive, from wherever it stands; its loss costs a rebuild, never data."""

    def __init__(self, store: Store, lanes: Lanes, library: Library) -> None:
        self._store = store
        self._lanes = lanes
        self._library = library

    async def catch_up(self) -> int:
        """Index everything announced since the last call; gives how many briefings."""
        added = 0
        while True:
            batch = await self._lanes.read(self._store.briefings.documents_after, self._library.seq, BATCH)
            if not batch:
                return added
            await asyncio.to_thread(self._add, batch)
            added += len(batch)

    def _add(self, batch: Sequence[tuple[int, bytes, str, Edition]]) -> None:
        self._library.add(
            search_document(
                str(edition.id),
                edition.briefing,
                tags=edition.tags,
                summaries=edition.summaries,
                source=edition.source_id,
                tokens=_stored(tokens),
            )
            for _, tokens, _, edition in batch
        )
        self._library.commit(seq=batch[-1][0])


def _stored(tokens: bytes) -> Tokens | None:
    """Give the stored tokens; None, and so made anew, where they cannot be read."""
    try:
        return Tokens.loads(tokens)
    except ValueError:
        logger.warning("index.tokens_unreadable")
        return None
