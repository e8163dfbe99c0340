"""SQLite for the tests: each statement is compiled once a process, not once for each of the hundreds of stores.

SQLAlchemy keeps what it compiled with the engine and keys it by the dialect. All dialects of this class are alike, so
they are equal, and their engines share one cache.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_COMPILED: dict[Any, Any] = {}


class OneCache(SQLiteDialect_pysqlite):
    """The dialect of every `sqlite:///` address, once `install` was called."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: sa.Engine) -> None:
        engine.update_execution_options(compiled_cache=_COMPILED)


def install() -> None:
    """Let every engine made from now on be of this dialect."""
    registry.register("sqlite", __name__, OneCache.__name__)
