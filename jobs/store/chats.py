"""The chats, what they asked for, and the match index made of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jobs.model import (
    Chat,
    ChatId,
    ChatKind,
    ChatState,
    Interest,
    Language,
    ReaderLanguage,
    RegionId,
    TopicId,
    subscription_key,
)
from jobs.store.engine import Database
from jobs.store.tables import chat, delivery, exclusion, interest, subscription


class Chats:
    """The transactions of chats and subscriptions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def meet(
        self,
        telegram_id: int,
        *,
        now: datetime,
        thread: int = 0,
        kind: ChatKind = ChatKind.PRIVATE,
        language: ReaderLanguage = ReaderLanguage.KO,
        first: Language = Language.KO,
    ) -> Chat:
        """Give the chat as it is known; at first sight it is written down with these languages."""
        known = self.get(telegram_id, thread=thread)
        if known is not None:
            return known
        row = {
            "telegram_id": telegram_id,
            "thread": thread,
            "kind": kind,
            "state": ChatState.ACTIVE,
            "language": language,
            "first": first,
            "met_at": now,
        }
        with self._database.writing() as connection:
            connection.execute(self._database.insert(chat).values(**row).on_conflict_do_nothing())
            found = connection.execute(_at(telegram_id, thread)).one()
        return chat_of(found)

    def get(self, telegram_id: int, *, thread: int = 0) -> Chat | None:
        """Give a chat by its Telegram id, or None."""
        with self._database.reading() as connection:
            found = connection.execute(_at(telegram_id, thread)).first()
        return None if found is None else chat_of(found)

    def set_language(self, chat_id: ChatId, language: ReaderLanguage) -> None:
        """Say what this chat reads; one language alone also becomes the first of both later."""
        values: dict[str, Any] = {"language": language}
        if language is not ReaderLanguage.BOTH:
            values["first"] = Language(language.value)
        with self._database.writing() as connection:
            connection.execute(chat.update().where(chat.c.id == chat_id).values(**values))

    def interests(self, chat_id: ChatId) -> tuple[Interest, ...]:
        """Give what a chat asked for, in the order of asking."""
        with self._database.reading() as connection:
            return interest_rows(connection, chat_id)

    def subscribe(self, chat_id: ChatId, interests: Sequence[Interest], now: datetime) -> tuple[Interest, ...]:
        """Add interests and give those that are new, with their ids; one that is there already changes nothing."""
        with self._database.writing() as connection:
            return tuple(
                made for wanted in interests if (made := self._subscribe_one(connection, chat_id, wanted, now))
            )

    def _subscribe_one(
        self, connection: sa.Connection, chat_id: ChatId, wanted: Interest, now: datetime
    ) -> Interest | None:
        row = {"chat_id": chat_id, "region": wanted.region, "topic": wanted.topic, "made_at": now}
        made = connection.execute(
            self._database.insert(interest).values(**row).on_conflict_do_nothing().returning(interest.c.id)
        ).scalar()
        if made is None:
            return None
        if wanted.excludes:
            connection.execute(
                exclusion.insert(), [{"interest_id": made, "region": region} for region in set(wanted.excludes)]
            )
        index_interests(connection, chat_id)
        return Interest(id=made, region=wanted.region, topic=wanted.topic, excludes=wanted.excludes)

    def set_excludes(self, chat_id: ChatId, interest_id: int, excludes: Sequence[RegionId]) -> None:
        """Replace the regions left out of one interest of this chat."""
        with self._database.writing() as connection:
            mine = connection.execute(
                sa.select(interest.c.id).where(interest.c.id == interest_id, interest.c.chat_id == chat_id)
            ).scalar()
            if mine is None:
                return
            connection.execute(exclusion.delete().where(exclusion.c.interest_id == mine))
            rows = [{"interest_id": mine, "region": region} for region in set(excludes)]
            if rows:
                connection.execute(exclusion.insert(), rows)
            index_interests(connection, chat_id)

    def unsubscribe(self, chat_id: ChatId, interest_ids: Sequence[int]) -> tuple[Interest, ...]:
        """Take interests away and give those that were there; what waits for them only is not sent any more."""
        with self._database.writing() as connection:
            wanted = set(interest_ids)
            removed = tuple(one for one in interest_rows(connection, chat_id) if one.id in wanted)
            ids = [one.id for one in removed]
            connection.execute(interest.delete().where(interest.c.id.in_(ids)))
            index_interests(connection, chat_id)
            if removed and not interest_rows(connection, chat_id):
                drop_due(connection, chat_id, "unsubscribed")
            return removed

    def rest(self, chat_id: ChatId, reason: str) -> None:
        """Stop sending to a chat; what it asked for stays written down."""
        with self._database.writing() as connection:
            rest_chat(connection, chat_id, reason)

    def wake(self, chat_id: ChatId) -> None:
        """Send to a resting chat again, from now on."""
        with self._database.writing() as connection:
            connection.execute(
                chat.update().where(chat.c.id == chat_id).values(state=ChatState.ACTIVE, rest_reason=None)
            )
            index_interests(connection, chat_id)

    def move(self, old_telegram_id: int, new_telegram_id: int) -> None:
        """Let a group live on under its new Telegram id; where that one is known, the two become one."""
        with self._database.writing() as connection:
            for row in connection.execute(sa.select(chat.c.id).where(chat.c.telegram_id == old_telegram_id)).all():
                move_chat(connection, ChatId(row.id), new_telegram_id)

    def count(self) -> int:
        """Count the chats that can be reached."""
        with self._database.reading() as connection:
            counted = sa.select(sa.func.count()).select_from(chat).where(chat.c.state == ChatState.ACTIVE)
            return connection.execute(counted).scalar_one()


def chat_of(row: sa.Row[Any]) -> Chat:
    """Give the chat of its row."""
    return Chat(
        id=ChatId(row.id),
        telegram_id=row.telegram_id,
        thread=row.thread,
        kind=ChatKind(row.kind),
        state=ChatState(row.state),
        language=ReaderLanguage(row.language),
        first=Language(row.first),
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
        )
        for row in connection.execute(mine)
    )


def index_interests(connection: sa.Connection, chat_id: ChatId) -> None:
    """Make the chat's rows of the match index what its interests and its state say."""
    connection.execute(subscription.delete().where(subscription.c.chat_id == chat_id))
    state = connection.execute(sa.select(chat.c.state).where(chat.c.id == chat_id)).scalar()
    rows = [
        {
            "key": subscription_key(one.region, one.topic),
            "chat_id": chat_id,
            "interest_id": one.id,
            "excluding": bool(one.excludes),
        }
        for one in interest_rows(connection, chat_id)
    ]
    if rows and state == ChatState.ACTIVE:
        connection.execute(subscription.insert(), rows)


def rest_chat(connection: sa.Connection, chat_id: ChatId, reason: str) -> None:
    """Let a chat rest within a transaction: out of the match index, nothing due to it any more."""
    connection.execute(
        chat.update().where(chat.c.id == chat_id).values(state=ChatState.RESTING, rest_reason=reason[:200])
    )
    index_interests(connection, chat_id)
    drop_due(connection, chat_id, reason)


def drop_due(connection: sa.Connection, chat_id: ChatId, reason: str) -> None:
    """Take everything due to a chat out of the queue."""
    connection.execute(
        delivery.update()
        .where(delivery.c.chat_id == chat_id, delivery.c.state == "due")
        .values(state="dropped", error=reason[:200])
    )


def move_chat(connection: sa.Connection, chat_id: ChatId, new_telegram_id: int, *, thread: int | None = None) -> ChatId:
    """Give the chat a new Telegram id (or thread); where that one is known already, merge into it.

    Gives the id of the chat that remains. What was due or claimed goes along; nothing is sent twice.
    """
    row = connection.execute(sa.select(chat).where(chat.c.id == chat_id)).one()
    new_thread = row.thread if thread is None else thread
    target = connection.execute(_at(new_telegram_id, new_thread)).first()
    if target is None or target.id == chat_id:
        kind = ChatKind.SUPERGROUP if new_telegram_id != row.telegram_id else ChatKind(row.kind)
        values = {"telegram_id": new_telegram_id, "thread": new_thread, "kind": kind}
        connection.execute(chat.update().where(chat.c.id == chat_id).values(**values))
        return chat_id
    _merge(connection, chat_id, ChatId(target.id))
    return ChatId(target.id)


def _merge(connection: sa.Connection, old: ChatId, new: ChatId) -> None:
    have = {(one.region, one.topic) for one in interest_rows(connection, new)}
    for one in interest_rows(connection, old):
        if (one.region, one.topic) not in have:
            connection.execute(interest.update().where(interest.c.id == one.id).values(chat_id=new))
    known = sa.select(delivery.c.dispatch_id).where(delivery.c.chat_id == new)
    connection.execute(delivery.delete().where(delivery.c.chat_id == old, delivery.c.dispatch_id.in_(known)))
    connection.execute(delivery.update().where(delivery.c.chat_id == old).values(chat_id=new))
    connection.execute(subscription.delete().where(subscription.c.chat_id == old))
    connection.execute(chat.delete().where(chat.c.id == old))
    index_interests(connection, new)


def _at(telegram_id: int, thread: int) -> sa.Select[Any]:
    return sa.select(chat).where(chat.c.telegram_id == telegram_id, chat.c.thread == thread)
