"""What each source remembers between polls."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from jobs.model import SourceState, Validators
from jobs.store.engine import Database
from jobs.store.tables import source


class Sources:
    """The transactions of polling."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def state(self, source_id: str) -> SourceState:
        """Give what is remembered of a source; a fresh state where nothing is."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(source).where(source.c.id == source_id)).first()
        if row is None:
            return SourceState(source_id=source_id)
        return SourceState(
            source_id=source_id,
            validators=Validators(etag=row.etag, last_modified=row.last_modified),
            polled_ok=row.polled_ok,
            failures=row.failures,
            next_at=row.next_at,
        )

    def due(self, ids: Sequence[str], now: datetime) -> tuple[str, ...]:
        """Give those sources whose next poll is due, in the order given."""
        with self._database.reading() as connection:
            resting = set(
                connection.execute(sa.select(source.c.id).where(source.c.id.in_(ids), source.c.next_at > now)).scalars()
            )
        return tuple(one for one in ids if one not in resting)

    def unchanged(self, source_id: str, *, now: datetime, next_at: datetime) -> None:
        """Write down a poll that brought nothing new (304)."""
        with self._database.writing() as connection:
            connection.execute(
                source.update()
                .where(source.c.id == source_id)
                .values(last_ok=now, next_at=next_at, failures=0, last_error=None)
            )

    def failed(self, source_id: str, reason: str, *, next_at: datetime) -> None:
        """Write down a poll that failed; the validators stay as they were."""
        row = {"id": source_id, "polled_ok": False, "failures": 1, "last_error": reason[:500], "next_at": next_at}
        again = {"failures": source.c.failures + 1, "last_error": reason[:500], "next_at": next_at}
        with self._database.writing() as connection:
            start = self._database.insert(source).values(**row)
            connection.execute(start.on_conflict_do_update(index_elements=["id"], set_=again))
