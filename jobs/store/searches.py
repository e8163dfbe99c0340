"""Saved searches: interests with a query. All who save the same query share its number, and with it one match key."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jobs.model import ANY_REGION, ANY_TOPIC, BriefingId, ChatId, Interest, RegionId, search_key
from jobs.store.chat_rows import index_interests, interest_rows
from jobs.store.engine import Database
from jobs.store.tables import briefing, briefing_key, exclusion, interest

_UNNUMBERED = -2_000_000_000  # stands within one transaction, until the row has an id to be numbered by
_SAVED = interest.c.query.is_not(None)


class Searches:
    """The transactions of saved searches; listing and removing them is `Chats`' as with every interest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self,
        chat_id: ChatId,
        query: str,
        found: Sequence[BriefingId],
        now: datetime,
        *,
        excludes: Sequence[RegionId] = (),
    ) -> Interest | None:
        """Add a saved search to what a chat asked for; None where it has it already.

        `found` is what the search finds by now: it is met as if it had been asked then, which counts for briefings
        that are still held or on their way, and for lists.
        """
        with self._database.writing() as connection:
            same = sa.select(interest.c.key).where(_SAVED, interest.c.query == query).limit(1)
            key = connection.execute(same).scalar()
            row = {"chat_id": chat_id, "region": ANY_REGION, "topic": ANY_TOPIC, "query": query, "made_at": now}
            start = self._database.insert(interest).values(**row, key=_UNNUMBERED if key is None else key)
            made = connection.execute(start.on_conflict_do_nothing().returning(interest.c.id)).scalar()
            if made is None:
                return None
            if key is None:
                key = search_key(made)
                connection.execute(interest.update().where(interest.c.id == made).values(key=key))
            _meet(self._database, connection, key, found)
            if excludes:
                left_out = [{"interest_id": made, "region": region} for region in set(excludes)]
                connection.execute(exclusion.insert(), left_out)
            index_interests(connection, chat_id)
            return next(one for one in interest_rows(connection, chat_id) if one.id == made)

    def every(self) -> Mapping[int, str]:
        """Give every query that anybody saved, by its number."""
        saved = sa.select(interest.c.key, interest.c.query).where(_SAVED).distinct()
        with self._database.reading() as connection:
            return {-row.key: row.query for row in connection.execute(saved)}


def newest_search(connection: sa.Connection) -> int:
    """Give the number of the search that was saved last; 0 where there is none."""
    lowest: sa.Select[Any] = sa.select(sa.func.min(interest.c.key)).where(_SAVED)
    return -int(connection.execute(lowest).scalar() or 0)


def _meet(database: Database, connection: sa.Connection, key: int, found: Sequence[BriefingId]) -> None:
    """Give the key to briefings of the archive."""
    there = sa.select(sa.literal(key), briefing.c.id).where(briefing.c.id.in_(found))
    met = database.insert(briefing_key).from_select(["key", "briefing_id"], there)
    connection.execute(met.on_conflict_do_nothing())
