"""BM25F over title, headings, body and side of the best candidates, with what speaks for one beside its words.

Pure: it takes what the index keeps of each candidate and gives scores. The engine's own score goes in as far as pairs
and bigrams made it; morphemes are weighed here, all fields of a document together, before they saturate.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from jobs.search.documents import SearchSettings
from jobs.search.kept import Kept, mark_of
from jobs.search.plan import Concept, Plan

K1, B = 1.2, 0.75
"""What tantivy's own BM25 uses."""

_FEW, _COMMON = 2_000, 0.2  # documents; what more than both hold does not tell documents apart
_TITLE_BONUS = 0.25
_ALL_IN_TITLE_BONUS = 0.15
_WHOLE_TITLE_BONUS = 1.0


@dataclass(frozen=True, slots=True)
class Corpus:
    """What ranking knows of the whole index: its size, the mean morphemes of a document and a title, and how many
    documents hold a token, and the day of the newest."""

    size: int
    mean_words: float
    mean_title: float
    holding: Callable[[str, str], int]
    newest: date

    def idf(self, field: str, token: str) -> float:
        """Give the weight of a token by its rarity, as tantivy computes it."""
        held = self.holding(field, token)
        return math.log(1 + (self.size - held + 0.5) / (held + 0.5)) if held else 0.0

    def common(self, field: str, token: str) -> bool:
        """Tell whether so many documents hold a token that it hardly tells them apart; never in a small archive."""
        return self.holding(field, token) > max(_FEW, _COMMON * self.size)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document the engine proposed, with its score there."""

    kept: Kept
    score: float


class _Weight(NamedTuple):
    """A morpheme's mark, its rarity in the whole text and in titles, and what the engine multiplied its share by."""

    mark: str
    idf: float
    title_idf: float
    boost: float


class _Said(NamedTuple):
    """A way of saying a concept, by the places of its morphemes among the weights, and what it counts."""

    morphemes: tuple[int, ...]
    counts: float


@dataclass(frozen=True, slots=True)
class _Scale:
    """Everything that is the same for all candidates of a question.

    `concepts` are (how often it was said, the ways to say it); `titles`, for each required one, the ways to say it as
    sets of places, none where a morpheme occurs nowhere.
    """

    settings: SearchSettings
    corpus: Corpus
    weights: tuple[_Weight, ...]
    concepts: tuple[tuple[int, tuple[_Said, ...]], ...]
    titles: tuple[tuple[frozenset[int], ...], ...]


def ranked(
    candidates: Sequence[Candidate], plan: Plan, corpus: Corpus, settings: SearchSettings, today: int | None
) -> list[tuple[float, Kept]]:
    """Give the candidates with their new scores, best first; of equal ones the later day first, then the id.

    `today` counts as `Kept.day` does; None turns recency off.
    """
    scale = _scale(plan, corpus, settings)
    title = plan.title.encode() if len(plan.title) > 1 else b""
    scored = []
    for each in candidates:
        score, titled = _score(each, scale)
        bonus = _bonus(title, each.kept) or (_ALL_IN_TITLE_BONUS if titled and _all_in(titled, scale) else 0.0)
        scored.append((score * (1 + bonus) * _recency(each.kept, today, settings), each.kept))
    return sorted(scored, key=lambda pair: (-round(pair[0], 6), -pair[1].day, pair[1].id))


def _scale(plan: Plan, corpus: Corpus, settings: SearchSettings) -> _Scale:
    """Weigh every morpheme looked for that occurs at all, with the highest weight it has among the concepts."""
    boosts: dict[str, float] = {}
    for concept in plan.concepts:
        for spelling in concept.spellings:
            for morpheme in spelling.morphemes:
                boosts[morpheme] = max(boosts.get(morpheme, 0.0), spelling.weight * concept.times)
    rarity = ((m, corpus.idf("words", m), boost) for m, boost in boosts.items())
    weights = {m: _Weight(mark_of(m), idf, corpus.idf("title", m), boost) for m, idf, boost in rarity if idf}
    place = {morpheme: at for at, morpheme in enumerate(weights)}
    return _Scale(
        settings,
        corpus,
        tuple(weights.values()),
        tuple((concept.times, _ways(concept, place)) for concept in plan.concepts),
        tuple(_whole_ways(concept, place) for concept in plan.concepts if concept.required),
    )


def _ways(concept: Concept, place: Mapping[str, int]) -> tuple[_Said, ...]:
    """Give the ways of saying it: a name in more words than were written says no more."""
    written = len(concept.spellings[0].morphemes)
    ways = []
    for spelling in concept.spellings:
        known = tuple(place[m] for m in spelling.morphemes if m in place)
        share = 1.0 if spelling.weight == 1 else spelling.weight * min(1.0, written / len(spelling.morphemes))
        if known:
            ways.append(_Said(known, share))
    return tuple(ways)


def _whole_ways(concept: Concept, place: Mapping[str, int]) -> tuple[frozenset[int], ...]:
    whole = (each.morphemes for each in concept.spellings if all(m in place for m in each.morphemes))
    return tuple(frozenset(place[m] for m in morphemes) for morphemes in whole)


def _score(each: Candidate, scale: _Scale) -> tuple[float, set[int]]:
    """Give the score of a candidate before what speaks for it beside its words, and the morphemes in its title."""
    settings, kept = scale.settings, each.kept
    in_title, in_text = kept.lengths()
    in_all, in_titles = in_text / scale.corpus.mean_words, in_title / scale.corpus.mean_title
    norm, title_norm = 1 - settings.b + settings.b * in_all, 1 - settings.b + settings.b * in_titles
    own = [0.0] * len(scale.weights)
    titled: set[int] = set()
    engine = 0.0
    for at, (mark, idf, title_idf, boost) in enumerate(scale.weights):
        counts = kept.counts(mark)
        if counts is None:
            continue
        in_title, in_headings, in_body, in_side = counts
        tf = (settings.headings * in_headings + settings.body * in_body + settings.side * in_side) / norm
        expected = _bm25(idf, sum(counts), in_all)
        if in_title:
            titled.add(at)
            tf += settings.title * in_title / title_norm
            expected += _bm25(title_idf, in_title, in_titles)
        own[at] = idf * tf / (settings.k1 + tf)
        engine += boost * expected
    words = 0.0
    for times, ways in scale.concepts:
        words += times * _best(ways, own)
    return settings.scale * words + max(0.0, each.score - engine), titled


def _best(ways: Sequence[_Said], own: Sequence[float]) -> float:
    """Give the best way the document has of saying a concept."""
    best = 0.0
    for morphemes, counts in ways:
        said = 0.0
        for at in morphemes:
            said += own[at]
        if said * counts > best:  # noqa: PLR1730 — a call of `max` costs more than all of this
            best = said * counts
    return best


def _all_in(titled: set[int], scale: _Scale) -> bool:
    """Tell whether the title says every idea of the query, of two at least."""
    return len(scale.titles) > 1 and all(any(way <= titled for way in ways) for ways in scale.titles)


def _bm25(idf: float, tf: float, length: float) -> float:
    return idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length)) if tf else 0.0


def _bonus(title: bytes, kept: Kept) -> float:
    """Give the share that a title adds which holds the query as written, or is it."""
    if not title or title not in kept.title:
        return 0.0
    return _WHOLE_TITLE_BONUS if title == kept.title else _TITLE_BONUS


def _recency(kept: Kept, today: int | None, settings: SearchSettings) -> float:
    if today is None or not kept.day or not settings.recency:
        return 1.0
    age = max(0, today - kept.day)
    return float(1.0 + settings.recency * 0.5 ** (age / settings.recency_half_life_days))
