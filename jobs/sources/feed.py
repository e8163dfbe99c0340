"""Feeds: RSS 0.90–2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1, read in a process that can be killed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from jobs.errors import SourceError
from jobs.language import clean
from jobs.model import Briefing, Document, Fetched, Item, Listing, Media, Pace, Written
from jobs.settings import SourceSettings
from jobs.sources.confined import POOL
from jobs.sources.feed_entries import KEYS_END
from jobs.sources.frames import Record

_BRIEFING = TypeAdapter(Briefing)
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
    """A feed as read, its entries in its own order, at most 500 of them.

    `memo` is what to bring along the next time, and `days` are those of the entries that the one brought names: they
    are not among the `entries`.
    """

    title: str
    language: str
    version: str
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()
    pace: Pace = field(default_factory=Pace)
    memo: str = ""
    days: tuple[date, ...] = ()


def read_feed(
    body: bytes,
    headers: Mapping[str, str],
    url: str,
    *,
    zone: ZoneInfo | None = None,
    now: datetime | None = None,
    memo: str | None = None,
) -> Feed:
    """Give the feed in the bytes. Blocks, at most 10 s and 512 MB (of another process): call it from a thread.

    `zone` counts where a time names none; without it Korea's for Korean feeds and UTC for the others. Times more than
    five minutes after `now` (the time of the call) are None. With the `memo` of an earlier reading, what stands there
    as it did then is left out; an empty one begins a row of readings.
    Raises SourceError, and nothing else, for whatever is no feed.
    """
    order = _order(headers, url, zone=zone, now=now) | ({} if memo is None else {"memo": memo})
    return _feed(_ask(order, body))


def _order(headers: Mapping[str, str], url: str, *, zone: ZoneInfo | None, now: datetime | None) -> dict[str, str]:
    return {
        "kind": "feed",
        "content_type": _header(headers, "content-type"),
        "content_language": _header(headers, "content-language"),
        "url": url,
        "zone": zone.key or "" if zone else "",
        "now": (now or datetime.now(UTC)).isoformat(),
    }


def _header(headers: Mapping[str, str], wanted: str) -> str:
    return next((value for name, value in headers.items() if name.lower() == wanted), "")


def _ask(order: Mapping[str, str], body: bytes) -> Sequence[Record]:
    with _about(order):
        return POOL.ask(order, body)


@contextmanager
def _about(order: Mapping[str, str]) -> Iterator[None]:
    """Let an error begin with the address that it is about."""
    try:
        yield
    except SourceError as error:
        raise SourceError(f"{clean(order['url'])[:500]}: {error}") from error


def _feed(answer: Sequence[Record]) -> Feed:
    head, *records = answer
    return Feed(
        title=head.get("title", ""),
        language=head.get("language", ""),
        version=head.get("version", ""),
        entries=tuple(map(_entry, records)),
        warnings=tuple(head.get("warnings", "").split()),
        pace=_pace(head),
        memo=head.get("memo", ""),
        days=tuple(map(date.fromisoformat, head.get("days", "").split())),
    )


def listing(fetched: Fetched, source: SourceSettings, memo: str = "") -> Listing:
    """Give the feed's entries, in its order, each with its content and read. Raises SourceError when it is no feed."""
    return _listed(_ask(_order_for(fetched, source, memo), fetched.body), source)


async def listing_soon(fetched: Fetched, source: SourceSettings, memo: str) -> Listing:
    """Give the same from the event loop, for a feed that is short and of which the memo names most."""
    order = _order_for(fetched, source, memo)
    with _about(order):
        answer = await POOL.ask_soon(order, fetched.body)
    return _listed(answer, source)


def _order_for(fetched: Fetched, source: SourceSettings, memo: str) -> Mapping[str, str]:
    order = _order(fetched.headers, fetched.url, zone=ZoneInfo(source.timezone), now=None)
    return order | {"memo": memo, "language": source.language, "region": source.region, "source_url": source.url}


def _listed(answer: Sequence[Record], source: SourceSettings) -> Listing:
    zone = ZoneInfo(source.timezone)
    feed = _feed(answer)
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
    records = tuple(map(record_of, answer[1:]))
    return Listing(items=items, records=records, pace=feed.pace, warnings=feed.warnings, memo=feed.memo, days=feed.days)


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


def _entry(record: Record) -> Entry:
    return Entry(
        keys=tuple(record["keys"].split(KEYS_END)),
        title=record["title"],
        link=record["link"],
        published=_moment(record["published"]),
        updated=_moment(record["updated"]),
        html=record["html"],
        text=record["text"],
    )


def record_of(entry: Record) -> Written:
    """Give what an entry says, as the reader process read it. Raises SourceError where that is no record."""
    try:
        briefing = _BRIEFING.validate_json(entry["record"])
    except ValidationError as error:
        raise SourceError("the reader process gave a record that is none") from error
    return Written(briefing=briefing, json=entry["record"], content_sha=entry["sha"])


def _moment(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
