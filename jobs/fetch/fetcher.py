"""One GET, polite and bounded: conditional, redirect by redirect, with a limit on size and on time.

Whatever goes wrong is a FetchError (the source backs off) or a FetchRefused (our own rules forbid it).
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from http.cookies import SimpleCookie
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import hdrs
from yarl import URL

from jobs.errors import FetchError, FetchRefused
from jobs.fetch.addresses import AddressForbidden, checked, open_public_socket, open_socket
from jobs.fetch.hints import retry_after_s
from jobs.fetch.hosts import Hosts
from jobs.fetch.robots import EVERYTHING, LARGEST, Robots, read_robots
from jobs.model import Clock, Fetched, Validators

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.9, */*;q=0.5"
_LONGEST_VALIDATOR = 1_000
_ROBOTS_FOR = timedelta(hours=24)
_MOST_ROBOTS = 5_000
_MOST_STARTS = 20_000
_WANTED = {
    name: name.lower()
    for name in (
        hdrs.CACHE_CONTROL,
        hdrs.EXPIRES,
        hdrs.DATE,
        hdrs.AGE,
        hdrs.RETRY_AFTER,
        hdrs.ETAG,
        hdrs.LAST_MODIFIED,
        hdrs.CONTENT_TYPE,
    )
}


def default_user_agent() -> str:
    """Give the name under which Sosik asks: its own, never a browser's."""
    try:
        return f"Sosik/{version('sosik')} (briefing reader)"
    except PackageNotFoundError:
        return "Sosik (briefing reader)"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRules:
    """What a source may ask of us: where to connect, how much to read, how long to wait."""

    allow_ports: tuple[int, ...] = ()
    allow_private: bool = False
    max_bytes: int = 5_000_000  # after decompression
    deadline_s: float = 20.0  # for the whole of it, redirects included
    max_redirects: int = 5
    spacing_s: float = 1.0  # between the starts of two requests to a host
    robots: bool = False  # ask robots.txt first: for pages made for people
    beginning: bool = False  # of what is larger than `max_bytes`, take its beginning


@dataclass(slots=True)
class _Way:
    """How far one GET has come."""

    url: str
    start: URL  # the same, checked
    first: str  # and spelled as it is asked
    validators: tuple[Validators, ...]
    rules: FetchRules
    left_s: float
    cookies: SimpleCookie | None = None
    moved_to: str | None = None
    for_good: bool = True

    def asked(self, target: URL) -> str:
        """Give the spelling of the address of this step."""
        return self.first if target is self.start else str(target)

    def held(self, asked: str) -> tuple[Validators | None, Mapping[str, str]]:
        """Give the validators that this step is asked with, those that this very address gave, and their headers."""
        for one in self.validators:
            if (one.url or self.first) == asked and (headers := one.headers()):
                return one, headers
        return None, {}

    def lead(self, status: int, target: URL) -> None:
        """Note where a redirect leads, and whether it does so for good."""
        self.for_good = self.for_good and status in _FOR_GOOD
        if self.for_good:
            self.moved_to = str(target)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a host's robots.txt said, when, and the validators it gave."""

    robots: Robots
    since: datetime
    given: Validators


class Fetcher:
    """Fetches pages for as long as it is open: `async with Fetcher() as fetcher`."""

    def __init__(self, user_agent: str | None = None, *, now: Clock = lambda: datetime.now(UTC)) -> None:
        """Prepare a fetcher; `now` dates what robots.txt said and turns a Retry-After date into seconds."""
        self._user_agent = user_agent or default_user_agent()
        self._now = now
        self._public: aiohttp.ClientSession | None = None
        self._any: aiohttp.ClientSession | None = None
        self._hosts = Hosts()
        self._robots: dict[str, _Known] = {}
        self._robots_locks: dict[str, asyncio.Lock] = {}

    async def __aenter__(self) -> Self:
        """Open the two pools: one that refuses what is not public, one for sources with `allow_private`."""
        self._public = self._session(aiohttp.TCPConnector(socket_factory=open_public_socket))
        self._any = self._session(aiohttp.TCPConnector(socket_factory=open_socket))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        for session in (self._public, self._any):
            if session is not None:
                await session.close()
        self._public = self._any = None

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        headers = {"User-Agent": self._user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=None),  # `_within` keeps the one deadline
            trust_env=False,
        )

    async def get(self, url: str, *validators: Validators, rules: FetchRules) -> Fetched:
        """Give what the address answers: a 200 with its body and validators, or a 304 with none of the body.

        The validators go to the address they belong to and to no other: a 304 from another page would say nothing
        about this one. Cookies live for one call, so that a site which sets one and redirects to itself can be read.
        A host's door (two connections, `spacing_s` between starts) is waited for outside the deadline.
        Raises FetchRefused and FetchError, with `status` and `retry_after_s` where the server gave them.
        """
        target, first = _start(url, rules.allow_ports)
        way = _Way(url=url, start=target, first=first, validators=validators, rules=rules, left_s=rules.deadline_s)
        for _ in range(rules.max_redirects + 1):
            spacing_s = await self._allowed(target, rules) if rules.robots else rules.spacing_s
            async with self._hosts.entered(target.raw_host or "", spacing_s):
                answer = await self._ask(way, target)
            if isinstance(answer, Fetched):
                return answer
            target = answer
        raise FetchError(url, f"redirects more than {rules.max_redirects} times")

    async def _ask(self, way: _Way, target: URL) -> Fetched | URL:
        """Give the answer of one step, or the address it redirects to."""
        session = self._any if way.rules.allow_private else self._public
        if session is None:
            raise RuntimeError("the fetcher is not open")
        try:
            async with asyncio.timeout(max(0.0, way.left_s)) as deadline:
                answer = await self._step(session, way, target)
        except TimeoutError as error:
            raise FetchError(way.url, f"took longer than {way.rules.deadline_s:g} s") from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, AddressForbidden):
                raise FetchRefused(way.url, str(error.os_error)) from error
            raise FetchError(way.url, f"cannot be reached: {error.os_error.strerror or error.os_error}") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(way.url, f"broke off: {type(error).__name__}") from error
        if isinstance(answer, URL):
            way.left_s = (deadline.when() or 0.0) - asyncio.get_running_loop().time()
        return answer

    async def _step(self, session: aiohttp.ClientSession, way: _Way, target: URL) -> Fetched | URL:
        asked = way.asked(target)
        held, headers = way.held(asked)
        if way.cookies:
            headers = {**headers, **_cookie_header(way.cookies)}
        async with session.get(target, headers=headers, allow_redirects=False) as response:
            if response.status not in _REDIRECTS:
                answer = await self._answer(response, asked, held, way.rules)
                moved = way.moved_to if way.moved_to and way.moved_to != way.first else None
                return replace(answer, moved_to=moved) if moved else answer
            location = response.headers.get("Location", "")
            way.cookies = _kept_cookies(way.cookies or SimpleCookie(), response, location, target)
        if not location:
            raise FetchError(way.url, "redirects to nowhere", status=response.status)
        followed = checked(location, way.rules.allow_ports, after=target)
        way.lead(response.status, followed)
        return followed

    async def _answer(
        self, response: aiohttp.ClientResponse, url: str, validators: Validators | None, rules: FetchRules
    ) -> Fetched:
        status, headers = response.status, _plain_headers(response)
        if status == 304 and validators is not None:
            same = validators if validators.url == url else replace(validators, url=url)
            return Fetched(url=url, status=304, headers=headers, validators=same)
        if status != 200:
            wait_s = retry_after_s(headers.get("retry-after", ""), self._now())
            raise FetchError(url, f"answered {status}", status=status, retry_after_s=wait_s)
        body = await _bounded_body(response, rules.max_bytes, beginning=rules.beginning)
        etag, last_modified = _storable(headers.get("etag")), _storable(headers.get("last-modified"))
        given = Validators(etag=etag, last_modified=last_modified, url=url)
        return Fetched(url=url, status=200, headers=headers, body=body, validators=given)

    # ── robots.txt ───────────────────────────────────────────────────────────────────────────────

    async def _allowed(self, target: URL, rules: FetchRules) -> float:
        """Give the seconds between starts at this host. Raises FetchRefused where robots.txt forbids the address."""
        robots = await self._robots_of(target.origin(), rules)
        if not robots.allows(str(target)):
            raise FetchRefused(str(target), "robots.txt does not allow it")
        return max(rules.spacing_s, robots.delay_s)

    async def _robots_of(self, origin: URL, rules: FetchRules) -> Robots:
        """Give the rules, at most a day old; without a file everything may be read, without an answer nothing."""
        if len(self._robots_locks) >= _MOST_ROBOTS:
            self._robots.clear()
            self._robots_locks = {name: lock for name, lock in self._robots_locks.items() if lock.locked()}
        async with self._robots_locks.setdefault(str(origin), asyncio.Lock()):
            known = self._robots.get(str(origin))
            if known is None or self._now() - known.since >= _ROBOTS_FOR:
                known = await self._fetch_robots(str(origin.with_path("/robots.txt")), known, rules)
                self._robots[str(origin)] = known
            return known.robots

    async def _fetch_robots(self, url: str, known: _Known | None, rules: FetchRules) -> _Known:
        """Give what the file says now, asked for conditionally where it is known."""
        rules = replace(rules, robots=False, max_bytes=LARGEST, beginning=True)
        robots, given = EVERYTHING, Validators()
        try:
            answer = await self.get(url, *([known.given] if known else []), rules=rules)
            given = answer.validators
            if answer.not_modified and known:
                robots = known.robots
            else:
                robots = await asyncio.to_thread(read_robots, answer.body, self._user_agent)
        except FetchRefused:
            pass  # it leads where we do not go
        except FetchError as error:
            if error.status is None or error.status >= 500 or error.status == 429:
                reason, wait_s = f"robots.txt: {error.reason}", error.retry_after_s
                raise FetchError(url, reason, status=error.status, retry_after_s=wait_s) from error
        return _Known(robots, self._now(), given)


@lru_cache(_MOST_STARTS)
def _start(url: str, allow_ports: tuple[int, ...]) -> tuple[URL, str]:
    """Give a source's own address and its spelling, checked once and not with every poll."""
    start = checked(url, allow_ports)
    return start, str(start)


async def _bounded_body(response: aiohttp.ClientResponse, max_bytes: int, *, beginning: bool) -> bytes:
    """Read the body, stopping as soon as it is larger than allowed: a bomb is never unpacked further."""
    if not beginning and response.content_length is not None and response.content_length > max_bytes:
        raise _too_large(response, max_bytes)
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > max_bytes:
            response.close()
            if beginning:
                return bytes(body[:max_bytes])
            body.clear()
            raise _too_large(response, max_bytes)
    return bytes(body)


def _too_large(response: aiohttp.ClientResponse, max_bytes: int) -> FetchRefused:
    """Give the error; as a local of the function that raises it, it would keep the body alive in a cycle."""
    return FetchRefused(str(response.url), f"is larger than {max_bytes:,} bytes", status=response.status)


def _plain_headers(response: aiohttp.ClientResponse) -> Mapping[str, str]:
    """Give the headers that matter under lower-case names, repeated ones joined, as text that can be stored."""
    given = response.headers
    return {plain: _plain(given.getall(name)) for name, plain in _WANTED.items() if name in given}


def _plain(values: Sequence[str]) -> str:
    text = ", ".join(values)
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _storable(validator: str | None) -> str | None:
    """Give the validator byte for byte, or None if it could not be stored and sent back as it came."""
    if not validator or len(validator) > _LONGEST_VALIDATOR or not validator.isprintable():
        return None
    return None if "\ufffd" in validator else validator  # bytes that were no UTF-8: aiohttp cannot send such


def _cookie_header(cookies: SimpleCookie) -> Mapping[str, str]:
    pairs = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in cookies.items())
    return {"Cookie": pairs} if pairs else {}


def _kept_cookies(cookies: SimpleCookie, response: aiohttp.ClientResponse, location: str, target: URL) -> SimpleCookie:
    """Give the cookies for the next step: those so far and the new ones, if it stays on the same origin."""
    cookies.update(response.cookies)
    try:
        return cookies if target.join(URL(location)).origin() == target.origin() else SimpleCookie()
    except ValueError:
        return SimpleCookie()
