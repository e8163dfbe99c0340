"""Which of Telegram's updates were answered, so that one seen twice acts once; and which are still in hand."""

from collections import deque
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from jobs.store.engine import Database
from jobs.store.tables import update, update_in_hand

REMEMBERED_FOR = timedelta(days=2)  # Telegram keeps an unconfirmed update for one day
_ID = sa.BigInteger
_NEWEST = sa.select(sa.func.max(update.c.update_id))
_OLD = update.delete().where(update.c.done_at < sa.bindparam("before"))
_SWEPT_EVERY = timedelta(hours=1)


class Intake:
    """The transactions of intake."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answered = database.among(
            lambda ids: sa.select(update.c.update_id).where(update.c.update_id.in_(ids)), _ID
        )
        self._finish = database.prepared(database.insert(update).on_conflict_do_nothing(), update.columns.keys())
        self._let_go = database.among(
            lambda ids: update_in_hand.delete().where(update_in_hand.c.update_id.in_(ids)), _ID
        )
        kept = database.insert(update_in_hand)
        kept = kept.on_conflict_do_update(index_elements=["update_id"], set_={"raw": kept.excluded.raw})
        self._keep = database.prepared(kept, update_in_hand.columns.keys())
        self._waiting: deque[tuple[int, datetime]] = deque()
        self._swept: datetime | None = None

    def answered(self, ids: Collection[int]) -> frozenset[int]:
        """Give those of these updates that were answered already."""
        if not ids:
            return frozenset()
        with self._database.reading() as connection:
            return frozenset(found for (found,) in self._answered.ask(connection, list(ids), {}))

    def newest(self) -> int:
        """Give the highest id of an answered update; 0 when there is none."""
        with self._database.reading() as connection:
            return connection.execute(_NEWEST).scalar() or 0

    def begun(self, update_id: int) -> int:
        """Give how often this update was begun to be answered, and not finished."""
        mine = sa.select(update_in_hand.c.begun).where(update_in_hand.c.update_id == update_id)
        with self._database.reading() as connection:
            return int(connection.execute(mine).scalar() or 0)

    def begin(self, update_id: int) -> None:
        """Write down that an update is about to be answered."""
        row = self._database.insert(update_in_hand).values(update_id=update_id, begun=1)
        again = row.on_conflict_do_update(index_elements=["update_id"], set_={"begun": update_in_hand.c.begun + 1})
        with self._database.writing() as connection:
            connection.execute(again)

    def hand_in(self, update_id: int, now: datetime) -> None:
        """Take note that an update is answered; it is written down once `write` has returned."""
        self._waiting.append((update_id, now))

    def write(self) -> None:
        """Write down all that was handed in, also by others: a crowd needs few commits.

        Old ones are forgotten. What could not be written waits for the next call.
        """
        done = [self._waiting.popleft() for _ in range(len(self._waiting))]  # the one writing thread takes them away
        if not done:
            return
        now = max(at for _, at in done)
        try:
            with self._database.writing() as connection:
                self._finish.run(connection, [{"update_id": one, "done_at": at} for one, at in done])
                self._let_go.ask(connection, [one for one, _ in done], {})
                if self._swept is None or abs(now - self._swept) >= _SWEPT_EVERY:
                    connection.execute(_OLD, {"before": now - REMEMBERED_FOR})
                    self._swept = now
        except BaseException:
            self._waiting.extend(done)
            raise

    def keep(self, updates: Mapping[int, Mapping[str, object]]) -> None:
        """Keep updates, as they came, that Telegram is about to be told it may forget."""
        rows = [{"update_id": number, "raw": dict(raw), "begun": 0} for number, raw in updates.items()]
        with self._database.writing() as connection:
            self._keep.run(connection, rows)

    def kept(self) -> tuple[Mapping[str, object], ...]:
        """Give the updates that were kept and are not answered, oldest first."""
        mine = sa.select(update_in_hand.c.raw).where(update_in_hand.c.raw.is_not(sa.null()))
        with self._database.reading() as connection:
            return tuple(connection.execute(mine.order_by(update_in_hand.c.update_id)).scalars())
