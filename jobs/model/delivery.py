"""One message to one chat, and everything that can become of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from jobs.model.ids import BriefingId, ChatId, DispatchId
from jobs.model.people import Chat


class DispatchKind(StrEnum):
    """What is being sent."""

    ALERT = "alert"
    CORRECTION = "correction"
    DIGEST = "digest"
    CATCH_UP = "catch-up"  # more at once than alerts should carry: one digest of all of it
    BROADCAST = "broadcast"
    RECALL = "recall"
    PREVIEW = "preview"  # an alert shown to the owners before it goes out
    SOURCE = "source"  # told to the owners: a source drifted or was disabled
    COMPLAINT = "complaint"  # told to the owners: a reader finds a summary wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message due to one chat, claimed by a sender.

    `subject_id` is a briefing's id for alerts, corrections, recalls, previews and complaints, a flood's for catch-ups,
    0 for broadcasts and sources. `payload` holds what its kind needs beside: a preview `of` (the dispatch shown) and
    `language`, a recall its `reason`, a complaint the `text` complained of, a source its `source` id, `status` and
    `reason`, a broadcast whatever its caller put in.

    Corrections and recalls change what the chat has: `message_id` is the alert's message, `shown` the revision it
    shows, `sent_at` when it went out, `messages` every message of this briefing in the chat, newest first.
    """

    dispatch_id: DispatchId
    chat: Chat
    kind: DispatchKind
    subject_id: int
    attempts: int
    plain: bool = False  # Telegram refused the markup once: send it as plain text
    silent: bool = False  # the chat has quiet hours (or is muted): no sound
    revision: int = 0  # what the dispatch announced; the archive may hold a newer one, which is the one to send
    shown: int = 0
    message_id: int | None = None
    messages: tuple[int, ...] = ()
    sent_at: datetime | None = None
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Telegram took the message.

    `revision` is the revision that was rendered; where it is left out, the dispatch's own counts as shown. For an edit
    without a reply, `message_id` is the message that was edited.
    """

    message_id: int
    revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """It may be tried again at `at`; `uncertain` when it may have arrived already."""

    at: datetime
    reason: str
    uncertain: bool = False
    limited: bool = False  # a 429: the wait is Telegram's, not a failed attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The chat cannot be reached: it rests in all its topics, its preferences stay; `topic_only`: in this one."""

    reason: str
    topic_only: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """There is nothing to send any more (an empty digest, a message that is not there to be edited): not a failure."""

    reason: str


Outcome = Sent | Later | Gone | Moved | TopicLost | Rejected | Dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What became of one claimed delivery."""

    dispatch_id: DispatchId
    chat_id: ChatId
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDispatch:
    """A dispatch that waits for an owner. `release_at` None: it never goes by itself."""

    id: DispatchId
    kind: DispatchKind
    briefing_id: BriefingId
    title: str
    source_id: str
    revision: int
    since: datetime
    release_at: datetime | None
    briefings: int = 1  # of a flood as many as it holds; the title is its newest's


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a dispatch got: of `total` deliveries written so far, `done` arrived and `failed` never will.

    `complete` means that no delivery is still to be written or sent.
    """

    total: int
    done: int
    failed: int
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A delivery that died, with its reason."""

    dispatch_id: DispatchId
    kind: DispatchKind
    subject_id: int
    chat: Chat
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """What somebody who may did, and what was before and after."""

    at: datetime
    who: str
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time at which digests are due, to how many chats, and when sending begins so that it ends near it."""

    at: datetime
    chats: int
    starts_at: datetime
