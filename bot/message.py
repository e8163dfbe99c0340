"""The words of the desk: what is said to a chat and what a chat asked.

Values only. `html` is Telegram's HTML, already escaped; nothing outside replies writes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jobs.model import Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button below a message: `action` (at most 64 bytes of callback data) or `url`, never both."""

    label: str
    action: str | None = None
    url: str | None = None


Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text message. `plain` is the same without markup, for the one fallback when Telegram refuses the markup."""

    html: str
    plain: str
    buttons: Buttons = ()
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file sent to a chat."""

    name: str
    content: bytes
    caption: str = ""


class RequestKind(StrEnum):
    """How a person spoke."""

    TEXT = "text"
    TAP = "tap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing a person said or tapped.

    `text` is the message, or the callback data of a tap. `may_change`: the person may change what this chat gets
    (always in a private chat; in groups and channels only administrators). `reply_to` is the Telegram id of the
    message answered or tapped on; `reply_text` its text.
    """

    chat: Chat
    kind: RequestKind
    text: str
    now: datetime
    sender_id: int
    may_change: bool
    message_id: int
    reply_to: int | None = None
    reply_text: str = ""
    pasted_urls: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the desk does about a request: messages and files to send in order, and, for a tap, the tapped message's new
    face (`edit`), or only its new buttons (`buttons`), and the toast."""

    say: tuple[Message | Attachment, ...] = ()
    edit: Message | None = None
    buttons: Buttons | None = None
    toast: str | None = None
    alert: bool = False
