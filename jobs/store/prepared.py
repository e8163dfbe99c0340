"""Statements that run with every poll: put together once, so that only their values travel (a third of the time)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, Any]
Answer = tuple[Any, ...]

_LENGTHS = (4, 32, 400)


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
        self._fixed = {name: one.value for name, one in compiled.binds.items() if one.value is not None}

    def run(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        """Carry it out for each row."""
        if rows:
            self._carry_out(connection, [self._bound(row) for row in rows])

    def ask(self, connection: sa.Connection, row: Row) -> Sequence[Answer]:
        """Give all that it answers to one row of values."""
        return self._carry_out(connection, self._bound(row))

    def _carry_out(self, connection: sa.Connection, values: tuple[Any, ...] | list[tuple[Any, ...]]) -> list[Answer]:
        """Ask the driver itself, within the connection's transaction. Raises what the connection would raise."""
        driver = connection.dialect.loaded_dbapi
        cursor = connection.connection.cursor()
        try:
            if isinstance(values, list):
                cursor.executemany(self._sql, values)
                return []
            cursor.execute(self._sql, values)
            return list(cursor.fetchall()) if cursor.description else []
        except driver.Error as error:
            raise sa.exc.DBAPIError.instance(
                self._sql, None, error, driver.Error, dialect=connection.dialect
            ) from error
        finally:
            cursor.close()

    def _bound(self, row: Row) -> tuple[Any, ...]:
        if self._fixed:
            row = {**self._fixed, **row}
        return tuple([row[name] if process is None else process(row[name]) for name, process in self._values])


Values = Sequence[sa.BindParameter[str]]


class Among:
    """A SELECT over a list of values, put together for a few lengths of it; a shorter list repeats its last value."""

    def __init__(self, select: Callable[[Values], sa.Select[Any]], dialect: sa.Dialect) -> None:
        """Prepare to put together what `select` makes of the values' places."""
        self._select = select
        self._dialect = dialect
        self._by_length: dict[int, Prepared] = {}

    def ask(self, connection: sa.Connection, values: Sequence[str], row: Row) -> list[Answer]:
        """Give all that it answers for the values, with the others in `row`; of a long list piece by piece."""
        found: list[Answer] = []
        for start in range(0, len(values), _LENGTHS[-1]):
            piece = list(values[start : start + _LENGTHS[-1]])
            length = next(one for one in _LENGTHS if one >= len(piece))
            piece += piece[-1:] * (length - len(piece))
            found += self._of(length).ask(connection, {**row, **{f"v{at}": one for at, one in enumerate(piece)}})
        return found

    def _of(self, length: int) -> Prepared:
        if length not in self._by_length:
            places = [sa.bindparam(f"v{at}", type_=sa.Text) for at in range(length)]
            self._by_length[length] = Prepared(self._select(places), self._dialect)
        return self._by_length[length]
