"""What a source or an address would bring, without storing anything: the same fetch, listing and reading as a poll."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.collecting import rhythm_of
from jobs.entries import is_too_old
from jobs.errors import FetchError, SourceError
from jobs.fetch import Fetcher
from jobs.fetch.hints import fresh_for_s
from jobs.fetch.politeness import Interval, interval_s
from jobs.listed import rules_of
from jobs.model import Briefing, Fetched, Item, Listing, SourceState
from jobs.reading import read_briefing
from jobs.settings import SourceSettings
from jobs.sources.discovery import Found, alternates
from jobs.sources.kinds import KINDS

_PAGES = 3  # detail pages read in a test


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One entry as it would be stored. `briefing` is None where its own page was not read."""

    item: Item
    briefing: Briefing | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a test of a source has found."""

    source: SourceSettings
    status: int = 0
    url: str = ""
    entries: tuple[Shown, ...] = ()
    feeds: tuple[Found, ...] = ()  # of a page that is no feed itself
    notes: tuple[str, ...] = ()  # what is not as it should be, and how it would be polled
    problem: str = ""


async def probe(source: SourceSettings, fetcher: Fetcher, *, now: datetime) -> Probe:
    """Give what a poll of the source would bring now. Never raises what a source can do wrong: it says so."""
    kind = KINDS[source.kind]
    if kind.local:
        fetched = Fetched(url=source.url, status=200, headers={})
    else:
        try:
            fetched = await fetcher.get(source.url, rules=rules_of(source))
        except FetchError as error:
            return Probe(source=source, url=source.url, status=error.status or 0, problem=error.reason)
    try:
        listing = await asyncio.to_thread(kind.listing, fetched, source, "")
    except SourceError as error:
        feeds = _feeds_of(fetched) if source.kind == "feed" else ()
        return Probe(source=source, url=fetched.url, status=fetched.status, feeds=feeds, problem=str(error))
    entries = [await _shown(source, item, fetcher, read=at < _PAGES) for at, item in enumerate(listing.items)]
    return Probe(
        source=source,
        url=fetched.url,
        status=fetched.status,
        entries=tuple(entries),
        notes=_notes(source, fetched, listing, entries, now),
    )


def address_as_source(url: str, *, allow_private: bool = False, port: int | None = None) -> SourceSettings:
    """Give the settings under which an address is tested that no source has. Raises ValueError where it is none."""
    ports = (port,) if port and port not in {80, 443} else ()
    return SourceSettings(id="test", kind="feed", url=url, allow_ports=ports, allow_private=allow_private)


async def _shown(source: SourceSettings, item: Item, fetcher: Fetcher, *, read: bool) -> Shown:
    page = None
    if item.content is None:
        if not read:
            return Shown(item=item)
        try:
            page = await fetcher.get(item.url, rules=rules_of(source))
        except FetchError as error:
            return Shown(item=item, problem=error.reason)
    try:
        document = await asyncio.to_thread(KINDS[source.kind].document, item, page, source)
    except SourceError as error:
        return Shown(item=item, problem=str(error))
    return Shown(item=item, briefing=await asyncio.to_thread(read_briefing, document))


def _undated(shown: Shown, source: SourceSettings) -> bool:
    """Tell whether an entry has no day: its own text may say one, and so may a page that was not read."""
    if shown.briefing is None:
        return shown.item.published is None and source.board is not None and bool(source.board.date)
    return shown.briefing.published is None


def _is_old(shown: Shown, source: SourceSettings, now: datetime) -> bool:
    day = (shown.briefing.published if shown.briefing else None) or shown.item.published
    return is_too_old(source, day, now)


def _feeds_of(fetched: Fetched) -> tuple[Found, ...]:
    return alternates(fetched.body, fetched.headers.get("content-type", ""), fetched.url)


def _notes(
    source: SourceSettings, fetched: Fetched, listing: Listing, entries: Sequence[Shown], now: datetime
) -> tuple[str, ...]:
    undated = sum(_undated(one, source) for one in entries)
    old = sum(_is_old(one, source, now) for one in entries)
    notes = [
        str(listing.drift or ""),
        *listing.warnings,
        *(f"left out: {one}" for one in listing.unread),
        "there are no entries" if not entries else "",
        f"{undated} of {len(entries)} entries have no day" if undated else "",
        f"{old} of {len(entries)} entries are older than {source.max_age_days} days: stored, not sent" if old else "",
        f"moved for good to {fetched.moved_to}" if fetched.moved_to else "",
        f"sent on for now from {source.url}" if fetched.url != source.url and not fetched.moved_to else "",
    ]
    if source.kind != "folder" and not fetched.validators.headers():
        notes.append("no ETag and no Last-Modified: every poll reads the whole of it")
    state = SourceState(source_id=source.id, rhythm_s=rhythm_of(listing))
    wait_s = interval_s(state, Interval(shortest_s=source.interval_s, longest_s=source.max_interval_s), now)
    wait_s = max(wait_s, fresh_for_s(fetched.headers, now), float(listing.pace.ttl_s))
    every = f"{wait_s / 60:.0f} minutes" if wait_s >= 120 else f"{wait_s:.0f} seconds"
    notes.append(f"would be polled every {every}")
    return tuple(note for note in notes if note)
