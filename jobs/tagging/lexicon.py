"""Words and where they stand in a text: the longest one at each place wins."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from jobs.language import Token
from jobs.tagging.traps import traps

Value = TypeVar("Value")


class Lexicon(Generic[Value]):
    """Words with what they stand for, found at a place in the text, longest first."""

    def __init__(self, words: Iterable[tuple[str, Value]]) -> None:
        """Index the words by their first two characters; of two equal ones the first counts."""
        self._known: dict[str, Value] = {}
        for word, value in words:
            self._known.setdefault(word, value)
        lengths: dict[str, set[int]] = {}
        for word in self._known:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
        self._single = frozenset(word for word in self._known if len(word) == 1)

    def openings(self, text: str) -> list[int]:
        """Give the places where a word may stand, in order: few of a text's, found in one pass."""
        lengths, single = self._lengths, self._single
        return [at for at, first in enumerate(text) if first in single or text[at : at + 2] in lengths]

    def at(self, text: str, place: int) -> Iterator[tuple[str, Value]]:
        """Give the words that stand at that place, longest first."""
        for length in self._lengths.get(text[place : place + 2], ()):
            word = text[place : place + length]
            if word in self._known:
                yield word, self._known[word]
        first = text[place]
        if first in self._known and place + 1 < len(text):  # at the very end it was found above
            yield first, self._known[first]


class Seams:
    """Where the tokens of a text begin and end, and so whether a span is made of whole words."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        """Note every token's edges; runs of one script (no morphology) are told apart by their tags."""
        self._text = text
        _, tags, starts, ends = zip(*tokens, strict=True) if tokens else ((), (), (), ())
        self._starts: dict[int, str] = dict(zip(reversed(starts), reversed(tags), strict=True))  # the first one counts
        self._ends = frozenset(ends)
        self.morphemes = "HANGUL" not in tags

    def tag(self, start: int) -> str:
        """Give the tag of the token that begins there, "" when none does."""
        return self._starts.get(start, "")

    def whole(self, start: int, end: int) -> bool:
        """Tell whether the span is a word of its own (or several), particles and suffixes aside."""
        if not self.morphemes:
            return self._run_start(start) and self._ends_like_a_name(end)
        if self._starts.get(start, " ")[:1] not in "NXS":
            return False
        return end in self._ends or self._ends_like_a_name(end)

    def begins(self, start: int) -> bool:
        """Tell whether a word begins there."""
        return start in self._starts if self.morphemes else self._run_start(start)

    def heads(self, start: int) -> bool:
        """Tell, where there is no morphology, whether the Hangul begins there, whatever follows."""
        return not self.morphemes and self._run_start(start)

    def leans(self, start: int, leanings: str) -> bool:
        """Tell, where there is no morphology, whether only one of the leanings stands before it in its word."""
        return not self.morphemes and self._after(start, leanings)

    def opens(self, start: int, leanings: str) -> bool:
        """Tell whether its word begins there, or with one of the leanings before it, whatever the tokens are."""
        return self._run_start(start) or self._after(start, leanings)

    def closes(self, end: int) -> bool:
        """Tell whether nothing but particles or a suffix follows within its word."""
        return self._ends_like_a_name(end)

    def _after(self, start: int, leanings: str) -> bool:
        return start > 0 and self._text[start - 1] in leanings and self._run_start(start - 1)

    def _run_start(self, start: int) -> bool:
        return start == 0 or not "가" <= self._text[start - 1] <= "힣"

    def _ends_like_a_name(self, end: int) -> bool:
        rest = hangul_run(self._text, end)
        return is_particle(rest) or rest.startswith(_suffixes())


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, where its tokens begin and end, and the places where the name of a region or organisation may stand."""

    text: str
    seams: Seams
    openings: Sequence[int]


def latin_word(text: str, start: int, end: int) -> bool:
    """Tell whether no Latin letter or digit touches the span; US$ is money."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return after != "$" and not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def hangul_run(text: str, start: int) -> str:
    """Give the Hangul that follows without a break."""
    end = start
    while end < len(text) and "가" <= text[end] <= "힣":
        end += 1
    return text[start:end]


def is_particle(run: str) -> bool:
    """Tell whether the run is nothing but a particle or a copula, or empty."""
    return not run or run in _particles()


@lru_cache(maxsize=1)
def _particles() -> frozenset[str]:
    return frozenset(traps()["after"]["particles"])


@lru_cache(maxsize=1)
def _suffixes() -> tuple[str, ...]:
    return tuple(traps()["after"]["suffixes"])
