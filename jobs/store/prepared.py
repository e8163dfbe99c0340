"""Statements that run with every poll or message: put together once, so that only their values travel (a third of the
time)."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Row = Mapping[str, Any]
Answer = tuple[Any, ...]

_LENGTHS = (4, 8, 32, 400)
_ROWS = (64, 32, 16, 8, 4, 3, 2, 1)  # of an INSERT in one statement; all its values stay below SQLite's 32,766


class Prepared:
    """One INSERT, UPDATE or SELECT whose values are all named; what it gives back is as the driver gives it."""

    def __init__(
        self,
        statement: sa.ClauseElement,
        dialect: sa.Dialect,
        columns: Sequence[str] | None = None,
        *,
        plain: bool = False,
    ) -> None:
        """Put it together for a database; of an INSERT, `columns` are those it fills.

        `plain`: its values, two at least, are given as the driver takes them.
        """
        compiled = statement.compile(dialect=dialect, column_keys=None if columns is None else list(columns))
        if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
            raise TypeError(f"{dialect.name} does not take its values by position")
        self._sql = str(compiled)
        self._dialect = dialect
        self._values: list[tuple[str, Callable[[Any], Any] | None]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]
        self._fixed = {name: one.value for name, one in compiled.binds.items() if one.value is not None}
        self._plain = itemgetter(*compiled.positiontup) if plain else None
        self._of_rows = _of_rows(self._sql, len(self._values)) if compiled.isinsert else {1: self._sql}

    def run(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        """Carry it out for each row; those of an INSERT go together.

        The driver lets go of the interpreter with every statement and has to wait for it again while the loop is busy.
        """
        bound = [self._bound(row) for row in rows]
        at = 0
        while at < len(bound):
            size = next(one for one in _ROWS if one in self._of_rows and one <= len(bound) - at)
            values = tuple(itertools.chain.from_iterable(bound[at : at + size]))
            carry_out(connection.connection, self._dialect, self._of_rows[size], values)
            at += size

    def ask(self, connection: sa.Connection, row: Row) -> Sequence[Answer]:
        """Give all that it answers to one row of values, within the connection's transaction."""
        return self.ask_driver(connection.connection, row)

    def ask_driver(self, connection: sa.PoolProxiedConnection, row: Row) -> Sequence[Answer]:
        """Give all that it answers to one row of values, as the driver's connection stands."""
        return carry_out(connection, self._dialect, self._sql, self._bound(row))

    def _bound(self, row: Row) -> tuple[Any, ...]:
        if self._plain is not None:
            plain: tuple[Any, ...] = self._plain(row)
            return plain
        if self._fixed:
            row = {**self._fixed, **row}
        return tuple([row[name] if process is None else process(row[name]) for name, process in self._values])


def carry_out(
    connection: sa.PoolProxiedConnection, dialect: sa.Dialect, sql: str, values: tuple[Any, ...] = ()
) -> list[Answer]:
    """Ask the driver itself, and give all it answers. Raises what SQLAlchemy's connection would raise."""
    driver = dialect.loaded_dbapi
    cursor = connection.cursor()
    try:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []
    except driver.Error as error:
        raise sa.exc.DBAPIError.instance(sql, None, error, driver.Error, dialect=dialect) from error
    finally:
        cursor.close()


def _of_rows(sql: str, width: int) -> Mapping[int, str]:
    """Give an INSERT of one row as one of several, by their number; of one alone where its places are not plain."""
    one = f"({', '.join('?' * width)})"
    if sql.count(f"VALUES {one}") != 1:
        return {1: sql}
    return {size: sql.replace(f"VALUES {one}", f"VALUES {', '.join([one] * size)}") for size in _ROWS}


Values = Sequence[sa.BindParameter[Any]]


class Among:
    """A SELECT or a DELETE over a list of values, put together for a few lengths; a shorter list repeats its last."""

    def __init__(
        self,
        statement: Callable[[Values], sa.Select[Any] | sa.Delete],
        dialect: sa.Dialect,
        kind: type[TypeEngine[Any]] = sa.Text,
    ) -> None:
        """Prepare to put together what `statement` makes of the values' places; `kind` is what the values are."""
        self._statement = statement
        self._dialect = dialect
        self._kind = kind
        self._by_length: dict[int, Prepared] = {}

    def ask(self, connection: sa.Connection, values: Sequence[str | int], row: Row) -> list[Answer]:
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
            places = [sa.bindparam(f"v{at}", type_=self._kind) for at in range(length)]
            self._by_length[length] = Prepared(self._statement(places), self._dialect)
        return self._by_length[length]
