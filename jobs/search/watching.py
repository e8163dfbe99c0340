"""The search the other way round: a new document comes, and the saved queries that it meets are given.

It is the same parser, plan and question to the engine as in any search, put to an index that holds this one document.
Thousands of saved queries cost little: only those are put of whose ideas and conditions enough may be met.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

from jobs.language import Analyser
from jobs.search.analysis import completed
from jobs.search.documents import SearchDocument, SearchSettings
from jobs.search.kept import tags_of
from jobs.search.library import Library
from jobs.search.names import NameTable, known_names
from jobs.search.parsing import parse
from jobs.search.plan import Concept, Plan, analysing, plan
from jobs.search.query import Query

_Sign = tuple[str, str]
"""Something a document may hold: `word`, `bigram` or a field of filters, and what stands there."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A saved query, ready to be put. Each of `needs` is met by any of its signs; `enough` of them must be."""

    query: Query
    plan: Plan
    needs: tuple[frozenset[_Sign], ...]
    enough: int


class Watch:
    """The saved queries by number; each is taken apart once, however many documents come."""

    def __init__(
        self, analyser: Analyser, *, settings: SearchSettings | None = None, names: NameTable | None = None
    ) -> None:
        self._analyser = analyser
        self._settings = settings or SearchSettings(analyser=analyser.name)
        self._names = names or known_names()
        self._texts: dict[int, str] = {}
        self._watched: dict[int, _Watched] = {}
        self._needing: dict[_Sign, set[tuple[int, int]]] = defaultdict(set)

    def watch(self, queries: Mapping[int, str], today: date) -> None:
        """Watch for these queries and no others."""
        for number in [number for number, text in self._texts.items() if queries.get(number) != text]:
            self._forget(number)
        for number in queries.keys() - self._texts.keys():
            self._learn(number, queries[number], today)

    def met_by(self, document: SearchDocument) -> tuple[int, ...]:
        """Give the numbers of the queries by which `Library.find` would find the document without leaving words out."""
        whole = replace(document, tokens=completed(document, self._analyser))
        likely = self._likely(whole)
        if not likely:
            return ()
        with closing(Library.open(None, self._settings, analyser=self._analyser, names=self._names)) as library:
            library.add([whole])
            library.commit()
            return tuple(one for one in likely if library.holds(self._watched[one].query, self._watched[one].plan))

    def _learn(self, number: int, text: str, today: date) -> None:
        self._texts[number] = text
        query = parse(text, today=today, names=self._names)
        wanted = plan(query, analysing(self._analyser), self._names)
        if query.empty or (query.wanted and wanted.silent):
            return
        conditions = [one for one in query.filters if not one.negated]
        needs = [_signs_of(concept) for concept in wanted.concepts if concept.required]
        needs += [frozenset((one.field.value, value) for value in one.values) for one in conditions]
        enough = wanted.needed + len(conditions)
        self._watched[number] = _Watched(query, wanted, tuple(needs), enough)
        for place, signs in enumerate(needs):
            for sign in signs:
                self._needing[sign].add((number, place))

    def _forget(self, number: int) -> None:
        del self._texts[number]
        watched = self._watched.pop(number, None)
        for place, signs in enumerate(watched.needs if watched else ()):
            for sign in signs:
                self._needing[sign].discard((number, place))

    def _likely(self, document: SearchDocument) -> list[int]:
        """Give the queries of which enough may be met, and those that need nothing but what is not there."""
        met = {place for sign in _signs_in(document) for place in self._needing.get(sign, ())}
        counted = Counter(number for number, _ in met)
        return sorted(number for number, one in self._watched.items() if counted[number] >= one.enough)


def _signs_of(concept: Concept) -> frozenset[_Sign]:
    """Give signs of which a document that holds the concept has one: a spelling's longest morpheme or first bigram."""
    words = {("word", max(spelling.morphemes, key=len)) for spelling in concept.spellings}
    return frozenset(words | {("bigram", spelling.bigrams[0]) for spelling in concept.spellings if spelling.bigrams})


def _signs_in(document: SearchDocument) -> Iterator[_Sign]:
    tokens = document.tokens
    for part in (tokens, tokens.title, tokens.headings, tokens.side) if tokens else ():
        if part is not None:
            yield from (("word", morpheme) for morpheme in part.morphemes)
            yield from (("bigram", two) for two in part.bigrams)
    for field, values in tags_of(document).items():
        yield from ((field, value) for value in values)
