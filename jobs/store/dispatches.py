"""The dispatches: what is sent, how urgent it is, and whether it may go."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from jobs.model import DispatchId, DispatchKind
from jobs.store.polling_tables import catch_up_item
from jobs.store.tables import ONE, briefing, delivery, dispatch, in_state

URGENT_PRIORITY = 20
PRIORITIES: Mapping[DispatchKind, int] = MappingProxyType(
    {
        DispatchKind.RECALL: 5,
        DispatchKind.CORRECTION: 10,
        DispatchKind.PREVIEW: 15,
        DispatchKind.COMPLAINT: 15,
        DispatchKind.SOURCE: 15,
        DispatchKind.ALERT: 30,
        DispatchKind.DIGEST: 40,
        DispatchKind.CATCH_UP: 40,
        DispatchKind.BROADCAST: 50,
    }
)
WEIGHTS: Mapping[int, float] = MappingProxyType({5: 32, 10: 16, 15: 16, URGENT_PRIORITY: 12, 30: 8, 40: 4, 50: 1})
OF_A_BRIEFING = (DispatchKind.ALERT, DispatchKind.CORRECTION, DispatchKind.PREVIEW)


def write_dispatch(  # noqa: PLR0913 — all by keyword: the columns of a row
    connection: sa.Connection,
    kind: DispatchKind,
    subject_id: int,
    *,
    now: datetime,
    revision: int = 0,
    state: str = "expanding",
    urgent: bool = False,
    payload: Mapping[str, object] | None = None,
    release_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> DispatchId:
    """Write a dispatch down, within the transaction of what it announces (D2)."""
    made = dispatch.insert().values(
        kind=kind,
        subject_id=subject_id,
        revision=revision,
        priority=URGENT_PRIORITY if urgent else PRIORITIES[kind],
        state=state,
        made_at=now,
        payload=None if payload is None else dict(payload),
        release_at=release_at,
        expires_at=expires_at,
    )
    return DispatchId(connection.execute(made.returning(dispatch.c.id)).scalar_one())


def alerts_of(briefing_id: int | sa.ColumnElement[int]) -> sa.Select[Any]:
    """Ask for the ids of the alert dispatches of a briefing."""
    return sa.select(dispatch.c.id).where(dispatch.c.subject_id == briefing_id, dispatch.c.kind == DispatchKind.ALERT)


def stop_dispatches(connection: sa.Connection, briefing_id: int, *kinds: DispatchKind) -> None:
    """Stop what is on its way about a briefing: nothing more of it is written or claimed."""
    connection.execute(
        dispatch.update()
        .where(dispatch.c.subject_id == briefing_id, dispatch.c.kind.in_(kinds))
        .where(dispatch.c.state != "stopped")
        .values(state="stopped", release_at=None)
    )


def briefings_of(connection: sa.Connection, kind: DispatchKind, subject_id: int) -> list[int]:
    """Give the briefings a dispatch is about, oldest first: of a flood those that were not recalled."""
    if kind is not DispatchKind.CATCH_UP:
        return [subject_id]
    mine = sa.select(catch_up_item.c.briefing_id).join(briefing, briefing.c.id == catch_up_item.c.briefing_id)
    mine = mine.where(catch_up_item.c.catch_up_id == subject_id, briefing.c.recalled.is_(None))
    return list(connection.execute(mine.order_by(briefing.c.id)).scalars())


def make_known(connection: sa.Connection, briefing_id: int) -> None:
    """Give a briefing its place in the order of going out; one that has its place keeps it."""
    reached = sa.select(sa.func.coalesce(sa.func.max(briefing.c.announced_seq), 0)).scalar_subquery()
    unknown = briefing.update().where(briefing.c.id == briefing_id, briefing.c.announced_seq.is_(None))
    connection.execute(unknown.values(announced_seq=reached + 1))


def make_unknown(connection: sa.Connection, briefing_id: int) -> None:
    """Take a briefing out of the order of going out: no digest holds it."""
    connection.execute(briefing.update().where(briefing.c.id == briefing_id).values(announced_seq=None))


def has_due_rows(connection: sa.Connection, dispatch_id: int) -> bool:
    """Tell whether anything of a dispatch is still to be sent."""
    one = sa.select(ONE).where(in_state("due"), delivery.c.dispatch_id == dispatch_id).limit(1)
    return connection.execute(one).first() is not None
