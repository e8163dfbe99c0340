"""Names by their beginning, and how far two spellings are apart: Hangul counts by jamo, everything else by letter."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile


def begun_so(start: str, ordered: Sequence[str]) -> Iterator[str]:
    """Give the names that begin so, of names in order: two look-ups, however many there are."""
    first = bisect_left(ordered, start)
    return takewhile(lambda name: name.startswith(start), (ordered[at] for at in range(first, len(ordered))))


def closest(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """Give the names one slip away, nearest first; of nine jamo or letters and more, two slips away as well.

    A slip is a letter too many, too few, another, or two swapped. Nothing is near a word of fewer than three letters.
    """
    wanted = _letters(word)
    if len(wanted) < 3:
        return ()
    allowed = 1 if len(wanted) < 9 else 2
    found = []
    for name in names:
        letters = _letters(name)
        if abs(len(letters) - len(wanted)) > allowed or len(letters) < 3:
            continue
        apart = distance(wanted, letters, allowed)
        if apart <= allowed:
            found.append((apart, name))
    return tuple(name for _, name in sorted(found, key=lambda pair: pair[0]))


def distance(one: str, other: str, limit: int) -> int:
    """Give how many slips lie between two words, or `limit` + 1 as soon as there are more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i] + [0] * len(other)
        for j, against in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _letters(word: str) -> str:
    return unicodedata.normalize("NFD", word)
