"""The owners' brakes: hold everything, hold or release one dispatch, take a briefing back, send it again.

Every change is written into `audit` by the transaction that makes it. `by` is who did it: an owner's Telegram id, or a
word for what goes by itself.
"""

from datetime import datetime

import sqlalchemy as sa

from jobs.model import AuditEntry, BriefingId, DispatchId, DispatchKind, HeldDispatch, Progress
from jobs.store.dispatches import (
    OF_A_BRIEFING,
    alerts_of,
    briefings_of,
    has_due_rows,
    make_known,
    make_unknown,
    stop_dispatches,
    write_dispatch,
)
from jobs.store.due_rows import GOING, HOLD_ALL
from jobs.store.engine import Database
from jobs.store.fanout import audience_of
from jobs.store.polling_tables import catch_up_item
from jobs.store.tables import audit, brake, briefing, delivery, dispatch, in_state, search_doc

BY_ITSELF = "clock"


class Brakes:
    """The transactions of the brakes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ── everything ───────────────────────────────────────────────────────────────────────────────

    def hold_all(self, by: int | str, now: datetime) -> bool:
        """Stop claiming of everything but recalls; False where it is stopped already."""
        row = {"name": HOLD_ALL, "since": now, "by": str(by)}
        with self._database.writing() as connection:
            made = connection.execute(self._database.insert(brake).values(**row).on_conflict_do_nothing()).rowcount
            if made:
                _write_down(connection, by, now, "hold all", after="held")
            return bool(made)

    def resume(self, by: int | str, now: datetime) -> bool:
        """Let everything go on; False where nothing was stopped."""
        with self._database.writing() as connection:
            gone = connection.execute(brake.delete().where(brake.c.name == HOLD_ALL)).rowcount
            if gone:
                _write_down(connection, by, now, "resume", before="held")
            return bool(gone)

    def held_since(self) -> datetime | None:
        """Give since when everything is held; None where it is not."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(brake.c.since).where(brake.c.name == HOLD_ALL)).scalar()

    def behind(self) -> int:
        """Count the messages that are ready to go: while everything is held, those that pile up."""
        ready = (
            sa.select(sa.func.count())
            .select_from(sa.join(delivery, dispatch, dispatch.c.id == delivery.c.dispatch_id))
            .where(in_state("due"), dispatch.c.state.in_(GOING))
        )
        with self._database.reading() as connection:
            return connection.execute(ready).scalar_one()

    # ── one dispatch ─────────────────────────────────────────────────────────────────────────────

    def held(self) -> tuple[HeldDispatch, ...]:
        """Give the dispatches about briefings that wait for an owner, oldest first."""
        one = briefing.alias("one_of_it")
        those = sa.join(catch_up_item, one, one.c.id == catch_up_item.c.briefing_id)
        of_flood = (catch_up_item.c.catch_up_id == dispatch.c.subject_id, one.c.recalled.is_(None))
        many = sa.select(sa.func.count()).select_from(those).where(*of_flood).scalar_subquery()
        newest = sa.select(sa.func.max(one.c.id)).select_from(those).where(*of_flood).scalar_subquery()
        flood = dispatch.c.kind == DispatchKind.CATCH_UP
        about = sa.case((flood, newest), else_=dispatch.c.subject_id)
        waiting = (
            sa.select(dispatch, briefing.c.id.label("about"), briefing.c.title, briefing.c.source_id)
            .add_columns(sa.case((flood, many), else_=1).label("briefings"))
            .select_from(dispatch)
            .join(briefing, briefing.c.id == about)
            .where(dispatch.c.state == sa.literal_column("'held'"), sa.or_(dispatch.c.kind.in_(OF_A_BRIEFING), flood))
            .order_by(dispatch.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(waiting).all()
        return tuple(
            HeldDispatch(
                id=DispatchId(row.id),
                kind=DispatchKind(row.kind),
                briefing_id=BriefingId(row.about),
                title=row.title,
                source_id=row.source_id,
                revision=row.revision,
                since=row.made_at,
                release_at=row.release_at,
                briefings=row.briefings,
            )
            for row in rows
        )

    def release(self, dispatch_id: DispatchId, by: int | str, now: datetime) -> bool:
        """Let a held dispatch go, and what is held of the same briefing with it; False where it is not held."""
        with self._database.writing() as connection:
            return _release(connection, dispatch_id, by, now)

    def release_due(self, now: datetime) -> int:
        """Let go what nobody stopped in time; gives how many."""
        ripe = (
            sa.select(dispatch.c.id)
            .where(dispatch.c.state == sa.literal_column("'held'"), dispatch.c.release_at <= now)
            .order_by(dispatch.c.id)
        )
        with self._database.reading() as connection:
            waiting = connection.execute(ripe).scalars().all()
        if not waiting:
            return 0
        with self._database.writing() as connection:
            return sum(_release(connection, DispatchId(one), BY_ITSELF, now) for one in waiting)

    def withhold(self, dispatch_id: DispatchId, by: int | str, now: datetime) -> bool:
        """Hold a dispatch until it is released; False where nothing of it is to come. What was sent stays sent."""
        with self._database.writing() as connection:
            row = connection.execute(sa.select(dispatch).where(dispatch.c.id == dispatch_id)).first()
            if row is None or row.state == "stopped" or (row.state == "done" and not has_due_rows(connection, row.id)):
                return False
            mine = dispatch.update().where(dispatch.c.id == dispatch_id)
            connection.execute(mine.values(state="held", release_at=None))
            if row.kind in (DispatchKind.ALERT, DispatchKind.CATCH_UP):
                for one in briefings_of(connection, DispatchKind(row.kind), row.subject_id):
                    make_unknown(connection, one)
            _write_down(connection, by, now, f"hold {dispatch_id}", before=row.state, after="held")
            return True

    # ── one briefing ─────────────────────────────────────────────────────────────────────────────

    def recall(self, briefing_id: BriefingId, by: int | str, reason: str, now: datetime) -> DispatchId:
        """Take a briefing back: nothing more of it goes out, and who has it gets it deleted or crossed out."""
        with self._database.writing() as connection:
            stop_dispatches(connection, briefing_id, *OF_A_BRIEFING, DispatchKind.RECALL)
            connection.execute(briefing.update().where(briefing.c.id == briefing_id).values(recalled=reason[:500]))
            _index_again(connection, briefing_id)
            made = write_dispatch(
                connection, DispatchKind.RECALL, briefing_id, now=now, payload={"reason": reason[:500]}
            )
            _write_down(connection, by, now, f"recall briefing {briefing_id}", after=reason[:500])
            return made

    def resend(self, briefing_id: BriefingId, by: int | str, now: datetime) -> DispatchId:
        """Send a briefing to everyone whose interests it meets and who does not have it: this undoes a recall."""
        with self._database.writing() as connection:
            row = connection.execute(
                sa.select(briefing.c.announced, briefing.c.recalled).where(briefing.c.id == briefing_id)
            ).one()
            stop_dispatches(connection, briefing_id, *OF_A_BRIEFING, DispatchKind.RECALL)
            if row.recalled is not None:
                make_unknown(connection, briefing_id)
            connection.execute(briefing.update().where(briefing.c.id == briefing_id).values(recalled=None))
            _index_again(connection, briefing_id)
            make_known(connection, briefing_id)
            made = write_dispatch(
                connection,
                DispatchKind.ALERT,
                briefing_id,
                now=now,
                revision=row.announced,
                payload={"again": True},
            )
            _write_down(connection, by, now, f"resend briefing {briefing_id}", before=row.recalled)
            return made

    def alert_of(self, briefing_id: BriefingId) -> DispatchId | None:
        """Give the newest alert dispatch of a briefing: what `/hold ID` means."""
        with self._database.reading() as connection:
            newest = alerts_of(briefing_id).order_by(dispatch.c.id.desc()).limit(1)
            found: int | None = connection.execute(newest).scalar()
            return None if found is None else DispatchId(found)

    # ── looking ──────────────────────────────────────────────────────────────────────────────────

    def progress(self, dispatch_id: DispatchId) -> Progress:
        """Give how far a dispatch got."""
        with self._database.reading() as connection:
            state = connection.execute(sa.select(dispatch.c.state).where(dispatch.c.id == dispatch_id)).scalar()
            counted = sa.select(delivery.c.state, sa.func.count()).where(delivery.c.dispatch_id == dispatch_id)
            found: dict[str, int] = {row[0]: row[1] for row in connection.execute(counted.group_by(delivery.c.state))}
        found.pop("dropped", None)  # it had nothing to send
        waiting = found.get("claimed", 0) + (0 if state == "stopped" else found.get("due", 0))
        return Progress(
            total=sum(found.values()),
            done=found.get("sent", 0) + found.get("recalled", 0),
            failed=found.get("dead", 0),
            complete=state in ("done", "stopped") and not waiting,
        )

    def audience(self, dispatch_id: DispatchId) -> int:
        """Count the chats a dispatch would reach if it went now: of an alert those that get it as it comes."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(dispatch).where(dispatch.c.id == dispatch_id)).first()
            return 0 if row is None else audience_of(connection, row)

    def reached(self, briefing_id: BriefingId) -> int:
        """Count the chats that have the alert of a briefing."""
        with self._database.reading() as connection:
            mine = (delivery.c.dispatch_id.in_(alerts_of(briefing_id)), delivery.c.state == "sent")
            counted = sa.select(sa.func.count(delivery.c.chat_id.distinct())).where(*mine)
            return int(connection.execute(counted).scalar_one())

    def audit(self, limit: int = 20) -> tuple[AuditEntry, ...]:
        """Give what owners did last, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(audit).order_by(audit.c.id.desc()).limit(limit)).all()
        return tuple(
            AuditEntry(at=row.at, who=row.who, what=row.what, before=row.before, after=row.after) for row in rows
        )


def _release(connection: sa.Connection, dispatch_id: DispatchId, by: int | str, now: datetime) -> bool:
    row = connection.execute(sa.select(dispatch).where(dispatch.c.id == dispatch_id)).first()
    if row is None or row.state != "held":
        return False
    together = dispatch.c.id == row.id
    if row.kind in OF_A_BRIEFING:
        together = sa.and_(dispatch.c.subject_id == row.subject_id, dispatch.c.kind.in_(OF_A_BRIEFING))
    if row.kind in (*OF_A_BRIEFING, DispatchKind.CATCH_UP):
        for one in briefings_of(connection, DispatchKind(row.kind), row.subject_id):
            make_known(connection, one)
    going = dispatch.update().where(together, dispatch.c.state == "held")
    state = "done" if row.kind == DispatchKind.DIGEST else "expanding"  # a digest's rows are all written
    connection.execute(going.values(state=state, release_at=None))
    _write_down(connection, by, now, f"release {dispatch_id}", before="held", after="going")
    return True


def _index_again(connection: sa.Connection, briefing_id: BriefingId) -> None:
    """Let the followers of `search_doc.seq` meet this briefing once more, with the tokens it has."""
    kept = connection.execute(sa.select(search_doc).where(search_doc.c.briefing_id == briefing_id)).first()
    if kept is not None:
        connection.execute(search_doc.delete().where(search_doc.c.seq == kept.seq))
        row = {"briefing_id": briefing_id, "analyser": kept.analyser, "tokens": kept.tokens}
        connection.execute(search_doc.insert().values(**row))


def _write_down(
    connection: sa.Connection,
    by: int | str,
    now: datetime,
    what: str,
    *,
    before: str | None = None,
    after: str | None = None,
) -> None:
    connection.execute(audit.insert().values(at=now, who=str(by), what=what, before=before, after=after))
