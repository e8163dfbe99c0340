"""From what the engine gives to hits: how many concepts a hit must hold, near-duplicates folded, days in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

import tantivy

from jobs.search.documents import Hit
from jobs.search.engine import Asker
from jobs.search.folding import Heads
from jobs.search.kept import Kept, day_number, mark_of
from jobs.search.plan import Plan
from jobs.search.query import Query
from jobs.search.tokens import Tokens
from jobs.search.view import View

LISTED = 50
"""So many matches are listed one by one."""

VERIFIED = 200
"""Candidates that are looked at when there are exact phrases."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The documents that hold `needed` of a query's concepts: how many, the newest of them, and how to ask for them."""

    total: int
    needed: int
    newest: tuple[tantivy.DocAddress, ...]
    strict: tantivy.Query

    @property
    def listed(self) -> bool:
        """Tell whether `newest` are all of them."""
        return len(self.newest) == self.total


def matching(searcher: tantivy.Searcher, asker: Asker, wanted: Plan, query: Query) -> Matches:
    """Count and list the documents that hold what is needed; where none does, need less and less."""
    needed = wanted.needed
    while True:
        strict = asker.matches(wanted, query, needed)
        found = searcher.search(strict, LISTED, count=True, order_by_field="day")  # by day: nothing is scored
        newest = tuple(address for _, address in found.hits)
        if newest or needed <= 1:
            return Matches(_count(found), needed, newest, strict)
        needed = needed // 2


def holding_all(view: View, asker: Asker, bigrams: Sequence[str]) -> int:
    """Tell how many documents hold all of these bigrams."""
    held = [view.corpus.holding("bigrams", two) for two in bigrams]
    if not held or not all(held):
        return 0
    if len(held) == 1:
        return held[0]
    return _count(view.searcher.search(asker.all_bigrams(bigrams), 1, count=True, order_by_field="day"))


class Verifier:
    """Looks closely at candidates: how many of the required concepts they hold, and the exact phrases."""

    def __init__(self, wanted: Plan) -> None:
        self.needed = wanted.needed
        self._concepts = [
            [[mark_of(morpheme) for morpheme in spelling.morphemes] for spelling in concept.spellings]
            for concept in wanted.concepts
            if concept.required
        ]
        self._phrases = [rows for group in wanted.musts if (rows := _rows(group)) and all(len(row) > 1 for row in rows)]

    @property
    def careful(self) -> bool:
        """Tell whether there are phrases to verify."""
        return bool(self._phrases)

    def holds(self, each: Kept, needed: int) -> bool:
        """Tell whether a candidate holds that many of the required concepts by its morphemes."""
        marks = each.marks
        met = 0
        for spellings in self._concepts:
            for spelling in spellings:
                for mark in spelling:
                    if mark not in marks:
                        break
                else:
                    met += 1
                    break
        return met >= needed

    def stands(self, each: Kept) -> bool:
        """Tell whether the phrases stand in it word for word.

        The engine knows that all their characters are there; here the order of the morphemes is looked at. A phrase
        that the document's own context split otherwise is believed.
        """
        return all(any(_stands(row, each) for row in rows) for rows in self._phrases)


def _rows(group: Sequence[Tokens]) -> list[str]:
    return ["".join(mark_of(morpheme) for morpheme in tokens.morphemes) for tokens in group]


def _stands(row: str, each: Kept) -> bool:
    return each.in_a_row(row) or not all(mark in each.marks for mark in row)


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


def by_day(view: View, strict: tantivy.Query, verifier: Verifier, limit: int, offset: int) -> list[Hit]:
    """Give the hits of a question, the newest day first."""
    if not verifier.careful:
        found = view.searcher.search(strict, limit, count=False, offset=offset, order_by_field="day").hits
        return [hit(0.0, view.document(address)) for _, address in found]
    found = view.searcher.search(strict, offset + limit + VERIFIED, count=False, order_by_field="day").hits
    loaded = (view.document(address) for _, address in found)
    return [hit(0.0, each) for each in islice(filter(verifier.stands, loaded), offset, offset + limit)]


def hit(score: float, each: Kept, folded: Sequence[str] = ()) -> Hit:
    """Give a document as a hit."""
    return Hit(id=each.id, score=score, fields=each.fields(), folded=tuple(folded))


def _count(result: tantivy.SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined]  # there, but not in the package's stub


def today_number(now: datetime | None) -> int | None:
    """Give the day of a moment as the index counts it."""
    return day_number(now.astimezone(UTC).date()) if now else None
