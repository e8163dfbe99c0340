"""A feed's records as entries, inside the reader process: told apart, each with its keys and its moments.

What is here costs the feed's owner no time of the interpreter that sends messages.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jobs.dates import parse_moment
from jobs.language import language_share
from jobs.model import Document, Language, Media
from jobs.sources.frames import Record
from jobs.sources.identity import canonical_url, distinct, keys

KEYS_END = "\x1f"
"""Stands between the keys of an entry: no cleaned text contains it."""

_KOREAN = re.compile(r"(?:ko|kor|kr|korean|한국어)(?![a-z])", re.IGNORECASE)  # ko_KR as Java writes it, kr by mistake
_KOREA = ZoneInfo("Asia/Seoul")
_UTC = ZoneInfo("UTC")
_MOSTLY = 0.3  # Hangul among letters
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_A_DAY = timedelta(days=1)
_TITLE_OF = 200  # characters of the text stand in for a title, where keys are made


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """By what moments are read: the zone of those that name none, and the time now."""

    zone: ZoneInfo
    now: datetime

    @classmethod
    def of(cls, zone: str, now: str, *, language: str, url: str, titles: Sequence[str]) -> "Times":
        """Give the times for a feed; without a zone Korea's for Korean feeds and, by RFC 822, UTC for the others.

        A feed that does not say its language is Korean where its host or its titles are.
        """
        known = ZoneInfo(zone) if zone else _zone_of(language, url, titles)
        return cls(zone=known, now=datetime.fromisoformat(now))

    def read(self, raw: str) -> datetime | None:
        """Give the moment, aware; None where the string is not surely one, or is what programs write for none."""
        moment = parse_moment(raw, self.zone, now=self.now) if raw else None
        return None if moment is not None and abs(moment - _NEVER) < _A_DAY else moment


def entries(records: Sequence[Record], times: Times) -> tuple[list[Record], bool]:
    """Give the entries that say anything, the exact repeats left out, none with a key that another has too.

    Moments are written in ISO 8601 and UTC. Beside them, whether each record is an entry and kept all of its keys.
    """
    once = _once([record for record in records if record["title"] or record["link"] or record["text"]])
    moments = [(times.read(one["published"]), times.read(one["updated"])) for one in once]
    days = [_day(published or updated, times.zone) for published, updated in moments]
    keys_of_each, untouched = _keys(once, days)
    found: list[Record] = [
        {
            "keys": KEYS_END.join(own),
            "title": one["title"],
            "link": one["link"],
            "published": _written(published),
            "updated": _written(updated),
            "html": one["html"],
            "text": one["text"],
        }
        for one, own, (published, updated) in zip(once, keys_of_each, moments, strict=True)
    ]
    return found, untouched and len(once) == len(records)


def document_of(entry: Record, order: Mapping[str, str]) -> Document:
    """Give the document an entry carries, for the source that the order names: what `feed.document` gives of it."""
    moment = entry["published"] or entry["updated"]
    return Document(
        content=entry["html"],
        media=Media.HTML,
        language=Language(order["language"]),
        url=entry["link"] or order["source_url"],
        title=entry["title"] or None,
        published=_day(datetime.fromisoformat(moment), ZoneInfo(order["zone"])) if moment else None,
        region_label=order["region"] or None,
    )


def _once(records: Sequence[Record]) -> list[Record]:
    """Give the records without exact repeats; of those, the last place counts."""
    if len({(one["guid"], one["title"], one["text"]) for one in records}) == len(records):
        return list(records)
    found = {(one["guid"], canonical_url(one["link"]), one["title"], one["text"]): one for one in reversed(records)}
    return list(reversed(found.values()))


def _keys(once: Sequence[Record], days: Sequence[date | None]) -> tuple[list[tuple[str, ...]], bool]:
    """Give the keys of each, and whether all of them are what each would have by itself."""
    titles = [one["title"] or one["text"][:_TITLE_OF] or one["link"] for one in once]
    every = [
        keys(url=one["link"] or None, guid=one["guid"] or None, title=title, day=day, text=one["text"])
        for one, title, day in zip(once, titles, days, strict=True)
    ]

    def by_its_title(at: int) -> tuple[str, ...]:
        return keys(title=titles[at], day=days[at]) or by_its_words(at)

    def by_its_words(at: int) -> tuple[str, ...]:
        return (_key_of_words(f"{titles[at]}\n{once[at]['text']}"),)

    own = distinct(distinct(every, otherwise=by_its_title), otherwise=by_its_words)
    return own, own == every


def _key_of_words(words: str) -> str:
    """Give the key of an entry of which nothing else is its own: another one has its title, day, guid and address."""
    return "sha:" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]


def _zone_of(language: str, url: str, titles: Sequence[str]) -> ZoneInfo:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    korean = _KOREAN.match(language) if language else language_share(" ".join(titles)) > _MOSTLY
    return _KOREA if korean or host.endswith(".kr") else _UTC


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def _written(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
