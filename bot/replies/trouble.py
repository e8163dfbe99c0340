"""What is said when something went wrong that a chat or the owners should know."""

from bot.message import Message
from bot.outcomes import Trouble
from bot.replies.facts import phrase
from bot.replies.markup import lines, message
from jobs.model import Chat, SourceStatus


def topic_lost(chat: Chat) -> Message:
    """Say, in a group's main thread, that its topic is gone and what was sent there comes here from now on."""
    return message(phrase(chat.interface, "topic.lost"))


def alarm(trouble: Trouble, chat: Chat) -> Message:
    """Say to an owner what is the matter with sending, or that it is over."""
    return message(phrase(chat.interface, f"alarm.{trouble.value}"))


def source(chat: Chat, status: SourceStatus, source_id: str, reason: str) -> Message:
    """Say to an owner that a source drifted or was disabled, why, and what to do about it."""
    happened = SourceStatus.DRIFTED if status is SourceStatus.DRIFTED else SourceStatus.DISABLED
    return message(
        lines(
            phrase(chat.interface, f"alarm.{happened.value}", source=source_id),
            phrase(chat.interface, "alarm.reason", reason=reason),
            phrase(chat.interface, f"alarm.mend_{happened.value}", source=source_id),
        )
    )
