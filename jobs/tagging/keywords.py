"""The words of a text that speak for a topic."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from jobs import topics
from jobs.language import language_share
from jobs.model import Language, TopicId
from jobs.tagging.lexicon import Lexicon, Passage, Seams, latin_word

_KOREAN_SHARE = 0.2  # of a text's letters; below it the text is read as English
_SURE = 3  # syllables a word has at least to be one however its tokens were cut
_SPACED = 4  # syllables a word has at least to be found with a space inside
_OUTER = 2.5  # weight from which a word says more than those inside it
_INNER = 0.5  # how much short ones of other topics do there
_WORD = re.compile(r"[A-Za-z0-9]+(?:[-'’][A-Za-z0-9]+)*")


class Hit(NamedTuple):
    """A word of the list, how strongly it speaks for its topic, and the span of the text it stands as."""

    topic: TopicId
    word: str
    weight: float
    span: str


def keywords(passage: Passage) -> list[Hit]:
    """Give the topic words of a text in order; within one topic the longest one at a place counts alone."""
    text = passage.text
    return _korean(text, passage.seams) if is_korean(text) else _english(text)


def is_korean(text: str) -> bool:
    """Tell whether a text's topic words are looked for in the Korean list."""
    return language_share(text) >= _KOREAN_SHARE


def _korean(text: str, seams: Seams) -> list[Hit]:
    """Look the words up with the spaces taken out: 자산동결 is 자산 동결 too.

    Inside a longer word of another topic a short one counts less: 수출 in 곡물 수출.
    """
    hits: list[Hit] = []
    reached: dict[TopicId, int] = {}
    outer: tuple[TopicId | None, int, int] = (None, 0, 0)  # the last longer word: its topic, where it begins and ends
    lexicon = _korean_words()
    places = [place for place, character in enumerate(text) if character != " "]
    squeezed = text.replace(" ", "")
    for at in lexicon.openings(squeezed):
        start = places[at]
        for word, speaks in lexicon.at(squeezed, at):
            end = places[at + len(word) - 1] + 1
            if not _stands(text, start, end, seams, glued=end - start == len(word)):
                continue
            for topic, weight in speaks:
                if reached.get(topic, 0) <= start:
                    reached[topic] = end
                    inner = len(word) < _SURE and end <= outer[2] and topic != outer[0] and (start, end) != outer[1:]
                    if weight:
                        hits.append(Hit(topic, word, weight * _INNER if inner else weight, text[start:end]))
                    if weight >= _OUTER and end > outer[2]:
                        outer = (topic, start, end)
    return hits


def _stands(text: str, start: int, end: int, seams: Seams, *, glued: bool) -> bool:
    if text[start].isascii():
        return glued and latin_word(text, start, end)
    if glued:
        return seams.whole(start, end) or (end - start >= _SURE and (not seams.morphemes or _alone(start, end, seams)))
    return end - start > _SPACED and seams.whole(start, end)


def _alone(start: int, end: int, seams: Seams) -> bool:
    """Tell whether the span is a word by itself, particles aside, however the analyser cut it (이 주민 for 이주민)."""
    return seams.opens(start, "") and seams.closes(end)


def _english(text: str) -> list[Hit]:
    """Look up phrases of up to three words; what the list has in capitals stands so in the text (WHO, SWIFT)."""
    hits: list[Hit] = []
    found = list(_WORD.finditer(text))
    known = _english_words()
    written = [match.group().replace("’", "'").removesuffix("'s") for match in found]
    words = [word if word in known and not text.isupper() else word.casefold() for word in written]
    reached: dict[TopicId, int] = {}
    for place in range(len(words)):
        for last in range(min(place + 2, len(words) - 1), place - 1, -1):
            phrase = " ".join(words[place : last + 1])
            for topic, weight in known.get(phrase, ()):
                if reached.get(topic, 0) <= place:
                    reached[topic] = last + 1
                    if weight:
                        hits.append(Hit(topic, phrase, weight, text[found[place].start() : found[last].end()]))
    return hits


@lru_cache(maxsize=1)
def _korean_words() -> Lexicon[tuple[tuple[TopicId, float], ...]]:
    return Lexicon(_by_word(Language.KO).items())


@lru_cache(maxsize=1)
def _english_words() -> Mapping[str, tuple[tuple[TopicId, float], ...]]:
    return _by_word(Language.EN)


def _by_word(language: Language) -> dict[str, tuple[tuple[TopicId, float], ...]]:
    found: dict[str, tuple[tuple[TopicId, float], ...]] = {}
    for topic, words in topics.weights(language).items():
        for word, weight in words.items():
            key = word if language is Language.EN else word.replace(" ", "")
            found[key] = (*found.get(key, ()), (topic, weight))
    return found
