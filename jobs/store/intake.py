"""Which of Telegram's updates were answered, so that one seen twice acts once; and which are still in hand."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from jobs.store.engine import Database
from jobs.store.tables import update, update_in_hand

REMEMBERED_FOR = timedelta(days=2)  # Telegram keeps an unconfirmed update for one day


class Intake:
    """The transactions of intake."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answered(self, update_id: int) -> bool:
        """Tell whether this update was answered already."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(update.c.update_id).where(update.c.update_id == update_id)).first()
        return found is not None

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

    def finish(self, update_id: int, now: datetime) -> None:
        """Write down that this update is answered; old ones are forgotten."""
        row = {"update_id": update_id, "done_at": now}
        with self._database.writing() as connection:
            connection.execute(self._database.insert(update).values(**row).on_conflict_do_nothing())
            connection.execute(update.delete().where(update.c.done_at < now - REMEMBERED_FOR))
            connection.execute(update_in_hand.delete().where(update_in_hand.c.update_id == update_id))

    def keep(self, updates: Mapping[int, Mapping[str, object]]) -> None:
        """Keep updates, as they came, that Telegram is about to be told it may forget."""
        rows = [{"update_id": number, "raw": dict(raw)} for number, raw in updates.items()]
        kept = self._database.insert(update_in_hand)
        with self._database.writing() as connection:
            connection.execute(
                kept.on_conflict_do_update(index_elements=["update_id"], set_={"raw": kept.excluded.raw}), rows
            )

    def kept(self) -> tuple[Mapping[str, object], ...]:
        """Give the updates that were kept and are not answered, oldest first."""
        mine = sa.select(update_in_hand.c.raw).where(update_in_hand.c.raw.is_not(sa.null()))
        with self._database.reading() as connection:
            return tuple(connection.execute(mine.order_by(update_in_hand.c.update_id)).scalars())
