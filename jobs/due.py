"""When something is due: zone arithmetic that gives instants in UTC. Pure; the time is passed in.

A local time that a clock skips stands for the first instant after the gap; one that a clock shows twice, for the first
of the two.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jobs.model import Mode, Profile

LONGEST_LEAD = timedelta(hours=2)  # a digest for the morning never comes in the night
SHORTEST_LEAD = timedelta(minutes=1)  # so few chats need no head start


def known_zone(name: str) -> bool:
    """Tell whether there is a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def next_digest(profile: Profile, after: datetime) -> datetime | None:
    """Give the first time of a digest after an instant; None where the chat gets its briefings as they come."""
    if profile.mode is not Mode.DIGEST:
        return None
    day = after.astimezone(ZoneInfo(profile.tz)).date() - timedelta(days=1)
    while True:
        if day.weekday() in profile.days:
            found = instant(profile.tz, day, profile.at_minute)
            if found > after:
                return found
        day += timedelta(days=1)


def quiet_until(profile: Profile, now: datetime) -> datetime | None:
    """Give the end of the quiet hours an instant lies in; None outside them."""
    if profile.quiet is None:
        return None
    begin, end = profile.quiet
    today = now.astimezone(ZoneInfo(profile.tz)).date()
    for days in (-1, 0, 1):
        day = today + timedelta(days=days)
        starts = instant(profile.tz, day, begin)
        ends = instant(profile.tz, day + timedelta(days=int(end < begin)), end)
        if starts <= now < ends:
            return ends
    return None


def start_early(chats: int, rate_per_s: float, at: datetime) -> datetime:
    """Give when to begin so that so many chats are served by `at`; at most two hours before."""
    lead = timedelta(seconds=chats / rate_per_s)
    return at if lead < SHORTEST_LEAD else at - min(lead, LONGEST_LEAD)


@lru_cache(maxsize=4096)
def instant(tz: str, day: date, minute: int) -> datetime:
    """Give the instant at which a zone's clock shows a minute of a day: in a gap the first after it, else the first."""
    zone = ZoneInfo(tz)
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60)  # noqa: DTZ001 — a wall clock's reading
    found = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local:
        return found
    return _end_of_gap(zone, local.replace(tzinfo=zone, fold=1).astimezone(UTC), found)


def _end_of_gap(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Find, to the second, the change of the zone's offset that lies between two instants."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
