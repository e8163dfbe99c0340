"""What is due, dispatch by dispatch: the few dispatches that have due rows, found by one look a dispatch.

Everything that concerns a dispatch as a whole (its weight, a brake, its end) is decided here and never row by row.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jobs.model import DispatchId, DispatchKind
from jobs.store.dispatches import URGENT_PRIORITY
from jobs.store.tables import brake, delivery, dispatch, in_state

HOLD_ALL = "all"
GOING = ("expanding", "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """A dispatch with due rows, the first of them due at `first_at`."""

    id: DispatchId
    kind: DispatchKind
    priority: int
    subject_id: int
    revision: int
    first_at: datetime
    payload: dict[str, object]

    @property
    def urgent(self) -> bool:
        """Tell whether it may pass quiet hours."""
        return self.kind is DispatchKind.ALERT and self.priority <= URGENT_PRIORITY

    @property
    def again(self) -> bool:
        """Tell whether it goes to those only who do not have it."""
        return bool(self.payload.get("again"))


def _with_due_rows() -> sa.CTE:
    """Step from dispatch to dispatch through the index of due rows."""
    first = sa.select(sa.func.min(delivery.c.dispatch_id).label("id")).where(in_state("due"))
    found = first.cte("with_due_rows", recursive=True)
    following = sa.select(sa.func.min(delivery.c.dispatch_id)).where(
        in_state("due"), delivery.c.dispatch_id > found.c.id
    )
    return found.union_all(sa.select(following.scalar_subquery()).where(found.c.id.is_not(None)))


WITH_DUE_ROWS = _with_due_rows()

_FIRST_AT = (
    sa.select(sa.func.min(delivery.c.not_before))
    .where(in_state("due"), delivery.c.dispatch_id == dispatch.c.id)
    .scalar_subquery()
)
_HELD = sa.select(brake.c.since).where(brake.c.name == HOLD_ALL).scalar_subquery()
_ACTIVE = (
    sa.select(
        dispatch.c.id,
        dispatch.c.kind,
        dispatch.c.priority,
        dispatch.c.subject_id,
        dispatch.c.revision,
        dispatch.c.payload,
        sa.type_coerce(_FIRST_AT, delivery.c.not_before.type).label("first_at"),
    )
    .select_from(WITH_DUE_ROWS)
    .join(dispatch, dispatch.c.id == WITH_DUE_ROWS.c.id)
    .where(dispatch.c.state.in_(GOING))
    .where(
        sa.or_(
            dispatch.c.expires_at.is_(None), dispatch.c.expires_at > sa.bindparam("now", type_=dispatch.c.made_at.type)
        )
    )
    .where(sa.or_(_HELD.is_(None), dispatch.c.kind == DispatchKind.RECALL))
    .order_by(dispatch.c.priority, dispatch.c.id)
)


def active(connection: sa.Connection, now: datetime) -> list[Active]:
    """Give the dispatches that may be sent and have due rows, the most urgent and oldest first.

    Held, stopped and ended ones are left out; while everything is held, recalls alone remain.
    """
    return [_active(row) for row in connection.execute(_ACTIVE, {"now": now}) if row.first_at is not None]


def _active(row: Any) -> Active:
    return Active(
        id=DispatchId(row.id),
        kind=DispatchKind(row.kind),
        priority=row.priority,
        subject_id=row.subject_id,
        revision=row.revision,
        first_at=row.first_at,
        payload=row.payload or {},
    )


def sweep_rows(connection: sa.Connection, now: datetime, limit: int) -> int:
    """Take up to `limit` due rows of one stopped or ended dispatch out of the queue; gives how many."""
    over = connection.execute(
        sa.select(dispatch.c.id, dispatch.c.state)
        .select_from(WITH_DUE_ROWS)
        .join(dispatch, dispatch.c.id == WITH_DUE_ROWS.c.id)
        .where(sa.or_(dispatch.c.state == "stopped", dispatch.c.expires_at <= now))
        .limit(1)
    ).first()
    if over is None:
        return 0
    some = sa.select(delivery.c.chat_id).where(in_state("due"), delivery.c.dispatch_id == over.id).limit(limit)
    return connection.execute(
        delivery.update()
        .where(delivery.c.dispatch_id == over.id, delivery.c.chat_id.in_(some), in_state("due"))
        .values(state="dropped", error="stopped" if over.state == "stopped" else "too late")
    ).rowcount


def drop_due(connection: sa.Connection, chat_id: int, reason: str) -> None:
    """Take everything due to a chat out of the queue."""
    connection.execute(
        delivery.update()
        .where(delivery.c.chat_id == chat_id, in_state("due"))
        .where(delivery.c.dispatch_id.in_(sa.select(WITH_DUE_ROWS.c.id)))
        .values(state="dropped", error=reason[:200])
    )
