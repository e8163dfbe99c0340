"""BM25F over title, headings, body and side of the best candidates, with what speaks for one beside its words.

Pure: it takes what the index keeps of each candidate and gives scores. The engine's own score goes in as far as pairs
and bigrams made it; morphemes are weighed here, all fields of a document together, before they saturate.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jobs.search.documents import SearchSettings
from jobs.search.plan import Concept, Plan, Spelling
from jobs.search.shelf import Kept, mark_of
from jobs.search.tokens import normal

K1, B = 1.2, 0.75
"""What tantivy's own BM25 uses."""

_TITLE_BONUS = 0.25
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document the engine proposed, with its score there."""

    kept: Kept
    score: float


@dataclass(frozen=True, slots=True)
class _Weight:
    """A morpheme's fingerprint and its rarity in the whole text and in titles."""

    mark: int
    idf: float
    title_idf: float


def ranked(
    candidates: Sequence[Candidate], plan: Plan, corpus: Corpus, settings: SearchSettings, today: int | None
) -> list[tuple[float, Kept]]:
    """Give the candidates with their new scores, best first; of equal ones the later day first, then the id.

    `today` counts as `Kept.day` does; None turns recency off.
    """
    weights = _weights(plan, corpus)
    scored = [(_score(each, plan, weights, corpus, settings), each.kept) for each in candidates]
    scored = [(score * _recency(kept, today, settings), kept) for score, kept in scored]
    return sorted(scored, key=lambda pair: (-round(pair[0], 6), -pair[1].day, pair[1].id))


def _weights(plan: Plan, corpus: Corpus) -> Mapping[str, _Weight]:
    morphemes = {m for concept in plan.concepts for spelling in concept.spellings for m in spelling.morphemes}
    rarity = ((m, corpus.idf("words", m)) for m in morphemes)
    return {m: _Weight(mark_of(m), idf, corpus.idf("title", m)) for m, idf in rarity if idf}


def _score(
    each: Candidate, plan: Plan, weights: Mapping[str, _Weight], corpus: Corpus, settings: SearchSettings
) -> float:
    lengths = each.kept.lengths()
    length, title_length = sum(lengths) / corpus.mean_words, lengths[0] / corpus.mean_title
    norm, title_norm = (1 - settings.b + settings.b * share for share in (length, title_length))
    own: dict[str, float] = {}
    engine: dict[str, float] = {}
    for morpheme, weight in weights.items():
        in_title, in_headings, in_body, in_side = counts = each.kept.counts(weight.mark)
        if not any(counts):
            continue
        tf = settings.title * in_title / title_norm
        tf += (settings.headings * in_headings + settings.body * in_body + settings.side * in_side) / norm
        own[morpheme] = weight.idf * tf / (settings.k1 + tf)
        engine[morpheme] = _bm25(weight.idf, sum(counts), length) + _bm25(weight.title_idf, in_title, title_length)
    rest = max(0.0, each.score - _engine_share(plan.concepts, engine))
    words = sum(concept.times * _concept(concept, own) for concept in plan.concepts)
    return (settings.scale * words + rest) * (1 + _bonus(plan, each.kept))


def _concept(concept: Concept, own: Mapping[str, float]) -> float:
    """Give the best way the document has of saying it."""
    return max(_spelling(spelling, own) for spelling in concept.spellings)


def _spelling(spelling: Spelling, own: Mapping[str, float]) -> float:
    return spelling.weight * sum(own.get(morpheme, 0.0) for morpheme in spelling.morphemes)


def _engine_share(concepts: Sequence[Concept], engine: Mapping[str, float]) -> float:
    """Give what morphemes contributed to the engine's score: each once, with its highest weight."""
    best: dict[str, float] = {}
    for concept in concepts:
        for spelling in concept.spellings:
            for morpheme in spelling.morphemes:
                best[morpheme] = max(best.get(morpheme, 0.0), spelling.weight * concept.times)
    return sum(best[morpheme] * share for morpheme, share in engine.items())


def _bm25(idf: float, tf: float, length: float) -> float:
    return idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length)) if tf else 0.0


def _bonus(plan: Plan, kept: Kept) -> float:
    """Give the share that a title adds which holds the query as written, or is it."""
    if len(plan.title) < 2 or len(plan.title) > len(kept.shown):
        return 0.0
    title = "".join(normal(str(kept.fields()["title"])).split())
    if plan.title not in title:
        return 0.0
    return _WHOLE_TITLE_BONUS if plan.title == title else _TITLE_BONUS


def _recency(kept: Kept, today: int | None, settings: SearchSettings) -> float:
    if today is None or not kept.day or not settings.recency:
        return 1.0
    age = max(0, today - kept.day)
    return float(1.0 + settings.recency * 0.5 ** (age / settings.recency_half_life_days))
