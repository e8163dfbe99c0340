"""Keeps the search index up with the archive: what a briefing is to search, and the follower of `search_doc.seq`.

The tokens are made once, when the briefing is announced, and kept in the database; every process builds its own index
from them (D10).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import ParamSpec, TypeVar

from jobs import organisations, regions, topics
from jobs.model import Briefing, BriefingId, Edition, Language, LineKind, Method, Summary, Tags
from jobs.search import Library, SearchDocument, Tokens
from jobs.store import Store
from jobs.store.lanes import Lanes

P = ParamSpec("P")
T = TypeVar("T")

logger = logging.getLogger(__name__)

BATCH = 50
"""Briefings read at a time."""

PIECE = 2_000
"""What one call of `catch_up` may cost, in briefings with stored tokens: alerts wait no longer for it."""

ANEW = 40
"""What a briefing costs whose tokens have to be made anew."""


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


def learn_names(library: Library, store: Store) -> None:
    """Let a name that any briefing glosses, or that was brought in, find briefings by its other form."""
    counts = (*store.glossary.brought(), *store.glossary.in_briefings())
    library.learn(_forms(one.korean, one.english, one.abbreviation) for one in counts)


def _forms(*names: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def briefing_ids(documents: Iterable[str]) -> tuple[BriefingId, ...]:
    """Give the briefings of these document ids; what is the id of none is left out."""
    return tuple(BriefingId(int(one)) for one in documents if one.isdecimal())


def _other_side(briefing: Briefing, tags: Tags, summaries: Mapping[Language, Summary]) -> str:
    other = briefing.language.other
    side = summaries.get(other)
    said = [line.text for line in side.lines if line.kind is not LineKind.WRITER] if side else []
    if side and side.method is Method.WRITTEN:
        said.insert(0, side.headline)
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
    """Brings the library up to the archive, from wherever it stands; its loss costs a rebuild, never data.

    An index that is of another version, broken, or asked to be rebuilt is built anew beside the one that answers, a
    piece a call, and swapped for it when it holds everything; what is announced meanwhile goes into both.
    """

    def __init__(self, store: Store, lanes: Lanes, library: Library, *, piece: int = PIECE, batch: int = BATCH) -> None:
        self._piece = piece
        self._batch = batch
        self._store = store
        self._lanes = lanes
        self._library = library
        self._beside: Library | None = None
        self._broken = False
        self._learned = False

    async def catch_up(self) -> int:
        """Index what was announced, revised or recalled since the last call, a piece at most; gives how many."""
        await _to_the_end(self._look)
        if not self._learned:
            await self._lanes.read(learn_names, self._library, self._store)
            self._learned = True
        taken = 0
        if not self._broken:
            try:
                taken, _ = await self._follow(self._library)
            except (ValueError, OSError, RuntimeError):  # what tantivy raises when its files are gone or unreadable
                logger.exception("index.broken")
                self._broken = True
        if self._beside is not None:
            await self._build(self._beside)
        return taken

    async def rebuild(self) -> AsyncIterator[int]:
        """Build the index anew to the end; gives after each piece how many documents it holds."""
        beside = self._beside = await _to_the_end(self._library.beside)
        while self.building:
            yield beside.size
            await self.catch_up()
        yield self._library.size

    @property
    def building(self) -> bool:
        """Tell whether a new index is being built beside the one that answers."""
        return self._beside is not None

    def _look(self) -> None:
        """Begin to rebuild where that is needed and not begun."""
        if self._library.asked_to_rebuild():
            self._beside = self._library.beside()
        elif self._beside is None and (self._broken or self._library.stale):
            self._beside = self._library.beside(resume=True)

    async def _build(self, beside: Library) -> None:
        """Bring the new index a piece further, and swap it in when it is complete."""
        _, complete = await self._follow(beside)
        logger.info("index.rebuilding", extra={"documents": beside.size, "complete": complete})
        if complete:
            await _to_the_end(self._swap, beside)

    def _swap(self, beside: Library) -> None:
        beside.commit()
        self._library.adopt(beside)
        self._beside, self._broken = None, False

    async def _follow(self, library: Library) -> tuple[int, bool]:
        """Bring a library a piece further; gives how many briefings, and whether it holds everything now."""
        seq, taken, cost = library.seq, 0, 0
        complete = False
        while cost < self._piece and not complete:
            batch = await self._lanes.read(self._store.briefings.documents_after, seq, self._batch)
            complete = not batch
            if batch:
                cost += await _to_the_end(self._put, library, batch)
                seq, taken = batch[-1][0], taken + len(batch)
        if taken:
            await _to_the_end(library.commit, seq)
        return taken, complete

    def _put(self, library: Library, batch: Sequence[tuple[int, bytes, str, Edition]]) -> int:
        """Add the briefings of a batch and take recalled ones out; gives what it cost."""
        stored = {edition.id: _stored(tokens, library.token_version) for _, tokens, _, edition in batch}
        glosses = (one for *_, edition in batch if edition.recalled is None for one in edition.briefing.glosses)
        self._library.learn(_forms(one.korean, one.english, one.abbreviation) for one in glosses)
        library.remove(str(edition.id) for *_, edition in batch if edition.recalled is not None)
        library.add(
            search_document(
                str(edition.id),
                edition.briefing,
                tags=edition.tags,
                summaries=edition.summaries,
                source=edition.source_id,
                tokens=stored[edition.id],
            )
            for *_, edition in batch
            if edition.recalled is None
        )
        return sum(1 if tokens else ANEW for tokens in stored.values())


async def _to_the_end(act: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    """Do it in a thread. Who is cancelled meanwhile still waits for its end: nothing is written to a closed index."""
    running = asyncio.ensure_future(asyncio.to_thread(act, *args, **options))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise


def _stored(tokens: bytes, version: str) -> Tokens | None:
    """Give the stored tokens; None, and so made anew, where they are of another version or cannot be read."""
    try:
        found = Tokens.loads(tokens)
    except ValueError:
        logger.warning("index.tokens_unreadable")
        return None
    return found if found.version == version else None
