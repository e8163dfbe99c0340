"""What happened, in order: every call of the bot, and every change a page must show."""

import asyncio
from collections import deque
from dataclasses import asdict, dataclass, field

from bot.sandbox.errors import Json

KEPT_CALLS = 200_000
KEPT_EVENTS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the bot and how it ended."""

    seq: int
    at: float
    method: str
    chat_id: int | str | None
    outcome: str
    code: int | None = None
    description: str | None = None
    message_id: int | None = None
    fault: str | None = None

    def wire(self) -> Json:
        """The line of the journal; empty fields are left out."""
        return {name: value for name, value in asdict(self).items() if value is not None or name == "chat_id"}


@dataclass(slots=True)
class Journal:
    """The calls so far; the oldest beyond KEPT_CALLS are forgotten."""

    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=KEPT_CALLS))
    last: int = 0

    def number(self) -> int:
        """The number of the next call."""
        self.last += 1
        return self.last

    def add(self, call: Call) -> None:
        """The call is in the journal."""
        self.calls.append(call)

    def since(self, seq: int, method: str | None = None) -> list[Json]:
        """The calls after `seq`, of one method or of all."""
        found: list[Json] = []
        for call in reversed(self.calls):
            if call.seq <= seq:
                break
            if method is None or call.method.lower() == method.lower():
                found.append(call.wire())
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Event:
    """Something a page shows: the message is looked up when the page asks."""

    seq: int
    kind: str
    chat_id: int
    message_id: int | None


@dataclass(slots=True)
class Events:
    """The changes so far, and a bell for whoever waits for the next."""

    last: int = 0
    kept: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, kind: str, chat_id: int, message_id: int | None = None) -> None:
        """The change is told to everyone who waits."""
        self.last += 1
        self.kept.append(Event(self.last, kind, chat_id, message_id))
        self.ring()

    def ring(self) -> None:
        """Everyone who waits looks again."""
        self._bell.set()
        self._bell = asyncio.Event()

    def since(self, seq: int) -> list[Event] | None:
        """The changes after `seq`; None where some of them are forgotten."""
        if seq > self.last or (self.kept and seq < self.kept[0].seq - 1):
            return None
        found: list[Event] = []
        for event in reversed(self.kept):
            if event.seq <= seq:
                break
            found.append(event)
        return found[::-1]

    async def wait(self, seq: int, timeout_s: float) -> None:
        """Something happened after `seq`, or the time is over."""
        if self.last > seq:
            return
        bell = asyncio.ensure_future(self._bell.wait())
        await asyncio.wait((bell,), timeout=timeout_s)
        bell.cancel()
