"""Which of Telegram's updates were answered, so that one seen twice acts once."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from jobs.store.engine import Database
from jobs.store.tables import update

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

    def finish(self, update_id: int, now: datetime) -> None:
        """Write down that this update is answered; old ones are forgotten."""
        row = {"update_id": update_id, "done_at": now}
        with self._database.writing() as connection:
            connection.execute(self._database.insert(update).values(**row).on_conflict_do_nothing())
            connection.execute(update.delete().where(update.c.done_at < now - REMEMBERED_FOR))
