"""The questions put to tantivy: candidates by their tokens, and the conditions that must hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur
from tantivy import Query as Ask

from jobs.search.documents import SearchSettings
from jobs.search.plan import Concept, Plan, Spelling
from jobs.search.query import Filter, FilterField, Query
from jobs.search.tokens import Tokens

_FIELDS = {
    FilterField.REGION: "region",
    FilterField.TOPIC: "topic",
    FilterField.SOURCE: "source",
    FilterField.SERIES: "series",
    FilterField.LANGUAGE: "language",
}
_NOTHING_BELOW = 1  # days are stored as ordinals, 0 where there is none


@dataclass(frozen=True, slots=True)
class Asker:
    """Words questions for one index."""

    schema: tantivy.Schema
    settings: SearchSettings

    def candidates(self, plan: Plan, query: Query) -> tantivy.Query:
        """Ask for whatever holds any token, the more the better, within the query's conditions."""
        wanted = self._any_token(plan)
        conditions = self._conditions(plan, query)
        if wanted is None:
            return self._all(conditions)
        return Ask.boolean_query([(Occur.Must, wanted), *conditions]) if conditions else wanted

    def matches(self, plan: Plan, query: Query, needed: int) -> tantivy.Query:
        """Ask for what holds at least `needed` of the required concepts, within the query's conditions."""
        met = [(Occur.Should, self._met(concept)) for concept in plan.concepts if concept.required]
        conditions = self._conditions(plan, query)
        if not met or needed < 1:
            loose = self._any_token(plan)
            return self._all(conditions) if loose is None else Ask.boolean_query([(Occur.Must, loose), *conditions])
        counted = Ask.boolean_query(met, minimum_number_should_match=min(needed, len(met)))
        return Ask.boolean_query([(Occur.Must, counted), *conditions])

    def term(self, field: str, value: str) -> tantivy.Query:
        """Ask for one token in one field."""
        return Ask.term_query(self.schema, field, value, "freq" if field in ("words", "title", "bigrams") else "basic")

    def all_bigrams(self, bigrams: Sequence[str]) -> tantivy.Query:
        """Ask for what holds all of them."""
        return self._every(self.term("bigrams", two) for two in bigrams)

    def _any_token(self, plan: Plan) -> tantivy.Query | None:
        """Give the union over all tokens. All its members are single tokens: tantivy then skips what cannot win."""
        weights: dict[tuple[str, str], float] = {}
        for concept in plan.concepts:
            for spelling in concept.spellings:
                for morpheme in spelling.morphemes:
                    for field in ("words", "title"):
                        key = (field, morpheme)
                        weights[key] = max(weights.get(key, 0.0), spelling.weight * concept.times)
        weights |= {("pairs", pair): self.settings.pairs for pair in plan.pairs}
        weights |= {("bigrams", two): self.settings.bigrams for two in plan.bigrams}
        if not weights:
            return None
        return Ask.boolean_query(
            [(Occur.Should, Ask.boost_query(self.term(*token), weight)) for token, weight in weights.items()]
        )

    def _met(self, concept: Concept) -> tantivy.Query:
        ways = [self._spelt(spelling) for spelling in concept.spellings]
        return ways[0] if len(ways) == 1 else Ask.boolean_query([(Occur.Should, way) for way in ways])

    def _spelt(self, spelling: Spelling) -> tantivy.Query:
        """All morphemes of a spelling, or all its bigrams where it is long enough for these to be telling."""
        by_morpheme = self._every(self.term("words", morpheme) for morpheme in spelling.morphemes)
        if len(spelling.bigrams) < 1:
            return by_morpheme
        by_bigram = self._every(self.term("bigrams", two) for two in spelling.bigrams)
        return Ask.boolean_query([(Occur.Should, by_morpheme), (Occur.Should, by_bigram)])

    def _every(self, asked: Iterable[tantivy.Query]) -> tantivy.Query:
        each = list(asked)
        return each[0] if len(each) == 1 else Ask.boolean_query([(Occur.Must, one) for one in each])

    def _holding(self, tokens: Tokens) -> tantivy.Query | None:
        """Everything of a phrase: its bigrams across spaces and, of Latin words, the words and their neighbourhood."""
        latin = set(tokens.latin)
        neighbours = [pair for pair in tokens.pairs if set(pair.split("+", 1)) <= latin]
        parts = [
            *(self.term("bigrams", two) for two in dict.fromkeys(tokens.bigrams)),
            *(self.term("words", word) for word in (latin if tokens.bigrams else dict.fromkeys(tokens.morphemes))),
            *(self.term("pairs", pair) for pair in dict.fromkeys(neighbours)),
        ]
        return self._every(parts) if parts else None

    def _conditions(self, plan: Plan, query: Query) -> list[tuple[Occur, tantivy.Query]]:
        found: list[tuple[Occur, tantivy.Query]] = []
        for group in plan.musts:
            ways = [way for tokens in group if (way := self._holding(tokens)) is not None]
            if ways:
                found.append((Occur.Must, Ask.boolean_query([(Occur.Should, way) for way in ways])))
        for tokens in plan.mustnots:
            unwanted = self._unwanted(tokens)
            if unwanted is not None:
                found.append((Occur.MustNot, unwanted))
        found += [self._filtered(kept) for kept in query.filters]
        if query.since or query.until:
            first = query.since.toordinal() if query.since else _NOTHING_BELOW
            last = query.until.toordinal() if query.until else 10_000_000
            days = Ask.range_query(self.schema, "day", tantivy.FieldType.Integer, first, last)
            found.append((Occur.Must, Ask.const_score_query(days, 0.0)))
        if found and all(occur == Occur.MustNot for occur, _ in found):
            found.append((Occur.Must, self._documents()))
        return found

    def _unwanted(self, tokens: Tokens) -> tantivy.Query | None:
        """One morpheme is left out as such; several only where they stand together."""
        if len(tokens.morphemes) == 1:
            return self.term("words", tokens.morphemes[0])
        return self._holding(tokens)

    def _filtered(self, kept: Filter) -> tuple[Occur, tantivy.Query]:
        field = _FIELDS[kept.field]
        any_of = Ask.boolean_query([(Occur.Should, self.term(field, value)) for value in kept.values])
        return (Occur.MustNot, any_of) if kept.negated else (Occur.Must, Ask.const_score_query(any_of, 0.0))

    def _documents(self) -> tantivy.Query:
        return Ask.const_score_query(self.term("kind", "document"), 0.0)

    def _all(self, conditions: Sequence[tuple[Occur, tantivy.Query]]) -> tantivy.Query:
        return Ask.boolean_query([(Occur.Must, self._documents()), *conditions])
