"""The engines: everything that differs between databases stands here and nowhere else.

SQLite: WAL, synchronous=FULL (NORMAL lost commits in 184 of 200 power cuts), BEGIN IMMEDIATE for every write (a
deferred BEGIN fails under contention), all writes from one connection, readers on connections that cannot write.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from jobs.errors import StoreError
from jobs.store.migrating import migrate
from jobs.store.prepared import Among, Answer, Prepared, Row, Values, carry_out

SQLITE = "sqlite:///"
BUSY_MS = 10_000


class _Joined(threading.local):
    """The transaction that everything of this thread goes into, while there is one."""

    connection: sa.Connection | None = None


class Database:
    """One writing and one reading way into a database."""

    def __init__(self, url: str) -> None:
        if not url.startswith(SQLITE):
            raise StoreError(f"database.url: {url.partition(':')[0]} is not supported yet; use {SQLITE}PATH")
        self.url = url
        self.path = Path(url.removeprefix(SQLITE))
        self._writer = _engine(url, write=True)
        self._reader = _engine(url, write=False)
        self._joined = _Joined()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of all that this thread does within the block: it commits whole, or not at all.

        What reads within the block sees what was written in it.
        """
        if self._joined.connection is not None:
            yield
            return
        with self._writer.begin() as connection:
            self._joined.connection = connection
            try:
                yield
            finally:
                self._joined.connection = None

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a transaction that commits when the block ends and rolls back when it raises."""
        if self._joined.connection is not None:
            yield self._joined.connection
            return
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a snapshot; nothing can be written through it."""
        if self._joined.connection is not None:
            yield self._joined.connection
            return
        with self._reader.begin() as connection:
            yield connection

    def ask(self, prepared: Prepared, row: Row) -> Sequence[Answer]:
        """Give what one statement answers to one row of values: it is a snapshot of its own, so nothing is begun."""
        if self._joined.connection is not None:
            return prepared.ask(self._joined.connection, row)
        with closing(self._reader.raw_connection()) as connection:
            return prepared.ask_driver(connection, row)

    def prepared(
        self, statement: sa.ClauseElement, columns: Sequence[str] | None = None, *, plain: bool = False
    ) -> Prepared:
        """Put a statement together once, for those that run often; `plain`: its values are the driver's own."""
        return Prepared(statement, self._writer.dialect, columns, plain=plain)

    def among(
        self, statement: Callable[[Values], sa.Select[Any] | sa.Delete], kind: type[TypeEngine[Any]] = sa.Text
    ) -> Among:
        """Put a SELECT or a DELETE over a list of values of this kind together once."""
        return Among(statement, self._writer.dialect, kind)

    def insert(self, table: sa.TableClause) -> sqlite.Insert:
        """Start an INSERT that can say ON CONFLICT in this database's way."""
        return sqlite.insert(table)

    def migrate(self) -> None:
        """Bring the tables to the newest revision; where they are at it nothing is run."""
        with self._writer.connect() as connection:
            migrate(connection)

    def close(self) -> None:
        """Give every connection back."""
        self._reader.dispose()
        self._writer.dispose()


def _engine(url: str, *, write: bool) -> sa.Engine:
    engine = sa.create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
        poolclass=sa.pool.QueuePool,
        pool_size=1 if write else 4,
        max_overflow=0,
        json_deserializer=from_json,  # a third of what the standard library takes
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, never by the driver
        pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"] if write else ["query_only=ON"]
        for pragma in (f"busy_timeout={BUSY_MS}", *pragmas, "temp_store=MEMORY", "cache_size=-16000"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        carry_out(connection.connection, engine.dialect, "BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
