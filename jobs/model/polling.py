"""What passes between a source and its poll."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from jobs.model.ids import Language
from jobs.model.record import Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the last 200 of one URL gave, byte for byte, to ask it conditionally next time."""

    etag: str | None = None
    last_modified: str | None = None

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
class SourceState:
    """What a source remembers between polls."""

    source_id: str
    validators: Validators = field(default_factory=Validators)
    polled_ok: bool = False  # False until the first poll that stored something: that one is the baseline
    failures: int = 0
    next_at: datetime | None = None


def backoff_s(failures: int, interval_s: int) -> float:
    """Give the seconds to wait after so many failures in a row: doubling, at most a day."""
    return float(min(86_400, interval_s * 2 ** min(failures, 12)))


def due_again(now: datetime, failures: int, interval_s: int) -> datetime:
    """Give the time of the next poll."""
    return now + timedelta(seconds=backoff_s(failures, interval_s) if failures else interval_s)
