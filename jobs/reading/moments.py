"""Times of day beside a day, and lines that are nothing but a moment."""

import re

from jobs.dates import ENGLISH_MONTH
from jobs.reading.periods import is_period

_CLOCK = re.compile(
    r"(?:(?<=\s)|(?<=[)\]T|,]))[(\[]?(?:(?:오전|오후|AM|PM)\s?)?(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?:\s?(?:AM|PM)\b)?[)\]]?"
    r"(?:\s?\(?(?:UTC|GMT|KST|EST|EDT|CET|MSK)\b(?:\s?[+-]\d{1,2}(?::?\d\d)?)?\)?)?\s*$",
    re.IGNORECASE,
)
_PARTS = re.compile(
    rf"{ENGLISH_MONTH}(?![a-z])|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|\b(?:am|pm|utc|gmt|kst|est|edt|date)\b|오전|오후"
    r"|[월화수목금토일]요일|\([월화수목금토일]\)|[0-9]+|[년월일시분초]|\W",
    re.IGNORECASE,
)
_TELLS_WHEN = re.compile(
    rf"\d:[0-5]\d|\b(?:19|20)\d\d\b|\d ?[년월일]|\d\W{{0,3}}{ENGLISH_MONTH}|{ENGLISH_MONTH} \d", re.IGNORECASE
)
_LONGEST = 40


def without_clock(line: str) -> str:
    """Give a line without the time of day at its end (`2024.10.01 11:00`); the same line where it has none."""
    if ":" not in line[-30:]:
        return line
    found = _CLOCK.search(line, max(0, len(line) - 40))
    return line[: found.start()].rstrip(" ,T") if found and found.start() else line


def is_moment(line: str) -> bool:
    """Tell whether a line says nothing but when: a day, a time, a month and a year."""
    if len(line) > _LONGEST:
        return False
    return is_period(line) or (_TELLS_WHEN.search(line) is not None and not _PARTS.sub("", line))
