"""Everything that is kept: one `Store`, one transaction a function, rows never leave.

`Store.open(..., write=True)` takes the writer's lock and brings the tables up to date; without it the store is read
only and works beside a running bot. Functions are synchronous; `lanes` carries them for asyncio (D3).
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from jobs.errors import StoreError
from jobs.settings import SourceSettings
from jobs.store.briefings import Announcement, Briefings, Reading, Stored
from jobs.store.chats import Chats
from jobs.store.engine import Database
from jobs.store.intake import Intake
from jobs.store.lock import WriterLock
from jobs.store.outbox import Outbox
from jobs.store.queries import Queries
from jobs.store.sources import Sources

__all__ = ["Announcement", "Reading", "Store", "Stored"]


class Store:
    """The transactions, by subject."""

    def __init__(
        self, database: Database, lock: WriterLock | None = None, sources: Sequence[SourceSettings] = ()
    ) -> None:
        self._database = database
        self._lock = lock
        self.briefings = Briefings(database, {one.id: one for one in sources})
        self.chats = Chats(database)
        self.outbox = Outbox(database)
        self.sources = Sources(database)
        self.queries = Queries(database)
        self.intake = Intake(database)

    @classmethod
    def open(cls, url: str, *, write: bool = True, sources: Sequence[SourceSettings] = ()) -> Self:
        """Open the store. Raises StoreLocked when another process writes, StoreError when there is nothing to read."""
        database = Database(url)
        if not write:
            if not database.path.exists():
                raise StoreError(f"{database.path}: no database there yet; start the bot once, or run `sosik migrate`")
            return cls(database, None, sources)
        lock = WriterLock(database.path)
        lock.take()
        try:
            database.migrate()
        except BaseException:
            database.close()
            lock.release()
            raise
        return cls(database, lock, sources)

    def close(self) -> None:
        """Close every connection and let another process write."""
        self._database.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
