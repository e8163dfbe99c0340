"""Figures of a text with their units, said in the other language by rule: 3억 5,000만 달러 → 350 million dollars.

Only figures with a unit that the tables know count; dates, ordinals and counters without a fixed English word do not,
nor what stands in an address. What hedges a figure (약, 80여 명, 30%가량, nearly) is said with it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from jobs.summary.wording import wording

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALES = {"조": 10**12, "억": 10**8, "만": 10**4, "천": 10**3, "백": 10**2}
_PART = re.compile(rf"({_NUMBER}) ?([조억만천백]*)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+")
_BEFORE = {
    "약": "about {}", "대략": "about {}", "거의": "nearly {}", "최대": "up to {}", "최소": "at least {}",
    "적어도": "at least {}",
}  # fmt: skip
_AFTER = {
    "이상": "at least {}", "이하": "at most {}", "미만": "under {}", "초과": "more than {}", "남짓": "a little over {}",
    "가량": "about {}", "안팎": "about {}", "정도": "about {}", "내외": "about {}",
    "넘는": "more than {}", "넘게": "more than {}", "웃도는": "more than {}", "밑도는": "under {}",
    "가까운": "nearly {}", "가까이": "nearly {}", "육박하는": "nearly {}",
}  # fmt: skip
_OVER = "more than {}"  # 80여 명
_ENGLISH_BEFORE = {
    "about": "약 {}", "around": "약 {}", "some": "약 {}", "roughly": "약 {}", "approximately": "약 {}",
    "nearly": "거의 {}", "almost": "거의 {}", "at least": "최소 {}", "up to": "최대 {}", "as many as": "최대 {}",
    "as much as": "최대 {}", "more than": "{} 초과", "over": "{} 초과", "less than": "{} 미만",
    "fewer than": "{} 미만", "under": "{} 미만",
}  # fmt: skip
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)년? ?[~∼～–-] ?((?:19|20)\d\d)년")
_DOUBTFUL = frozenset({"명", "원", "엔", "솜", "톤", "불"})
_WORDS = {"trillion": 10**12, "billion": 10**9, "million": 10**6}
ENGLISH_SCALES: Final[Mapping[str, int]] = {
    **_WORDS, "thousand": 10**3, "tn": 10**12, "bn": 10**9, "mn": 10**6, "tln": 10**12, "bln": 10**9, "mln": 10**6,
    "m": 10**6, "k": 10**3,
}  # fmt: skip
"""What English words and letters after a number multiply it by."""
_ONLY_OF_MONEY = ("m", "k")  # $404m; 404m is a length
_FEW_COUNTRIES = 10  # 중앙아시아 5개국: they are named beside it
_SIGNED = "△▲▽▼"  # of tables: a fall, or a rise, as the house has it
_CONVERTED = re.compile(r"(?:달러|불|유로|위안|엔|루블|텡게|파운드|루피|숨|솜) ?\((?:원화|한화)?로? ?(?:약|대략)? ?$")
_RISEN = re.compile(  # it increased up to 40 tons: so far it came, no bound
    r"\b(?:increas|grew|grow|rose|ris(?:en|ing)|climb|jump|went|soar|surg|expand|up from|from)[^.;]{0,60}$",
    re.IGNORECASE,
)
_REACH = 70
_MANY = 10  # people
_HUGE = 40  # characters; a longer number is noise


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its words in the other language, the span as it stands, where it begins, how hard it is (1 to 3)."""

    text: str
    span: str
    start: int
    hardness: int


@lru_cache(maxsize=256)
def korean_figures(text: str) -> tuple[Figure, ...]:
    """Give the figures of a Korean text in English, in order.

    What is hard, what happened and what is said of it all ask for those of a sentence, so the last ones are kept.
    """
    text = _without_addresses(text)
    found = [*_years(text), *_amounts(text)]
    return tuple(sorted(found, key=lambda figure: figure.start))


def english_figures(text: str) -> tuple[Figure, ...]:
    """Give the figures of an English text in Korean, in order."""
    lists = wording()
    text = _without_addresses(text)
    found = []
    for match in _english().finditer(text):
        sign = lists.english_signs.get(plain_sign(match["sign"]), "")
        unit = sign or lists.english_units.get(match["unit"] or "", "")
        if not unit or (sign and match["unit"]) or len(match["number"]) > _HUGE:
            continue
        scale = (match["scale"] or "").lower()
        if scale in _ONLY_OF_MONEY and not sign:
            continue
        value = _decimal(match["number"]) * ENGLISH_SCALES.get(scale, 1)
        hardness = 3 if sign or unit in ("%", "%p") else 2
        hedge = (match["before"] or "").lower()
        if hedge == "up to" and _RISEN.search(text, max(0, match.start() - _REACH), match.start()):
            hedge = ""
        words = _ENGLISH_BEFORE.get(hedge, "{}").format(in_korean(value) + unit)
        found.append(Figure(words, match.group().strip(), match.start(), hardness))
    return tuple(found)


def sign_pattern() -> str:
    """Give the pattern of a currency's sign before its amount: $, US$, USD, EUR, €."""
    return rf"(?:US ?\$ ?|(?:USD|EUR) ?(?=\d)|[{''.join(wording().english_signs)}](?: (?=\d))?)"


def plain_sign(written: str | None) -> str:
    """Give the sign of a currency however it is written: $ for US$ and USD, € for EUR."""
    code = (written or "").replace(" ", "").upper()
    return "$" if code in ("US$", "USD") else "€" if code == "EUR" else code


def in_english(value: Decimal) -> str:
    """Write a number in English: millions and more by their word when that stays exact in three decimals."""
    for word, scale in _WORDS.items():
        if value >= scale:
            short = value / scale
            return f"{_plain(short)} {word}" if short == round(short, 3) else _plain(value)
    return _plain(value)


def in_korean(value: Decimal) -> str:
    """Write a number in Korean by 조, 억 and 만; fractions and numbers below 10,000 in digits."""
    if value < 10_000 or value != int(value):
        return _plain(value)
    rest, parts = int(value), []
    for word, scale in (("조", 10**12), ("억", 10**8), ("만", 10**4), ("", 1)):
        head, rest = divmod(rest, scale)
        if head:
            parts.append(f"{head:,}{word}")
    return " ".join(parts)


def _amounts(text: str) -> Iterator[Figure]:
    lists = wording()
    for match in _korean().finditer(text):
        unit = match["unit"]
        value = _value(match["number"])
        if value is None or (unit in _DOUBTFUL and _continues(text, match.end("unit"))) or _says_nothing(text, match):
            continue
        word = lists.money.get(unit) or lists.measures[unit]
        words = f"{in_english(value)} {_singular(word) if value == 1 else word}"
        whole = _hedge(match).format(words)
        yield Figure(whole, match.group().strip(), match.start(), _hardness(word, value))


def _says_nothing(text: str, match: re.Match[str]) -> bool:
    """Tell whether a figure is a conversion into won, five languages, a few countries, or may be a fall (△2.3%)."""
    unit, start, end = match["unit"], match.start("number"), match.end("unit")
    if unit == "개국":
        return text[end : end + 1] == "어" or (match["number"].isdigit() and int(match["number"]) < _FEW_COUNTRIES)
    if unit == "불":
        impossible = text.startswith("가", end) and not text.startswith("가량", end)  # 불가
        return impossible or match["number"][-1:] not in _SCALES
    if unit == "원" and text[end : end + 1] == ")":
        return _CONVERTED.search(text, max(0, start - 20), start) is not None
    return text[start - 1 : start] in _SIGNED and start > 0


def _hardness(word: str, value: Decimal) -> int:
    """Give 3 to money and percentages, 1 to a handful of people, 2 to the rest."""
    if word in wording().money.values() or word in ("%", "percentage points"):
        return 3
    return 1 if word == "people" and value < _MANY else 2


def _hedge(match: re.Match[str]) -> str:
    """Give the form in which a figure is said: what stands before it counts first."""
    if match["before"]:
        return _BEFORE[match["before"]]
    return _AFTER.get(match["after"], _OVER if match["over"] else "{}")


def _without_addresses(text: str) -> str:
    """Give the text, as long as it was, with every address blotted out."""
    return _ADDRESS.sub(lambda match: "_" * len(match.group()), text) if "://" in text or "www." in text else text


def _singular(word: str) -> str:
    return "person" if word == "people" else word[:-1] if word.islower() and word.endswith("s") else word


def _continues(text: str, end: int) -> bool:
    """Tell whether the unit is only the beginning of another word (원 in 원전)."""
    following = text[end : end + 1]
    return "가" <= following <= "힣" and following not in wording().after_unit


def _years(text: str) -> Iterator[Figure]:
    for match in _YEARS.finditer(text):
        yield Figure(f"{match[1]}–{match[2]}", match.group(), match.start(), 1)


def _value(number: str) -> Decimal | None:
    """Read 3억 5,000만, 1조 8천억, 3.5억; None when the parts do not descend or are no number at all."""
    if len(number) > _HUGE:
        return None
    total, last = Decimal(0), Decimal(10) ** 20
    for match in _PART.finditer(number):
        scale = Decimal(1)
        for sign in match[2]:
            scale *= _SCALES[sign]
        if scale >= last:
            return None
        total += _decimal(match[1]) * scale
        last = scale
    return total


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _plain(value: Decimal) -> str:
    """Write with separators, as many decimals as there are and no more."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1)
def _korean() -> re.Pattern[str]:
    units = any_of((*wording().money, *wording().measures))
    scale = r" ?[조억만천백]{1,3}"
    return re.compile(
        rf"(?:(?P<before>{any_of(_BEFORE)}) ?)?(?<![\d.,~∼～-])(?<!\d[조억만천백])(?<!\d[조억만천백] )"
        rf"(?P<number>{_NUMBER}(?:{scale}(?: ?{_NUMBER}(?:{scale}|(?= ?{units}))){{0,4}})?) ?"
        rf"(?P<over>여 ?)?(?P<unit>{units})(?![A-Za-z])(?:(?:[을를]|에)? ?(?P<after>{any_of(_AFTER)}))?"
    )


@lru_cache(maxsize=1)
def _english() -> re.Pattern[str]:
    lists = wording()
    signs = "".join(lists.english_signs)
    return re.compile(
        rf"(?:\b(?P<before>(?i:{any_of(_ENGLISH_BEFORE)})) )?(?<![\w.,{signs}-])(?P<sign>{sign_pattern()})?"
        rf"(?P<number>(?>{_NUMBER}))(?:[ -]?(?P<scale>(?i:{any_of(ENGLISH_SCALES)})\b))? ?"
        rf"(?P<unit>{any_of(lists.english_units)}(?![A-Za-z]))?"
    )


def any_of(words: Iterable[str]) -> str:
    """Give the pattern of any of these words, the longest first."""
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"
