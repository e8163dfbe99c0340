"""Days without a year, and periods: both are read beside the day of the document they stand in."""

import re
from datetime import date, timedelta

from jobs.dates import day_of

_AHEAD = timedelta(days=31)
_SHORT_DAY = re.compile(
    r"\s*(?:[,(（]\s*|(?<=[,\s]))(?P<month>[0-9]{1,2})(?:[./]\s?|\s?월\s?)(?P<day>[0-9]{1,2})(?:\.|\s?일)?\s*[)）]?\.?$"
)
_PERIOD = re.compile(
    r"[(（\s]{1,2}(?:['’‘]?(?P<year>[0-9]{4}|(?<=['’‘])[0-9]{2})(?:[./-]|년)\s?)?[0-9]{1,2}(?:[./-]|월)\s?[0-9]{1,2}(?:\.|일)?"
    r"\s?[~∼～〜–-]\s?(?:['’‘]?(?P<last_year>[0-9]{4}|(?<=['’‘])[0-9]{2})(?:[./-]|년)\s?)?"
    r"(?:(?P<month>[0-9]{1,2})(?:[./-]|월)\s?)(?P<day>[0-9]{1,2})(?:\.|일)?\s?[)）]?$"
)
_TAIL = 40


def split_short_day(text: str, near: date | None) -> tuple[str, date] | None:
    """Give what stands before a last day without a year (`Reuters (11.27)`), and that day; None without `near`.

    It is the nearest such day, and no more than a month ahead.
    """
    found = _SHORT_DAY.search(text[-_TAIL:]) if near is not None and text.rstrip(" .)）일")[-1:].isdigit() else None
    if found is None or near is None:
        return None
    day = _beside(near, int(found["month"]), int(found["day"]))
    return (text[: len(text[:-_TAIL]) + found.start()].rstrip(" ,"), day) if day else None


def period_end(text: str, near: date | None) -> date | None:
    """Give the last day of the period a text ends with: `(10.1~10.7)` beside `near`, `(2024.10.1~10.7)` by itself."""
    found = _PERIOD.search(text[-_TAIL:]) if text.rstrip(" .)）일")[-1:].isdigit() else None
    if found is None:
        return None
    month, day = int(found["month"]), int(found["day"])
    year = found["last_year"] or found["year"]
    if year is None:
        return _beside(near, month, day) if near else None
    return day_of(int(year) + (2000 if len(year) == 2 else 0), month, day)


def is_period(line: str) -> bool:
    """Tell whether a line is nothing but a period, with or without its year."""
    return len(line) <= _TAIL and _PERIOD.fullmatch(f" {line}") is not None


def _beside(near: date, month: int, day: int) -> date | None:
    found = (day_of(near.year + years, month, day) for years in (-1, 0, 1))
    return min((one for one in found if one and one <= near + _AHEAD), key=lambda one: abs(one - near), default=None)
