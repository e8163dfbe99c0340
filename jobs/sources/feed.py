"""Feeds: RSS 0.90–2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1, read in a process that can be killed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jobs.dates import parse_moment
from jobs.errors import SourceError
from jobs.language import clean
from jobs.model import Document, Fetched, Item, Listing, Media, Pace
from jobs.settings import SourceSettings
from jobs.sources.confined import POOL
from jobs.sources.frames import Record
from jobs.sources.identity import canonical_url, distinct, keys

_KOREA = ZoneInfo("Asia/Seoul")
_UTC = ZoneInfo("UTC")
_PERIODS_S = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed. `title` and `text` are plain, `html` is rebuilt from a whitelist, times are aware and UTC.

    `link` is an http(s) address or empty; a time is None where the feed's string is not surely one.
    """

    keys: tuple[str, ...]
    title: str
    link: str
    published: datetime | None
    updated: datetime | None
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as read, its entries in its own order, at most 500 of them."""

    title: str
    language: str
    version: str
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()
    pace: Pace = field(default_factory=Pace)


def read_feed(
    body: bytes,
    headers: Mapping[str, str],
    url: str,
    *,
    zone: ZoneInfo | None = None,
    now: datetime | None = None,
) -> Feed:
    """Give the feed in the bytes. Blocks, at most 10 s and 512 MB (of another process): call it from a thread.

    `zone` counts where a time names none; without it Korea's for Korean feeds and UTC for the others. Times more than
    five minutes after `now` (the time of the call) are None.
    Raises SourceError, and nothing else, for whatever is no feed.
    """
    content_type = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    order = {"kind": "feed", "content_type": content_type, "url": url}
    try:
        head, *records = POOL.ask(order, body)
    except SourceError as error:
        raise SourceError(f"{clean(url)[:500]}: {error}") from error
    language = head.get("language", "")
    times = _Times(zone=zone or _zone_of(language, url), now=now or datetime.now(UTC))
    return Feed(
        title=head.get("title", ""),
        language=language,
        version=head.get("version", ""),
        entries=_entries(records, times),
        warnings=tuple(head.get("warnings", "").split()),
        pace=_pace(head),
    )


def listing(fetched: Fetched, source: SourceSettings) -> Listing:
    """Give the feed's entries, in its order; each carries its content. Raises SourceError when it is no feed."""
    zone = ZoneInfo(source.timezone)
    feed = read_feed(fetched.body, fetched.headers, fetched.url, zone=zone)
    items = tuple(
        Item(
            keys=entry.keys,
            url=entry.link or source.url,
            title=entry.title or None,
            published=_day(entry.published or entry.updated, zone),
            content=entry.html,
            media=Media.HTML,
        )
        for entry in feed.entries
    )
    return Listing(items=items, pace=feed.pace, warnings=feed.warnings)


def document(item: Item, page: Fetched | None, source: SourceSettings) -> Document:
    """Give the document an entry carries; a feed needs no page beside it."""
    return Document(
        content=item.content or "",
        media=item.media,
        language=item.content_language or source.language,
        url=item.url if page is None else page.url,
        title=item.title,
        published=item.published,
        region_label=source.region or None,
    )


def pages(source: SourceSettings) -> tuple[str, ...]:
    """Give the addresses a poll asks: the feed's own."""
    return (source.url,)


def _pace(head: Record) -> Pace:
    """Give what the feed says of how often it wants to be asked; what is no number says nothing."""
    hours = frozenset(int(hour) % 24 for hour in head.get("skip_hours", "").split() if hour.isdigit())
    days = frozenset(int(day) for day in head.get("skip_days", "").split() if day.isdigit())
    ttl_s = 60 * _number(head.get("ttl", ""))
    period_s = _PERIODS_S.get(head.get("update_period", "").lower(), 0)
    often = max(1, _number(head.get("update_frequency", "")))
    return Pace(ttl_s=max(ttl_s, period_s // often), skip_hours=hours, skip_days=days)


def _number(text: str) -> int:
    return int(text[:9]) if text.isascii() and text.isdigit() else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Times:
    zone: ZoneInfo
    now: datetime

    def read(self, raw: str) -> datetime | None:
        return parse_moment(raw, self.zone, now=self.now) if raw else None


def _entries(records: Sequence[Record], times: _Times) -> tuple[Entry, ...]:
    """Give the entries that say anything, the exact repeats left out, none with a key that another has too."""
    told = [record for record in records if record.get("title") or record.get("link") or record.get("text")]
    once = list(
        {(one["guid"], canonical_url(one["link"]), one["title"], one["text"]): one for one in reversed(told)}.values()
    )
    once.reverse()
    moments = [(times.read(one["published"]), times.read(one["updated"])) for one in once]
    days = [_day(published or updated, times.zone) for published, updated in moments]
    titles = [one["title"] or one["text"][:200] or one["link"] for one in once]
    every = [
        keys(url=one["link"] or None, guid=one["guid"] or None, title=title, day=day, text=one["text"])
        for one, title, day in zip(once, titles, days, strict=True)
    ]
    by_title = [keys(title=title, day=day) for title, day in zip(titles, days, strict=True)]
    return tuple(
        Entry(
            keys=own,
            title=one["title"],
            link=one["link"],
            published=published,
            updated=updated,
            html=one["html"],
            text=one["text"],
        )
        for one, own, (published, updated) in zip(once, distinct(every, otherwise=by_title), moments, strict=True)
    )


def _zone_of(language: str, url: str) -> ZoneInfo:
    """Give the zone of a feed that names none: Korean ones mean Korea's time, the others, by RFC 822, UTC."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    korean = re.match(r"ko\b", language, re.IGNORECASE) or host.endswith(".kr")
    return _KOREA if korean else _UTC


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
