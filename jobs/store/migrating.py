"""Bringing the tables to the newest revision.

Alembic is imported by who runs a migration: it takes an eighth of a start, and nearly every start finds the tables as
they are to be.
"""

from functools import cache
from pathlib import Path

import sqlalchemy as sa

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(connection: sa.Connection) -> None:
    """Bring the tables to the newest revision; where they are at it nothing is run."""
    current = _revision(connection)
    connection.rollback()
    if current != newest_revision():
        upgrade(connection, "head")


def upgrade(connection: sa.Connection, revision: str) -> None:
    """Bring the tables to this revision, which is not below theirs."""
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(_MIGRATIONS))
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, revision)


def _revision(connection: sa.Connection) -> str | None:
    """Give the revision that the tables are at; None where there are none."""
    try:
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except sa.exc.OperationalError:
        return None


@cache
def newest_revision() -> str:
    """Give the revision that this program's tables are at: each one's file begins with its number."""
    return max(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))
