"""What was learned from labelled headlines about the topics a title speaks for.

The lists of `topics.toml` say what a word may be about; which of several topics a reader would name, and what the lists
do not hold, was learned from 32,000 headlines labelled by reading: one logistic regression a topic over what
the lists found and over how the title's words begin, so that endings and particles do not matter. Its weights stand in
`learned_ko.tsv` and `learned_en.tsv`, made by `python -m tests.learning`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from types import MappingProxyType

from jobs import topics
from jobs.model import Language, TopicId

FULL = 10.0
"""The best score a headline has; a longer text's are brought down to it together, so that they compare alike."""
LIKELY = 0.35
"""From which likelihood on a topic is given."""
_HANJA = "\u4e00-\u9fff"
_WORD = re.compile(rf"[{_HANJA}]|[^\W{_HANJA}]+(?:['’-][^\W{_HANJA}]+)*")
_SYLLABLES = (2, 3, 4)
_LETTERS = 5
_TELLING = 0.3  # weight from which a word is said to be a reason

Weights = tuple[tuple[TopicId, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the lists say of a text: each topic's score, the topics they would give, best first, the countries named."""

    scores: Mapping[TopicId, float]
    chosen: tuple[TopicId, ...] = ()
    countries: int = 0


@dataclass(frozen=True, slots=True)
class Guess:
    """How likely a reader would name a topic (0 to 1), and the title's words that speak for it, strongest first."""

    likely: float
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Model:
    words: Mapping[str, Weights]
    signs: Mapping[str, Weights]


def guesses(title: str, signs: Signs, language: Language) -> dict[TopicId, Guess]:
    """Give what to think of each topic for a text of that title."""
    model = _model(language)
    total = dict.fromkeys((topic.id for topic in topics.every()), 0.0)
    told: dict[TopicId, dict[str, float]] = {topic: {} for topic in total}
    for name, amount in given(signs).items():
        for topic, weight in model.signs.get(name, ()):
            total[topic] += weight * amount
    for word, span in dict(beginnings(title)).items():
        for topic, weight in model.words.get(word, ()):
            total[topic] += weight
            if weight >= _TELLING and len(span) > 1:
                told[topic][span] = weight
    return {topic: Guess(1 / (1 + exp(-said)), _strongest(told[topic])) for topic, said in total.items()}


def _strongest(told: Mapping[str, float]) -> tuple[str, ...]:
    whole = (span for span in told if not any(other != span and other.startswith(span) for other in told))
    return tuple(sorted(whole, key=lambda span: -told[span]))


def beginnings(title: str) -> Iterator[tuple[str, str]]:
    """Give how each word of a title begins: two, three and four syllables; of Latin letters the whole and five.

    A Chinese character is a word of its own (美, 對). Beside each the span it stands as.
    """
    for match in _WORD.finditer(title):
        span = match.group()
        word = span.casefold().replace("’", "'")
        if not word.isascii():
            yield from ((word[:size], span[:size]) for size in _SYLLABLES if size <= len(word))
            if len(word) < min(_SYLLABLES):
                yield word, span
            continue
        word = word.removesuffix("'s")
        yield word, span
        if len(word) > _LETTERS:
            yield f"{word[:_LETTERS]}-", span


def given(signs: Signs) -> dict[str, float]:
    """Give what the lists say as named amounts, the way the weights are learned and stored."""
    share = min(1.0, FULL / max(signs.scores.values(), default=FULL))
    said = {"always": 1.0, "a country": float(signs.countries > 0), "countries": float(signs.countries > 1)}
    for topic in topics.every():
        said[f"score {topic.code}"] = signs.scores.get(topic.id, 0.0) * share
        said[f"chosen {topic.code}"] = float(topic.id in signs.chosen)
        said[f"first {topic.code}"] = float(signs.chosen[:1] == (topic.id,))
    return {name: amount for name, amount in said.items() if amount}


@lru_cache(maxsize=2)
def _model(language: Language) -> _Model:
    words: dict[str, Weights] = {}
    signs: dict[str, Weights] = {}
    ids = {topic.code: topic.id for topic in topics.every()}
    for line in (files("jobs") / "tagging" / f"learned_{language}.tsv").read_text(encoding="utf-8").splitlines():
        kind, name, said = line.split("\t")
        pairs = (one.rsplit(" ", 1) for one in said.split(", "))
        (words if kind == "word" else signs)[name] = tuple((ids[code], float(weight)) for code, weight in pairs)
    return _Model(MappingProxyType(words), MappingProxyType(signs))
