"""BM25F over title, headings, body and side of the best candidates, with what speaks for one beside its words.

Pure: it takes what the index keeps of each candidate and gives scores. The engine's own score goes in as far as pairs
and bigrams made it; morphemes are weighed here, all fields of a document together, before they saturate.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jobs.search.documents import SearchSettings
from jobs.search.kept import Kept, mark_of
from jobs.search.plan import Concept, Plan

K1, B = 1.2, 0.75
"""What tantivy's own BM25 uses."""

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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document the engine proposed, with its score there."""

    kept: Kept
    score: float


@dataclass(frozen=True, slots=True)
class _Weight:
    """A morpheme's mark, its rarity in the whole text and in titles, and what the engine multiplied its share by."""

    mark: str
    idf: float
    title_idf: float
    boost: float


def ranked(
    candidates: Sequence[Candidate], plan: Plan, corpus: Corpus, settings: SearchSettings, today: int | None
) -> list[tuple[float, Kept]]:
    """Give the candidates with their new scores, best first; of equal ones the later day first, then the id.

    `today` counts as `Kept.day` does; None turns recency off.
    """
    weights = _weights(plan, corpus)
    title = plan.title.encode() if len(plan.title) > 1 else b""
    scored = []
    for each in candidates:
        score, titled = _score(each, plan, weights, corpus, settings)
        bonus = _bonus(title, each.kept) or (_ALL_IN_TITLE_BONUS if titled and _all_in(titled, plan) else 0.0)
        scored.append((score * (1 + bonus) * _recency(each.kept, today, settings), each.kept))
    return sorted(scored, key=lambda pair: (-round(pair[0], 6), -pair[1].day, pair[1].id))


def _weights(plan: Plan, corpus: Corpus) -> Mapping[str, _Weight]:
    """Give every morpheme looked for that occurs at all, with the highest weight it has among the concepts."""
    boosts: dict[str, float] = {}
    for concept in plan.concepts:
        for spelling in concept.spellings:
            for morpheme in spelling.morphemes:
                boosts[morpheme] = max(boosts.get(morpheme, 0.0), spelling.weight * concept.times)
    rarity = ((m, corpus.idf("words", m), boost) for m, boost in boosts.items())
    return {m: _Weight(mark_of(m), idf, corpus.idf("title", m), boost) for m, idf, boost in rarity if idf}


def _score(
    each: Candidate, plan: Plan, weights: Mapping[str, _Weight], corpus: Corpus, settings: SearchSettings
) -> tuple[float, set[str]]:
    """Give the score of a candidate before what speaks for it beside its words, and the morphemes in its title."""
    in_title, in_text = each.kept.lengths()
    in_all, in_titles = in_text / corpus.mean_words, in_title / corpus.mean_title
    norm, title_norm = 1 - settings.b + settings.b * in_all, 1 - settings.b + settings.b * in_titles
    own: dict[str, float] = {}
    titled: set[str] = set()
    engine = 0.0
    for morpheme, weight in weights.items():
        in_title, in_headings, in_body, in_side = counts = each.kept.counts(weight.mark)
        held = sum(counts)
        if not held:
            continue
        if in_title:
            titled.add(morpheme)
        tf = settings.title * in_title / title_norm
        tf += (settings.headings * in_headings + settings.body * in_body + settings.side * in_side) / norm
        own[morpheme] = weight.idf * tf / (settings.k1 + tf)
        engine += weight.boost * (_bm25(weight.idf, held, in_all) + _bm25(weight.title_idf, in_title, in_titles))
    words = sum(concept.times * _concept(concept, own) for concept in plan.concepts) if own else 0.0
    return settings.scale * words + max(0.0, each.score - engine), titled


def _all_in(titled: set[str], plan: Plan) -> bool:
    """Tell whether the title says every idea of the query, of two at least."""
    wanted = [concept for concept in plan.concepts if concept.required]
    return len(wanted) > 1 and all(
        any(titled.issuperset(spelling.morphemes) for spelling in concept.spellings) for concept in wanted
    )


def _concept(concept: Concept, own: Mapping[str, float]) -> float:
    """Give the best way the document has of saying it: a name in more words than were written says no more."""
    best = 0.0
    written = len(concept.spellings[0].morphemes)
    for spelling in concept.spellings:
        said = 0.0
        for morpheme in spelling.morphemes:
            said += own.get(morpheme, 0.0)
        if spelling.weight < 1:
            said *= spelling.weight * min(1.0, written / len(spelling.morphemes))
        best = max(best, said)
    return best


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
