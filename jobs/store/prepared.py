"""Statements that run with every poll: put together once, so that only their values travel (a third of the time)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, Any]


class Prepared:
    """One INSERT, UPDATE or SELECT whose values are all named; what it gives back is as the driver gives it."""

    def __init__(self, statement: sa.ClauseElement, dialect: sa.Dialect, columns: Sequence[str] | None = None) -> None:
        """Put it together for a database; of an INSERT, `columns` are those it fills."""
        compiled = statement.compile(dialect=dialect, column_keys=None if columns is None else list(columns))
        if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
            raise TypeError(f"{dialect.name} does not take its values by position")
        self._sql = str(compiled)
        self._values: list[tuple[str, Callable[[Any], Any] | None]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]

    def run(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        """Carry it out for each row."""
        if rows:
            connection.exec_driver_sql(self._sql, [self._bound(row) for row in rows])

    def ask(self, connection: sa.Connection, row: Row) -> Sequence[sa.Row[Any]]:
        """Give all that it answers to one row of values."""
        return connection.exec_driver_sql(self._sql, self._bound(row)).all()

    def _bound(self, row: Row) -> tuple[Any, ...]:
        return tuple([row[name] if process is None else process(row[name]) for name, process in self._values])
