"""The quantities and dates of a text in a form in which two languages can be compared.

3억 5,000만 달러 and $350 million are the same quantity; 2024년 11월 27일 and 27 Nov 2024 the same date. A date may be
partial; a day without its month and a month without its year are resolved against the publication day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from jobs.summary.figures import ENGLISH_SCALES, any_of, plain_sign, sign_pattern
from jobs.summary.wording import wording

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALES = {"조": 10**12, "억": 10**8, "만": 10**4, "천": 10**3, "백": 10**2, "십": 10}
_ENGLISH_SCALES = {**ENGLISH_SCALES, "hundred": 10**2}
_COUNTERS = re.compile(
    "개국|개월|개소|개사|가지|시간|년간|일간|주간|주년|차례|마리|켤레|그루|건|회|차|개|곳|척|대|기|발|세|살|배|번|분|초|"
    "주|권|편|점|위|호|층|쪽"
)
_ENGLISH_COUNTERS = ("times", "years", "months", "days", "weeks", "hours", "minutes", "ships", "aircraft", "miles")
_MONTH_NAMES = (
    "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|"
    "nov november|dec december"
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:1[89]|20|21)\d\d"
_KOREAN_DATE = re.compile(
    rf"(?<![\d,])(?<!\d\.)(?:(?P<y>{_YEAR})(?:년(?!간)|[.] ?(?=\d{{1,2}}[.]))"
    r"(?: ?(?P<m>\d{1,2})(?:월|(?<=\d[.] \d\d)[.]|(?<=\d[.] \d)[.]|(?<=\d[.]\d\d)[.]|(?<=\d[.]\d)[.]))?"
    r"(?: ?(?P<d>\d{1,2})일(?!간)|(?<=[.]) ?(?P<d4>\d{1,2})(?![\d%]))?"
    r"|(?P<m2>\d{1,2})월(?: ?(?P<d2>\d{1,2})일(?!간))?|(?P<d3>\d{1,2})일(?!간))"
)
_ENGLISH_DATE = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH})\b\.?(?:,? (?P<y>{_YEAR})\b)?"
    rf"|(?P<m2>{_MONTH})\b\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y2>{_YEAR})\b)?"
    rf"|(?P<m3>{_MONTH})\b\.?,? (?P<y3>{_YEAR})\b"
    rf"|(?P<y4>{_YEAR})-(?P<m4>\d\d)-(?P<d4>\d\d)"
    rf"|(?<![\d.,$€£¥])(?P<y5>(?:19|20)\d\d)(?![\d,]|\.\d| ?(?:%|percent|people|km)))\b",
    re.IGNORECASE,
)
_YEAR_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)년? ?[~∼～–-] ?((?:19|20)?\d\d)(?!\d)년?")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit in English ("" for none known, "#건" for a counter) and its words in the text."""

    value: Decimal
    unit: str
    span: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as the text gives it."""

    year: int | None
    month: int | None
    day: int | None
    span: str

    def fits(self, other: "Day") -> bool:
        """Tell whether every part this one gives is the other's: what it leaves open does not count against it."""
        parts = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or mine == theirs for mine, theirs in parts)


def quantities(text: str, *, korean: bool) -> tuple[Quantity, ...]:
    """Give every number of the text that is no date, with its unit."""
    rest = _without_dates(text, korean=korean)
    return tuple(_korean(rest) if korean else _english(rest))


def days(text: str, *, korean: bool, published: date | None = None) -> tuple[Day, ...]:
    """Give every date of the text, resolved against the publication day where that leaves no choice."""
    found = [_resolved(day, published) for day in _days(text, korean=korean)]
    return tuple(day for day in found if _exists(day))


def same_unit(one: str, other: str, *, strict: bool) -> bool:
    """Tell whether two units are the same; of two languages, whether they may be: unknown ones and counters may."""
    if one == other or strict:
        return one == other
    return not one or not other or (one[0] == "#" and other[0] == "#")


def _days(text: str, *, korean: bool) -> Iterator[Day]:
    for match in _YEAR_RANGE.finditer(text):
        last = match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
        yield from (Day(int(year), None, None, match.group()) for year in (match[1], last))
    for match in (_KOREAN_DATE if korean else _ENGLISH_DATE).finditer(_blank(text, _YEAR_RANGE)):
        parts = match.groupdict()
        year, month, day = (_first(parts, name) for name in "ymd")
        if year or month or day:
            yield Day(
                int(year) if year else None,
                _month(month) if month else None,
                int(day) if day else None,
                match.group().strip(),
            )


def _first(parts: dict[str, str | None], name: str) -> str | None:
    return next((value for key, value in parts.items() if key.rstrip("2345") == name and value), None)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS[text.casefold()]


def _exists(day: Day) -> bool:
    return (day.month is None or 1 <= day.month <= 12) and (day.day is None or 1 <= day.day <= 31)


def _resolved(day: Day, published: date | None) -> Day:
    if published is None or day.year is not None:
        return day
    if day.month is not None:
        year = published.year if day.month <= published.month + 1 else published.year - 1
        return Day(year, day.month, day.day, day.span)
    if day.day is not None:
        back = day.day > published.day
        month = published.month - 1 if back else published.month
        return Day(published.year - (month == 0), month or 12, day.day, day.span)
    return day


def _without_dates(text: str, *, korean: bool) -> str:
    bare = _blank(text, _YEAR_RANGE)
    return _blank(bare, _KOREAN_DATE if korean else _ENGLISH_DATE)


def _blank(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: " " * len(match.group()), text)


def _korean(text: str) -> Iterator[Quantity]:
    signs = {sign: unit.strip() for sign, unit in wording().english_signs.items()}
    units = {**wording().money, **wording().measures}
    for match in _korean_pattern().finditer(text):
        value = _value(match["number"])
        if value is None:
            continue
        unit = match["unit"] or signs.get(match["sign"] or "", "")
        yield Quantity(value, units.get(unit, f"#{unit}" if unit else ""), match.group().strip())


def _english(text: str) -> Iterator[Quantity]:
    lists = wording()
    korean = {**lists.money, **lists.measures}
    for match in _english_pattern().finditer(text):
        number = _decimal(match["number"])
        if number is None:
            continue
        scale = (match["scale"] or "").casefold()
        value = number * _ENGLISH_SCALES.get(scale, 1)
        sign = korean.get(lists.english_signs.get(plain_sign(match["sign"]), "").strip(), "")
        unit = sign or _english_units().get((match["unit"] or "").casefold(), "")
        if not unit and match["counter"]:
            unit = f"#{match['counter'].casefold()}"
        yield Quantity(value, unit, match.group().strip())


def _value(number: str) -> Decimal | None:
    """Read 3억 5,000만, 1조 8천억, 3.5억."""
    if len(number) > _LONGEST:
        return None
    total, rest = Decimal(0), number.replace(" ", "")
    for match in re.finditer(rf"({_NUMBER})([조억만천백십]*)", rest):
        part = _decimal(match[1])
        if part is None:
            return None
        for sign in match[2]:
            part *= _SCALES[sign]
        total += part
    return total


def _decimal(number: str) -> Decimal | None:
    if len(number) > _LONGEST:
        return None
    try:
        return Decimal(number.replace(",", ""))
    except InvalidOperation:
        return None


@lru_cache(maxsize=1)
def _korean_pattern() -> re.Pattern[str]:
    lists = wording()
    known = any_of((*lists.money, *lists.measures))
    scale = r" ?[조억만천백십]{1,3}"
    return re.compile(
        rf"(?P<sign>[{''.join(lists.english_signs)}])?(?<![A-Za-z0-9,])(?<!\d\.)(?<![A-Za-z]-)"
        rf"(?P<number>{_NUMBER}(?:{scale}(?: ?{_NUMBER}(?:{scale})?){{0,3}})?)(?![A-Z0-9])"
        rf"(?: ?(?:여|여의))? ?(?P<unit>{known}(?![A-Za-z])|(?<! )(?:{_COUNTERS.pattern}))?"
    )


@lru_cache(maxsize=1)
def _english_units() -> dict[str, str]:
    """Give every English word for a unit with the one word that stands for it."""
    lists = wording()
    korean = {**lists.money, **lists.measures}
    words = {word.casefold(): word for word in korean.values()}
    words |= {word[:-1]: unit for word, unit in words.items() if word.endswith("s") and len(word) > 3}
    words |= {"person": "people", "%p": "percentage points", "percentage point": "percentage points"}
    return words | {word.casefold(): korean[unit.strip()] for word, unit in lists.english_units.items()}


@lru_cache(maxsize=1)
def _english_pattern() -> re.Pattern[str]:
    signs = "".join(wording().english_signs)
    scales, units = any_of(_ENGLISH_SCALES), any_of(_english_units())
    return re.compile(
        rf"(?:(?P<sign>{sign_pattern()})|(?<![\w.,{signs}])(?<![A-Za-z]-))(?P<number>(?>{_NUMBER}))"
        rf"(?=[ -]?(?:{scales}|{units})(?![A-Za-z])|(?![A-Z0-9]))(?:[ -]?(?P<scale>{scales})\b)?"
        rf"(?:[ -]?(?P<unit>{units})(?![A-Za-z]))?"
        rf"(?: (?P<counter>{any_of(_ENGLISH_COUNTERS)})\b)?",
        re.IGNORECASE,
    )
