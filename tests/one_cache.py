"""SQLite for the tests: each statement is compiled once a process, not once for each of the hundreds of stores.

SQLAlchemy keeps what it compiled with the engine and keys it by the dialect. All dialects of this class are alike, so
they are equal, and their engines share one cache. What a store puts together itself (`jobs/store/prepared.py`) is kept
under the statement's own key, with the values that stand in it.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_COMPILED: dict[Any, Any] = {}
_PUT_TOGETHER: dict[Any, SQLiteCompiler] = {}


def _once(
    dialect: sa.Dialect, statement: Any, *, column_keys: Sequence[str] | None = None, **more: Any
) -> SQLiteCompiler:
    """Compile a statement unless one like it was compiled; one that an engine asks for is kept by the engine."""
    if statement is None or more or (key := statement._generate_cache_key()) is None:
        return SQLiteCompiler(dialect, statement, column_keys=column_keys, **more)
    kept = (key.key, column_keys and tuple(column_keys), *(one.value for one in key.bindparams))
    if kept not in _PUT_TOGETHER:
        _PUT_TOGETHER[kept] = SQLiteCompiler(dialect, statement, column_keys=column_keys)
    return _PUT_TOGETHER[kept]


class OneCache(SQLiteDialect_pysqlite):
    """The dialect of every `sqlite:///` address, once `install` was called."""

    supports_statement_cache = True
    statement_compiler = staticmethod(_once)  # type: ignore[assignment]

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
