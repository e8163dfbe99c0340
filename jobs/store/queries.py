"""Searches that buttons point to: kept here under short keys, because a button holds 64 bytes.

Many people search at once: their queries wait in memory and are written by one commit, by whoever comes first.
"""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from jobs.model import ChatId
from jobs.store.engine import Database
from jobs.store.tables import kept_query

KEPT_FOR = timedelta(days=90)
_SWEPT_EVERY = timedelta(hours=1)

_TEXT = select(kept_query.c.text).where(
    kept_query.c.key == bindparam("of_key"), kept_query.c.chat_id == bindparam("of_chat")
)


class Queries:
    """The transactions of kept searches."""

    def __init__(self, database: Database) -> None:
        self._database = database
        start = database.insert(kept_query)
        again = {name: start.excluded[name] for name in ("chat_id", "text", "kept_at")}
        keeping = start.on_conflict_do_update(index_elements=["key"], set_=again)
        self._keep = database.prepared(keeping, kept_query.columns.keys())
        self._text = database.prepared(_TEXT, plain=True)
        self._lock = threading.Lock()
        self._waiting: dict[str, dict[str, Any]] = {}
        self._swept: datetime | None = None

    def keep(self, chat_id: ChatId, text: str, now: datetime) -> str:
        """Keep a query of this chat for 90 days and give its key (10 characters); the same query has the same key."""
        key = self.hand_in(chat_id, text, now)
        self.write()
        return key

    def hand_in(self, chat_id: ChatId, text: str, now: datetime) -> str:
        """Give the key of a query; it is kept once `write` has returned."""
        key = hashlib.blake2b(f"{chat_id}\n{text}".encode(), digest_size=5).hexdigest()
        with self._lock:
            self._waiting[key] = {"key": key, "chat_id": chat_id, "text": text, "kept_at": now}
        return key

    def write(self) -> None:
        """Keep all that was handed in, also by others; what could not be written waits for the next call."""
        with self._lock:
            rows, self._waiting = self._waiting, {}
        if not rows:
            return
        try:
            self._sweep(max(row["kept_at"] for row in rows.values()))
            self._write(list(rows.values()))
        except BaseException:
            with self._lock:
                self._waiting = rows | self._waiting
            raise

    def _sweep(self, now: datetime) -> None:
        if self._swept is None or abs(now - self._swept) >= _SWEPT_EVERY:
            with self._database.writing() as connection:
                connection.execute(kept_query.delete().where(kept_query.c.kept_at < now - KEPT_FOR))
            self._swept = now

    def _write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep these together, or, where a chat among them is gone meanwhile, those of the others."""
        try:
            with self._database.writing() as connection:
                self._keep.run(connection, rows)
        except IntegrityError:
            for row in rows if len(rows) > 1 else ():
                self._write([row])

    def text(self, chat_id: ChatId, key: str) -> str | None:
        """Give the query kept under a key of this chat; None when it is not, or no longer, there."""
        found = self._database.ask(self._text, {"of_key": key, "of_chat": chat_id})
        return found[0][0] if found else None
