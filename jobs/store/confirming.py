"""The confirmation: what became of claimed deliveries, written down with everything that follows from it.

| outcome | the row | and |
|---|---|---|
| Sent | sent, with its message and revision | what `_follow_up` does to the digest's chat or the alert |
| Later | due again, dead after ten attempts | |
| Gone | dead | the chat rests, in all its topics |
| Moved, TopicLost | due | the chat lives on elsewhere |
| Rejected | due once as plain text, then dead | |
| Dropped | dropped | an empty digest moves `digest_seen` too |
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never

import sqlalchemy as sa

from jobs.model import (
    ChatId,
    Confirmation,
    DispatchKind,
    Dropped,
    Gone,
    Later,
    Moved,
    Rejected,
    Sent,
    TopicLost,
)
from jobs.store.chat_rows import move_chat, rest_all_topics, rest_chat
from jobs.store.dispatches import alerts_of
from jobs.store.tables import chat, delivery, dispatch

MAX_ATTEMPTS = 10

_OF_DISPATCH = sa.bindparam("of_dispatch", type_=sa.Integer)
_OF_CHAT = sa.bindparam("of_chat", type_=sa.Integer)
_ANNOUNCED = sa.select(dispatch.c.revision).where(dispatch.c.id == _OF_DISPATCH).scalar_subquery()
_SENT = (
    delivery.update()
    .where(delivery.c.dispatch_id == _OF_DISPATCH, delivery.c.chat_id == _OF_CHAT)
    .values(
        state="sent",
        error=None,
        message_id=sa.bindparam("sent_as"),
        sent_at=sa.bindparam("at", type_=delivery.c.sent_at.type),
        revision=sa.func.coalesce(sa.bindparam("shown", type_=sa.Integer), _ANNOUNCED),
    )
)
_DIGEST_SEEN = (
    chat.update().where(chat.c.id == _OF_CHAT, chat.c.digest_seen < _ANNOUNCED).values(digest_seen=_ANNOUNCED)
)
_ITS_ALERT = delivery.update().where(
    delivery.c.dispatch_id.in_(alerts_of(sa.bindparam("subject", type_=sa.Integer))),
    delivery.c.chat_id == _OF_CHAT,
    delivery.c.state == "sent",
)
_CORRECTED = _ITS_ALERT.values(
    edits=delivery.c.edits + 1, revision=sa.func.coalesce(sa.bindparam("shown", type_=sa.Integer), _ANNOUNCED)
)
_RECALLED = _ITS_ALERT.values(state="recalled")
_WITH_CONSEQUENCES = (DispatchKind.DIGEST, DispatchKind.CORRECTION, DispatchKind.RECALL)


def confirm(connection: sa.Connection, confirmed: Sequence[Confirmation], now: datetime) -> None:
    """Write down what became of these deliveries, within a transaction."""
    sent = [_sent_row(one, one.outcome, now) for one in confirmed if isinstance(one.outcome, Sent)]
    if sent:
        connection.execute(_SENT, sent)
    for one in confirmed:
        if not isinstance(one.outcome, Sent):
            _confirm_other(connection, one, now)
    over = [one for one in confirmed if isinstance(one.outcome, Sent | Dropped)]
    if over:
        _follow_up(connection, over)


def _sent_row(one: Confirmation, outcome: Sent, now: datetime) -> dict[str, Any]:
    return {
        "of_dispatch": one.dispatch_id,
        "of_chat": one.chat_id,
        "sent_as": outcome.message_id,
        "shown": outcome.revision,
        "at": now,
    }


def _follow_up(connection: sa.Connection, over: Sequence[Confirmation]) -> None:
    ids = {one.dispatch_id for one in over}
    kinds = connection.execute(
        sa.select(dispatch.c.id, dispatch.c.kind, dispatch.c.subject_id).where(
            dispatch.c.id.in_(ids), dispatch.c.kind.in_(_WITH_CONSEQUENCES)
        )
    ).all()
    of: Mapping[int, Any] = {row.id: row for row in kinds}
    digests: list[dict[str, Any]] = []
    corrected: list[dict[str, Any]] = []
    recalled: list[dict[str, Any]] = []
    for one in over:
        row = of.get(one.dispatch_id)
        if row is not None and row.kind == DispatchKind.DIGEST:
            digests.append({"of_dispatch": one.dispatch_id, "of_chat": one.chat_id})
        elif row is not None and isinstance(one.outcome, Sent):
            its = {"of_dispatch": one.dispatch_id, "of_chat": one.chat_id, "subject": row.subject_id}
            kept = corrected if row.kind == DispatchKind.CORRECTION else recalled
            kept.append(its | {"shown": one.outcome.revision})
    for statement, rows in ((_DIGEST_SEEN, digests), (_CORRECTED, corrected), (_RECALLED, recalled)):
        if rows:
            connection.execute(statement, rows)


def _confirm_other(connection: sa.Connection, one: Confirmation, now: datetime) -> None:
    mine = sa.and_(delivery.c.dispatch_id == one.dispatch_id, delivery.c.chat_id == one.chat_id)
    row = delivery.update().where(mine)
    outcome = one.outcome
    match outcome:
        case Later():
            connection.execute(row.values(**_postponed(outcome)))
            spent = row.where(delivery.c.attempts >= MAX_ATTEMPTS)
            connection.execute(spent.values(state="dead", error=outcome.reason[:200]))
        case Gone():
            connection.execute(row.values(state="dead", error=outcome.reason[:200]))
            _rest(connection, one.chat_id, outcome)
        case Moved():
            connection.execute(row.values(state="due", not_before=now))
            move_chat(connection, one.chat_id, outcome.telegram_id)
        case TopicLost():
            connection.execute(row.values(state="due", not_before=now, error=outcome.reason[:200]))
            move_chat(connection, one.chat_id, thread=0)
        case Rejected():
            # once as plain text; a second refusal is the end of it
            state = sa.case((delivery.c.plain, "dead"), else_="due")
            connection.execute(row.values(state=state, plain=True, not_before=now, error=outcome.reason[:200]))
        case Dropped():
            connection.execute(row.values(state="dropped", error=outcome.reason[:200]))
        case Sent():
            raise AssertionError("confirmed in bulk")
        case _:
            assert_never(outcome)


def _rest(connection: sa.Connection, chat_id: ChatId, outcome: Gone) -> None:
    """Let the chat rest in all its topics, or in this one; a chat that is gone altogether is passed over."""
    telegram_id = connection.execute(sa.select(chat.c.telegram_id).where(chat.c.id == chat_id)).scalar()
    if outcome.topic_only:
        rest_chat(connection, chat_id, outcome.reason)
    elif telegram_id is not None:
        rest_all_topics(connection, telegram_id, outcome.reason)


def _postponed(outcome: Later) -> dict[str, Any]:
    more = 0 if outcome.limited else 1
    return {
        "state": "due",
        "not_before": outcome.at,
        "attempts": delivery.c.attempts + more,
        "uncertain": delivery.c.uncertain + (1 if outcome.uncertain else 0),
        "error": outcome.reason[:200],
    }
