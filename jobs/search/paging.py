"""One question put to one commit of the index: its best documents in order, and the page of them asked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import tantivy

from jobs.search.answering import VERIFIED, Matches, Verifier, folded, hit
from jobs.search.documents import Hit
from jobs.search.engine import Asker
from jobs.search.kept import Kept
from jobs.search.plan import Plan
from jobs.search.query import Query
from jobs.search.ranking import Candidate, ranked
from jobs.search.view import View, place_of

Scored = tuple[float, Kept]
Proposed = Sequence[tuple[float, tantivy.DocAddress]]


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its plan. `today` counts as `Kept.day` does; None turns recency off."""

    view: View
    asker: Asker
    query: Query
    wanted: Plan
    today: int | None

    def partial(self, limit: int, offset: int) -> list[Hit]:
        """Give the best documents, also those that hold only some of the words."""
        asked = self._candidates()
        verifier = Verifier(self.wanted)
        window = self._window(verifier)
        best = self._ranked(self.view.searcher.search(asked, window, count=False).hits)
        pages = folded(list(_standing(best, verifier)), fold=self.asker.settings.fold_near_duplicates)
        if offset + limit > len(pages) and len(best) >= window:
            after = self.view.searcher.search(asked, offset + limit - len(pages), count=False, offset=window).hits
            pages += [(score, each, []) for score, each in _standing(self._loaded(after), verifier)]
        return [hit(*page) for page in pages[offset : offset + limit]]

    def page(self, matches: Matches, limit: int, offset: int) -> tuple[list[Hit], int]:
        """Give the hits of a page among the documents that match, and how many are folded under others."""
        verifier = Verifier(self.wanted)
        asked = self._candidates()
        found = self.view.searcher.search(asked, self._window(verifier), count=False).hits
        best = self._ranked(found)
        standing = list(_standing(best, verifier))
        holding = self._holding(standing, found, matches, verifier)
        listed = folded(holding, fold=self.asker.settings.fold_near_duplicates)
        hidden = len(holding) - len(listed) + len(best) - len(standing)
        if len(listed) < offset + limit and len(holding) < matches.total:
            seen = {each.id for _, each in holding}
            rest = _standing(self._rest(matches, seen, offset + limit + len(best)), verifier)
            listed += [(score, each, []) for score, each in islice(rest, offset + limit - len(listed))]
        return [hit(*each) for each in listed[offset : offset + limit]], hidden

    def _candidates(self) -> tantivy.Query:
        """Ask by what tells documents apart: every fifth one holds 하는 or 에서, and to score them takes a third of the
        engine's time. A query of nothing else is asked as it is."""
        telling = tuple(two for two in self.wanted.bigrams if not self.view.corpus.common("bigrams", two))
        return self.asker.candidates(replace(self.wanted, bigrams=telling) if telling else self.wanted, self.query)

    def _window(self, verifier: Verifier) -> int:
        """Give how many candidates are looked at closely: many where a phrase has to be verified."""
        return max(self.asker.settings.window, VERIFIED if verifier.careful else 1)

    def _holding(
        self, standing: Sequence[Scored], found: Proposed, matches: Matches, verifier: Verifier
    ) -> list[Scored]:
        """Give those that match: as the engine listed them where it listed all, else by their morphemes."""
        if not matches.listed:
            return [pair for pair in standing if verifier.holds(pair[1], matches.needed)]
        places = {place_of(address) for address in matches.newest}
        ids = {self.view.document(address).id for _, address in found if place_of(address) in places}
        return [pair for pair in standing if pair[1].id in ids]

    def _rest(self, matches: Matches, seen: set[str], most: int) -> Iterable[Scored]:
        """Give the matches that were not among the candidates: ranked where they are few, else in the engine's order.

        To have the engine score a query of this kind takes ten times as long as to have it listed.
        """
        if matches.listed and matches.total - len(seen) <= self.asker.settings.window:
            unseen = [(0.0, address) for address in matches.newest if self.view.document(address).id not in seen]
            return self._ranked(unseen)
        many = self.view.searcher.search(matches.strict, most, count=False).hits
        return (pair for pair in self._loaded(many) if pair[1].id not in seen)

    def _ranked(self, found: Proposed) -> list[Scored]:
        candidates = [Candidate(self.view.document(address), score) for score, address in found]
        return ranked(candidates, self.wanted, self.view.corpus, self.asker.settings, self.today)

    def _loaded(self, found: Proposed) -> Iterable[Scored]:
        return ((score, self.view.document(address)) for score, address in found)


def _standing(found: Iterable[Scored], verifier: Verifier) -> Iterator[Scored]:
    """Give those in which the exact phrases stand."""
    return (pair for pair in found if not verifier.careful or verifier.stands(pair[1]))
