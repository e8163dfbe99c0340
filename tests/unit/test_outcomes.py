from datetime import UTC, datetime, timedelta

import pytest

from bot.outcomes import GONE, HARMLESS, MESSAGE_GONE, THREAD_GONE, UNCERTAIN_S, backoff_s, judge, settle
from jobs.errors import (
    ChatGone,
    ChatMoved,
    MessageGone,
    MessageRejected,
    RetryLater,
    SendError,
    SendUncertain,
    ThreadGone,
    Unauthorised,
)
from jobs.model import Gone, Later, Moved, Rejected, TopicLost
from tests.rows import every

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def in_s(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@every(
    "description",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot was kicked from the supergroup chat",
        "Forbidden: bot is not a member of the channel chat",
        "Forbidden: bot can't initiate conversation with a user",
        "Forbidden: a reason nobody has met before",
    ],
)
def test_every_403_means_that_the_chat_is_gone(description: str) -> None:
    assert isinstance(judge(403, description, {}), ChatGone)


@every(
    "description",
    [
        "Bad Request: chat not found",
        "Bad Request: not enough rights to send text messages to the chat",
        "Bad Request: have no rights to send a message",
        "Bad Request: need administrator rights in the channel chat",
        "Bad Request: CHAT_WRITE_FORBIDDEN",
        "Bad Request: PEER_ID_INVALID",
        "Bad Request: CHAT_RESTRICTED",
        "Bad Request: group chat was upgraded to a supergroup chat",
    ],
)
def test_a_400_that_closes_the_chat_to_the_bot_means_gone(description: str) -> None:
    assert isinstance(judge(400, description, {}), ChatGone)


def test_a_closed_topic_closes_no_other() -> None:
    error = judge(400, "Bad Request: TOPIC_CLOSED", {})
    assert isinstance(error, ChatGone)
    assert settle(error, attempts=0, now=NOW, spread=0.0) == Gone(reason="Bad Request: TOPIC_CLOSED", topic_only=True)


@every("text", MESSAGE_GONE)
def test_a_message_that_is_not_there_to_be_changed_is_gone_and_not_tried_again(text: str) -> None:
    error = judge(400, f"Bad Request: {text}", {})
    assert isinstance(error, MessageGone)
    assert isinstance(settle(error, attempts=0, now=NOW, spread=0.0), Rejected)


@pytest.mark.parametrize("code", [400, 403])
def test_a_group_that_became_a_supergroup_is_moved_whatever_the_text(code: int) -> None:
    error = judge(code, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1001234567890})
    assert isinstance(error, ChatMoved)
    assert error.telegram_id == -1001234567890


@pytest.mark.parametrize("text", ["message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID"])
def test_a_lost_forum_topic_is_not_a_lost_chat(text: str) -> None:
    assert isinstance(judge(400, f"Bad Request: {text}", {}), ThreadGone)


@every(
    "text",
    [
        'can\'t parse entities: Unsupported start tag "x" at byte offset 3',
        "message is too long",
        "message text is empty",
        "BUTTON_DATA_INVALID",
        "message can't be edited",
        "a text nobody has met before",
    ],
)
def test_any_other_400_blames_the_content_not_the_chat(text: str) -> None:
    assert isinstance(judge(400, f"Bad Request: {text}", {}), MessageRejected)


def test_a_message_that_is_too_large_is_rejected() -> None:
    assert isinstance(judge(413, "Request Entity Too Large", {}), MessageRejected)


@pytest.mark.parametrize(
    "text",
    [
        "message is not modified: specified new message content and reply markup are exactly the same",
        "query is too old and response timeout expired or query ID is invalid",
    ],
)
def test_a_refusal_that_leaves_nothing_to_do_is_success(text: str) -> None:
    assert judge(400, f"Bad Request: {text}", {}) is None


def test_a_429_waits_as_long_as_its_parameters_say() -> None:
    error = judge(429, "Too Many Requests: retry after 7", {"retry_after": 35})
    assert isinstance(error, RetryLater)
    assert (error.limited, error.after_s) == (True, 35)


@pytest.mark.parametrize(("description", "wait_s"), [("Too Many Requests: retry after 7", 7), ("slow down", 30)])
def test_a_429_without_parameters_is_read_from_its_text(description: str, wait_s: float) -> None:
    error = judge(429, description, {})
    assert isinstance(error, RetryLater)
    assert (error.limited, error.after_s) == (True, wait_s)


@every("status", [500, 502, 503, 504, 301, 418])
def test_a_sick_server_is_tried_again_and_that_is_no_rate_limit(status: int) -> None:
    error = judge(status, "", {})
    assert isinstance(error, RetryLater)
    assert not error.limited


def test_another_poller_makes_us_wait() -> None:
    error = judge(409, "Conflict: terminated by other getUpdates request", {})
    assert isinstance(error, RetryLater)
    assert error.after_s >= 1


@pytest.mark.parametrize(("status", "text"), [(401, "Unauthorized"), (404, "Not Found")])
def test_a_refused_token_is_neither_the_chats_nor_the_contents_fault(status: int, text: str) -> None:
    assert isinstance(judge(status, text, {}), Unauthorised)


def test_no_text_stands_in_two_tables() -> None:
    tables = (GONE, THREAD_GONE, MESSAGE_GONE, HARMLESS)
    texts = [text for table in tables for text in table]
    for text in texts:
        assert text == text.casefold()
        hits = [other for other in texts if text.startswith(other)]
        assert hits == [text], f"{text} is covered by {hits}"


@every(
    ("error", "outcome"),
    [
        (ChatGone("blocked"), Gone(reason="blocked")),
        (ChatMoved(-100), Moved(telegram_id=-100)),
        (ThreadGone("no topic"), TopicLost(reason="no topic")),
        (MessageRejected("bad tag"), Rejected(reason="bad tag")),
        (RetryLater(40, "wait", limited=True), Later(at=in_s(40.5), reason="wait", limited=True)),
        (RetryLater(1, "500"), Later(at=in_s(10), reason="500")),
        (SendUncertain("broke"), Later(at=in_s(UNCERTAIN_S), reason="broke", uncertain=True)),
        (Unauthorised("no"), Later(at=NOW, reason="unauthorised", limited=True)),
        (SendError("new"), Later(at=in_s(10), reason="SendError")),
    ],
)
def test_every_error_has_one_consequence(error: SendError, outcome: object) -> None:
    assert settle(error, attempts=2, now=NOW, spread=0.5) == outcome


def test_a_wait_of_hours_is_stored_as_it_is() -> None:
    outcome = settle(RetryLater(5 * 3600, "wait", limited=True), attempts=0, now=NOW, spread=0)
    assert outcome == Later(at=in_s(5 * 3600), reason="wait", limited=True)


def test_backing_off_spreads_doubles_and_ends_at_an_hour() -> None:
    assert backoff_s(0, 0.999) < backoff_s(1, 0.999) < backoff_s(5, 0.999) <= 3600
    assert backoff_s(40, 0.5) == 1800
    assert backoff_s(40, 0) == 1


def test_a_message_that_may_have_arrived_rests_at_least_half_a_minute() -> None:
    early, late = (settle(SendUncertain("x"), attempts=n, now=NOW, spread=0.9) for n in (0, 10))
    assert isinstance(early, Later)
    assert isinstance(late, Later)
    assert early.at == in_s(30)
    assert late.at == in_s(3240)
