"""What the deliverer sends, by kind: pure functions from what is known to the message of one chat.

Each takes the chat because language, layout and time zone are its own. `bot_username` is needed for links.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.message import Message
from bot.replies import alert as alerts
from bot.replies import corrections, roundup
from bot.replies.dates import hour, moment
from bot.replies.facts import phrase
from bot.replies.markup import EMPTY, Text, joined
from jobs.model import Changes, Chat, ChatKind, Edition


def alert(edition: Edition, chat: Chat, *, bot_username: str) -> Message:
    """Give the alert in the layout of the chat."""
    return _alert(edition, chat, EMPTY, bot_username=bot_username)


def corrected(edition: Edition, chat: Chat, since: datetime | None, *, bot_username: str) -> Message:
    """Give the alert as it is edited: the new text, what happened to it since then, and when by the chat's clock."""
    language, zone = chat.interface, chat.profile.tz
    revised, told = edition.revised_at, edition.written_at
    notes = [
        (revised, phrase(language, "corrected.note", at=moment(revised, zone, language)) if revised else EMPTY),
        (told, phrase(language, "written.added", at=hour(told, zone)) if told else EMPTY),
    ]
    news = [note for at, note in notes if at is not None and since is not None and at > since]
    return _alert(edition, chat, joined(" · ", news or [note for _, note in notes]), bot_username=bot_username)


def correction_note(changes: Changes, edition: Edition, chat: Chat, *, bot_username: str) -> Message | None:
    """Give the reply to a corrected alert: figures, dates and names, old and new; None where none of them changed."""
    return corrections.note(changes, edition, chat, bot_username=bot_username)


def recalled(edition: Edition, chat: Chat, reason: str) -> Message:
    """Give the notice that takes the place of a recalled alert."""
    return corrections.recalled(edition, chat, reason)


def digest(editions: Sequence[Edition], chat: Chat, now: datetime, *, bot_username: str) -> Message | None:
    """Give the digest; None where there is nothing to say, and nothing is to be sent."""
    return roundup.answer(editions, chat, now, bot_username=bot_username)


def flood(editions: Sequence[Edition], chat: Chat, now: datetime, *, bot_username: str) -> Message | None:
    """Give the digest of what one source brought at once; None where there is nothing to say."""
    return roundup.flood(editions, chat, now, bot_username=bot_username)


def _alert(edition: Edition, chat: Chat, note: Text, *, bot_username: str) -> Message:
    layout = alerts.private if chat.kind is ChatKind.PRIVATE else alerts.group
    return layout(edition, chat=chat, bot_username=bot_username, note=note)
