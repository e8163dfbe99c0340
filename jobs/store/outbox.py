"""The outbox: who gets what, exactly once as far as Telegram allows.

A dispatch is written with what it announces (D2). `expand` turns it into delivery rows, a page at a time behind a
cursor (D5). `tick` confirms what finished and claims what is due in one transaction: the claim is the intent. Nothing
is marked sent before Telegram said so; a process that dies leaves claimed rows, which `recover` makes due again.

The parts: `fanout`, `claiming`, `confirming`, `due_rows`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from jobs.model import ChatState, Confirmation, Delivery, DispatchId, DispatchKind, Failure
from jobs.store.chat_rows import chat_of
from jobs.store.claiming import Claims
from jobs.store.confirming import confirm
from jobs.store.dispatches import write_dispatch
from jobs.store.due_rows import active, sweep_rows
from jobs.store.engine import Database
from jobs.store.fanout import FanOut
from jobs.store.profiles import Profiles
from jobs.store.tables import chat, delivery, dispatch, in_state

PAGE = 2_500  # some 10 ms of writing
AHEAD = 10_000  # about six minutes of sending: what is expanded but not sent stays below this


class Outbox:
    """The transactions of delivery."""

    def __init__(self, database: Database, profiles: Profiles, owners: Sequence[int] = ()) -> None:
        self._database = database
        self._profiles = profiles
        self._fanout = FanOut(database, profiles, owners)
        self._claims = Claims(profiles)

    def expand(self, *, now: datetime, page: int = PAGE, ahead: int = AHEAD) -> int | None:
        """Write one page of deliveries of the most urgent dispatch and move its cursor, in one transaction.

        Gives how many rows were written; None when no dispatch waits or enough is due already.
        """
        with self._database.writing() as connection:
            return self._fanout.next_page(connection, now=now, page=page, ahead=ahead)

    def tick(self, confirmed: Sequence[Confirmation], free: int, now: datetime) -> tuple[Delivery, ...]:
        """Write down what became of the confirmed deliveries and claim up to `free` due ones, in one transaction.

        A chat never has two deliveries claimed at once, so its messages keep their order.
        """
        with self._database.writing() as connection:
            confirm(connection, confirmed, now)
            return self._claims.claim(connection, free, now) if free > 0 else ()

    def recover(self) -> int:
        """Make due again, where they stood in line, what a dead process had claimed; gives how many.

        Each of them may have arrived already.
        """
        with self._database.writing() as connection:
            return connection.execute(
                delivery.update().where(in_state("claimed")).values(state="due", uncertain=delivery.c.uncertain + 1)
            ).rowcount

    def next_due(self, now: datetime | None = None) -> datetime | None:
        """Give the earliest time at which anything that may be sent is due; `now` leaves out what is over by then."""
        with self._database.reading() as connection:
            earliest = datetime.min.replace(tzinfo=UTC) if now is None else now
            return min((one.first_at for one in active(connection, earliest)), default=None)

    def counts(self) -> dict[str, int]:
        """Count deliveries by state."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(delivery.c.state, sa.func.count()).group_by(delivery.c.state)).all()
            return {row[0]: row[1] for row in rows}

    def broadcast(
        self, payload: Mapping[str, object], *, now: datetime, expires_at: datetime | None = None
    ) -> DispatchId:
        """Send something to every chat that can be reached; the deliveries carry the payload."""
        with self._database.writing() as connection:
            return write_dispatch(
                connection, DispatchKind.BROADCAST, 0, now=now, payload=payload, expires_at=expires_at
            )

    # ── what went wrong ──────────────────────────────────────────────────────────────────────────

    def sweep(self, now: datetime, *, page: int = PAGE) -> int:
        """Take a page of what is over (stopped, past its end) out of the queue; gives how many, 0 when it is clean."""
        with self._database.writing() as connection:
            return sweep_rows(connection, now, page)

    def failures(self, limit: int = 20) -> tuple[Failure, ...]:
        """Give the deliveries that died, those of the newest dispatches first."""
        dead = (
            sa.select(delivery, dispatch.c.kind.label("dispatch_kind"), dispatch.c.subject_id)
            .join(dispatch, dispatch.c.id == delivery.c.dispatch_id)
            .where(in_state("dead"))
            .order_by(delivery.c.dispatch_id.desc(), delivery.c.chat_id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(dead).all()
            mine = sa.select(chat).where(chat.c.id.in_({row.chat_id for row in rows}))
            chats = {
                row.id: chat_of(row, self._profiles.of(connection, row.profile_id)) for row in connection.execute(mine)
            }
        return tuple(
            Failure(
                dispatch_id=DispatchId(row.dispatch_id),
                kind=DispatchKind(row.dispatch_kind),
                subject_id=row.subject_id,
                chat=chats[row.chat_id],
                attempts=row.attempts,
                reason=row.error or "",
            )
            for row in rows
            if row.chat_id in chats
        )

    def requeue(self, dispatch_id: DispatchId | None, now: datetime, *, page: int = PAGE) -> int:
        """Give dead deliveries another ten attempts, of one dispatch or (None) of all; gives how many.

        Those of chats that rest stay dead.
        """
        total = 0
        while moved := self._requeue_page(dispatch_id, now, page):
            total += moved
        return total

    def _requeue_page(self, dispatch_id: DispatchId | None, now: datetime, page: int) -> int:
        dead = (
            sa.select(delivery.c.dispatch_id, delivery.c.chat_id)
            .join(chat, chat.c.id == delivery.c.chat_id)
            .where(in_state("dead"), chat.c.state == ChatState.ACTIVE)
            .limit(page)
        )
        if dispatch_id is not None:
            dead = dead.where(delivery.c.dispatch_id == dispatch_id)
        again = delivery.update().where(sa.tuple_(delivery.c.dispatch_id, delivery.c.chat_id).in_(dead))
        with self._database.writing() as connection:
            fresh = again.values(state="due", attempts=0, plain=False, not_before=now, error=None)
            return connection.execute(fresh).rowcount
