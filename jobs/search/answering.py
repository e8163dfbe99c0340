"""From what the engine gives to hits: how many concepts a hit must hold, near-duplicates folded, days in order."""

from collections.abc import Sequence
from datetime import UTC, datetime

import tantivy

from jobs.search.documents import Hit
from jobs.search.engine import Asker
from jobs.search.folding import Heads
from jobs.search.plan import Plan
from jobs.search.query import Query
from jobs.search.shelf import Kept, day_number, kept, mark_of


def matching(searcher: tantivy.Searcher, asker: Asker, wanted: Plan, query: Query) -> tuple[int, int, tantivy.Query]:
    """Count the documents that hold what is needed; where none does, need less and less."""
    needed = wanted.needed
    while True:
        strict = asker.matches(wanted, query, needed)
        total = _count(searcher.search(strict, 1, count=True))
        if total or needed <= 1:
            return total, needed, strict
        needed = needed // 2


def any_holds(searcher: tantivy.Searcher, asker: Asker, bigrams: Sequence[str]) -> bool:
    """Tell whether any document holds all of these bigrams."""
    return bool(bigrams) and bool(searcher.search(asker.all_bigrams(bigrams), 1, count=False).hits)


def holds(each: Kept, wanted: Plan, needed: int) -> bool:
    """Tell whether a candidate holds that many of the required concepts by its morphemes."""
    met = sum(
        any(all(any(each.counts(mark_of(m))) for m in spelling.morphemes) for spelling in concept.spellings)
        for concept in wanted.concepts
        if concept.required
    )
    return met >= needed


def folded(best: Sequence[tuple[float, Kept]], *, fold: bool) -> list[tuple[float, Kept, list[str]]]:
    """Give the documents with the ids of near-duplicates beside the higher one."""
    heads: list[tuple[float, Kept, list[str]]] = []
    shown = Heads()
    for score, each in best:
        at = shown.repeated_by(each.sketch) if fold else None
        if at is None:
            heads.append((score, each, []))
        else:
            heads[at][2].append(each.id)
    return heads


def by_day(searcher: tantivy.Searcher, strict: tantivy.Query, limit: int, offset: int) -> list[Hit]:
    """Give the hits of a question, the newest day first."""
    found = searcher.search(strict, limit, count=False, offset=offset, order_by_field="day").hits
    return [hit(0.0, kept(searcher.doc(address))) for _, address in found]


def hit(score: float, each: Kept, folded: Sequence[str] = ()) -> Hit:
    """Give a document as a hit."""
    return Hit(id=each.id, score=score, fields=each.fields(), folded=tuple(folded))


def _count(result: tantivy.SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined]  # there, but not in the package's stub


def today_number(now: datetime | None) -> int | None:
    """Give the day of a moment as the index counts it."""
    return day_number(now.astimezone(UTC).date()) if now else None
