"""A web site of strangers on 127.0.0.1 that does what it is told: serves, redirects, drips, bombs, breaks off."""

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Self

from aiohttp import web

from jobs.fetch import FetchRules

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """Answers on a free port for as long as it is open, and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, Mapping[str, str]]] = []
        self._answers: dict[str, Answer] = {}
        self._runner = web.AppRunner(self._application(), shutdown_timeout=0.1)
        self.port = 0

    def _application(self) -> web.Application:
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        return application

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = request.path_qs if request.path_qs in self._answers else request.path
        self.requests.append((asked, {name.lower(): value for name, value in request.headers.items()}))
        answer = self._answers.get(asked)
        return await answer(request) if answer else web.Response(status=404)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def rules(self, **changes: float) -> FetchRules:
        limits = {
            "max_bytes": 5_000_000,
            "deadline_s": 5.0,
            "max_redirects": 5,
            "spacing_s": 0.0,
            "robots": 0,
        } | changes
        return FetchRules(
            allow_ports=(self.port,),
            allow_private=True,
            max_bytes=int(limits["max_bytes"]),
            deadline_s=limits["deadline_s"],
            max_redirects=int(limits["max_redirects"]),
            spacing_s=limits["spacing_s"],
            robots=bool(limits["robots"]),
        )

    def asked(self, path: str) -> list[Mapping[str, str]]:
        """Give the headers of each request for the path."""
        return [headers for asked, headers in self.requests if asked == path]

    def serves(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Answer 200, or 304 to whoever brings the validators given here."""
        given = dict(headers or {})
        tag, day = given.get("ETag"), given.get("Last-Modified")

        async def answer(request: web.Request) -> web.StreamResponse:
            same_tag = tag is not None and request.headers.get("If-None-Match") == tag
            same_day = day is not None and request.headers.get("If-Modified-Since") == day
            if same_tag or same_day:
                return web.Response(status=304, headers=given)
            return web.Response(body=body, headers=given)

        self._answers[path] = answer

    def before(self, path: str, happens: Callable[[], None]) -> None:
        """Let something happen whenever the path is asked for, before it is answered as it was."""
        answered = self._answers[path]

        async def answer(request: web.Request) -> web.StreamResponse:
            happens()
            return await answered(request)

        self._answers[path] = answer

    def answers(self, path: str, status: int, headers: Mapping[str, str] | None = None) -> None:
        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers=headers)

        self._answers[path] = answer

    def redirects(self, path: str, to: str, status: int = 302) -> None:
        self.answers(path, status, {"Location": to})

    def redirects_until_cookie(self, path: str, body: bytes) -> None:
        """Set a cookie and redirect to itself until the cookie comes back."""

        async def answer(request: web.Request) -> web.StreamResponse:
            if request.cookies.get("seen") == "yes":
                return web.Response(body=body)
            response = web.Response(status=307, headers={"Location": path})
            response.set_cookie("seen", "yes")
            return response

        self._answers[path] = answer

    def drips(self, path: str) -> None:
        """Send a byte now and then, for ever."""

        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b".")
                await asyncio.sleep(0.02)

        self._answers[path] = answer

    def floods(self, path: str) -> None:
        """Send as fast as it can without ever ending."""

        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b"x" * 65_536)

        self._answers[path] = answer

    def bombs(self, path: str, unpacked: int) -> None:
        """Serve a small gzip body that unpacks to so many bytes."""
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        piece = bytes(1_000_000)
        body = b"".join(packer.compress(piece) for _ in range(unpacked // len(piece))) + packer.flush()
        self._serves_encoded(path, body)

    def serves_broken_gzip(self, path: str) -> None:
        self._serves_encoded(path, gzip.compress(b"hello" * 1000)[:40] + b"broken")

    def _serves_encoded(self, path: str, body: bytes) -> None:
        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(body=body, headers={"Content-Encoding": "gzip"})

        self._answers[path] = answer

    def speaks(self, path: str, raw: bytes) -> None:
        """Answer with these very bytes and close the connection."""

        async def answer(request: web.Request) -> web.StreamResponse:
            if request.transport is not None:
                request.transport.write(raw)
                request.transport.close()
            return web.StreamResponse()

        self._answers[path] = answer

    def breaks_off(self, path: str) -> None:
        """Promise a body and close the connection in the middle of it."""

        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Length": "1000"})
            await response.prepare(request)
            await response.write(b"half")
            if request.transport is not None:
                request.transport.close()
            return response

        self._answers[path] = answer
