"""The glossary that grows: every name a briefing glosses, counted over the archive, and what a person brought in."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from jobs.model import GlossCount
from jobs.store.engine import Database
from jobs.store.writing_tables import gloss, gloss_brought


class GlossaryRows:
    """The transactions of the glossary. A briefing's own names are written when it is announced."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def in_briefings(self) -> tuple[GlossCount, ...]:
        """Give each form of each name with the number of briefings that gloss it so."""
        abbreviation = sa.func.max(gloss.c.abbreviation).label("abbreviation")
        counted = sa.select(gloss.c.korean, gloss.c.english, abbreviation, sa.func.count().label("seen"))
        return self._read(counted.group_by(gloss.c.korean, gloss.c.english))

    def brought(self) -> tuple[GlossCount, ...]:
        """Give what a person brought in."""
        return self._read(sa.select(gloss_brought))

    def _read(self, counted: sa.Select[Any]) -> tuple[GlossCount, ...]:
        with self._database.reading() as connection:
            return tuple(GlossCount(**row) for row in connection.execute(counted).mappings())

    def bring(self, counts: Sequence[GlossCount]) -> None:
        """Take in what a person brings; of each name it takes the place of what was brought before."""
        rows = [
            {
                "korean": one.korean,
                "english": one.english,
                "abbreviation": one.abbreviation,
                "seen": one.seen,
                "chosen": one.chosen,
            }
            for one in counts
        ]
        if not rows:
            return
        with self._database.writing() as connection:
            connection.execute(
                gloss_brought.delete().where(gloss_brought.c.korean == sa.bindparam("name")),
                [{"name": name} for name in sorted({one.korean for one in counts})],
            )
            connection.execute(gloss_brought.insert(), rows)
