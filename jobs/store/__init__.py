"""Everything that is kept: one `Store`, one transaction a function, rows never leave.

`Store.open(..., write=True)` takes the writer's lock and brings the tables up to date; without it the store is read
only and works beside a running bot. Functions are synchronous; `lanes` carries them for asyncio (D3).
"""

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from jobs.errors import StoreError
from jobs.settings import SourceSettings
from jobs.store.announcing import Announcement
from jobs.store.brakes import Brakes
from jobs.store.briefings import Briefings
from jobs.store.catch_ups import CatchUps
from jobs.store.chats import Chats
from jobs.store.commissions import Commissions
from jobs.store.complaints import Complaints
from jobs.store.digests import Digests
from jobs.store.engine import Database
from jobs.store.glossary import GlossaryRows
from jobs.store.intake import Intake
from jobs.store.lock import WriterLock
from jobs.store.noted import Settled
from jobs.store.outbox import Outbox
from jobs.store.personal import Personal
from jobs.store.profiles import Profiles
from jobs.store.queries import Queries
from jobs.store.rechecks import Recheck, Rechecks
from jobs.store.rereads import Held, Rereads
from jobs.store.saving import Reading, Stored
from jobs.store.searches import Searches
from jobs.store.sightings import Known, Sightings, WaitingPage
from jobs.store.sources import Sources
from jobs.store.waiting import Waiting

__all__ = [
    "Announcement",
    "Held",
    "Known",
    "Reading",
    "Recheck",
    "Settled",
    "Store",
    "Stored",
    "Waiting",
    "WaitingPage",
]

logger = logging.getLogger(__name__)


class Store:
    """The transactions, by subject."""

    def __init__(
        self,
        database: Database,
        lock: WriterLock | None = None,
        sources: Sequence[SourceSettings] = (),
        owners: Sequence[int] = (),
    ) -> None:
        by_id = {one.id: one for one in sources}
        profiles = Profiles(database)
        self._database = database
        self._lock = lock
        self.briefings = Briefings(database, by_id)
        self.glossary = GlossaryRows(database)
        self.complaints = Complaints(database)
        self.commissions = Commissions(database, by_id)
        self.rechecks = Rechecks(database)
        self.rereads = Rereads(database, by_id)
        self.chats = Chats(database, profiles)
        self.searches = Searches(database)
        self.outbox = Outbox(database, profiles, owners)
        self.digests = Digests(database, profiles, by_id)
        self.brakes = Brakes(database)
        self.sources = Sources(database)
        self.sightings = Sightings(database)
        self.catch_ups = CatchUps(database, by_id)
        self.queries = Queries(database)
        self.personal = Personal(database)
        self.intake = Intake(database)

    @classmethod
    def open(
        cls, url: str, *, write: bool = True, sources: Sequence[SourceSettings] = (), owners: Sequence[int] = ()
    ) -> Self:
        """Open the store; previews go to the `owners` (Telegram ids).

        Raises StoreLocked when another process writes, StoreError when there is nothing to read.
        """
        database = Database(url)
        if not write:
            if not database.path.exists():
                raise StoreError(f"{database.path}: no database there yet; start the bot once, or run `sosik migrate`")
            return cls(database, None, sources, owners)
        lock = WriterLock(database.path)
        lock.take()
        try:
            database.migrate()
        except BaseException:
            database.close()
            lock.release()
            raise
        return cls(database, lock, sources, owners)

    def together(self) -> AbstractContextManager[None]:
        """Make one transaction of what this thread does with the store within the block: all of it, or nothing."""
        return self._database.together()

    def close(self) -> None:
        """Write down what is noted, if the disk lets us, close every connection and let another process write."""
        try:
            if self._lock is not None:
                self.sources.write_noted()
        except sa.exc.DBAPIError as error:  # those sources are asked once more: no reason not to end
            logger.error("polls.not_written", exc_info=error)
        finally:
            self._database.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
