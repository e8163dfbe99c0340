"""Searches that buttons point to: kept here under short keys, because a button holds 64 bytes."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa

from jobs.model import ChatId
from jobs.store.engine import Database
from jobs.store.tables import kept_query

KEPT_FOR = timedelta(days=90)


class Queries:
    """The transactions of kept searches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, chat_id: ChatId, text: str, now: datetime) -> str:
        """Keep a query of this chat for 90 days and give its key (10 characters); the same query has the same key."""
        key = hashlib.blake2b(f"{chat_id}\n{text}".encode(), digest_size=5).hexdigest()
        row = {"key": key, "chat_id": chat_id, "text": text, "kept_at": now}
        with self._database.writing() as connection:
            connection.execute(kept_query.delete().where(kept_query.c.kept_at < now - KEPT_FOR))
            start = self._database.insert(kept_query).values(**row)
            connection.execute(start.on_conflict_do_update(index_elements=["key"], set_=row))
        return key

    def text(self, chat_id: ChatId, key: str) -> str | None:
        """Give the query kept under a key of this chat; None when it is not, or no longer, there."""
        with self._database.reading() as connection:
            return connection.execute(
                sa.select(kept_query.c.text).where(kept_query.c.key == key, kept_query.c.chat_id == chat_id)
            ).scalar()
