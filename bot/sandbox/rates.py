"""Counts of what was sent against Telegram's limits: 30/s a token, 1/s a private chat, 20/min a group.

Pure arithmetic: `now` in seconds of any steady clock is passed in.
"""

import math
from collections import OrderedDict, deque
from dataclasses import dataclass, field

from bot.sandbox.errors import Json

TOKEN_PER_S = 30
PRIVATE_BURST = 3
GROUP_PER_MIN = 20
WATCHED_CHATS = 200_000
SENDING = frozenset(("sendmessage", "senddocument", "copymessage", "forwardmessage"))


@dataclass(slots=True)
class Rates:
    """What was sent in the running windows and every breach of a limit so far."""

    sent: int = 0
    peak_per_s: int = 0
    token_breaches: int = 0
    private_breaches: int = 0
    group_breaches: int = 0
    worst: dict[int, int] = field(default_factory=dict)
    _second: deque[float] = field(default_factory=deque)
    _buckets: OrderedDict[int, tuple[float, float]] = field(default_factory=OrderedDict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)

    def wait_s(self, chat_id: int, private: bool, now: float) -> int:
        """Whole seconds until this chat may be sent to; 0 means now."""
        waits = [0.0]
        self._forget(now)
        if len(self._second) >= TOKEN_PER_S:
            waits.append(self._second[0] + 1 - now)
        if private:
            waits.append(1 - self._bucket(chat_id, now))
        else:
            times = self._groups.get(chat_id, deque())
            recent = [at for at in times if now - at < 60]
            if len(recent) >= GROUP_PER_MIN:
                waits.append(recent[0] + 60 - now)
        return math.ceil(max(waits))

    def count(self, chat_id: int, private: bool, now: float) -> None:
        """The message is counted in its windows, breaches included."""
        self.sent += 1
        self._forget(now)
        self._second.append(now)
        self.peak_per_s = max(self.peak_per_s, len(self._second))
        self.token_breaches += len(self._second) > TOKEN_PER_S
        if private:
            left = self._bucket(chat_id, now) - 1
            broken = left < 0
            self.private_breaches += broken
            self._buckets[chat_id] = (max(left, 0.0), now)
            self._buckets.move_to_end(chat_id)
            if len(self._buckets) > WATCHED_CHATS:
                self._buckets.popitem(last=False)
        else:
            times = self._groups.setdefault(chat_id, deque())
            while times and now - times[0] >= 60:
                times.popleft()
            times.append(now)
            broken = len(times) > GROUP_PER_MIN
            self.group_breaches += broken
        if broken:
            self.worst[chat_id] = self.worst.get(chat_id, 0) + 1

    def wire(self) -> Json:
        """The report of GET /sandbox/rates."""
        worst = sorted(self.worst.items(), key=lambda pair: -pair[1])[:20]
        return {
            "sent": self.sent,
            "peak_per_s": self.peak_per_s,
            "violations": {
                "token": self.token_breaches,
                "private": self.private_breaches,
                "group": self.group_breaches,
            },
            "worst_chats": [{"chat_id": chat_id, "violations": count} for chat_id, count in worst],
        }

    def _forget(self, now: float) -> None:
        while self._second and now - self._second[0] >= 1:
            self._second.popleft()

    def _bucket(self, chat_id: int, now: float) -> float:
        left, then = self._buckets.get(chat_id, (float(PRIVATE_BURST), now))
        return min(float(PRIVATE_BURST), left + (now - then))
