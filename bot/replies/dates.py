"""Days and times as each language writes them: 2024-12-06, 6 Dec 2024, 08:00."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from jobs.model import Language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(on: date, language: Language) -> str:
    """Give the whole date."""
    return on.isoformat() if language is Language.KO else f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def short_day(on: date, language: Language, beside: date | None) -> str:
    """Give the date without its year where that is the year of the date `beside` it."""
    if beside is None or beside.year != on.year:
        return day(on, language)
    return f"{on.month:02}-{on.day:02}" if language is Language.KO else f"{on.day} {_MONTHS[on.month - 1]}"


def clock(minute: int) -> str:
    """Give a minute of the day as a clock shows it."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def hour(at: datetime, zone: str) -> str:
    """Give the time of an instant in a time zone, without its day."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def moment(at: datetime, zone: str, language: Language) -> str:
    """Give day and time of an instant in a time zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), language)} {local:%H:%M}"
