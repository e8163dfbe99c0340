"""Whether a Hangul word is a Latin word written by ear: their consonants agree.

Vowels differ between transcriptions and are left out; ㄹ stands for l and r, ㅂ and ㅍ for b, p, v and f, and so on.
The Hangul word may carry an ending (-의, -항): it matches when the Latin skeleton is at its beginning.
"""

import unicodedata
from functools import lru_cache

_INITIALS = ("K", "K", "N", "T", "T", "L", "M", "P", "P", "S", "S", "", "C", "C", "C", "K", "T", "P", "")
_FINALS = (
    "", "K", "K", "KS", "N", "NC", "N", "T", "L", "LK", "LM", "LP", "LS", "LT", "LP", "L", "M", "P", "PS",
    "T", "T", "N", "C", "C", "K", "T", "P", "",
)  # fmt: skip
_LATIN = {
    "b": "P", "p": "P", "v": "P", "f": "P", "d": "T", "t": "T", "g": "K", "k": "K", "q": "K", "c": "K",
    "x": "KS", "l": "L", "r": "L", "m": "M", "n": "N", "s": "S", "z": "C", "j": "C",
}  # fmt: skip
_PAIRS = {
    "ch": "C",
    "sh": "S",
    "zh": "C",
    "kh": "K",
    "gh": "K",
    "th": "T",
    "ph": "P",
    "ts": "C",
    "dz": "C",
    "ng": "N",
    "ck": "K",
}
_SOFT_C = frozenset("eiy")
_SAME = str.maketrans({"C": "S"})  # z is 즈 or 스, ch is 치 or 시


def sounds_like(hangul: str, latin: str) -> bool:
    """Tell whether the two words have the same consonants, up to one that only one of them has in a long name."""
    ours, theirs = _hangul_skeleton(hangul), _latin_skeleton(latin)
    if not ours or not theirs:
        return False
    if len(theirs) < 2:
        return ours == theirs and len(hangul) <= len(latin)
    if ours == theirs or (ours.startswith(theirs) and len(ours) - len(theirs) <= 1 and len(theirs) > 2):
        return True
    return min(len(ours), len(theirs)) >= 3 and ours[0] == theirs[0] and _one_apart(ours, theirs)


@lru_cache(maxsize=4096)
def _hangul_skeleton(word: str) -> str:
    sounds: list[str] = []
    for letter in word:
        code = ord(letter) - 0xAC00
        if 0 <= code < 11172:
            sounds.append(_INITIALS[code // 588])
            sounds.append(_FINALS[code % 28])
    return _squeezed("".join(sounds))


@lru_cache(maxsize=4096)
def _latin_skeleton(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if c.isascii() and c.isalpha())
    sounds: list[str] = []
    at = 0
    while at < len(plain):
        pair = _PAIRS.get(plain[at : at + 2])
        if pair:
            sounds.append(pair)
            at += 2
            continue
        letter = plain[at]
        soft = letter == "c" and plain[at + 1 : at + 2] in _SOFT_C
        sounds.append("S" if soft else _LATIN.get(letter, ""))
        at += 1
    return _squeezed("".join(sounds))


def _squeezed(sounds: str) -> str:
    """Give the sounds with z, s, j and ch alike and no sound twice in a row."""
    alike = sounds.translate(_SAME)
    return "".join(sound for at, sound in enumerate(alike) if at == 0 or sound != alike[at - 1])


def _one_apart(ours: str, theirs: str) -> bool:
    """Tell whether one insertion, deletion or change makes the skeletons equal."""
    if abs(len(ours) - len(theirs)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    if len(ours) == len(theirs):
        return ours[at + 1 :] == theirs[at + 1 :]
    longer, shorter = (ours, theirs) if len(ours) > len(theirs) else (theirs, ours)
    return longer[at + 1 :] == shorter[at:]
