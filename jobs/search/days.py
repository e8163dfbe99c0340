"""The days somebody means by `2024`, `2024-11`, `11월`, `지난달`, `last week`, `작년 4분기`: first and last of them."""

import calendar
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta

Days = tuple[date, date]
_Form = Callable[[re.Match[str], date], Days | None]

_APART = r"\s*[-–./년]\s*"
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAYS |= {f"{name}요일": number for number, name in enumerate("월화수목금토일")}
_UNITS = {
    "일": 1, "d": 1, "주일": 7, "주": 7, "w": 7, "개월": 30, "달": 30, "m": 30, "분기": 91, "q": 91,
    "년": 365, "y": 365,
}  # fmt: skip
_COUNTS = {"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6}
_COUNTS |= {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_YEARS_AGO = {"올해": 0, "금년": 0, "작년": 1, "지난해": 1, "재작년": 2}

_TAIL = re.compile(r"\s*(?:부터|까지|이후|이전)$")
_RANGE = re.compile(r"(.+?)\s*(?:~|\.{2,})\s*(.+)|(\d{4})\s*[-–]\s*(\d{4})")
_YEAR_WORD = re.compile(rf"({'|'.join(_YEARS_AGO)})\s*([\d상하].*)")
_SHORT_YEAR = re.compile(r"'?(\d\d)(년\s*[\d상하].*)|'(\d\d)(\D.*)?|(1[1-9]|[2-9]\d)(년)")


def days_of(text: str, today: date) -> Days | None:
    """Give the first and last day of what the text says, seen from `today`; None when it says no date."""
    said = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    said = _TAIL.sub("", " ".join(said.split()))
    try:
        return _range(said, today) or _span(said, today)
    except (ValueError, OverflowError):
        return None


def _range(said: str, today: date) -> Days | None:
    found = _RANGE.fullmatch(said)
    ends = [_span(_TAIL.sub("", end), today) for end in found.groups() if end] if found else []
    whole = [end for end in ends if end]
    return (min(first for first, _ in whole), max(last for _, last in whole)) if len(whole) > 1 else None


def _span(said: str, today: date) -> Days | None:
    relative = _RELATIVE.get(said.replace(" ", ""))
    if relative is not None:
        return relative(today)
    written = _in_full(said, today)
    for pattern, form in _FORMS:
        if found := pattern.fullmatch(written):
            return form(found, today)
    return None


def _in_full(said: str, today: date) -> str:
    """Give it with its year in four digits: 작년 11월, 24년 11월, '24."""
    if found := _YEAR_WORD.fullmatch(said):
        return f"{today.year - _YEARS_AGO[found[1]]}년 {found[2]}"
    if found := _SHORT_YEAR.fullmatch(said):
        short, *rest = (group for group in found.groups() if group)
        year = 2000 + int(short)
        return f"{year if year <= today.year + 1 else year - 100}{''.join(rest)}"
    return said


def _day_of(found: re.Match[str], today: date) -> Days | None:
    """Read a day; without its year the last one there was, 29 February even years back."""
    month, day, year = _month_number(found["month"]), int(found["day"]), found["year"]
    if year:
        return _day(date(int(year), month, day))
    for before in range(today.year, today.year - 9, -1):
        if day <= _month(before, month)[1].day and date(before, month, day) <= today:
            return _day(date(before, month, day))
    return None


def _month_named(found: re.Match[str], today: date) -> Days | None:
    """Read a month; without its year the last one that has begun."""
    month, year = _month_number(found["month"]), found["year"]
    return _month(int(year) if year else today.year - (month > today.month), month)


def _part_of_year(found: re.Match[str], today: date) -> Days:
    """Read a quarter or a half; without its year the last one that has begun."""
    size = 3 if found["quarter"] else 6
    half = found["half"] or ""
    number = int(found["quarter"] or {"상": 1, "하": 2}.get(half) or half)
    first = size * (number - 1) + 1
    year = int(found["year"]) if found["year"] else today.year - (first > today.month)
    year += 2000 if year < 100 else 0  # 3Q24
    return _months(year, first, size)


def _recent(found: re.Match[str], today: date) -> Days:
    """Read the days up to today, or the one day so long ago."""
    count, unit = found["count"], found["unit"]
    days = (int(count) if count.isdigit() else _COUNTS[count]) * _UNITS[unit if unit in _UNITS else unit[0]]
    before = today - timedelta(days=days)
    return before, before if found["ago"] else today


def _weekday(found: re.Match[str], today: date) -> Days:
    """Read a day of the week as the last one there was, with `last` before today."""
    back = (today.weekday() - _WEEKDAYS[found["weekday"]]) % 7
    return _day(today - timedelta(days=back or (7 if found["last"] else 0)))


def _month_number(said: str) -> int:
    """Raises ValueError for what is no month."""
    if not said.isdigit() and said not in _MONTHS:
        raise ValueError(said)
    return int(said) if said.isdigit() else _MONTHS[said]


def _month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _months(year: int, first: int, count: int) -> Days:
    return date(year, first, 1), _month(year, first + count - 1)[1]


def _year(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _week(day: date) -> Days:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month_of(day: date) -> Days:
    return _month(day.year, day.month)


def _quarter_of(day: date) -> Days:
    return _months(day.year, (day.month - 1) // 3 * 3 + 1, 3)


def _day(day: date) -> Days:
    return day, day


def _forms(*rows: tuple[str, _Form]) -> tuple[tuple[re.Pattern[str], _Form], ...]:
    return tuple((re.compile(pattern), form) for pattern, form in rows)


_NO_YEAR = r"(?P<year>(?!))?"
_ENGLISH_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_ENGLISH_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_PART = r"q(?P<quarter>[1-4])|h(?P<half>[12])"
_PART_FIRST = r"(?P<quarter>[1-4])q|(?P<half>[12])h"
_KOREAN_PART = r"(?P<quarter>[1-4])(?:/4)?\s?분기|(?P<half>[상하])반기"
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})"
_UNIT = r"(?P<unit>일|주일|주|개월|달|분기|년|days?|weeks?|months?|quarters?|years?|[dwmqy])"
_FORMS = _forms(
    (rf"(?P<year>\d{{4}}){_APART}(?P<month>\d{{1,2}})\s*[-–./월]\s*(?P<day>\d{{1,2}})일?\.?", _day_of),
    (r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", _day_of),
    (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", _day_of),
    (rf"(?P<month>\d{{1,2}})(?:월\s*|[-–./])(?P<day>\d{{1,2}})일?{_NO_YEAR}", _day_of),
    (rf"{_ENGLISH_DAY}\s*(?:of )?{_ENGLISH_MONTH},?(?:\s+(?P<year>\d{{4}}))?", _day_of),
    (rf"{_ENGLISH_MONTH}\s*{_ENGLISH_DAY}(?:,?\s+(?P<year>\d{{4}}))?", _day_of),
    (rf"(?P<year>\d{{4}}){_APART}(?P<month>\d{{1,2}})월?\.?", _month_named),
    (r"(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])", _month_named),
    (rf"(?P<month>\d{{1,2}})월{_NO_YEAR}", _month_named),
    (r"(?P<year>\d{4})년?", lambda found, _: _year(int(found["year"]))),
    (rf"(?:(?P<year>\d{{4}})년?[-\s]*)?(?:{_PART})", _part_of_year),
    (rf"(?:(?P<year>\d{{4}})년?\s*)?(?:{_KOREAN_PART})", _part_of_year),
    (rf"(?:{_PART})\s?(?P<year>\d{{4}})", _part_of_year),
    (rf"(?:{_PART_FIRST})\s?(?P<year>\d{{4}}|\d{{2}})?", _part_of_year),
    (rf"(?:(?:최근|지난|last|past)\s*)?{_COUNT}\s*{_UNIT}(?:\s*(?:간|동안|이내|내))?(?P<ago>\s*전|\s*ago)?", _recent),
    (rf"(?P<last>지난|last)?\s*(?P<weekday>{'|'.join(_WEEKDAYS)})", _weekday),
    (rf"{_ENGLISH_MONTH}(?:\s+(?P<year>\d{{4}}))?", _month_named),
)


def _last(days: int) -> Callable[[date], Days]:
    return lambda today: (today - timedelta(days=days), today)


_RELATIVE: Mapping[str, Callable[[date], Days]] = {
    name: rule
    for names, rule in (
        (("오늘", "today"), _day),
        (("어제", "yesterday"), lambda today: _day(today - timedelta(days=1))),
        (("그제", "그저께"), lambda today: _day(today - timedelta(days=2))),
        (("이번주", "금주", "thisweek"), _week),
        (("지난주", "저번주", "lastweek"), lambda today: _week(today - timedelta(days=7))),
        (("이번달", "이달", "thismonth"), _month_of),
        (("지난달", "저번달", "전월", "lastmonth"), lambda today: _month_of(today.replace(day=1) - timedelta(days=1))),
        (("이번분기", "thisquarter"), _quarter_of),
        (
            ("지난분기", "저번분기", "전분기", "lastquarter"),
            lambda today: _quarter_of(_quarter_of(today)[0] - timedelta(days=1)),
        ),
        (("올해", "금년", "thisyear"), lambda today: _year(today.year)),
        (("작년", "지난해", "lastyear"), lambda today: _year(today.year - 1)),
        (("재작년",), lambda today: _year(today.year - 2)),
        (("일주일", "최근일주일", "지난일주일", "pastweek"), _last(7)),
        (("최근한달", "지난한달", "pastmonth"), _last(30)),
        (("반년", "최근반년", "지난반년"), _last(182)),
        (("최근일년", "일년", "pastyear"), _last(365)),
    )
    for name in names
}
