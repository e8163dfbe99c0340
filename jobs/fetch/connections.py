"""One GET at a time over a kept HTTP/1.1 connection; what comes back is read by llhttp, which knows the grammar.

    Connections.get    takes an idle connection to that host or opens one, each socket checked as it is made
    _Connection.ask    writes the request, collects head and body, stops at the limits

A kept connection that its host closed in the same moment is replaced once. What is left over after an answer, and an
answer not read to its end, cost the connection.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import aiohappyeyeballs
import httptools
from aiohappyeyeballs import AddrInfoType
from yarl import URL

from jobs.fetch.unpacking import NotPacked, Unpacked, Unreadable, unpacked_by

_KEPT_S = 15.0
_LONGEST_HEAD = 64_000  # bytes, with all answers that only announce another one
_BESIDES = 1_000_000  # bytes that may come beside the body: head, chunk sizes, trailers
_CONTROL = ("\r", "\n", "\0")

_Place = tuple[str, str, int]


class CannotReach(OSError):
    """No connection to the host came about; its cause says why."""


class BrokeOff(OSError):
    """The connection ended, or what came over it was no answer."""


class _NeverAnswered(BrokeOff):
    """The connection was closed before a byte of the answer came."""


class TooLarge(Exception):
    """The body is larger than it may be."""


@dataclass(slots=True)
class Answer:
    """What a host said. The body is there after a 200 only."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)  # names in lower case
    body: bytes = b""

    def all_of(self, name: str) -> Iterable[str]:
        """Give the values of each header of this name."""
        return (value for key, value in self.headers if key == name)

    def first(self, name: str) -> str:
        """Give the value of the first header of this name, or nothing."""
        return next(iter(self.all_of(name)), "")


class Connections:
    """Connections to any number of hosts, kept a few seconds for the next request."""

    def __init__(
        self,
        open_socket: Callable[[AddrInfoType], socket.socket],
        headers: Mapping[str, str],
        *,
        kept_s: float = _KEPT_S,
    ) -> None:
        """Prepare to ask; every request carries the headers, every connection starts with `open_socket`."""
        self._open_socket = open_socket
        self._kept_s = kept_s
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._idle: dict[_Place, list[_Connection]] = {}
        self._all: set[_Connection] = set()
        self._sweep: asyncio.TimerHandle | None = None
        self._tls: ssl.SSLContext | None = None

    async def get(self, target: URL, headers: Mapping[str, str], max_bytes: int) -> Answer:
        """Give what the host answers. Raises CannotReach, BrokeOff, Unreadable and TooLarge."""
        place = (target.scheme, target.raw_host or "", target.port or 0)
        request = self._request(target, headers)
        connection = self._kept(place)
        kept = connection is not None
        while True:
            if connection is None:
                connection = await self._connect(place)
            try:
                answer = await connection.ask(request, max_bytes)
            except _NeverAnswered:
                if not kept:
                    raise
                connection, kept = None, False
            else:
                self._keep(place, connection)
                return answer
            finally:
                if connection is not None and not connection.is_free:
                    connection.abort()

    async def close(self) -> None:
        """Leave no connection open."""
        if self._sweep is not None:
            self._sweep.cancel()
        for connection in tuple(self._all):
            connection.abort()
        self._idle.clear()
        await asyncio.sleep(0)  # the loop closes them in its next round

    def _request(self, target: URL, headers: Mapping[str, str]) -> bytes:
        own = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        lines = f"GET {target.raw_path_qs} HTTP/1.1\r\nHost: {target.host_port_subcomponent}\r\n{self._headers}"
        if any(sign in value for value in headers.values() for sign in _CONTROL):
            raise BrokeOff("a header with a line break in it")
        return f"{lines}{own}\r\n".encode("utf-8", "surrogateescape")

    async def _connect(self, place: _Place) -> "_Connection":
        scheme, host, port = place
        loop = asyncio.get_running_loop()
        tls = await self._secured() if scheme == "https" else None
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
            made = await aiohappyeyeballs.start_connection(
                found, happy_eyeballs_delay=0.25, interleave=1, loop=loop, socket_factory=self._open_socket
            )
            _, connection = await loop.create_connection(
                lambda: _Connection(self._all), sock=made, ssl=tls, server_hostname=host.rstrip(".") if tls else None
            )
        except OSError as error:
            raise CannotReach(error.strerror or str(error)) from error
        return connection

    async def _secured(self) -> ssl.SSLContext:
        if self._tls is None:  # reading what the system trusts takes as long as a dozen polls
            self._tls = await asyncio.to_thread(ssl.create_default_context)
            self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls

    def _kept(self, place: _Place) -> "_Connection | None":
        waiting = self._idle.get(place)
        while waiting:
            connection = waiting.pop()
            if connection.is_free:
                return connection
        return None

    def _keep(self, place: _Place, connection: "_Connection") -> None:
        if connection.is_free:
            loop = asyncio.get_running_loop()
            connection.idle_since = loop.time()
            self._idle.setdefault(place, []).append(connection)
            if self._sweep is None:
                self._sweep = loop.call_later(self._kept_s, self._close_unused, loop)

    def _close_unused(self, loop: asyncio.AbstractEventLoop) -> None:
        since = loop.time() - self._kept_s
        for connection in (one for waiting in self._idle.values() for one in waiting):
            if connection.idle_since <= since:
                connection.abort()
        self._idle = {
            place: still for place, waiting in self._idle.items() if (still := [one for one in waiting if one.is_free])
        }
        self._sweep = loop.call_later(self._kept_s, self._close_unused, loop) if self._idle else None


class _Connection(asyncio.Protocol):
    """One connection, and what has come over it of the answer that is waited for."""

    def __init__(self, those_open: "set[_Connection]") -> None:
        self._those_open = those_open
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._max_bytes = 0
        self._begin()
        self.idle_since = 0.0
        self.is_free = True

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(
            lenient_headers=True, lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )
        self._answer = Answer()
        self._body = bytearray()
        self._unpacked: Unpacked = NotPacked()
        self._received = 0
        self._has_head = self._is_whole = self._may_stay = self._ends_with_connection = False

    async def ask(self, request: bytes, max_bytes: int) -> Answer:
        """Give the answer to the request; afterwards the connection is free again, or of no use."""
        if self._transport is None:
            raise _NeverAnswered("closed")
        self._begin()
        self._max_bytes = max_bytes
        self.is_free = False
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._waiting
        finally:
            self._waiting = None
            self._answer, self._body = Answer(), bytearray()  # a connection that rests holds no page

    def abort(self) -> None:
        """Close it at once."""
        self.is_free = False
        if self._transport is not None:
            self._transport.abort()

    # ── what the loop tells ──────────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a stream was expected")
        self._transport = transport
        self._those_open.add(self)

    def data_received(self, data: bytes) -> None:
        waiting = self._waiting
        if waiting is None or waiting.done():
            self.abort()  # nobody asked for it
            return
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserCallbackError as error:
            waiting.set_exception(error.__context__ or error)  # what our own look at it raised
            return
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if not self._is_whole:
                waiting.set_exception(BrokeOff(f"no answer: {error}"))
                return
            self._may_stay = False  # rubbish behind the answer
        if self._is_whole or (self._has_head and self._answer.status != 200):
            self._give(waiting)
        elif self._received > (self._max_bytes + _BESIDES if self._has_head else _LONGEST_HEAD):
            waiting.set_exception(TooLarge() if self._has_head else BrokeOff("a head without an end"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport, self.is_free = None, False
        self._those_open.discard(self)
        waiting = self._waiting
        if waiting is None or waiting.done():
            return
        if exc is None and self._has_head and self._ends_with_connection:
            self._give(waiting)
        else:
            waiting.set_exception(BrokeOff("cut off") if self._received else _NeverAnswered("closed"))

    def _give(self, waiting: asyncio.Future[Answer]) -> None:
        try:
            self._unpacked.end()
        except Unreadable as error:
            waiting.set_exception(error)
            return
        self._answer.body = bytes(self._body)
        self.is_free = self._may_stay
        waiting.set_result(self._answer)

    # ── what the parser tells ────────────────────────────────────────────────────────────────────

    def on_message_begin(self) -> None:
        """Note that more came than was asked for, if the answer was whole already."""
        self._may_stay = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; trailers say nothing that is wanted."""
        if not self._has_head:
            key = name.lower().decode("latin-1")
            self._answer.headers.append((key, value.strip(b" \t").decode("utf-8", "surrogateescape")))

    def on_headers_complete(self) -> None:
        """Look at what is announced. An answer that only announces another one is passed over."""
        answer = self._answer
        status = self._parser.get_status_code()
        if self._has_head:
            return
        if status < 200:
            answer.headers.clear()
            return
        self._has_head, answer.status = True, status
        length = answer.first("content-length")
        chunked = answer.first("transfer-encoding").lower().endswith("chunked")
        self._ends_with_connection = not length and not chunked
        if status == 200:
            if length.isascii() and length.isdigit() and int(length) > self._max_bytes:
                raise TooLarge
            self._unpacked = unpacked_by(answer.first("content-encoding"))

    def on_body(self, data: bytes) -> None:
        """Take a piece of the body, unpacked, up to the limit."""
        if self._is_whole or self._answer.status != 200:
            return
        for piece in self._unpacked.pieces(data):
            self._body += piece
            if len(self._body) > self._max_bytes:
                self._body.clear()
                raise TooLarge

    def on_message_complete(self) -> None:
        """Note that the answer has come to its end; the parser says only now whether the connection may stay."""
        if self._has_head and not self._is_whole:
            self._is_whole, self._may_stay = True, self._parser.should_keep_alive()
