"""A chat's rows, within a transaction: what it asked for, the match index made of it, resting and moving."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from jobs.model import (
    Chat,
    ChatId,
    ChatKind,
    ChatState,
    DispatchKind,
    Interest,
    Language,
    Mode,
    Profile,
    ReaderLanguage,
    RegionId,
    TopicId,
    mention_key,
)
from jobs.store.due_rows import WITH_DUE_ROWS, drop_due
from jobs.store.instants import instant
from jobs.store.prepared import Answer
from jobs.store.tables import (
    ONE,
    briefing_key,
    chat,
    delivery,
    delivery_profile,
    dispatch,
    exclusion,
    in_state,
    interest,
    subscription,
)


class ChatRow(NamedTuple):
    """What every message that comes in asks of its chat."""

    id: int
    telegram_id: int
    thread: int
    kind: str
    state: str
    language: str
    first: str
    profile_id: int
    muted_until: datetime | None
    mentions: bool

    @classmethod
    def read(cls, answer: Answer) -> "ChatRow":
        """Give the row as the driver gave it to `AT`."""
        row = cls._make(answer)
        return row._replace(muted_until=instant(answer[-2]), mentions=bool(row.mentions))


AT = sa.select(*(chat.c[name] for name in ChatRow._fields)).where(
    chat.c.telegram_id == sa.bindparam("known_as"), chat.c.thread == sa.bindparam("in_thread")
)


def chat_of(row: sa.Row[Any] | ChatRow, profile: Profile) -> Chat:
    """Give the chat of its row and the profile that the row names."""
    return Chat(
        id=ChatId(row.id),
        telegram_id=row.telegram_id,
        thread=row.thread,
        kind=ChatKind(row.kind),
        state=ChatState(row.state),
        language=ReaderLanguage(row.language),
        first=Language(row.first),
        profile=profile,
        muted_until=row.muted_until,
        mentions=row.mentions,
    )


def interest_rows(connection: sa.Connection, chat_id: ChatId) -> tuple[Interest, ...]:
    """Give the interests of a chat within a transaction."""
    excluded: dict[int, list[RegionId]] = {}
    mine = sa.select(interest).where(interest.c.chat_id == chat_id).order_by(interest.c.id)
    left_out = sa.select(exclusion).join(interest, interest.c.id == exclusion.c.interest_id)
    for row in connection.execute(left_out.where(interest.c.chat_id == chat_id).order_by(exclusion.c.region)):
        excluded.setdefault(row.interest_id, []).append(RegionId(row.region))
    return tuple(
        Interest(
            id=row.id,
            region=RegionId(row.region),
            topic=TopicId(row.topic),
            excludes=tuple(excluded.get(row.id, ())),
            query=row.query or "",
            search=-row.key if row.query else 0,
        )
        for row in connection.execute(mine)
    )


def meets() -> sa.ColumnElement[bool]:
    """Say that a match key of a briefing meets an interest: by subject, or by mention where the chat asked for it."""
    asking = chat.alias("asking")
    wanted = sa.select(asking.c.mentions).where(asking.c.id == interest.c.chat_id).correlate(interest)
    by_mention = sa.case((wanted.scalar_subquery(), mention_key(0) + interest.c.key), else_=interest.c.key)
    return briefing_key.c.key.in_([interest.c.key, by_mention])


def index_interests(connection: sa.Connection, chat_id: ChatId) -> None:
    """Make the chat's rows of the match index what its interests, its state and its profile say."""
    mine = sa.select(interest.c.id).where(interest.c.chat_id == chat_id)
    connection.execute(subscription.delete().where(subscription.c.interest_id.in_(mine)))
    found = connection.execute(
        sa.select(chat.c.state, chat.c.profile_id, chat.c.mentions, delivery_profile.c.mode)
        .join(delivery_profile, delivery_profile.c.id == chat.c.profile_id)
        .where(chat.c.id == chat_id)
    ).first()
    if found is None or found.state != ChatState.ACTIVE or found.mode != Mode.NOW:
        return
    rows = [
        {
            "key": key,
            "chat_id": chat_id,
            "interest_id": one.id,
            "excluding": bool(one.excludes),
            "profile_id": found.profile_id,
        }
        for one in interest_rows(connection, chat_id)
        for key in ((one.key, mention_key(one.key)) if found.mentions and not one.query else (one.key,))
    ]
    if rows:
        connection.execute(subscription.insert(), rows)


def rest_chat(connection: sa.Connection, chat_id: ChatId, reason: str) -> None:
    """Let a chat that cannot be reached rest, within a transaction; one that asked for silence stays stopped."""
    reachable = chat.c.state != ChatState.STOPPED
    resting = chat.update().where(chat.c.id == chat_id, reachable)
    connection.execute(resting.values(state=ChatState.RESTING, rest_reason=reason[:200]))
    silence(connection, chat_id, reason)


def rest_all_topics(connection: sa.Connection, telegram_id: int, reason: str) -> None:
    """Let a chat rest in every topic of it that is known, within a transaction."""
    for chat_id in connection.execute(topics_of(telegram_id)).scalars().all():
        rest_chat(connection, ChatId(chat_id), reason)


def silence(connection: sa.Connection, chat_id: ChatId, reason: str) -> None:
    """Take a chat that is sent nothing out of the match index and the queue, within a transaction."""
    index_interests(connection, chat_id)
    drop_due(connection, chat_id, reason)


def drop_unwanted(connection: sa.Connection, chat_id: ChatId) -> None:
    """Take those alerts out of a chat's queue that none of its interests meets any more."""
    left_out_key = briefing_key.alias("left_out_key")
    left_out = (
        sa.select(ONE)
        .select_from(sa.join(exclusion, left_out_key, left_out_key.c.key == exclusion.c.region * 64))
        .where(exclusion.c.interest_id == interest.c.id, left_out_key.c.briefing_id == dispatch.c.subject_id)
        .correlate(interest, dispatch)
    )
    met = (
        sa.select(ONE)
        .select_from(sa.join(interest, briefing_key, meets()))
        .where(interest.c.chat_id == chat_id, briefing_key.c.briefing_id == dispatch.c.subject_id)
        .where(~left_out.exists())
        .correlate(dispatch)
    )
    unwanted = (
        sa.select(dispatch.c.id)
        .join(WITH_DUE_ROWS, WITH_DUE_ROWS.c.id == dispatch.c.id)
        .where(dispatch.c.kind == DispatchKind.ALERT, ~met.exists())
    )
    connection.execute(
        delivery.update()
        .where(delivery.c.chat_id == chat_id, in_state("due"), delivery.c.dispatch_id.in_(unwanted))
        .values(state="dropped", error="unsubscribed")
    )


def move_chat(
    connection: sa.Connection, chat_id: ChatId, telegram_id: int | None = None, *, thread: int | None = None
) -> None:
    """Give the chat a new Telegram id or thread; where that one is known already, merge into it.

    What is due or claimed goes along; nothing is sent twice. A chat that was merged away meanwhile is passed over.
    """
    row = connection.execute(sa.select(chat).where(chat.c.id == chat_id)).first()
    if row is None:
        return
    new_telegram_id = row.telegram_id if telegram_id is None else telegram_id
    new_thread = row.thread if thread is None else thread
    target = chat_at(connection, new_telegram_id, new_thread).first()
    if target is None or target.id == chat_id:
        kind = ChatKind.SUPERGROUP if new_telegram_id != row.telegram_id else ChatKind(row.kind)
        values = {"telegram_id": new_telegram_id, "thread": new_thread, "kind": kind}
        connection.execute(chat.update().where(chat.c.id == chat_id).values(**values))
    else:
        _merge(connection, chat_id, ChatId(target.id))


def _merge(connection: sa.Connection, old: ChatId, new: ChatId) -> None:
    have = {one.key for one in interest_rows(connection, new)}
    for one in interest_rows(connection, old):
        if one.key not in have:
            connection.execute(interest.update().where(interest.c.id == one.id).values(chat_id=new))
    _merge_deliveries(connection, old, new)
    connection.execute(interest.delete().where(interest.c.chat_id == old))
    connection.execute(chat.delete().where(chat.c.id == old))
    index_interests(connection, new)


def _merge_deliveries(connection: sa.Connection, old: ChatId, new: ChatId) -> None:
    """Give the deliveries of one chat to another; of a dispatch both have, the other's own counts.

    One in flight is due again: under the old id Telegram refuses it.
    """
    mine = delivery.c.chat_id == old
    open_ones = sa.select(WITH_DUE_ROWS.c.id)
    moving = set(connection.execute(sa.select(delivery.c.dispatch_id).where(mine, in_state("claimed"))).scalars())
    connection.execute(delivery.update().where(mine, in_state("claimed")).values(state="due"))
    for which in (delivery.c.message_id.is_not(None), sa.and_(in_state("due"), delivery.c.dispatch_id.in_(open_ones))):
        moving.update(connection.execute(sa.select(delivery.c.dispatch_id).where(mine, which)).scalars())
    of_these = delivery.c.dispatch_id.in_(moving)
    both = sa.select(delivery.c.dispatch_id).where(of_these, delivery.c.chat_id == new)
    connection.execute(delivery.delete().where(mine, delivery.c.dispatch_id.in_(both)))
    connection.execute(delivery.update().where(mine, of_these).values(chat_id=new))


def topics_of(telegram_id: int) -> sa.Select[Any]:
    """Ask for the ids of a chat's rows, one a topic."""
    return sa.select(chat.c.id).where(chat.c.telegram_id == telegram_id)


def chat_at(connection: sa.Connection, telegram_id: int, thread: int) -> sa.CursorResult[Any]:
    """Ask for the row of a chat by its Telegram id and thread."""
    return connection.execute(AT, {"known_as": telegram_id, "in_thread": thread})
