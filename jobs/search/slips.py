"""Slips of one jamo or one letter: every spelling one slip away from a word.

Candidates are made, not looked up: no second index stands in memory, and what was added a moment ago counts. A Hangul
word is taken apart into jamo, changed in one place and put together again; what gives no whole syllables is dropped.
Beyond a beginning with which no known word begins nothing is changed: none of it could be known.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from jobs.language import is_hangul
from jobs.search.jamo import LEADS, TAILS, VOWELS, apart, together

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_LATIN = 5  # letters: of shorter words every other one is a letter away from another (bank, back)
_BYTES_IN_KS_X_1001 = 2  # what is not in it is written in eight
LONGEST = 20
"""Characters of the longest word that is corrected."""

_TELLING = 2  # characters; with fewer some word always begins


def slips(word: str, begun: Callable[[str], bool] = bool) -> Iterator[str]:
    """Give the spellings one slip away, likeliest first: for Hangul another jamo, one more, one less, then swapped
    syllables; for Latin letters likewise.

    Those that begin with something that is not `begun` are left out.
    """
    if not 2 <= len(word) <= LONGEST:
        return
    places = next((at for at in range(_TELLING, len(word) + 1) if not begun(word[:at])), len(word) + 1)
    if is_hangul(word):
        yield from _hangul(word, places)
    elif word.isascii() and word.isalpha() and len(word) >= _SHORTEST_LATIN:
        yield from _latin(word, places)


def nearest_known(word: str, known: Callable[[str], int], begun: Callable[[str], bool] = bool) -> str | None:
    """Give the known spelling one slip away that most documents hold; None when there is none.

    `known` tells how many documents hold a word, `begun` whether any known word begins so.
    """
    best, most = None, 0
    for spelling in dict.fromkeys(slips(word, begun)):
        held = known(spelling)
        if held > most and spelling != word:
            best, most = spelling, held
    return best


def _hangul(word: str, places: int) -> Iterator[str]:
    """Change one of the first `places` places."""
    for at, syllable in enumerate(word[:places]):
        before, after = word[:at], word[at + 1 :]
        yield from [before + other + after for other in _syllables_near(syllable)]
    for at in range(min(places, len(word) - 1)):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    yield from _moved(word, places)


@lru_cache(maxsize=4_096)
def _syllables_near(syllable: str) -> tuple[str, ...]:
    """Give the syllables that differ in one jamo, of those in use."""
    lead, vowel, tail = apart(syllable)
    others = (
        *(together(other, vowel, tail) for other in range(LEADS)),
        *(together(lead, other, tail) for other in range(VOWELS)),
        *(together(lead, vowel, other) for other in range(TAILS)),
    )
    return tuple(other for other in others if other != syllable and _in_use(other))


def _in_use(syllable: str) -> bool:
    """Tell whether it is one of the 2,350 of KS X 1001: the other 8,822 stand in hardly any word."""
    return len(syllable.encode("euc_kr")) == _BYTES_IN_KS_X_1001


def _moved(word: str, places: int) -> Iterator[str]:
    """Give the words where a final consonant became the next syllable's first, or the other way round."""
    for at in range(min(places, len(word) - 1)):
        first, second = apart(word[at]), apart(word[at + 1])
        before, after = word[:at], word[at + 2 :]
        lead = _LEAD_OF_TAIL.get(first[2], -1)
        if first[2] and second[0] == _SILENT and lead >= 0:
            yield before + together(first[0], first[1], 0) + together(lead, second[1], second[2]) + after
        tail = _TAIL_OF_LEAD.get(second[0])
        if not first[2] and tail:
            yield before + together(first[0], first[1], tail) + together(_SILENT, second[1], second[2]) + after


def _latin(word: str, places: int) -> Iterator[str]:
    for at in range(min(places, len(word) + 1)):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in _LETTERS:
            if after:
                yield before + letter + after[1:]
            yield before + letter + after


_SILENT = 11
_LEAD_OF_TAIL = {
    1: 0, 2: 1, 4: 2, 7: 3, 8: 5, 16: 6, 17: 7, 19: 9, 20: 10, 21: 11, 22: 12, 23: 14, 24: 15, 25: 16, 26: 17, 27: 18,
}  # fmt: skip
_TAIL_OF_LEAD = {lead: tail for tail, lead in _LEAD_OF_TAIL.items()}
