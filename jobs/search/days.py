"""The days somebody means by `2024`, `2024-11`, `2024.11.27`, `11월`, `지난달`, `last week`: first and last of them."""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

Days = tuple[date, date]

_FULL = re.compile(r"(\d{4})[-./년]\s*(\d{1,2})[-./월]\s*(\d{1,2})일?\.?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-./년]\s*(\d{1,2})월?\.?")
_YEAR = re.compile(r"(\d{4})년?")
_BARE_DAY = re.compile(r"(\d{1,2})월\s*(\d{1,2})일?|(\d{1,2})[-./](\d{1,2})")
_BARE_MONTH = re.compile(r"(\d{1,2})월")
_RECENT = re.compile(r"(?:최근|지난|last|past)?\s*(\d{1,3})\s*(일|주|개월|달|년|days?|weeks?|months?|years?|d|w|m|y)")
_ENGLISH_MONTH = re.compile(r"([a-z]{3,9})\.?(?:\s+(\d{4}))?")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_SPANS = {"일": 1, "d": 1, "주": 7, "w": 7, "개월": 30, "달": 30, "m": 30, "년": 365, "y": 365}


def days_of(text: str, today: date) -> Days | None:
    """Give the first and last day of what the text says, seen from `today`; None when it says no date."""
    said = " ".join(text.lower().split())
    relative = _RELATIVE.get(said.replace(" ", ""))
    try:
        if relative is not None:
            return relative(today)
        return _absolute(said) or _nearest_past(said, today) or _recent(said, today)
    except (ValueError, OverflowError):
        return None


def _absolute(said: str) -> Days | None:
    if found := _FULL.fullmatch(said) or _COMPACT.fullmatch(said):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return day, day
    if found := _MONTH.fullmatch(said):
        return _month(int(found[1]), int(found[2]))
    if found := _YEAR.fullmatch(said):
        return _year(int(found[1]))
    return None


def _nearest_past(said: str, today: date) -> Days | None:
    """Read a day or month without its year as the last one that has begun."""
    if found := _BARE_DAY.fullmatch(said):
        month, day = int(found[1] or found[3]), int(found[2] or found[4])
        for year in range(today.year, today.year - 9, -1):  # 29 February may lie years back
            if day <= _month(year, month)[1].day and date(year, month, day) <= today:
                return date(year, month, day), date(year, month, day)
        return None
    if found := _BARE_MONTH.fullmatch(said):
        return _last_month(int(found[1]), today)
    if (found := _ENGLISH_MONTH.fullmatch(said)) and found[1] in _MONTHS:
        number = _MONTHS[found[1]]
        return _month(int(found[2]), number) if found[2] else _last_month(number, today)
    return None


def _last_month(number: int, today: date) -> Days:
    return _month(today.year if number <= today.month else today.year - 1, number)


def _recent(said: str, today: date) -> Days | None:
    found = _RECENT.fullmatch(said)
    if not found:
        return None
    unit = found[2] if found[2] in _SPANS else found[2][0]
    return today - timedelta(days=int(found[1]) * _SPANS[unit]), today


def _month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _week(day: date) -> Days:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month_of(day: date) -> Days:
    return _month(day.year, day.month)


def _day(day: date) -> Days:
    return day, day


_RELATIVE: Mapping[str, Callable[[date], Days]] = {
    name: rule
    for names, rule in (
        (("오늘", "today"), _day),
        (("어제", "yesterday"), lambda today: _day(today - timedelta(days=1))),
        (("그제", "그저께"), lambda today: _day(today - timedelta(days=2))),
        (("이번주", "금주", "thisweek"), _week),
        (("지난주", "저번주", "lastweek"), lambda today: _week(today - timedelta(days=7))),
        (("이번달", "이달", "thismonth"), _month_of),
        (
            ("지난달", "저번달", "lastmonth"),
            lambda today: _month_of(today.replace(day=1) - timedelta(days=1)),
        ),
        (("올해", "금년", "thisyear"), lambda today: _year(today.year)),
        (("작년", "지난해", "lastyear"), lambda today: _year(today.year - 1)),
        (("재작년",), lambda today: _year(today.year - 2)),
    )
    for name in names
}
