"""The chats, what they asked for, and the match index made of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jobs.due import known_zone, next_digest
from jobs.model import (
    Chat,
    ChatId,
    ChatKind,
    ChatState,
    Interest,
    Language,
    Mode,
    Profile,
    ReaderLanguage,
    RegionId,
)
from jobs.store.chat_rows import (
    AT,
    ChatRow,
    chat_at,
    chat_of,
    drop_unwanted,
    index_interests,
    interest_rows,
    move_chat,
    rest_all_topics,
    silence,
    topics_of,
)
from jobs.store.digest_rows import farewell, newest_seq, seen_by
from jobs.store.due_rows import WITH_DUE_ROWS, drop_due
from jobs.store.engine import Database
from jobs.store.profiles import Profiles
from jobs.store.tables import chat, delivery, exclusion, in_state, interest


class Chats:
    """The transactions of chats and subscriptions."""

    def __init__(self, database: Database, profiles: Profiles) -> None:
        self._database = database
        self._profiles = profiles
        self._at = database.prepared(AT, plain=True)

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
            found = chat_at(connection, telegram_id, thread).one()
            return chat_of(found, self._profiles.of(connection, found.profile_id))

    def get(self, telegram_id: int, *, thread: int = 0) -> Chat | None:
        """Give a chat by its Telegram id, or None."""
        found = self._database.ask(self._at, {"known_as": telegram_id, "in_thread": thread})
        if not found:
            return None
        row = ChatRow.read(found[0])
        return chat_of(row, self._profiles.known(row.profile_id))

    def set_language(self, chat_id: ChatId, language: ReaderLanguage) -> None:
        """Say what this chat reads; one language alone also becomes the first of both later."""
        values: dict[str, Any] = {"language": language}
        if language is not ReaderLanguage.BOTH:
            values["first"] = Language(language.value)
        with self._database.writing() as connection:
            connection.execute(chat.update().where(chat.c.id == chat_id).values(**values))

    def set_profile(self, chat_id: ChatId, profile: Profile, now: datetime) -> None:
        """Say when this chat gets its messages. Nothing is lost and nothing comes twice on the way between the modes.

        Whoever leaves the digest gets what it would have held at once. What waited for the end of quiet hours is
        looked at again. Raises ValueError for a time zone that nobody knows.
        """
        if not known_zone(profile.tz):
            raise ValueError(f"no such time zone: {profile.tz}")
        with self._database.writing() as connection:
            row = connection.execute(sa.select(chat).where(chat.c.id == chat_id)).one()
            before = self._profiles.of(connection, row.profile_id)
            values: dict[str, Any] = {"digest_due_at": next_digest(profile, now)}
            if profile.mode is Mode.DIGEST and before.mode is Mode.NOW:
                values["digest_seen"] = seen_by(connection, chat_id)
            elif before.mode is Mode.DIGEST and profile.mode is Mode.NOW:
                farewell(connection, row, now)
            values["profile_id"] = self._profiles.id_of(connection, profile)
            connection.execute(chat.update().where(chat.c.id == chat_id).values(**values))
            index_interests(connection, chat_id)
            if before.quiet:
                self._look_again(connection, chat_id, now)

    def _look_again(self, connection: sa.Connection, chat_id: ChatId, now: datetime) -> None:
        connection.execute(
            delivery.update()
            .where(delivery.c.chat_id == chat_id, in_state("due"), delivery.c.not_before > now)
            .where(delivery.c.attempts == 0, delivery.c.error.is_(None))
            .where(delivery.c.dispatch_id.in_(sa.select(WITH_DUE_ROWS.c.id)))
            .values(not_before=now)
        )

    def mute(self, chat_id: ChatId, until: datetime | None) -> None:
        """Send nothing new to this chat until then; None: send again. What comes meanwhile is not made up for."""
        with self._database.writing() as connection:
            connection.execute(chat.update().where(chat.c.id == chat_id).values(muted_until=until))

    def set_mentions(self, chat_id: ChatId, wanted: bool) -> None:
        """Say whether this chat also gets what only mentions its regions; what waits for that in vain is not sent."""
        with self._database.writing() as connection:
            connection.execute(chat.update().where(chat.c.id == chat_id).values(mentions=wanted))
            index_interests(connection, chat_id)
            drop_unwanted(connection, chat_id)

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
        row = {
            "chat_id": chat_id,
            "region": wanted.region,
            "topic": wanted.topic,
            "key": wanted.key,
            "made_at": now,
        }
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
        """Replace the regions left out of one interest of this chat; what waits for it in vain is not sent any more."""
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
            drop_unwanted(connection, chat_id)

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
            drop_unwanted(connection, chat_id)
            return removed

    def stop(self, chat_id: ChatId) -> None:
        """Send nothing to a chat that asked for silence, until `wake`; what it asked for stays written down."""
        with self._database.writing() as connection:
            stopped = chat.update().where(chat.c.id == chat_id)
            connection.execute(stopped.values(state=ChatState.STOPPED, rest_reason=None))
            silence(connection, chat_id, "asked to stop")

    def wake(self, chat_id: ChatId) -> None:
        """Send to a resting or stopped chat again, from now on."""
        with self._database.writing() as connection:
            rested = chat.c.state != ChatState.ACTIVE
            seen = sa.case((rested, newest_seq()), else_=chat.c.digest_seen)
            woken = chat.update().where(chat.c.id == chat_id)
            connection.execute(woken.values(state=ChatState.ACTIVE, rest_reason=None, digest_seen=seen))
            index_interests(connection, chat_id)

    def rest_everywhere(self, telegram_id: int, reason: str) -> None:
        """Stop sending to every topic of a chat, for the bot cannot write there any more."""
        with self._database.writing() as connection:
            rest_all_topics(connection, telegram_id, reason)

    def wake_everywhere(self, telegram_id: int) -> None:
        """Send to every resting topic of a chat again, from now on; who asked for silence keeps it."""
        with self._database.reading() as connection:
            mine = topics_of(telegram_id).where(chat.c.state == ChatState.RESTING)
            resting = connection.execute(mine).scalars().all()
        for chat_id in resting:
            self.wake(ChatId(chat_id))

    def move(self, old_telegram_id: int, new_telegram_id: int) -> None:
        """Let a group live on under its new Telegram id; where that one is known, the two become one."""
        with self._database.writing() as connection:
            for row in connection.execute(sa.select(chat.c.id).where(chat.c.telegram_id == old_telegram_id)).all():
                move_chat(connection, ChatId(row.id), new_telegram_id)
