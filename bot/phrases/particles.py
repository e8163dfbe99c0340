"""Korean particles take the form that the sound before them asks for: 카자흐스탄은, 러시아는, 3월로, CSTO가."""

import re

_FORMS = {
    "은/는": ("은", "는"),
    "이/가": ("이", "가"),
    "을/를": ("을", "를"),
    "과/와": ("과", "와"),
    "으로/로": ("으로", "로"),
    "이에요/예요": ("이에요", "예요"),
}
PARTICLES = frozenset(_FORMS)
"""The pairs a phrase may ask for, after a consonant and after a vowel."""

_RIEUL = 8
_DIGIT_ENDS = {
    "0": "영",
    "1": "일",
    "2": "이",
    "3": "삼",
    "4": "사",
    "5": "오",
    "6": "육",
    "7": "칠",
    "8": "팔",
    "9": "구",
}
_LETTER_ENDS = dict.fromkeys("abcdefghijkopqstuvwxyz", "가") | {"l": "엘", "m": "엠", "n": "엔", "r": "알"}
_CYRILLIC_CONSONANTS = {"м": "음", "н": "은", "л": "을", "б": "읍", "п": "읍", "к": "윽", "г": "윽"}
_WORD = re.compile(r"[A-Za-z]+$")
_CLOSED = re.compile(r"(?:[mnl]e?|ng|[aeiou][bpkt]|ck)$", re.IGNORECASE)


def with_particle(word: str, pair: str) -> str:
    """Give the word followed by the form of the particle that its last sound takes.

    Closing quotes and brackets are passed over: `‘러시아’를`. Digits are read as Korean numbers, capitals letter by
    letter (KIEP: 피), other Latin words by their last sound.
    """
    after_consonant, after_vowel = _FORMS[pair]
    final = _final(word)
    closed = final not in (0, _RIEUL) if pair == "으로/로" else final != 0
    return word + (after_consonant if closed else after_vowel)


def _final(word: str) -> int:
    """Give the index of the final consonant of the last syllable: 0 for none, 8 for ㄹ."""
    bare = word.rstrip(" \"'’”)]》」』.,!?…")
    if not bare:
        return 0
    last = bare[-1]
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28
    if last.isdigit():
        return _final(_number_end(bare))
    if latin := _WORD.search(bare):
        return _latin_final(latin.group())
    return _final(_CYRILLIC_CONSONANTS[last.lower()]) if last.lower() in _CYRILLIC_CONSONANTS else 0


def _number_end(text: str) -> str:
    """Give the last syllable of a number as it is read: 10 십, 300 백, 2,000 천, 50000 만."""
    digits = re.sub(r"[^0-9]", "", re.findall(r"[0-9][0-9,]*$", text)[-1]) if text[-1] in "0123456789" else ""
    zeros = len(digits) - len(digits.rstrip("0"))
    if not digits or zeros == 0 or zeros == len(digits):
        return _DIGIT_ENDS.get(text[-1], "영")
    return "십백천만만만만억"[min(zeros, 8) - 1]


def _latin_final(word: str) -> int:
    if word.isupper():
        return _final(_LETTER_ENDS[word[-1].lower()])
    if not _CLOSED.search(word):
        return 0
    return _RIEUL if re.search(r"le?$", word, re.IGNORECASE) else 1
