"""Days and moments read from the strings sources write; None wherever a reading would be a guess.

feedparser invents dates for Korean forms (FACTS.md §2), so the raw string is read here. Every form is checked against
the calendar. Two-digit years are read only in RFC 822 dates, where the rule for them is written down, and behind an
apostrophe, which says what they are.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

FUTURE_LIMIT = timedelta(minutes=5)
"""A moment further ahead of `now` than this is not believed."""

_LONGEST = 80
_YEARS = range(1900, 2200)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES_H = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "kst": 9, "jst": 9, "cet": 1, "cest": 2, "msk": 3} | {
    # of the others those that mean one zone only: BST and IST do not
    "wet": 0,
    "west": 1,
    "eet": 2,
    "eest": 3,
    "sast": 2,
    "eat": 3,
    "pkt": 5,
    "wib": 7,
    "sgt": 8,
    "hkt": 8,
    "aest": 10,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    # RFC 822
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}

ENGLISH_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
"""An English month in running text, in full or cut short, as a pattern."""
_MONTH = "(?P<month{0}>[A-Za-z]{{3,9}})\\.?"
_FORMS = {
    # 2024-12-06, 2024/12/06, 2024.12.02, 2024. 12. 2.
    "1": r"(?P<y1>[0-9]{4})(?P<sep> ?[./-]) ?(?P<m1>[0-9]{1,2})(?P=sep) ?(?P<d1>[0-9]{1,2})(?![0-9])\.?",
    # 2024년 12월 6일
    "2": r"(?P<y2>[0-9]{4}) ?년 ?(?P<m2>[0-9]{1,2}) ?월 ?(?P<d2>[0-9]{1,2}) ?일",
    # 20241206
    "3": r"(?<![0-9])(?P<y3>[0-9]{4})(?P<m3>[0-9]{2})(?P<d3>[0-9]{2})(?![0-9])",
    # 6 Dec 2024, 6th of December 2024, 06-Dec-2024
    "4": rf"(?P<d4>[0-9]{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_MONTH.format(4)},?[ -](?P<y4>[0-9]{{4}})(?![0-9])",
    # Dec 6, 2024
    "5": rf"{_MONTH.format(5)} ?(?P<d5>(?<=[. ])[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y5>[0-9]{{4}})(?![0-9])",
    # 06.12.2024, 6. 12. 2024: the year last and dots between is the day first wherever it is written
    "6": r"(?P<d6>[0-9]{1,2})\. ?(?P<m6>[0-9]{1,2})\. ?(?P<y6>[0-9]{4})(?![0-9])\.?",
    # 28/11/2024 and 11/28/2024, which the calendar tells apart; 06/12/2024 may be either
    "7": r"(?P<d7>1[3-9]|2[0-9]|3[01])/(?P<m7>[0-9]{1,2})/(?P<y7>[0-9]{4})(?![0-9])",
    "8": r"(?P<m8>[0-9]{1,2})/(?P<d8>1[3-9]|2[0-9]|3[01])/(?P<y8>[0-9]{4})(?![0-9])",
    # ’24.12.6., as ministries shorten a year
    "9": r"['’‘](?P<y9>[0-9]{2})(?P<sep9> ?[./-]) ?(?P<m9>[0-9]{1,2})(?P=sep9) ?(?P<d9>[0-9]{1,2})(?![0-9])\.?",
}
_ALL = "".join(_FORMS)
_GROUPS = {form: (f"y{form}", f"month{form}" if form in "45" else f"m{form}", f"d{form}") for form in _FORMS}
_DAY = "|".join(_FORMS.values())
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_LABEL = (
    r"(?:(?:등록|작성|게시|게재|발행|입력|수정|보도|공개|송고)? ?(?:일자|일시|날짜|일|시간)"
    r"|(?:기사)?입력|등록|작성|송고|승인|date|posted|published|updated)(?: on)? ?:? ?"
)
_TIME = (
    r"(?:[T,]| -(?= ))? ?(?P<half>오전|오후|am|pm|a\.m\.|p\.m\.)? ?"
    r"(?P<hour>[0-9]{1,2})(?::| ?시)"
    r"(?: ?(?P<minute>[0-9]{1,2})(?:(?::| ?분 ?)(?P<second>[0-9]{1,2})?(?:[.,][0-9]{1,9})?초?|분)?)?"
    r" ?(?P<half2>am|pm|a\.m\.|p\.m\.)?"
)
_ZONE = (  # as JavaScript, Java and Go write it: GMT+0900 (대한민국 표준시), +09:00[Asia/Seoul], +0900 KST, GMT+9
    r" ?(?:(?:gmt|utc)(?=[+-]))?"
    r"(?P<zone>z|[+-][0-9]{2}:?[0-9]{2}(?:\[[a-z_/]{3,40}\]| [a-z]{2,5})?|[+-][0-9]{1,2}|\(?[a-z]{2,4}\)?)?"
    r"(?: ?\([a-z가-힣 ]{2,30}\))?"
)

_WHOLE = re.compile(
    rf"(?:{_LABEL})?[\[(<]?(?:{_WEEKDAY},? )?(?:{_DAY})[\])>]?,?"
    rf"(?: ?\(?(?:[월화수목금토일](?:요일)?|{_WEEKDAY})\)?,?)?(?P<time>{_TIME}{_ZONE})?",
    re.IGNORECASE,
)
_RFC822 = re.compile(  # and as Java writes it under a Korean locale: 금, 06 12월 2024 09:00:00 +0900
    rf"(?:(?P<weekday>{_WEEKDAY}|[월화수목금토일](?:요일)?),? ?)?"
    r"(?P<d>[0-9]{1,2})[ -](?P<mon>[a-z]{3,9}|[0-9]{1,2}월|[0-9]{2})[ -](?P<y>[0-9]{4}|[0-9]{2})"
    rf"(?P<time>{_TIME}{_ZONE})",
    re.IGNORECASE,
)
_ASCTIME = re.compile(  # and Java's with a zone in it: Fri Dec 06 09:00:00 KST 2024
    rf"{_WEEKDAY},? (?P<mon>[a-z]{{3,9}}) (?P<d>[0-9]{{1,2}}) (?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})"
    r"(?::(?P<second>[0-9]{2}))?(?: (?P<zone>[a-z]{2,4}|[+-][0-9]{4}))? (?P<y>[0-9]{4})",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})T?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?"
    + _ZONE,
    re.IGNORECASE,
)
_RFC3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])")
_RFC2822 = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(?P<d>[0-9]{2}) (?P<mon>[A-Z][a-z]{2}) (?P<y>[0-9]{4}) "
    r"(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2}) (?:GMT|(?P<hours>[+-](?:0[0-9]|1[0-3]))(?P<minutes>[0-5][0-9]))"
)
_TRAILING_FIGURES = re.compile(
    r"(?P<before>[\s,;|·–—(\[<:])(?P<y1>[0-9]{4})(?P<sep>[./-])(?P<m1>[0-9]{1,2})(?P=sep)(?P<d1>[0-9]{1,2})"
    r"\s*[)\]>]?[\s.;|]*$"
)


def _trailing(forms: str) -> tuple[str, re.Pattern[str]]:
    before = r"(?P<before>^|[\s,;|·–—(\[<:“”\"'’」』》)])"
    days = "|".join(_FORMS[form] for form in forms)
    return forms, re.compile(rf"{before}(?:{days})\s*[)\]>]?[\s.;|]*$", re.IGNORECASE)


_TRAILING_BY_DIGITS = {
    0: _trailing("2"),
    1: _trailing("19"),
    2: _trailing("19"),
    4: _trailing("45678"),
    8: _trailing("3"),
}
"""The forms of a day by the number of digits they end in."""
_DIGITS = "0123456789"
_DASHES = str.maketrans("‐–−", "---")
_LEADING = re.compile(rf"[\s\[(<]*(?:{_DAY})[\])>]?[\s,;|:·]+", re.IGNORECASE)


def parse_day(text: str) -> date | None:
    """Give the day a string names, in any of the Korean, ISO and English forms; None when it is not surely one.

    A label before it (등록일), brackets around it and a time of day after it are allowed; any other word is not.
    """
    folded = _folded(text)
    if folded is None:
        return None
    found = _WHOLE.fullmatch(folded)
    if found:
        return _day(found)
    short = _exactly(folded)
    moment = _moment_of(short, UTC) if short else None
    return moment.date() if moment else None


def parse_moment(text: str, zone: ZoneInfo, *, now: datetime | None = None) -> datetime | None:
    """Give the moment a string names, aware and in UTC; None when it is not surely one.

    `zone` counts where the string names none; a day without a time is its first instant there. With `now`, a moment
    more than five minutes ahead of it is None.
    """
    local = _by_the_book(text) or _freely(text, zone)
    if local is None:
        return None
    moment = local.astimezone(UTC)
    return None if now is not None and moment > now + FUTURE_LIMIT else moment


def _by_the_book(text: str) -> datetime | None:
    """Give the moment in the two forms that most feeds write; they take a fifth of the time the others take."""
    if _RFC3339.fullmatch(text):
        written = text
    elif found := _RFC2822.fullmatch(text):
        month = _MONTHS.get(found["mon"].lower(), 0)
        offset = f"{found['hours']}:{found['minutes']}" if found["hours"] else "Z"
        written = f"{found['y']}-{month:02}-{found['d']}T{found['time']}{offset}"
    else:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.year in _YEARS else None


def _freely(text: str, zone: ZoneInfo) -> datetime | None:
    folded = _folded(text)
    found = (_exactly(folded) or _WHOLE.fullmatch(folded)) if folded else None
    return _moment_of(found, zone) if found else None


def split_trailing_day(text: str) -> tuple[str, date] | None:
    """Give what stands before the day a line ends with, and that day; None where the line ends otherwise."""
    bare = text.rstrip(" .;|)]>")
    stem = bare.rstrip(_DIGITS)
    digits = len(bare) - len(stem)
    if not _may_end_a_day(stem, digits):
        return None
    forms, pattern = _TRAILING_BY_DIGITS[digits]
    tail = text[-16:]
    found = (
        _TRAILING_FIGURES.search(tail) if forms == "19" else None
    )  # most of them; the others take longer to look for
    if found is None:
        tail = text[-40:]
        found = pattern.search(tail)
    day = _day(found, forms) if found else None
    if found is None or day is None:
        return None
    head = text[: len(text) - len(tail) + found.start()] + found["before"]
    return head.rstrip(" ,;|·–—([<\t"), day


def _may_end_a_day(stem: str, digits: int) -> bool:
    """Tell whether a text may end in a day, by the number of its last digits and what stands before these."""
    match digits:
        case 0:
            return stem[-1:] == "일"
        case 1 | 2:
            return stem.rstrip(" ").endswith((".", "/", "-"))
        case 4:  # a year, behind the name of a month or a number
            return stem.endswith((" ", "-", ".", "/")) and stem.rstrip(" ,.-/")[-1:].isascii()
        case _:
            return digits == 8


def split_leading_day(text: str) -> tuple[date, str] | None:
    """Give the day a line begins with and what stands after it; None where the line begins otherwise."""
    found = _LEADING.match(text[:40])
    day = _day(found) if found else None
    return (day, text[found.end() :].strip()) if found and day else None


def _folded(text: str) -> str | None:
    if len(text) > _LONGEST:
        return None
    return " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split()) or None


def _exactly(folded: str) -> re.Match[str] | None:
    """Give the match of a form that always has a time."""
    return _COMPACT.fullmatch(folded) or _RFC822.fullmatch(folded) or _ASCTIME.fullmatch(folded)


def _day(found: re.Match[str], forms: str = _ALL) -> date | None:
    """Give the day of a match of one of the forms."""
    for form in forms:
        year, month, day = found.group(*_GROUPS[form])
        if year is not None:
            return day_of(_full(year), _MONTHS.get(month.lower(), 0) if form in "45" else int(month), int(day))
    return None


def _full(year: str) -> int:
    """Give a year; two digits stand for one of 1950 to 2049 (RFC 2822 §4.3)."""
    return int(year) if len(year) != 2 else int(year) + (2000 if int(year) < 50 else 1900)


def day_of(year: int, month: int, day: int) -> date | None:
    """Give the day three numbers name; None where the calendar has none, or its year is not one sources write of."""
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moment_of(found: re.Match[str], zone: tzinfo) -> datetime | None:
    groups = found.groupdict()
    day = _day(found) if "y1" in groups else _plain_day(groups)
    if day is None:
        return None
    clock = _clock(groups)
    named = _zone_of(groups.get("zone"), zone)
    if clock is None or named is None:
        return None
    hour, minute, second = clock
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=named)


def _plain_day(groups: dict[str, str | None]) -> date | None:
    year = _full(groups["y"] or "0")
    named = (groups["mon"] or "").lower() if "mon" in groups else f"{groups['m']}월"
    digits = named.removesuffix("월")
    day = day_of(year, int(digits) if digits.isdecimal() else _MONTHS.get(named, 0), int(groups["d"] or 0))
    if day and named.isdecimal() and (groups["weekday"] or "")[:3].lower() != _WEEKDAYS[day.weekday()]:
        return None  # a month in digits may be the day as well, unless the weekday says which is which
    return day


def _clock(groups: dict[str, str | None]) -> tuple[int, int, int] | None:
    hour, minute = int(groups.get("hour") or 0), int(groups.get("minute") or 0)
    second = min(59, int(groups.get("second") or 0)) if groups.get("second") != "61" else 61
    half = (groups.get("half") or groups.get("half2") or "").lower().replace(".", "")
    if half in ("오전", "am"):
        if hour > 12:
            return None
        hour %= 12
    elif half in ("오후", "pm") and hour <= 12:
        hour = hour % 12 + 12
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _zone_of(name: str | None, otherwise: tzinfo) -> tzinfo | None:
    if not name:
        return otherwise
    if name[0] in "+-":
        digits = re.split(r"[\[ ]", name[1:])[0].replace(":", "")
        digits = (digits if len(digits) > 1 else f"0{digits}").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if offset > timedelta(hours=14) or int(digits[2:]) > 59:
            return None
        return timezone(-offset if name[0] == "-" else offset)
    hours = _ZONES_H.get(name.strip("()").lower())
    return None if hours is None else timezone(timedelta(hours=hours))
