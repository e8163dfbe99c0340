"""Time zones by the names people use for them, and by what their clock shows. Pure, but for the package's files.

A zone is its IANA name (`Asia/Almaty`). Cities in both languages stand in `time_zones.toml`; other cities are found by
the zone's own name, everything else by its country.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from zoneinfo import ZoneInfo

from jobs import regions
from jobs.model import Language

MOST = 6
"""So many zones are offered at once."""
SEOUL = "Asia/Seoul"
_ASKED = (
    *(SEOUL, "Asia/Almaty", "Europe/Berlin", "Europe/London", "America/New_York", "Europe/Moscow", "Asia/Singapore"),
    *("America/Los_Angeles", "Asia/Dubai"),
)
_NEAR_MIN = 16  # a clock that is read and typed may be so many minutes off
_ANY_TIME = datetime(2024, 1, 1, tzinfo=UTC)
_HALF_DAY, _DAY = 720, 1_440
_OFFSET = re.compile(r"^(?:utc|gmt)\s*([+\-−–])\s*(\d{1,2})(?::?(\d{2}))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _City:
    ko: str
    en: str
    aliases: tuple[str, ...] = ()


def asked(now: datetime, most: int = len(_ASKED)) -> tuple[str, ...]:
    """Give the zones that are offered to somebody of whom nothing is known, by what their clocks show."""
    return tuple(sorted(_ASKED[:most], key=lambda zone: _offset(zone, now)))


def known(zone: str) -> bool:
    """Tell whether this is the name of a zone, spelt as IANA does."""
    return zone in _all()


def label(zone: str, language: Language) -> str:
    """Give a zone the name of its best-known city: 서울, Almaty, UTC+05:00."""
    city = _cities().get(zone)
    if city is not None:
        return city.ko if language is Language.KO else city.en
    if fixed := re.fullmatch(r"Etc/GMT([+-])(\d+)", zone):
        return f"UTC{'-' if fixed[1] == '+' else '+'}{int(fixed[2]):02}:00"  # POSIX counts the other way
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def named(text: str, now: datetime) -> tuple[str, ...]:
    """Give the zones a text may mean, best first: one for a city, several where a country has several; () for none."""
    wanted = " ".join(text.split()).casefold()
    if wanted in _by_iana():
        return (_by_iana()[wanted],)
    if offset := _OFFSET.match(wanted):
        return _at_offset(offset, now)
    key = regions.squeeze(text)
    if not key:
        return ()
    if found := _by_city().get(key):
        return (found,)
    countries = regions.find(text)
    if not countries or not regions.is_country(countries[0]):
        return ()
    country = regions.by_id(countries[0])
    return _different(_by_country().get(country.code, ()), now)[:MOST] if country else ()


def is_place(text: str) -> bool:
    """Tell whether a text names a city or a country that has a time of its own."""
    return bool(named(text, _ANY_TIME))


def whose_clock_shows(minute: int, now: datetime, *, exact: bool = True) -> tuple[str, ...]:
    """Give the zones whose clocks show this minute of the day at `now`, nearest first; a clock with hands (not `exact`)
    shows each minute twice a day."""
    utc = now.hour * 60 + now.minute
    turn = _DAY if exact else _HALF_DAY
    far = {}
    for zone in _cities():
        ahead = (minute - utc - _offset(zone, now)) % turn
        far[zone] = min(ahead, turn - ahead)
    near = sorted((zone for zone in far if far[zone] < _NEAR_MIN), key=lambda zone: far[zone])
    return _different(near, now)[:MOST]


def _different(zones: Iterable[str], now: datetime) -> tuple[str, ...]:
    """Leave out zones whose clocks go like those of one before, in this half of the year and in the other."""
    found: dict[tuple[int, int], str] = {}
    for zone in zones:
        found.setdefault((_offset(zone, now), _offset(zone, now + timedelta(days=182))), zone)
    return tuple(found.values())


def _at_offset(written: re.Match[str], now: datetime) -> tuple[str, ...]:
    hours, minutes = int(written[2]), int(written[3] or 0)
    west = written[1] != "+"
    if not minutes and hours <= (12 if west else 14):
        name = f"Etc/GMT{'+' if west else '-'}{hours}" if hours else "Etc/UTC"
        return (name,)
    wanted = (-1 if west else 1) * (hours * 60 + minutes)
    return _different((zone for zone in _cities() if _offset(zone, now) == wanted), now)


def _offset(zone: str, now: datetime) -> int:
    """Give the minutes a zone's clock is ahead of UTC."""
    ahead = now.astimezone(ZoneInfo(zone)).utcoffset()
    return int(ahead.total_seconds() // 60) if ahead else 0


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, _City]:
    rows = tomllib.loads((files("bot") / "time_zones.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {zone: _City(ko=row["ko"], en=row["en"], aliases=tuple(row.get("alias", ()))) for zone, row in rows.items()}
    )


@lru_cache(maxsize=1)
def _tab() -> Sequence[tuple[str, str]]:
    """Give the pairs of country and zone, as the time zone database lists them: the most populous first."""
    text = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((row[0], row[2]) for row in rows)


@lru_cache(maxsize=1)
def _by_country() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for country, zone in _tab():
        found.setdefault(country, []).append(zone)
    first = list(_cities())
    order = {zone: number for number, zone in enumerate(first)}
    return {
        country: tuple(sorted(zones, key=lambda zone: order.get(zone, len(first)))) for country, zones in found.items()
    }


@lru_cache(maxsize=1)
def _all() -> frozenset[str]:
    fixed = [f"Etc/GMT{sign}{hours}" for sign, most in (("-", 14), ("+", 12)) for hours in range(1, most + 1)]
    return frozenset((*(zone for _, zone in _tab()), *_cities(), *fixed))


@lru_cache(maxsize=1)
def _by_iana() -> Mapping[str, str]:
    return {zone.casefold(): zone for zone in _all() if "/" in zone}


@lru_cache(maxsize=1)
def _by_city() -> Mapping[str, str]:
    found = {regions.squeeze(zone.rsplit("/", 1)[-1]): zone for _, zone in _tab()}
    for zone, city in _cities().items():
        found.update({regions.squeeze(name): zone for name in (city.ko, city.en, *city.aliases)})
    return found
