"""What Telegram's answers mean, decided once and purely: code and text in, the error with its one consequence out.

| Telegram says | meaning | consequence |
|---|---|---|
| 401, 404 | Unauthorised | sending and polling stop, the program ends |
| 400 or 403 with `migrate_to_chat_id` | ChatMoved | the chat gets its new id, the message is due there |
| 429 | RetryLater, limited | that chat waits as long as told; several at once slow the whole bot |
| 403; 400 with a text of `GONE` | ChatGone | the chat rests in all its topics, its preferences stay |
| 400 with a text of `TOPIC_CLOSED` | TopicClosed | the chat rests in this topic |
| 400 with a text of `THREAD_GONE` | ThreadGone | the chat's messages go to its main thread |
| 400 with a text of `HARMLESS` | nothing | as good as done |
| 400 with a text of `MESSAGE_GONE` | MessageGone | what was to be changed is left alone |
| other 400, 413 | MessageRejected | once as plain text, then dead |
| 5xx, 409, others | RetryLater | due again later, with full jitter |

Telegram's refusals have no machine-readable cause beside their text, so the texts are matched: by prefix, without
regard to case, here and nowhere else.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from jobs.errors import (
    ChatGone,
    ChatMoved,
    MessageGone,
    MessageRejected,
    RetryLater,
    SendError,
    SendUncertain,
    ThreadGone,
    TopicClosed,
    Unauthorised,
)
from jobs.model import Gone, Later, Moved, Outcome, Rejected, TopicLost

GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "not enough rights to send",
    "have no rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_guest_send_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "channel_private",
    "user_is_blocked",
    "user is deactivated",
    "user_deactivated",
    "input_user_deactivated",
    "group chat was deactivated",
    "group chat was deleted",
    "group chat was upgraded",  # without the new id there is nowhere to go
    "bot was blocked",
    "bot was kicked",
    "bot is not a member",
)
TOPIC_CLOSED = ("topic_closed", "topic closed")
THREAD_GONE = ("message thread not found", "topic not found", "topic_deleted", "topic_id_invalid")
MESSAGE_GONE = (
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message_id_invalid",
)
HARMLESS = ("message is not modified", "query is too old", "query_id_invalid")

LIMITED_S = 30.0  # a 429 that names no wait
OUTAGE_S = 1.0  # a 5xx: at least this long
CONFLICT_S = 5.0  # another poller holds getUpdates
UNCERTAIN_S = 30.0  # long enough for an answer that is merely slow to have arrived
LONGEST_BACKOFF_S = 3600.0

_PREFIX = re.compile(r"^(?:bad request|forbidden)\s*:\s*", re.IGNORECASE)
_RETRY = re.compile(r"retry after (\d+)", re.IGNORECASE)


class Trouble(StrEnum):
    """What is the matter."""

    STUCK = "stuck"  # the database cannot be written: sending pauses, nothing is lost
    OVER = "over"  # sending goes on


def judge(status: int, description: str, parameters: Mapping[str, object]) -> SendError | None:
    """Give what a refusal means as the error to raise, or None where nothing is wrong."""
    moved_to = parameters.get("migrate_to_chat_id")
    if isinstance(moved_to, int) and moved_to:
        return ChatMoved(moved_to)
    reason = description[:200] or f"status {status}"
    verdict: SendError | None
    match status:
        case 401 | 404:
            verdict = Unauthorised(reason)
        case 403:
            verdict = ChatGone(reason)
        case 400:
            verdict = _bad_request(reason)
        case 413:
            verdict = MessageRejected(reason)
        case 420 | 429:
            verdict = RetryLater(_wait_s(description, parameters), reason, limited=True)
        case 409:
            verdict = RetryLater(CONFLICT_S, reason)
        case _:
            verdict = RetryLater(OUTAGE_S, reason)
    return verdict


def _bad_request(reason: str) -> SendError | None:
    text = _PREFIX.sub("", reason).casefold()
    if text.startswith(HARMLESS):
        return None
    if text.startswith(THREAD_GONE):
        return ThreadGone(reason)
    if text.startswith(MESSAGE_GONE):
        return MessageGone(reason)
    if text.startswith(TOPIC_CLOSED):
        return TopicClosed(reason)
    if text.startswith(GONE):
        return ChatGone(reason)
    return MessageRejected(reason)


def _wait_s(description: str, parameters: Mapping[str, object]) -> float:
    told = parameters.get("retry_after")
    if isinstance(told, int | float) and told > 0:
        return float(told)
    found = _RETRY.search(description)
    return float(found[1]) if found else LIMITED_S


def backoff_s(attempts: int, spread: float) -> float:
    """Give the wait after so many failed attempts, with full jitter: `spread` is a random number in [0, 1)."""
    return max(OUTAGE_S, spread * min(LONGEST_BACKOFF_S, 5.0 * 2.0 ** min(attempts, 12)))


def settle(error: SendError, *, attempts: int, now: datetime, spread: float) -> Outcome:
    """Give the one consequence of an error for the delivery that met it.

    A refused token is nobody's fault here: the delivery is simply due again; stopping is the caller's part. A message
    that may have arrived is tried again, never sooner than `UNCERTAIN_S`: a repeat is the price of losing nothing.
    """
    outcome: Outcome
    match error:
        case ChatMoved():
            outcome = Moved(telegram_id=error.telegram_id)
        case ChatGone():
            outcome = Gone(reason=str(error), topic_only=isinstance(error, TopicClosed))
        case ThreadGone():
            outcome = TopicLost(reason=str(error))
        case MessageRejected():
            outcome = Rejected(reason=str(error))
        case Unauthorised():
            outcome = Later(at=now, reason="unauthorised", limited=True)
        case RetryLater(limited=True):
            outcome = Later(at=_after(now, error.after_s + spread), reason=str(error), limited=True)
        case RetryLater():
            wait_s = max(error.after_s, backoff_s(attempts, spread))
            outcome = Later(at=_after(now, wait_s), reason=str(error))
        case SendUncertain():
            wait_s = max(UNCERTAIN_S, backoff_s(attempts, spread))
            outcome = Later(at=_after(now, wait_s), reason=str(error), uncertain=True)
        case _:
            outcome = Later(at=_after(now, backoff_s(attempts, spread)), reason=type(error).__name__)
    return outcome


def _after(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=min(seconds, 7 * 86_400.0))
