"""Instants in the database: whole milliseconds since 1970 UTC, one meaning everywhere (D15)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def instant(stored: int | None) -> datetime | None:
    """Give the instant of so many milliseconds."""
    return None if stored is None else _EPOCH + timedelta(milliseconds=stored)


def no_earlier(moment: datetime) -> datetime:
    """Give the first whole millisecond that is not before a moment: what must not come too early is stored so."""
    return moment + timedelta(microseconds=-moment.microsecond % 1000)


def milliseconds(moment: datetime | None) -> int | None:
    """Give the milliseconds of an instant."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored")
    return (moment - _EPOCH) // _MS


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as milliseconds; a naive one is refused."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        """Give the milliseconds of an instant."""
        return milliseconds(value)

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[datetime | None], int | None]:
        """Give what makes the milliseconds, without a way around through the type beneath."""
        return milliseconds

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        """Give the instant of so many milliseconds."""
        return instant(value)
