"""How fast Telegram may be spoken to: pure arithmetic over `now`, a number of seconds that only grows.

Sending is granted at the moment of asking, never promised ahead: a stall of the program cannot turn into a burst. The
token bucket is a schedule that each send moves on by one slot. Bulk may send a third of a slot ahead of it, people's
replies nearly a whole one: so a waiting reply goes before waiting bulk, up to the replies' share of the rate; the rest
is bulk's. No window of one second, its ends included, ever holds more than rate + 1 sends: 29 at the default of 28, so
one may be held up on the way and Telegram still sees no more than 30. (Above 33 a second the slots are shorter than a
program can wait: there it is up to 3 % above the rate.)
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Final

PRIVATE_EVERY_S: Final = 1.05  # Telegram: about one a second; the rest is the network's unevenness
GROUP_PER_MINUTE: Final = 20
GROUP_WINDOW_S: Final = 61.0
AGREEING_CHATS: Final = 3  # so many chats answering 429 …
AGREEING_WITHIN_S: Final = 2.0  # … within this time speak for the whole bot
SLOWER: Final = 0.7
BULK_AHEAD: Final = 0.3  # of a slot
REPLIES_AHEAD: Final = 0.8  # the same; together with the send that opens a window: below rate + 2
SHORTEST_AHEAD_S: Final = 0.01
RECOVERY_S: Final = 120.0  # from nothing back to the full rate
LONGEST_HOLD_S: Final = 60.0

FLOOD_COMMANDS: Final = 20
FLOOD_WINDOW_S: Final = 10.0
FLOOD_EVERY_S: Final = 2.0


@dataclass(slots=True)
class _ChatPace:
    """When one chat may get its next message."""

    free_at: float = 0.0
    sent: deque[float] = field(default_factory=lambda: deque(maxlen=GROUP_PER_MINUTE))


class Pacing:
    """What was granted lately, and so what may be granted now. Remembers at most `chats` chats."""

    def __init__(
        self,
        *,
        rate_per_s: float = 28.0,
        interactive_share: float = 0.75,
        private_every_s: float = PRIVATE_EVERY_S,
        chats: int = 65_536,
    ) -> None:
        self._full_rate = rate_per_s
        self._slot = 1.0 / rate_per_s
        self._share = interactive_share
        self._private_every_s = private_every_s
        self._most_chats = chats
        self._chats: OrderedDict[int, _ChatPace] = OrderedDict()
        self._next_at = float("-inf")  # where the schedule stands, all sends
        self._interactive_next_at = float("-inf")  # the same for replies alone, at their share
        self._slowed_rate = rate_per_s
        self._slowed_at = float("-inf")
        self._bulk_held_until = float("-inf")
        self._limited: deque[tuple[float, int]] = deque(maxlen=64)

    def rate(self, now: float) -> float:
        """Give the sends a second that the token stands now: lower after Telegram said so, creeping back since."""
        gained = self._full_rate * max(0.0, now - self._slowed_at) / RECOVERY_S
        return min(self._full_rate, self._slowed_rate + gained)

    def chat_free_at(self, chat_key: int, now: float) -> float:
        """Give when this chat may get its next message, as far as the chat itself goes; nothing is taken."""
        pace = self._chats.get(chat_key)
        return now if pace is None else max(now, pace.free_at)

    def reserve(self, chat_key: int | None, is_group: bool, now: float, *, interactive: bool = False) -> float:
        """Take the right to send to a chat now, or tell when to ask again.

        A result of `now` means: taken, send at once. A later one means: nothing is taken, ask again then. Without a
        chat (an edit) only the token's rate counts.
        """
        chat_at = now if chat_key is None else self.chat_free_at(chat_key, now)
        token_at = self._token_free_at(now, interactive=interactive)
        if max(chat_at, token_at) > now:
            return max(chat_at, token_at)
        self._take(now, interactive=interactive)
        if chat_key is not None:
            self._note(chat_key, is_group, now)
        return now

    def limited(self, chat_key: int, retry_after_s: float, now: float) -> bool:
        """Postpone a chat that Telegram answered with 429; give whether enough chats agree that it means the whole bot.

        Then the rate goes down and bulk is held as long as Telegram asks, people's replies are not.
        """
        pace = self._pace(chat_key)
        pace.free_at = max(pace.free_at, now + retry_after_s)
        self._limited.append((now, chat_key))
        agreeing = {chat for at, chat in self._limited if now - at <= AGREEING_WITHIN_S}
        if len(agreeing) < AGREEING_CHATS:
            return False
        self._limited.clear()
        self._slowed_rate = max(self._full_rate / 10, self.rate(now) * SLOWER)
        self._slowed_at = now
        self._bulk_held_until = max(self._bulk_held_until, now + min(retry_after_s, LONGEST_HOLD_S))
        return True

    def _token_free_at(self, now: float, *, interactive: bool) -> float:
        if interactive:
            ahead = max(self._slot * REPLIES_AHEAD, 2.7 * SHORTEST_AHEAD_S)
            return max(now, self._next_at - ahead, self._interactive_next_at)
        ahead = max(self._slot * BULK_AHEAD, SHORTEST_AHEAD_S)
        return max(now, self._next_at - ahead, self._bulk_held_until)

    def _take(self, now: float, *, interactive: bool) -> None:
        slot = 1.0 / self.rate(now)
        self._next_at = max(self._next_at, now) + slot
        if interactive:
            earliest = now - 1.0  # a second's share may be saved up
            self._interactive_next_at = max(self._interactive_next_at, earliest) + slot / self._share

    def _note(self, chat_key: int, is_group: bool, now: float) -> None:
        pace = self._pace(chat_key)
        pace.free_at = now + self._private_every_s
        if is_group:
            pace.sent.append(now)
            if len(pace.sent) == GROUP_PER_MINUTE:
                pace.free_at = max(pace.free_at, pace.sent[0] + GROUP_WINDOW_S)

    def _pace(self, chat_key: int) -> _ChatPace:
        pace = self._chats.get(chat_key)
        if pace is None:
            pace = self._chats[chat_key] = _ChatPace()
            if len(self._chats) > self._most_chats:
                self._chats.popitem(last=False)
        else:
            self._chats.move_to_end(chat_key)
        return pace


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a person's command is answered; `tell` once when a flood begins."""

    acts: bool = True
    tell: bool = False


@dataclass(slots=True)
class _Asking:
    times: deque[float] = field(default_factory=lambda: deque(maxlen=FLOOD_COMMANDS + 1))
    told: bool = False
    next_at: float = float("-inf")


class Flood:
    """Who asks how often: who asks more than `FLOOD_COMMANDS` times in `FLOOD_WINDOW_S` is slowed to one answer every
    `FLOOD_EVERY_S`, with one notice, until the asking slows down. Remembers at most `people` people."""

    def __init__(self, *, people: int = 4_096) -> None:
        self._most_people = people
        self._asking: OrderedDict[int, _Asking] = OrderedDict()

    def admit(self, person: int, now: float) -> Admission:
        """Count a command and give how it is to be taken."""
        asking = self._asking.setdefault(person, _Asking())
        self._asking.move_to_end(person)
        if len(self._asking) > self._most_people:
            self._asking.popitem(last=False)
        times = asking.times
        times.append(now)
        if len(times) <= FLOOD_COMMANDS or now - times[0] > FLOOD_WINDOW_S:
            asking.told = False
            asking.next_at = now + FLOOD_EVERY_S
            return Admission()
        if not asking.told:
            asking.told = True
            return Admission(acts=False, tell=True)
        if now < asking.next_at:
            return Admission(acts=False)
        asking.next_at = now + FLOOD_EVERY_S
        return Admission()
