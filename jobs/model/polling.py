"""What passes between a source and its poll."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from jobs.model.ids import Language
from jobs.model.record import Media, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the last 200 of one URL gave, byte for byte, to ask it conditionally next time.

    `url` is the address whose they are; None means the one that is asked.
    """

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None

    def headers(self) -> Mapping[str, str]:
        """Give the request headers that make a GET conditional."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One answer of a web server. `body` is empty and `not_modified` true after a 304."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""
    validators: Validators = field(default_factory=Validators)
    moved_to: str | None = None  # where it lives for good, by permanent redirects alone; None where none was met

    @property
    def not_modified(self) -> bool:
        """Tell whether the server said that nothing changed."""
        return self.status == 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed or a list: what is known of a briefing before its own page is read.

    `keys` identify it within its source, best first. `content` is the document itself where the feed
    carries it; None means that `url` has to be fetched.
    """

    keys: tuple[str, ...]
    url: str
    title: str | None = None
    published: date | None = None
    content: str | None = None
    media: Media = Media.HTML
    content_language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What a feed says about how often it wants to be asked; empty where it says nothing."""

    ttl_s: int = 0  # <ttl>, sy:updatePeriod and sy:updateFrequency: the longer of them
    skip_hours: frozenset[int] = frozenset()  # UTC
    skip_days: frozenset[int] = frozenset()  # 0 is Monday


class DriftSign(StrEnum):
    """What shows that a board's pages are not what its selectors were written for."""

    POSTS = "posts"  # its list shows fewer than it must
    DAYS = "days"  # too few of them have a day
    TITLES = "titles"  # too many of their own pages bear another title


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far a board's pages are from what its selectors were written for: `found` posts, `of` those looked at.

    Where posts are missing, `of` is how many there must be, and `rows` how many the selector matched.
    """

    sign: DriftSign
    found: int
    of: int
    selector: str = ""
    rows: int = 0

    def __str__(self) -> str:
        match self.sign:
            case DriftSign.POSTS:
                matched = f"('{self.selector}' matched {self.rows})"
                return f"{self.found} posts found, at least {self.of} expected {matched}"
            case DriftSign.DAYS:
                return f"{self.found} of {self.of} posts have a day ('{self.selector}')"
            case DriftSign.TITLES:
                return f"{self.found} of {self.of} pages bear another title than the list"
            case _:
                assert_never(self.sign)

    def spelled(self) -> str:
        """Give it as one line for the store: see `read`."""
        return f"{self.sign} {self.found} {self.of} {self.rows} {self.selector}"

    @classmethod
    def read(cls, line: str) -> "Drift | None":
        """Give the drift of its line; None for an empty one."""
        if not line:
            return None
        sign, found, of, rows, selector = line.split(" ", 4)
        return cls(sign=DriftSign(sign), found=int(found), of=int(of), rows=int(rows), selector=selector)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one answer of a source shows: its entries in its order, what it asks of us, what looks wrong with it.

    `memo` names all of its entries. Brought along to the next listing, it leaves out those that stand there as they
    did; `days` are theirs. `records` are what the entries say, one each, where they were read along with the list.
    """

    items: tuple[Item, ...] = ()
    records: tuple[Written, ...] = ()
    memo: str = ""
    days: tuple[date, ...] = ()
    pace: Pace = field(default_factory=Pace)
    drift: Drift | None = None  # None where nothing says that the page is another one
    warnings: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class SourceStatus(StrEnum):
    """How a source is doing."""

    OK = "ok"
    DEGRADED = "degraded"  # it answers, and something about it is not as it should be
    BACKING_OFF = "backing off"  # the last polls failed; asked again, ever less often
    BLOCKED = "blocked"  # it does not let us in, or our own rules forbid it
    DRIFTED = "drifted"  # its pages are not what its selectors were written for: nothing of it is pushed
    DISABLED = "disabled"  # it is gone; asked no more until somebody says so


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What a source remembers between polls."""

    source_id: str
    validators: Validators = field(default_factory=Validators)
    door: Validators = field(default_factory=Validators)  # of another address that answered: it leads there or back
    polled_ok: bool = False  # False until the first poll that stored something: that one is the baseline
    failures: int = 0
    next_at: datetime | None = None
    configured: str = ""  # the address in the settings that all this was learned at
    read_as: str = ""  # by which kind and selectors; empty where that was not written down
    url: str = ""  # asked in its place since it moved for good; empty where it did not
    moved_to: str = ""  # where the last polls were redirected for good
    moved_seen: int = 0  # how many polls in a row agreed on that
    status: SourceStatus = SourceStatus.OK
    reason: str = ""
    gone: int = 0  # 410s in a row
    missing_since: datetime | None = None  # the first of the 404s in a row
    drifts: int = 0  # polls in a row that looked drifted
    drift: Drift | None = None  # what the last of them showed
    pages_waiting: int = 0  # entries whose own page could not be read yet
    pace: Pace = field(default_factory=Pace)  # what its last listing said
    rhythm_s: int = 0  # the usual time between two entries; 0 where unknown
    body_sha: str = ""  # of the last answer that was read to its end
    list_sha: str = ""  # of its entries
    polls: int = 0
    last_polled: datetime | None = None
    last_ok: datetime | None = None
    last_new: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAlarm:
    """What the owners are told of a source: it has drifted (how), or it was disabled (what it answered)."""

    source_id: str
    status: SourceStatus
    drift: Drift | None = None
    answered: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """One line of a source's diary."""

    at: datetime
    outcome: str  # new, unchanged, failed, postponed
    status: SourceStatus
    new: int = 0
    revised: int = 0
    answered: int | None = None  # the status of the list's answer
    reason: str = ""


def backoff_s(failures: int, interval_s: int) -> float:
    """Give the seconds to wait after so many failures in a row: doubling, at most a day."""
    return float(min(86_400, interval_s * 2 ** min(failures, 12)))
