"""One message to one chat, and everything that can become of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jobs.model.ids import ChatId, DispatchId
from jobs.model.people import Chat


class DispatchKind(StrEnum):
    """What is being sent."""

    ALERT = "alert"
    CORRECTION = "correction"
    DIGEST = "digest"
    BROADCAST = "broadcast"
    RECALL = "recall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message due to one chat, claimed by the sender that holds `epoch`."""

    dispatch_id: DispatchId
    chat: Chat
    kind: DispatchKind
    subject_id: int
    attempts: int
    plain: bool = False  # Telegram refused the markup once: send it as plain text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Telegram took the message."""

    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """It may be tried again at `at`; `uncertain` when it may have arrived already."""

    at: datetime
    reason: str
    uncertain: bool = False
    limited: bool = False  # a 429: the wait is Telegram's, not a failed attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The chat cannot be reached: it rests, its preferences stay."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The group lives on under a new Telegram id; the message is due there."""

    telegram_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLost:
    """The forum topic is gone: the chat's messages go to its main thread from now on."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Telegram refuses the content; as plain text it may pass once, then it is dead."""

    reason: str


Outcome = Sent | Later | Gone | Moved | TopicLost | Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What became of one claimed delivery."""

    dispatch_id: DispatchId
    chat_id: ChatId
    outcome: Outcome
