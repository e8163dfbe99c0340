"""Floods: more new briefings in one poll than a message each should carry. One digest is owed for all of them.

begun       the poll found too many; what it stores goes in with the briefing itself, in one transaction
ended       nothing more comes in: the poll is over, or its source has not come back for six hours
told        all of it is announced: a dispatch is written, and its fan-out begins; a source that wants its
            briefings approved has it held, with a preview to the owners. What cannot be announced for six hours
            keeps the rest no longer: it goes out by itself, if it ever can be
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from jobs.model import BriefingId, ChatId, DispatchId, DispatchKind
from jobs.settings import SourceSettings
from jobs.store.digest_rows import wanted_by
from jobs.store.dispatches import briefings_of, make_known, write_dispatch
from jobs.store.engine import Database
from jobs.store.polling_tables import catch_up, catch_up_item
from jobs.store.tables import ONE, briefing, dispatch

LEFT_FOR = timedelta(hours=6)
"""So long a flood waits for a source that does not come back, and for what of it cannot be announced."""


_NO_BRIEFING = 0  # of the preview of a flood: one that is recalled takes no others' preview with it

_STILL_OPEN = (  # built once: every poll that shows something asks it
    sa.select(catch_up.c.id).where(catch_up.c.source_id == sa.bindparam("of"), catch_up.c.until.is_(None)).limit(1)
)


class CatchUps:
    """The transactions of floods."""

    def __init__(self, database: Database, sources: Mapping[str, SourceSettings]) -> None:
        self._database = database
        self._sources = sources

    def begin(self, source_id: str, *, now: datetime) -> int:
        """Give the catch-up that this source's new briefings go into, a new one unless one is still open.

        One that was left open waits anew from now on: its source has come back.
        """
        with self._database.writing() as connection:
            found = connection.execute(_STILL_OPEN, {"of": source_id}).scalar()
            if found is not None:
                connection.execute(catch_up.update().where(catch_up.c.id == found).values(since=now))
                return int(found)
            made = catch_up.insert().values(source_id=source_id, since=now, told=False).returning(catch_up.c.id)
            return int(connection.execute(made).scalar_one())

    def left_open(self, source_id: str) -> int | None:
        """Give the catch-up that a poll cut short has left open."""
        with self._database.reading() as connection:
            return connection.execute(_STILL_OPEN, {"of": source_id}).scalar()

    def end(self, catch_up_id: int, *, now: datetime) -> None:
        """Say that nothing more comes into it."""
        with self._database.writing() as connection:
            connection.execute(catch_up.update().where(catch_up.c.id == catch_up_id).values(until=now))

    def tell(self, now: datetime) -> bool:
        """Write the dispatch of the oldest flood that is over and announced; False where there is none.

        From here on digests hold its briefings too, and nobody is told of it a second time.
        """
        with self._database.reading() as connection:
            if connection.execute(_owed(now)).first() is None:
                return False
        with self._database.writing() as connection:
            row = connection.execute(_owed(now)).one()
            over = catch_up.update().where(catch_up.c.id == row.id)
            connection.execute(over.values(told=True, until=sa.func.coalesce(catch_up.c.until, now)))
            _let_go_alone(connection, row.id)
            found = briefings_of(connection, DispatchKind.CATCH_UP, row.id)
            if found:
                self._send_out(connection, row, found, now)
            return True

    def _send_out(self, connection: sa.Connection, row: sa.Row[Any], found: list[int], now: datetime) -> None:
        source = self._sources.get(row.source_id)
        if source is None or source.publish == "auto":
            for one in found:
                make_known(connection, one)
            write_dispatch(connection, DispatchKind.CATCH_UP, row.id, now=now)
            return
        release_at = now + timedelta(seconds=source.delay_s) if source.publish == "delay" else None
        shown = write_dispatch(connection, DispatchKind.CATCH_UP, row.id, now=now, state="held", release_at=release_at)
        write_dispatch(connection, DispatchKind.PREVIEW, _NO_BRIEFING, now=now, payload={"of": shown})

    def briefings(self, dispatch_id: DispatchId) -> tuple[BriefingId, ...]:
        """Give what the digest of a flood holds for whoever wants all of it, oldest first."""
        with self._database.reading() as connection:
            subject = connection.execute(sa.select(dispatch.c.subject_id).where(dispatch.c.id == dispatch_id)).scalar()
            return tuple(map(BriefingId, briefings_of(connection, DispatchKind.CATCH_UP, subject or 0)))

    def wanted(self, chat_id: ChatId, catch_up_id: int) -> tuple[tuple[BriefingId, int], ...]:
        """Give what the digest of a flood holds for a chat, each with its newest announced revision."""
        mine = sa.select(catch_up_item.c.briefing_id).where(catch_up_item.c.catch_up_id == catch_up_id)
        held = wanted_by(sa.literal(chat_id)).where(briefing.c.id.in_(mine))
        chosen = sa.select(briefing.c.id, briefing.c.announced).where(briefing.c.id.in_(held)).order_by(briefing.c.id)
        with self._database.reading() as connection:
            return tuple((BriefingId(row.id), row.announced) for row in connection.execute(chosen))


def _let_go_alone(connection: sa.Connection, catch_up_id: int) -> None:
    """Take out of a flood what is not announced yet: that will be an alert of its own."""
    of_flood = catch_up_item.c.catch_up_id == catch_up_id
    unsaid = sa.select(briefing.c.id).where(briefing.c.announced == 0)
    alone = list(
        connection.execute(
            catch_up_item.delete()
            .where(of_flood, catch_up_item.c.briefing_id.in_(unsaid))
            .returning(catch_up_item.c.briefing_id)
        ).scalars()
    )
    if alone:
        connection.execute(briefing.update().where(briefing.c.id.in_(alone)).values(push=True))


def _owed(now: datetime) -> sa.Select[Any]:
    unsaid = (
        sa.select(ONE)
        .select_from(catch_up_item)
        .join(briefing, briefing.c.id == catch_up_item.c.briefing_id)
        .where(catch_up_item.c.catch_up_id == catch_up.c.id, briefing.c.announced == 0)
    )
    past = catch_up.c.since < now - LEFT_FOR
    whole = sa.and_(catch_up.c.until.is_not(None), ~unsaid.exists())
    return (
        sa.select(catch_up.c.id, catch_up.c.source_id)
        .where(catch_up.c.told.is_(False), sa.or_(whole, past))
        .order_by(catch_up.c.id)
        .limit(1)
    )
