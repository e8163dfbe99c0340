"""A Telegram that costs next to nothing and counts: what came when, to whom, and what Telegram would have minded.

`async with PlainTelegram() as telegram` serves in this process; `python -m tests.plain_telegram` serves in one of its
own (its first line of output is its address), where `/told/...` does what the methods do.
"""

import asyncio
import contextlib
import itertools
import json
import re
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

WINDOW_MOST = 30  # Telegram: about so many a second for a token …
CHAT_EVERY_S = 1.0  # … and one a second for a chat
BOT = {"id": 1, "is_bot": True, "first_name": "Sosik", "username": "sosik_plain_bot"}
_KNOWN = {"getMe": BOT, "getMyDescription": {"description": ""}, "getMyShortDescription": {"short_description": ""}}
"""What is asked of Telegram, beside what is told; everything else is answered with true."""

_CHAT = re.compile(rb'"chat_id":\s*(-?\d+)')
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 429: "Too Many Requests", 500: "Internal Server Error"}


def answer_of(status: int, body: Mapping[str, object]) -> bytes:
    """Give a whole HTTP answer."""
    payload = json.dumps(body, separators=(",", ":")).encode()
    head = f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: application/json\r\nContent-Length: {len(payload)}"
    return f"{head}\r\n\r\n".encode() + payload


def refusal(status: int, description: str, **parameters: int) -> bytes:
    """Give Telegram's refusal in its own words."""
    body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
    return answer_of(status, body | ({"parameters": parameters} if parameters else {}))


YES = answer_of(200, {"ok": True, "result": True})


@dataclass(frozen=True, slots=True)
class Fate:
    """What a send meets instead of consent; without an answer the connection is closed. `taken`: it arrived."""

    answer: bytes = b""
    taken: bool = False


BLOCKED = Fate(refusal(403, "Forbidden: bot was blocked by the user"))
SICK = Fate(refusal(500, "Internal Server Error"))
CUT_BEFORE = Fate()
CUT_AFTER = Fate(taken=True)


def slow_down(seconds: int) -> Fate:
    return Fate(refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds))


def moved_to(chat: int) -> Fate:
    return Fate(refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat))


@dataclass(slots=True)
class Counts:
    """What was sent, against Telegram's limits."""

    chats: Counter[int] = field(default_factory=Counter)
    peak: int = 0  # the most in any second
    over: int = 0  # sends that made a second too full
    crowded: int = 0  # sends too soon after the last one to the same chat
    first_at: float = 0.0
    last_at: float = 0.0
    waits_s: list[float] = field(default_factory=list)  # from a person's command to the bot's word
    _second: deque[float] = field(default_factory=deque)
    _last: dict[int, float] = field(default_factory=dict)

    def note(self, chat: int, now: float) -> None:
        """Count a message that was taken."""
        self.first_at = self.first_at or now
        self.last_at = now
        self.chats[chat] += 1
        self._second.append(now)
        while now - self._second[0] >= 1:
            self._second.popleft()
        self.peak = max(self.peak, len(self._second))
        self.over += len(self._second) > WINDOW_MOST
        self.crowded += now - self._last.get(chat, -CHAT_EVERY_S) < CHAT_EVERY_S
        self._last[chat] = now

    def report(self) -> dict[str, object]:
        sent = self.chats.total()
        return {
            "sent": sent,
            "chats": len(self.chats),
            "repeats": sent - len(self.chats),
            "peak": self.peak,
            "over": self.over,
            "crowded": self.crowded,
            "took_s": self.last_at - self.first_at,
            "waits_s": self.waits_s,
        }


class PlainTelegram:
    """The server. `fates` holds what the next sends to a chat meet instead of consent; `taken` is told of every send
    before its answer goes out."""

    def __init__(self, *, taken: Callable[[int], None] | None = None) -> None:
        self.url = ""
        self.counts = Counts()
        self.fates: dict[int, deque[Fate]] = {}
        self.calls: Counter[str] = Counter()
        self.taken = taken
        self._server: asyncio.Server | None = None
        self._wires: set[_Wire] = set()
        self._updates: deque[dict[str, object]] = deque()
        self._numbers = itertools.count(1)
        self._asked_at: dict[int, float] = {}
        self._poller: asyncio.Task[None] | None = None
        self._pushed = asyncio.Event()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Wire(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._poller is not None:
            self._poller.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._poller
        for wire in tuple(self._wires):
            wire.transport.close()
        if self._server is not None:
            self._server.close()

    def ask(self, person: int, text: str) -> None:
        """Let a person write to the bot; the wait for its next word to them is measured."""
        number = next(self._numbers)
        sender = {"id": person, "is_bot": False, "first_name": "R", "language_code": "ko"}
        message = {"message_id": number, "date": int(time.time()), "text": text, "from": sender}
        message["chat"] = {"id": person, "type": "private", "first_name": "R"}
        self._updates.append({"update_id": number, "message": message})
        self._asked_at[person] = time.monotonic()
        self._pushed.set()

    def serve(self, wire: "_Wire", path: str, body: bytes) -> None:
        """Answer one request on the wire it came on."""
        method = path.rpartition("/")[2]
        self.calls[method] += 1
        if "/told/" in path:
            wire.say(self._told(method, body))
        elif method == "sendMessage":
            wire.say(self._send(body))
        elif method == "getUpdates":
            self._poller = asyncio.create_task(self._poll(wire, json.loads(body)))
        else:
            asked = _KNOWN.get(method)
            wire.say(YES if asked is None else answer_of(200, {"ok": True, "result": asked}))

    def _send(self, body: bytes) -> bytes:
        found = _CHAT.search(body)
        chat = int(found[1]) if found else 0
        fates = self.fates.get(chat)
        fate = fates.popleft() if fates else None
        if fate is None:
            return self._take(chat)
        if fate.taken:
            self._take(chat)
        return fate.answer

    def _take(self, chat: int) -> bytes:
        now = time.monotonic()
        self.counts.note(chat, now)
        if self.taken is not None:
            self.taken(chat)
        asked_at = self._asked_at.pop(chat, None)
        if asked_at is not None:
            self.counts.waits_s.append(now - asked_at)
        said = {"message_id": self.counts.chats.total(), "date": 1, "chat": {"id": chat, "type": "private"}, "text": ""}
        return answer_of(200, {"ok": True, "result": said})

    async def _poll(self, wire: "_Wire", wish: Mapping[str, int]) -> None:
        while self._updates and int(str(self._updates[0]["update_id"])) < wish.get("offset", 0):
            self._updates.popleft()
        self._pushed.clear()
        if not self._updates and wish.get("timeout", 0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wish["timeout"]):
                    await self._pushed.wait()
        wire.say(answer_of(200, {"ok": True, "result": list(self._updates)[:100]}))

    def _told(self, what: str, body: bytes) -> bytes:
        match what:
            case "ask":
                wish = json.loads(body)
                self.ask(wish["person"], wish["text"])
            case "forget":
                self.counts = Counts()
        return answer_of(200, self.counts.report())


class _Wire(asyncio.Protocol):
    """One connection: requests in, answers out."""

    def __init__(self, telegram: PlainTelegram) -> None:
        self._telegram = telegram
        self._heard = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._telegram._wires.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._telegram._wires.discard(self)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            found = _LENGTH.search(self._heard, 0, end)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._heard) < whole:
                return
            path = self._heard[: self._heard.index(b"\r\n")].split()[1].decode()
            body, self._heard = self._heard[end + 4 : whole], self._heard[whole:]
            self._telegram.serve(self, path, body)

    def say(self, answer: bytes) -> None:
        """Answer; with nothing to say the connection is closed instead."""
        if answer:
            self.transport.write(answer)
        else:
            self.transport.close()


async def _serve() -> None:
    async with PlainTelegram() as telegram:
        print(telegram.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve())
