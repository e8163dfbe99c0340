"""What backends are still asked for, what they wrote, and what they used of their day."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime

import sqlalchemy as sa

from jobs.model import BackendUse, BriefingId, Method
from jobs.settings import SourceSettings
from jobs.store.announcing import Announcement, rewrite
from jobs.store.engine import Database
from jobs.store.tables import briefing, summary
from jobs.store.waiting import Waiting, waiting_of
from jobs.store.writing_tables import answer, backend_use, commission


class Commissions:
    """The transactions of written summaries."""

    def __init__(self, database: Database, sources: Mapping[str, SourceSettings]) -> None:
        self._database = database
        self._sources = sources

    # ── what is asked for ────────────────────────────────────────────────────────────────────────

    def due(self, now: datetime, *, limit: int = 20) -> tuple[Waiting, ...]:
        """Give what went out without a written summary and is to be asked for now; `since`: when it went out."""
        current = (briefing.c.revision == commission.c.revision, briefing.c.announced == commission.c.revision)
        chosen = (
            sa.select(briefing, commission.c.since.label("commissioned_at"))
            .join(commission, sa.and_(commission.c.briefing_id == briefing.c.id, *current))
            .where(commission.c.next_at <= now)
            .order_by(commission.c.next_at, commission.c.briefing_id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(
                replace(waiting_of(row), since=row.commissioned_at) for row in connection.execute(chosen).all()
            )

    def postpone(self, briefing_id: BriefingId, until: datetime) -> None:
        """Ask for it again then."""
        mine = commission.update().where(commission.c.briefing_id == briefing_id)
        with self._database.writing() as connection:
            connection.execute(mine.values(next_at=until))

    def drop(self, briefing_id: BriefingId) -> None:
        """Ask for it no more: what went out stays."""
        with self._database.writing() as connection:
            connection.execute(commission.delete().where(commission.c.briefing_id == briefing_id))

    def fulfil(self, announcement: Announcement, *, now: datetime, edit: bool = True) -> bool:
        """Let a written summary take the place of what went out: see `announcing.rewrite`."""
        with self._database.writing() as connection:
            return rewrite(connection, announcement, self._sources, now, edit=edit)

    def unwritten(self, before: int | None = None, *, limit: int = 50) -> tuple[Waiting, ...]:
        """Give announced briefings of lower ids than that which no backend wrote about, newest first."""
        written = sa.exists().where(summary.c.briefing_id == briefing.c.id, summary.c.method == Method.WRITTEN)
        chosen = sa.select(briefing).where(
            briefing.c.announced == briefing.c.revision, briefing.c.recalled.is_(None), sa.not_(written)
        )
        if before is not None:
            chosen = chosen.where(briefing.c.id < before)
        with self._database.reading() as connection:
            rows = connection.execute(chosen.order_by(briefing.c.id.desc()).limit(limit)).all()
        return tuple(waiting_of(row) for row in rows)

    # ── what was answered and used ───────────────────────────────────────────────────────────────

    def answer(self, key: str) -> str | None:
        """Give the answer kept under a key."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(answer.c.text).where(answer.c.key == key)).scalar()

    def keep(self, key: str, text: str, now: datetime) -> None:
        """Keep an answer; a later one under the same key takes its place."""
        row = {"key": key, "text": text, "kept_at": now}
        made = self._database.insert(answer).values(**row).on_conflict_do_update(index_elements=["key"], set_=row)
        with self._database.writing() as connection:
            connection.execute(made)

    def use(self, backend: str) -> BackendUse:
        """Give what a backend used of its day."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(backend_use).where(backend_use.c.backend == backend)).first()
        if row is None:
            return BackendUse()
        return BackendUse(
            day=row.day,
            requests=row.requests,
            characters=row.characters,
            failures=row.failures,
            resting_until=row.resting_until,
        )

    def note(self, backend: str, use: BackendUse) -> None:
        """Keep what a backend used of its day."""
        row = {"backend": backend, **asdict(use)}
        made = self._database.insert(backend_use).values(**row)
        with self._database.writing() as connection:
            connection.execute(made.on_conflict_do_update(index_elements=["backend"], set_=row))
