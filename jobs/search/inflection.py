"""The words that may be forms of a Korean verb or adjective, by their shape: 흘러 of 흐르, 모아 of 모으, 도와 of 돕.

An ending changes the last syllable of a stem only: its final consonant, and its vowel as the table says. A final
consonant may also join the syllable before it (흐르, 흘러).
"""

import re
from collections.abc import Iterable

from jobs.search.jamo import TAILS, apart, together

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
    *before, (lead, vowel, _) = map(apart, stem)
    endings = "".join(_any_tail(lead, other) for other in (vowel, *_CONTRACTED.get(vowel, ())))
    return "".join(f"[{_any_tail(first, own)}]" for first, own, _ in before) + f"[{endings}]"


def _any_tail(lead: int, vowel: int) -> str:
    """Give the range of the syllables with this beginning, whatever they end on."""
    return f"{together(lead, vowel, 0)}-{together(lead, vowel, TAILS - 1)}"
