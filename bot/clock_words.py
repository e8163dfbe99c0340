"""Times, days and lengths of time as people write them, in Korean and in English. Pure: a text in, numbers out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_HALF = r"(?P<half>오전|오후|아침|저녁|밤|새벽|낮|점심|정오|자정)"
CLOCK = re.compile(
    rf"(?:{_HALF}\s*)?(?P<hour>\d{{1,2}})\s*시\s*(?:(?P<half_past>반)|(?P<minute>\d{{1,2}})\s*분)?|"
    r"(?P<hour2>\d{1,2})[:.](?P<minute2>\d{2})(?!\d)\s*(?P<ampm2>[ap]\.?m\b\.?)?|"
    r"(?P<hour3>\d{1,2})\s*(?P<ampm3>[ap]\.?m\b\.?)|"
    r"(?P<word>정오|자정|\bnoon\b|\bmidnight\b)"
)
"""One clock time anywhere in a folded text."""
_WORDS = MappingProxyType({"정오": 720, "자정": 0, "noon": 720, "midnight": 0})
_MORNING, _NIGHT = ("오전", "아침", "새벽"), "밤"

_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NAMES: Mapping[str, int] = MappingProxyType(
    {name: number for number, one in enumerate("월화수목금토일") for name in (one, f"{one}요일")}
    | {name[:3]: number for number, name in enumerate(_ENGLISH_DAYS)}
)
_ONE_DAY = (
    r"(?:[월화수목금토일]요일|[월화수목금토일]|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?)"
)
_BETWEEN = r"(?:\s*(?:,|·|/|&|\band\b|와|과|하고|및)\s*|\s+)"
DAYS = re.compile(
    rf"(?<![\w가-힣])(?P<first>{_ONE_DAY})\s*(?:-|~|–|부터|\bto\b|\bthrough\b)\s*(?P<last>{_ONE_DAY})(?:까지)?"
    r"(?:마다|에만|에)?(?![\w가-힣])|"
    rf"(?<![\w가-힣])(?P<several>{_ONE_DAY}(?:{_BETWEEN}{_ONE_DAY})*)(?:마다|에만|에)?(?![\w가-힣])|"
    r"(?<![\w가-힣])(?P<run>[월화수목금토일]{2,7})(?:요일)?(?:마다|에만|에)?(?![\w가-힣])"
)
"""Days of the week anywhere in a folded text: `월·수·금`, `월-금`, `mon, wed and fri`."""

_UNITS = MappingProxyType(
    {
        **dict.fromkeys(("분", "m", "min", "mins", "minute", "minutes"), 60),
        **dict.fromkeys(("시간", "h", "hr", "hrs", "hour", "hours"), 3_600),
        **dict.fromkeys(("일", "d", "day", "days"), 86_400),
        **dict.fromkeys(("주", "주일", "w", "wk", "week", "weeks"), 604_800),
        **dict.fromkeys(("달", "개월", "month", "months"), 30 * 86_400),
    }
)
_COUNTED = MappingProxyType(
    {"하루": 86_400, "이틀": 172_800, "사흘": 259_200, "나흘": 345_600, "일주일": 604_800, "한 주": 604_800}
    | {"한 시간": 3_600, "두 시간": 7_200, "세 시간": 10_800, "반나절": 14_400, "한 달": 2_592_000, "한달": 2_592_000}
    | {"an hour": 3_600, "a day": 86_400, "a week": 604_800, "one day": 86_400, "one week": 604_800}
    | {"a month": 2_592_000}
)
_BY_LENGTH = sorted((*_UNITS,), key=len, reverse=True)
LENGTH = re.compile(
    rf"(?P<number>\d{{1,4}})\s*(?P<unit>{'|'.join(_BY_LENGTH)})(?![a-z])|(?P<counted>{'|'.join(_COUNTED)})"
)
"""A length of time anywhere in a folded text: `3d`, `1시간`, `하루`."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A minute of the day; `exact` is false where it may be the morning's or the evening's."""

    minute: int
    exact: bool = True


def clock_of(found: re.Match[str]) -> Clock | None:
    """Give the time a match of CLOCK says; None for a time no clock shows."""
    if word := found["word"]:
        return Clock(_WORDS[word])
    hour = int(found["hour"] or found["hour2"] or found["hour3"])
    minute = 30 if found["half_past"] else int(found["minute"] or found["minute2"] or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    half = found["half"] or (found["ampm2"] or found["ampm3"] or "")[:1]
    if half and hour <= 12:
        return Clock(_hour_of_half(hour, half) * 60 + minute)
    written_in_full = bool(found["minute2"]) and len(found["hour2"]) == 2
    exact = bool(half) or hour > 12 or hour == 0 or (written_in_full and hour < 10)
    return Clock(hour % 24 * 60 + minute, exact=exact)


def _hour_of_half(hour: int, half: str) -> int:
    """Give the hour of the day that a clock with hands shows in a part of the day."""
    if half in ("a", *_MORNING):
        return hour % 12
    if half == _NIGHT:
        return hour + 12 if 6 <= hour < 12 else hour % 12
    return 11 if (half, hour) == ("낮", 11) else hour % 12 + 12


def days_of(found: re.Match[str]) -> tuple[int, ...]:
    """Give the days of the week a match of DAYS names, Monday being 0; () where it names none after all."""
    if found["run"]:
        return tuple(sorted({_DAY_NAMES[letter] for letter in found["run"]}))
    if found["several"]:
        names = re.findall(_ONE_DAY, found["several"])
        if names == [found["several"]] and len(names[0]) == 1:
            return ()  # one syllable is rather a word: 금, 일
        return tuple(sorted({_day(name) for name in names}))
    first, last = _day(found["first"]), _day(found["last"])
    return tuple(sorted((first + step) % 7 for step in range((last - first) % 7 + 1)))


def length_of(found: re.Match[str]) -> int:
    """Give the seconds of a match of LENGTH."""
    if found["counted"]:
        return _COUNTED[found["counted"]]
    return int(found["number"]) * _UNITS[found["unit"]]


def _day(name: str) -> int:
    return _DAY_NAMES.get(name, _DAY_NAMES.get(name[:3], _DAY_NAMES.get(name[:1], 0)))
