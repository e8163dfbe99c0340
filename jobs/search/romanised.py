"""Names in another script: Hangul as Latin letters (Revised Romanisation), back again, and Cyrillic as Latin letters.

Spellings are made, not looked up; the caller keeps those that occur.
"""

from collections.abc import Iterator
from itertools import islice, product

from jobs.language import is_hangul
from jobs.search.jamo import apart, together

_LEADS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
)  # fmt: skip
_TAILS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
    "t", "k", "t", "p", "t",
)  # fmt: skip
_LEADS_OF = {
    **{text: (number,) for number, text in enumerate(_LEADS)},
    "k": (15, 0), "t": (16, 3), "p": (17, 7), "ch": (14, 12), "l": (5,), "sh": (9,),
}  # fmt: skip
_VOWELS_OF = {**{text: (number,) for number, text in enumerate(_VOWELS)}, "oo": (13,), "ee": (20,), "u": (13, 4)}
_TAILS_OF = {"": (0,), "k": (1,), "n": (4,), "t": (19, 7), "l": (8,), "m": (16,), "p": (17,), "ng": (21,)}
_MEETING = {
    ("k", ""): ("g", ""), ("t", ""): ("s", ""), ("p", ""): ("b", ""), ("l", ""): ("r", ""),
    ("l", "r"): ("l", "l"), ("n", "r"): ("l", "l"), ("l", "n"): ("l", "l"), ("m", "r"): ("m", "n"),
    ("ng", "r"): ("ng", "n"), ("k", "n"): ("ng", "n"), ("k", "m"): ("ng", "m"), ("k", "r"): ("ng", "n"),
    ("t", "n"): ("n", "n"), ("t", "m"): ("n", "m"), ("p", "n"): ("m", "n"), ("p", "m"): ("m", "m"),
    ("p", "r"): ("m", "n"),
}  # fmt: skip
"""What becomes of a final consonant and the first one after it."""

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g",
}  # fmt: skip
_SHORTEST, _LONGEST = 4, 16  # letters of a word that may be romanised Korean
_MANY = 400  # spellings tried


def romanised(word: str) -> str:
    """Give a Hangul word in Latin letters, as names are written; "" for anything else."""
    if not is_hangul(word):
        return ""
    letters: list[str] = []
    last = ""
    for character in word:
        first, second, third = apart(character)
        lead, vowel, tail = _LEADS[first], _VOWELS[second], _TAILS[third]
        if (last, lead) in _MEETING:
            before, lead = _MEETING[last, lead]
            letters[-1] = letters[-1].removesuffix(last) + before
        letters.append(lead + vowel + tail)
        last = tail
    return "".join(letters)


def hangul_of(word: str) -> Iterator[str]:
    """Give what a word in Latin letters may be in Hangul, likeliest first; nothing where it cannot be Korean."""
    if _SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha():
        yield from islice((found for found in _syllables(word) if len(found) > 1), _MANY)


def latin_of(word: str) -> str:
    """Give a Cyrillic word in Latin letters; "" where a letter is unknown."""
    found = [_CYRILLIC.get(character) for character in word]
    return "".join(letter for letter in found if letter is not None) if all(one is not None for one in found) else ""


def _syllables(rest: str) -> Iterator[str]:
    """Give every way to read the letters as syllables: few final consonants first."""
    if not rest:
        yield ""
        return
    for lead, size in product(dict.fromkeys((rest[:2], rest[:1], "")), (3, 2, 1)):
        vowel = rest[len(lead) : len(lead) + size]
        if lead in _LEADS_OF and len(vowel) == size and vowel in _VOWELS_OF:
            yield from _finished(_LEADS_OF[lead], _VOWELS_OF[vowel], rest[len(lead) + size :])


def _finished(leads: tuple[int, ...], vowels: tuple[int, ...], rest: str) -> Iterator[str]:
    for tail in dict.fromkeys(("", rest[:1], rest[:2])):
        if tail not in _TAILS_OF:
            continue
        heads = [together(*jamo) for jamo in product(leads, vowels, _TAILS_OF[tail])]
        for after in _syllables(rest[len(tail) :]):
            yield from (head + after for head in heads)
