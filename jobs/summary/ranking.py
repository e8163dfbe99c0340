"""Which sentences stand for a text: TextRank with a pull to the beginning, then little repetition (MMR).

A sentence of hard figures and decided acts is preferred to one that only shares its words with many others.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from math import log

from jobs.language import TokenPass
from jobs.model import Briefing, Language
from jobs.summary.hardness import hardness
from jobs.summary.sentences import sentences
from jobs.summary.wording import wording

_MOST_SENTENCES = 60
_DAMPING = 0.85
_ROUNDS = 15
_HARD = 0.15  # of the highest rank, for each point of hardness, at most three
_RELEVANCE = 0.7  # against 0.3 for being unlike what is chosen already
_WORD = re.compile(r"[a-z][a-z'’-]+|\d[\d,.]*")
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")  # a byline, a caption, a list of links does not
_ASIDE = re.compile(r"[(\[（][^()\[\]（）]*[)\]）][ .]*")
_CAPTION = "▲"  # what Korean papers put before the words below a picture
_MEANING = ("NN", "VV", "VA", "XR", "SL", "SN", "HANGUL")


def leading(briefing: Briefing, tokens: TokenPass, *, count: int = 3) -> tuple[str, ...]:
    """Give up to `count` sentences that stand for the body, verbatim, in reading order."""
    units = list(islice(_units(briefing, tokens), _MOST_SENTENCES))
    if not units:
        return ()
    alike = [[_likeness(one, other) for _, other in units] for _, one in units]
    ranks = _ranks(alike)
    highest = max(ranks)
    worth = [
        rank / highest + _HARD * min(3.0, max(0.0, hardness(sentence, briefing.language)))
        for rank, (sentence, _) in zip(ranks, units, strict=True)
    ]
    chosen = _apart(worth, alike, count)
    return tuple(dict.fromkeys(units[index][0] for index in sorted(chosen)))


def _is_aside(sentence: str) -> bool:
    """Tell whether a sentence is nothing but a bracket: the source of the one before it."""
    return (
        sentence[0] in "([（"
        and sentence.rstrip(" .")[-1] in ")]）"
        and not any(map(sentence[1:-2].__contains__, "([（"))
    )


def _units(briefing: Briefing, tokens: TokenPass) -> Iterator[tuple[str, frozenset[str]]]:
    """Give each sentence that can say something, with its words: no caption, and in English one that ends."""
    given = [(paragraph, sentence) for paragraph in briefing.paragraphs() for sentence in sentences(paragraph)]
    korean = briefing.language is Language.KO
    ended = [pair for pair in given if (pair[0][0] != _CAPTION if korean else _ENDED.search(pair[1]))]
    for paragraph, sentence in ended or given:
        saying = len(sentence) >= 12 and not _is_aside(sentence)
        words = _words(paragraph, sentence, tokens, briefing.language) if saying else None
        if words:
            yield sentence, words


def _words(paragraph: str, sentence: str, tokens: TokenPass, language: Language) -> frozenset[str]:
    if language is Language.EN:
        return frozenset(word for word in _WORD.findall(sentence.casefold()) if word not in wording().stop)
    start = paragraph.find(sentence)
    end = start + len(sentence)
    return frozenset(
        token.form for token in tokens.of(paragraph) if start <= token.start < end and token.tag.startswith(_MEANING)
    )


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    if one is other:
        return 0.0
    return len(one & other) / (log(len(one) + 1) + log(len(other) + 1))


def _ranks(alike: Sequence[Sequence[float]]) -> list[float]:
    """Rank by what the others say of a sentence, starting from (and drawn back to) the order of reading."""
    count = len(alike)
    pull = [1 / (1 + index) for index in range(count)]
    total = sum(pull)
    pull = [weight / total for weight in pull]
    sums = [sum(row) or 1.0 for row in alike]
    ranks = list(pull)
    for _ in range(_ROUNDS):
        ranks = [
            (1 - _DAMPING) * pull[index]
            + _DAMPING * sum(ranks[other] * alike[other][index] / sums[other] for other in range(count))
            for index in range(count)
        ]
    return [rank + 0.5 * weight for rank, weight in zip(ranks, pull, strict=True)]


def _apart(worth: Sequence[float], alike: Sequence[Sequence[float]], count: int) -> list[int]:
    chosen: list[int] = []
    most = max((max(row) for row in alike), default=0.0) or 1.0
    while len(chosen) < min(count, len(worth)):
        rest = [index for index in range(len(worth)) if index not in chosen]
        chosen.append(
            max(
                rest,
                key=lambda index: (
                    _RELEVANCE * worth[index]
                    - (1 - _RELEVANCE) * max((alike[index][other] / most for other in chosen), default=0.0)
                ),
            )
        )
    return chosen
