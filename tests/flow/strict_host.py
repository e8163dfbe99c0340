"""A web host on 127.0.0.1 that keeps a book of everything it holds against its readers, under a clock of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from jobs.fetch.hints import moment


@dataclass(slots=True)
class Memory:
    """What the host remembers of one of its addresses."""

    given: Mapping[str, str] | None = None  # the validators of the last 200; None: no 200 yet
    readable: bool = True  # whether that 200 was what the address is for
    not_before: datetime | None = None
    asked: list[datetime] = field(default_factory=list)
    moved: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an address answers now."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    readable: bool = True


class StrictHost:
    """Answers as it is told by `replies`, and notes a demerit for every breach of manners."""

    def __init__(self, now: Callable[[], datetime], *, shortest_s: float) -> None:
        self.demerits: list[str] = []
        self.requests: list[tuple[datetime, str, int]] = []
        self.replies: dict[str, Callable[[datetime], Reply]] = {}
        self.forbidden: tuple[str, ...] = ()
        self.quiet_hours: Mapping[str, frozenset[int]] = {}
        self.paced: set[str] = set()  # paths that are polled, each no sooner than the shortest interval
        self._now = now
        self.shortest_s = shortest_s
        self._memory: dict[str, Memory] = {}
        self._paused_until: datetime | None = None
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        self.port = 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def count(self, path: str, status: int | None = None) -> int:
        return sum(asked == path and status in (None, answered) for _, asked, answered in self.requests)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        now, path = self._now(), request.path_qs
        memory = self._memory.setdefault(path, Memory())
        self._judge(request, memory, now)
        memory.asked.append(now)
        reply = self.replies[path](now) if path in self.replies else Reply(status=404)
        status = self._status(request, reply)
        self._remember(memory, reply, status, now)
        self.requests.append((now, path, status))
        body = reply.body if status != 304 else ""
        return web.Response(status=status, text=body or None, headers=dict(reply.headers))

    def _status(self, request: web.Request, reply: Reply) -> int:
        given = {name.lower(): value for name, value in reply.headers.items()}
        same_tag = "etag" in given and request.headers.get("If-None-Match") == given["etag"]
        by_day = "etag" not in given and "last-modified" in given
        same_day = by_day and request.headers.get("If-Modified-Since") == given["last-modified"]
        return 304 if reply.status == 200 and (same_tag or same_day) else reply.status

    def _judge(self, request: web.Request, memory: Memory, now: datetime) -> None:
        path = request.path_qs
        if not request.headers.get("User-Agent", "").startswith("Sosik/"):
            self._note(now, path, "came under another name")
        if self._paused_until is not None and now < self._paused_until:
            self._note(now, path, "came while the host was to be left alone (429)")
        if memory.not_before is not None and now < memory.not_before:
            self._note(now, path, f"came {memory.not_before - now} too early")
        if now.hour in self.quiet_hours.get(path, frozenset()):
            self._note(now, path, "came in an hour to be skipped")
        if any(path.startswith(start) for start in self.forbidden):
            self._note(now, path, "read what robots.txt forbids")
        if memory.moved >= 3:
            self._note(now, path, "still asks the old address")
        if memory.gone >= 2:
            self._note(now, path, "asks for what is gone")
        if path in self.paced and memory.asked and (now - memory.asked[-1]).total_seconds() < self.shortest_s:
            self._note(now, path, f"came after {now - memory.asked[-1]} again")
        self._judge_conditions(request, memory, now)

    def _judge_conditions(self, request: web.Request, memory: Memory, now: datetime) -> None:
        sent = {
            name: request.headers[header]
            for name, header in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
            if header in request.headers
        }
        if sent and sent != memory.given:
            self._note(now, request.path_qs, f"sent {sent}, the last 200 gave {memory.given}")
        if not sent and memory.given and memory.readable:
            self._note(now, request.path_qs, "asked unconditionally, though the last 200 gave validators")

    def _remember(self, memory: Memory, reply: Reply, status: int, now: datetime) -> None:
        headers = {name.lower(): value for name, value in reply.headers.items()}
        if status == 200:
            memory.given = {name: headers[name] for name in ("etag", "last-modified") if name in headers}
            memory.readable = reply.readable
        memory.moved = memory.moved + 1 if status == 301 else 0
        memory.gone = memory.gone + 1 if status == 410 else 0
        wait_s = _wait_s(headers, status, now)
        memory.not_before = now + timedelta(seconds=wait_s)
        if status == 429:
            self._paused_until = memory.not_before

    def _note(self, now: datetime, path: str, what: str) -> None:
        self.demerits.append(f"{format_datetime(now)} {path}: {what}")


def _wait_s(headers: Mapping[str, str], status: int, now: datetime) -> float:
    asked = headers.get("retry-after", "")
    if status >= 400 and asked:
        at = moment(asked)
        return float(asked) if asked.isdigit() else (at - now).total_seconds() if at else 0.0
    control = headers.get("cache-control", "")
    return float(control.removeprefix("max-age=")) if status < 400 and control.startswith("max-age=") else 0.0
