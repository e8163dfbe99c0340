"""Foreign names in Hangul as newspapers write them, and back: Kazatomprom, 카자톰프롬.

Spellings are made, likeliest first, not looked up; the caller keeps those that occur. A spelling is the likelier the
fewer of its sounds are written in a rarer way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, islice

from jobs.language import is_hangul
from jobs.search.jamo import apart, together

_SOUND = re.compile(
    r"shch|tsch|sch|dzh|kh|gh|sh|ch|zh|ts|tz|ph|th|dh|dz|ck|qu|ng(?![aeiouy])|"
    r"ya|yo|yu|ye|yi|wa|wo|wi|we|ai|ei|au|ou|aa|ii|oo|uu|ee|ie|eu|[aei]y(?![aeou])|[a-z]"
)
_DOUBLED = re.compile(r"([^aeiouy]|[ckszt]h)\1")
_VOWELS = {
    "a": "아애", "e": "에이으", "i": "이", "o": "오어", "u": "우어유", "y": "이", "ya": "야아", "yo": "요", "yu": "유",
    "ye": "예", "wa": "와", "wo": "워", "wi": "위", "we": "웨", "oo": "우", "ee": "이", "ou": "우", "eu": "에",
    "yi": "이", "iy": "이", "aa": "아", "ii": "이", "uu": "우",
}  # fmt: skip
_TWO_VOWELS = {
    "ai": ("아이", "애"), "ay": ("아이", "에이"), "ei": ("에이", "아이"), "ey": ("에이", "이"), "au": ("아우", "오"),
    "ie": ("이에", "이"),
}  # fmt: skip
_BEFORE_VOWEL = {
    "b": "ㅂ", "c": "ㅋㅅㅊ", "ch": "ㅊㅋ", "ck": "ㅋ", "d": "ㄷ", "dh": "ㄷ", "dz": "ㅈ", "dzh": "ㅈ", "f": "ㅍ",
    "g": "ㄱㅈㅎ", "gh": "ㄱ", "h": "ㅎ", "j": "ㅈㅎ", "k": "ㅋㄱ", "kh": "ㅎㅋ", "l": "ㄹ", "m": "ㅁ", "n": "ㄴ",
    "p": "ㅍ", "ph": "ㅍ", "q": "ㅋ", "qu": "ㅋ", "r": "ㄹ", "s": "ㅅㅈ", "sh": "ㅅ", "sch": "ㅅ", "shch": "ㅅ",
    "t": "ㅌㅊ", "th": "ㅌㄷㅅ", "ts": "ㅊ", "tz": "ㅊ", "tsch": "ㅊ", "v": "ㅂ", "w": "ㅂ", "x": "ㅅ", "z": "ㅈㅅ",
    "zh": "ㅈ",
}  # fmt: skip
_ALONE = {
    "b": "브프", "c": "크", "ch": "치흐", "ck": "크", "d": "드트", "dh": "드", "dz": "즈", "dzh": "지", "f": "프",
    "g": "그", "gh": "그", "h": "흐", "j": "지즈", "k": "크", "kh": "흐크", "p": "프", "ph": "프", "q": "크",
    "qu": "쿠", "r": "르", "s": "스", "sh": "시슈", "sch": "슈", "shch": "시", "t": "트", "th": "스트", "ts": "츠",
    "tz": "츠", "tsch": "치", "v": "프브", "w": "우브", "x": "크스", "z": "즈스", "zh": "지즈",
}  # fmt: skip
_CLOSING = {
    "m": "ㅁ", "n": "ㄴ", "ng": "ㅇ", "l": "ㄹ", "p": "ㅂ", "b": "ㅂ", "k": "ㄱ", "c": "ㄱ", "ck": "ㄱ", "t": "ㅅ",
}  # fmt: skip
_SURE = frozenset({"m", "n", "ng", "l"})
_SOFT = {"아": "야", "애": "얘", "어": "여", "에": "예", "오": "요", "우": "유"}
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_TAILS = {"": 0, "ㄱ": 1, "ㄴ": 4, "ㄹ": 8, "ㅁ": 16, "ㅂ": 17, "ㅅ": 19, "ㅇ": 21}
_LATIN_LEADS = (
    "g", "kk", "n", "d t", "tt", "r l", "m", "b v w", "pp", "s sh", "ss", " y", "j z zh", "jj", "ch ts", "k c kh q",
    "t th", "p f v ph", "h kh",
)  # fmt: skip
_LATIN_VOWELS = (
    "a", "ae e a", "ya ia a", "yae", "o u e", "e", "yo", "ye ie e", "o", "wa ua", "wae", "oe", "yo io o", "u oo w",
    "wo", "we", "wi", "yu iu u ", "e u", "ui", "i y ee",
)  # fmt: skip
_LATIN_TAILS = {0: "", 1: "k g c", 4: "n", 7: "t", 8: "l ll", 16: "m", 17: "p b", 19: "t s", 21: "ng n"}
_SHORTEST, _LONGEST, _FEWEST = 5, 18, 3
_RARER, _MANY = 3, 300  # sounds written in a rarer way, spellings tried

_Choice = tuple[str, ...]


def hangul_spellings(word: str) -> Iterator[str]:
    """Give how a foreign name in Latin letters may stand in a Korean text; nothing for what is short."""
    if not (_SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha()):
        return
    sounds = _SOUND.findall(_DOUBLED.sub(r"\1", word.lower()))
    for parts in _likeliest(list(_choices(sounds))):
        spelt = _syllables("".join(parts))
        if len(spelt) >= _FEWEST:
            yield spelt


def latin_spellings(word: str) -> Iterator[str]:
    """Give how a foreign name in Hangul may have been written in Latin letters; nothing for what is short."""
    if not (_FEWEST <= len(word) <= _LONGEST and is_hangul(word)):
        return
    choices: list[_Choice] = []
    for at, syllable in enumerate(word):
        lead, vowel, tail = apart(syllable)
        unspoken = vowel == _EU and not tail
        vowels = ["", "e"] if unspoken else _LATIN_VOWELS[vowel].split(" ")
        leads = _LATIN_LEADS[lead].split(" ")
        if at and apart(word[at - 1])[2] == _L_TAIL and lead == _L_LEAD:
            leads = ["", "l"]
        choices += [tuple(leads), tuple(vowels), tuple(_LATIN_TAILS.get(tail, "").split(" "))]
    yield from dict.fromkeys("".join(parts) for parts in _likeliest(choices))


def _choices(sounds: Sequence[str]) -> Iterator[_Choice]:
    """Give for each sound the ways to write it, as a jamo that begins or ends a syllable, or as whole syllables.

    A lone vowel is written as its syllable, which the consonant before it then takes in.
    """
    for at, sound in enumerate(sounds):
        before, after = sounds[at - 1] if at else "", sounds[at + 1] if at + 1 < len(sounds) else ""
        if sound in _VOWELS or sound in _TWO_VOWELS:
            yield _vowel(sound, before, last=not after)
        elif after in _VOWELS or after in _TWO_VOWELS:
            yield _opening(sound, before)
        elif sound in _SURE:
            yield (_CLOSING[sound],) if before in _VOWELS or before in _TWO_VOWELS else ("으" + _CLOSING[sound],)
        elif sound == "h" and before in _VOWELS:
            yield ("", "흐")
        else:
            rarer = (_CLOSING[sound],) if sound in _CLOSING and before in _VOWELS else ()
            yield (*_ALONE.get(sound, ""), *rarer)


def _vowel(sound: str, before: str, *, last: bool) -> _Choice:
    ways = _TWO_VOWELS.get(sound) or tuple(_VOWELS[sound])
    if before in ("sh", "sch", "shch"):
        ways = tuple(_SOFT.get(way[0], way[0]) + way[1:] for way in ways)
    return (*ways, "") if last and sound == "e" and before not in _VOWELS else ways


def _opening(sound: str, before: str) -> _Choice:
    """An l after something is heard twice: 룰라, 블라디미르."""
    if sound == "l" and before:
        return ("ㄹㄹ", "ㄹ")
    return ("ㄱ스",) if sound == "x" and before else tuple(_BEFORE_VOWEL.get(sound, ""))


def _likeliest(choices: Sequence[_Choice]) -> Iterator[Sequence[str]]:
    """Give one way of each: first the usual ones, then one in a rarer way, then two and three."""
    usual = [choice[0] for choice in choices if choice]
    if len(usual) < len(choices):
        return
    rarer = [(at, way) for at, choice in enumerate(choices) for way in choice[1:]]
    for taken in islice(chain.from_iterable(combinations(rarer, count) for count in range(_RARER + 1)), _MANY):
        if len({at for at, _ in taken}) == len(taken):
            row = usual.copy()
            for at, way in taken:
                row[at] = way
            yield row


def _syllables(row: Iterable[str]) -> str:
    """Join jamo and syllables: a jamo before a syllable without a first consonant opens it, any other closes one."""
    spelt: list[str] = []
    waiting = ""
    for one in row:
        if one in _LEADS:
            if waiting:
                _close(spelt, waiting)
            waiting = one
            continue
        lead, vowel, tail = apart(one)
        if waiting and lead == _SILENT:
            spelt.append(together(_LEADS.index(waiting), vowel, tail))
        else:
            if waiting:
                _close(spelt, waiting)
            spelt.append(one)
        waiting = ""
    if waiting:
        _close(spelt, waiting)
    return "".join(spelt)


def _close(spelt: list[str], jamo: str) -> None:
    """Let a consonant end the last syllable where it is open, else stand for itself with 으."""
    lead, vowel, tail = apart(spelt[-1]) if spelt else (0, 0, 1)
    if tail or jamo not in _TAILS:
        spelt.append(together(_LEADS.index(jamo), _EU, 0))
    else:
        spelt[-1] = together(lead, vowel, _TAILS[jamo])


_SILENT, _EU, _L_TAIL, _L_LEAD = 11, 18, 8, 5
