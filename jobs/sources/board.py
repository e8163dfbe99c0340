"""Boards: a list of posts and a page for each, read by the CSS selectors of the source's settings."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from jobs.dates import FUTURE_LIMIT, parse_day
from jobs.errors import SourceDrift, SourceError
from jobs.model import Document, Drift, DriftSign, Fetched, Item, Listing, Media
from jobs.settings import BoardSettings, SourceSettings
from jobs.sources.confined import POOL
from jobs.sources.frames import Record
from jobs.sources.identity import distinct, keys, tidy

TITLE_DIFFERS = "title-differs"
"""The warning of a post whose own page does not bear the title that the list gave it."""

_DATED = 0.9


def listing(fetched: Fetched, source: SourceSettings, memo: str = "") -> Listing:
    """Give the list's posts in its order, each once; their content is on their own pages.

    Raises SourceError for a page that is something else (maintenance, login), SourceDrift for a list with fewer posts
    than `min_rows`. Less than nine in ten with a day is drift too, but one that can be read; a day that is still to
    come is none of the post's. Blocks while another process reads the page: call it from a thread.
    """
    del memo  # a post may change where its list does not show it
    board = _board(source)
    head, *rows = _ask("rows", fetched, board)
    if head.get("blocked"):
        raise SourceError(head["blocked"])
    # of a post that is pinned on top as well, the last place counts: that one follows the order of time
    found = {item.keys[0]: item for item in reversed([_item(row, board) for row in rows])}
    once = list(reversed(found.values()))
    if len(once) < board.min_rows:
        rows_matched = int(head.get("matched", "0"))
        few = Drift(sign=DriftSign.POSTS, found=len(once), of=board.min_rows, selector=board.row, rows=rows_matched)
        raise SourceDrift(few)
    own_keys = distinct([item.keys for item in once], otherwise=lambda at: once[at].keys[:1])
    today = (datetime.now(UTC) + FUTURE_LIMIT).astimezone(ZoneInfo(source.timezone)).date()
    items = tuple(
        Item(keys=own, url=item.url, title=item.title, published=_come(item.published, today))
        for item, own in zip(once, own_keys, strict=True)
    )
    return Listing(items=items, drift=_drift(once, board))


def document(item: Item, page: Fetched | None, source: SourceSettings) -> Document:
    """Give the post's document: the HTML of its body, title and day from the list.

    Raises SourceError when the page has no such body. Blocks while another process reads the page.
    """
    if page is None:
        raise SourceError(f"{item.url}: a post is read from its own page")
    (record,) = _ask("body", page, _board(source), title=item.title or "")
    return Document(
        content=record.get("html", ""),
        media=Media.HTML,
        language=item.content_language or source.language,
        url=item.url,
        title=item.title,
        published=item.published,
        region_label=source.region or None,
        warnings=(*record.get("warnings", "").split(), *((TITLE_DIFFERS,) if record.get("titled") == "no" else ())),
    )


def keys_of_address(url: str, source: SourceSettings) -> tuple[str, ...]:
    """Give the keys under which this source may have shown the page at an address that a person copied.

    The site's own number counts only on the site's own host: other sites number their pages too.
    """
    try:
        at_home = urlsplit(url).hostname == urlsplit(source.url).hostname
    except ValueError:
        return ()
    board = source.board if at_home else None
    if board is None:
        return keys(url=url)
    return keys(url=url, id_parameter=board.id_parameter or None, canonical_parameters=board.canonical_parameters)


def pages(source: SourceSettings) -> tuple[str, ...]:
    """Give the addresses of the list's pages that a poll walks, the first as it stands in the settings."""
    board = _board(source)
    if not board.page_parameter:
        return (source.url,)
    joint = "&" if "?" in source.url else "?"
    further = (urlencode({board.page_parameter: number}) for number in range(2, board.pages + 1))
    return (source.url, *(f"{source.url}{joint}{query}" for query in further))


def _board(source: SourceSettings) -> BoardSettings:
    if source.board is None:
        raise SourceError(f"{source.id}: a board needs [source.board]")
    return source.board


def _come(day: date | None, today: date) -> date | None:
    """Give the day if it has come: a post is not of tomorrow, whatever stands there (an event's day, a deadline)."""
    return None if day is None or day > today else day


def _drift(items: Sequence[Item], board: BoardSettings) -> Drift | None:
    dated = sum(item.published is not None for item in items)
    if not board.date or dated >= _DATED * len(items):
        return None
    return Drift(sign=DriftSign.DAYS, found=dated, of=len(items), selector=board.date)


def _ask(kind: str, page: Fetched, board: BoardSettings, *, title: str = "") -> list[Record]:
    selectors = {
        "row": board.row,
        "link": board.link,
        "title": board.title,
        "date": board.date,
        "notice": board.notice,
        "body": board.body,
        "drop": board.drop,
    }
    order = {
        "kind": kind,
        "content_type": page.headers.get("content-type", ""),
        "url": page.url,
        "selectors": json.dumps(selectors),
        "title": title,
    }
    return POOL.ask(order, page.body)


def _item(row: Record, board: BoardSettings) -> Item:
    url = tidy(row["link"], keep=board.canonical_parameters)
    title, day = row["title"], parse_day(row["date"])
    known_by = keys(
        url=url,
        id_parameter=board.id_parameter or None,
        canonical_parameters=board.canonical_parameters,
        title=title,
        day=day,
    )
    return Item(keys=known_by, url=url, title=title, published=day)
