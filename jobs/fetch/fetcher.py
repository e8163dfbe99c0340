"""One GET, polite and bounded: conditional, redirect by redirect, with a limit on size and on time.

Whatever goes wrong is a FetchError (the source backs off) or a FetchRefused (our own rules forbid it).
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookies import SimpleCookie
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from jobs.errors import FetchError, FetchRefused
from jobs.fetch.addresses import AddressForbidden, checked, open_public_socket, open_socket
from jobs.model import Fetched, Validators

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.9, */*;q=0.5"
_LONGEST_VALIDATOR = 1_000


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


class Fetcher:
    """Fetches pages for as long as it is open: `async with Fetcher() as fetcher`."""

    def __init__(
        self, user_agent: str | None = None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Prepare a fetcher; `now` is asked only to turn a Retry-After date into seconds."""
        self._user_agent = user_agent or default_user_agent()
        self._now = now
        self._public: aiohttp.ClientSession | None = None
        self._any: aiohttp.ClientSession | None = None

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

    async def get(self, url: str, validators: Validators | None = None, *, rules: FetchRules) -> Fetched:
        """Give what the address answers: a 200 with its body and validators, or a 304 with none of the body.

        The validators go to `url` itself and to no address it redirects to: a 304 from another page would say nothing
        about this one. Cookies live for one call, so that a site which sets one and redirects to itself can be read.
        Raises FetchRefused and FetchError, with `status` and `retry_after_s` where the server gave them.
        """
        session = self._any if rules.allow_private else self._public
        if session is None:
            raise RuntimeError("the fetcher is not open")
        try:
            async with asyncio.timeout(rules.deadline_s):
                return await self._follow(session, url, validators or Validators(), rules)
        except TimeoutError as error:
            raise FetchError(url, f"took longer than {rules.deadline_s:g} s") from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, AddressForbidden):
                raise FetchRefused(url, str(error.os_error)) from error
            raise FetchError(url, f"cannot be reached: {error.os_error.strerror or error.os_error}") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(url, f"broke off: {type(error).__name__}") from error

    async def _follow(
        self, session: aiohttp.ClientSession, url: str, validators: Validators, rules: FetchRules
    ) -> Fetched:
        target = checked(url, rules.allow_ports)
        conditions, cookies = validators.headers(), SimpleCookie()
        for _ in range(rules.max_redirects + 1):
            headers = {**conditions, **_cookie_header(cookies)}
            async with session.get(target, headers=headers, allow_redirects=False) as response:
                if response.status not in _REDIRECTS:
                    return await self._answer(response, validators if conditions else None, rules)
                location = response.headers.get("Location", "")
                cookies = _kept_cookies(cookies, response, location, target)
            if not location:
                raise FetchError(url, "redirects to nowhere", status=response.status)
            followed = checked(location, rules.allow_ports, after=target)
            conditions = conditions if followed == target else {}
            target = followed
        raise FetchError(url, f"redirects more than {rules.max_redirects} times")

    async def _answer(
        self, response: aiohttp.ClientResponse, validators: Validators | None, rules: FetchRules
    ) -> Fetched:
        url, status, headers = str(response.url), response.status, _plain_headers(response)
        if status == 304 and validators is not None:
            return Fetched(url=url, status=304, headers=headers, validators=validators)
        if status != 200:
            wait_s = retry_after_s(headers.get("retry-after", ""), self._now())
            raise FetchError(url, f"answered {status}", status=status, retry_after_s=wait_s)
        body = await _bounded_body(response, rules.max_bytes)
        given = Validators(etag=_storable(headers.get("etag")), last_modified=_storable(headers.get("last-modified")))
        return Fetched(url=url, status=200, headers=headers, body=body, validators=given)


async def _bounded_body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """Read the body, stopping as soon as it is larger than allowed: a bomb is never unpacked further."""
    if response.content_length is not None and response.content_length > max_bytes:
        raise _too_large(response, max_bytes)
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > max_bytes:
            body.clear()
            response.close()
            raise _too_large(response, max_bytes)
    return bytes(body)


def _too_large(response: aiohttp.ClientResponse, max_bytes: int) -> FetchRefused:
    """Give the error; as a local of the function that raises it, it would keep the body alive in a cycle."""
    return FetchRefused(str(response.url), f"is larger than {max_bytes:,} bytes", status=response.status)


def retry_after_s(value: str, now: datetime) -> float | None:
    """Give the seconds a Retry-After header asks for, from either of its forms; None when it has neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:10])
    try:
        at = parsedate_to_datetime(value)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return max(0.0, (at - now).total_seconds())
    except (ValueError, OverflowError):
        return None


def _plain_headers(response: aiohttp.ClientResponse) -> Mapping[str, str]:
    """Give the headers under lower-case names, repeated ones joined, as text that can be stored."""
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        key = name.lower()
        if key != "set-cookie":
            text = value.encode("utf-8", "replace").decode()
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _storable(validator: str | None) -> str | None:
    """Give the validator byte for byte, or None if it could not be stored and sent back as it came."""
    if not validator or len(validator) > _LONGEST_VALIDATOR or not validator.isprintable():
        return None  # isprintable is False for lone surrogates too: bytes that were no UTF-8
    return validator


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
