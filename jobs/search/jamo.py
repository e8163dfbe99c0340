"""Hangul syllables and their jamo by number: first consonant, vowel, final consonant (0 where there is none)."""

LEADS, VOWELS, TAILS = 19, 21, 28
_FIRST = ord("가")


def apart(syllable: str) -> tuple[int, int, int]:
    """Give the numbers of the jamo of a syllable."""
    rest, tail = divmod(ord(syllable) - _FIRST, TAILS)
    lead, vowel = divmod(rest, VOWELS)
    return lead, vowel, tail


def together(lead: int, vowel: int, tail: int) -> str:
    """Give the syllable of these jamo."""
    return chr(_FIRST + (lead * VOWELS + vowel) * TAILS + tail)
