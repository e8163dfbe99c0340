"""The words that may be forms of a Korean verb or adjective, by their shape: 흘러 of 흐르, 모아 of 모으, 도와 of 돕.

An ending changes the last syllable of a stem only: its final consonant, and its vowel as the table says. A final
consonant may also join the syllable before it (흐르, 흘러).
"""

import re
from collections.abc import Iterable

_TAILS = 28
_VOWELS = 21
_A, _AE, _YA, _YAE, _EO, _E, _YEO, _YE = range(8)
_O, _WA, _WAE, _OE, _U, _WEO, _EU, _I = 8, 9, 10, 11, 13, 14, 18, 20
_CONTRACTED = {
    _A: (_AE,),  # 빨갛, 빨개
    _YA: (_YAE,),  # 하얗, 하얘
    _EO: (_E, _AE),  # 퍼렇, 퍼레; 그렇, 그래
    _YEO: (_YE,),  # 허옇, 허예
    _O: (_WA,),  # 오, 와
    _OE: (_WAE,),  # 되, 돼
    _U: (_WEO, _EO),  # 주, 줘; 푸, 퍼
    _EU: (_EO, _A),  # 쓰, 써; 모으, 모아
    _I: (_YEO,),  # 이기, 이겨
}
_NOTHING = re.compile("(?!)")


def forms_of(stems: Iterable[str]) -> re.Pattern[str]:
    """Give what finds whole words that begin as a form of one of these Hangul stems does; other stems have none."""
    shapes = [_shape(stem) for stem in sorted(stems) if all("가" <= syllable <= "힣" for syllable in stem)]
    return re.compile(f"(?<![가-힣])(?:{'|'.join(shapes)})[가-힣]*") if shapes else _NOTHING


def _shape(stem: str) -> str:
    *before, last = map(_split, stem)
    lead, vowel = last
    endings = "".join(_any_tail(lead, other) for other in (vowel, *_CONTRACTED.get(vowel, ())))
    return "".join(f"[{_any_tail(*syllable)}]" for syllable in before) + f"[{endings}]"


def _split(syllable: str) -> tuple[int, int]:
    number = (ord(syllable) - ord("가")) // _TAILS
    return number // _VOWELS, number % _VOWELS


def _any_tail(lead: int, vowel: int) -> str:
    """Give the range of the syllables with this beginning, whatever they end on."""
    first = ord("가") + (lead * _VOWELS + vowel) * _TAILS
    return f"{chr(first)}-{chr(first + _TAILS - 1)}"
