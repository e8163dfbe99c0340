"""What is said when something went wrong that a chat or the owners should know."""

from bot.message import Message
from bot.outcomes import Trouble
from bot.replies.facts import phrase
from bot.replies.markup import Text, clipped, lines, message
from jobs.model import Chat, Drift, Language, SourceAlarm, SourceStatus


def topic_lost(chat: Chat) -> Message:
    """Say, in a group's main thread, that its topic is gone and what was sent there comes here from now on."""
    return message(phrase(chat.interface, "topic.lost"))


def alarm(trouble: Trouble, chat: Chat) -> Message:
    """Say to an owner what is the matter with sending, or that it is over."""
    return message(phrase(chat.interface, f"alarm.{trouble.value}"))


def source(told: SourceAlarm, chat: Chat) -> Message:
    """Say to an owner that a source drifted or was disabled, why, and what to do about it."""
    language = chat.interface
    happened = "drifted" if told.status is SourceStatus.DRIFTED else "disabled"
    why = _gone(told.answered, language) if told.drift is None else _drifted(told.drift, language)
    return message(
        lines(
            phrase(language, f"alarm.{happened}", source=told.source_id),
            why,
            phrase(language, f"alarm.mend_{happened}", source=told.source_id),
        )
    )


def _drifted(drift: Drift, language: Language) -> Text:
    selector = clipped(drift.selector, 120)
    return phrase(language, f"alarm.{drift.sign}", found=drift.found, of=drift.of, rows=drift.rows, selector=selector)


def _gone(answered: int | None, language: Language) -> Text:
    return phrase(language, "alarm.gone" if answered == 410 else "alarm.missing")
