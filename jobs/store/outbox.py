"""The outbox: who gets what, exactly once as far as Telegram allows.

A dispatch is written with what it announces (D2). `expand` turns it into delivery rows, a page at a time behind a
cursor (D5). `tick` confirms what finished and claims what is due in one transaction: the claim is the intent. Nothing
is marked sent before Telegram said so; a process that dies leaves claimed rows, which `recover` makes due again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_never

import sqlalchemy as sa

from jobs.model import (
    ChatState,
    Confirmation,
    Delivery,
    DispatchId,
    DispatchKind,
    Gone,
    Later,
    Moved,
    Rejected,
    Sent,
    TopicLost,
)
from jobs.store.chats import chat_of, move_chat, rest_chat
from jobs.store.engine import Database
from jobs.store.tables import briefing_key, chat, delivery, dispatch, exclusion, subscription

ALERT_PRIORITY = 30
PAGE = 1_000
AHEAD = 10_000  # about six minutes of sending: what is expanded but not sent stays below this
MAX_ATTEMPTS = 10


class Outbox:
    """The transactions of delivery."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ── fan-out ──────────────────────────────────────────────────────────────────────────────────

    def expand(self, *, now: datetime, page: int = PAGE, ahead: int = AHEAD) -> int | None:
        """Write one page of deliveries of the most urgent dispatch and move its cursor, in one transaction.

        Gives how many rows were written; None when no dispatch waits or enough is due already.
        """
        with self._database.writing() as connection:
            waiting = connection.execute(
                sa.select(dispatch).where(dispatch.c.state == "expanding").order_by(dispatch.c.priority, dispatch.c.id)
            ).first()
            if waiting is None or self._due(connection) >= ahead:
                return None
            keys = self._keys(connection, waiting.subject_id)
            last = _page_end(connection, keys, after=waiting.cursor, page=page)
            written = self._write_page(connection, waiting, keys, last=last, now=now)
            values = {"state": "done"} if last is None else {"cursor": last}
            connection.execute(dispatch.update().where(dispatch.c.id == waiting.id).values(**values))
            return written

    def _keys(self, connection: sa.Connection, briefing_id: int) -> list[int]:
        mine = sa.select(briefing_key.c.key).where(briefing_key.c.briefing_id == briefing_id)
        return sorted(connection.execute(mine).scalars())

    def _due(self, connection: sa.Connection) -> int:
        counted = sa.select(sa.func.count()).select_from(delivery).where(delivery.c.state == "due")
        return connection.execute(counted).scalar_one()

    def _write_page(
        self, connection: sa.Connection, waiting: sa.Row[Any], keys: list[int], *, last: int | None, now: datetime
    ) -> int:
        regions = [key // 64 for key in keys if key % 64 == 0 and key]
        left_out = sa.exists().where(
            exclusion.c.interest_id == subscription.c.interest_id, exclusion.c.region.in_(regions)
        )
        chosen = (
            sa.select(
                sa.literal(waiting.id),
                subscription.c.chat_id,
                sa.literal("due"),
                sa.literal(waiting.priority),
                sa.literal(now, delivery.c.not_before.type),
            )
            .where(subscription.c.key.in_(keys), subscription.c.chat_id > waiting.cursor)
            .where(sa.or_(sa.not_(subscription.c.excluding), sa.not_(left_out)))
            .distinct()
        )
        if last is not None:
            chosen = chosen.where(subscription.c.chat_id <= last)
        columns = ["dispatch_id", "chat_id", "state", "priority", "not_before"]
        inserted = self._database.insert(delivery).from_select(columns, chosen).on_conflict_do_nothing()
        return connection.execute(inserted).rowcount

    # ── delivery ─────────────────────────────────────────────────────────────────────────────────

    def tick(self, confirmed: Sequence[Confirmation], free: int, now: datetime) -> tuple[Delivery, ...]:
        """Write down what became of the confirmed deliveries and claim up to `free` due ones, in one transaction.

        A chat never has two deliveries claimed at once, so its messages keep their order.
        """
        with self._database.writing() as connection:
            self._confirm(connection, confirmed, now)
            return self._claim(connection, free, now) if free > 0 else ()

    def _claim(self, connection: sa.Connection, free: int, now: datetime) -> tuple[Delivery, ...]:
        busy = delivery.alias("busy")
        in_flight = sa.exists().where(busy.c.chat_id == delivery.c.chat_id, busy.c.state == "claimed")
        due = (
            sa.select(
                delivery.c.dispatch_id,
                delivery.c.attempts,
                delivery.c.plain,
                dispatch.c.kind.label("dispatch_kind"),
                dispatch.c.subject_id,
                chat,
            )
            .join(chat, chat.c.id == delivery.c.chat_id)
            .join(dispatch, dispatch.c.id == delivery.c.dispatch_id)
            .where(delivery.c.state == "due", delivery.c.not_before <= now, chat.c.state == ChatState.ACTIVE)
            .where(sa.not_(in_flight))
            .order_by(delivery.c.priority, delivery.c.not_before, delivery.c.dispatch_id, delivery.c.chat_id)
            .limit(free)
        )
        first_of_chat: dict[int, sa.Row[Any]] = {}
        for row in connection.execute(due):
            first_of_chat.setdefault(row.id, row)
        claimed = tuple(_delivery(row) for row in first_of_chat.values())
        if claimed:
            connection.execute(
                _one_delivery().values(state="claimed"),
                [{"of_dispatch": one.dispatch_id, "of_chat": one.chat.id} for one in claimed],
            )
        return claimed

    def _confirm(self, connection: sa.Connection, confirmed: Sequence[Confirmation], now: datetime) -> None:
        sent = [
            {"of_dispatch": one.dispatch_id, "of_chat": one.chat_id, "sent_as": one.outcome.message_id}
            for one in confirmed
            if isinstance(one.outcome, Sent)
        ]
        if sent:
            connection.execute(
                _one_delivery().values(state="sent", message_id=sa.bindparam("sent_as"), error=None), sent
            )
        for one in confirmed:
            if not isinstance(one.outcome, Sent):
                self._confirm_other(connection, one, now)

    def _confirm_other(self, connection: sa.Connection, one: Confirmation, now: datetime) -> None:
        mine = sa.and_(delivery.c.dispatch_id == one.dispatch_id, delivery.c.chat_id == one.chat_id)
        row = delivery.update().where(mine)
        outcome = one.outcome
        match outcome:
            case Later():
                connection.execute(row.values(**_postponed(outcome)))
                connection.execute(
                    row.where(delivery.c.attempts >= MAX_ATTEMPTS).values(state="dead", error=outcome.reason[:200])
                )
            case Gone():
                connection.execute(row.values(state="dead", error=outcome.reason[:200]))
                rest_chat(connection, one.chat_id, outcome.reason)
            case Moved():
                connection.execute(row.values(state="due", not_before=now))
                move_chat(connection, one.chat_id, outcome.telegram_id)
            case TopicLost():
                connection.execute(row.values(state="due", not_before=now, error=outcome.reason[:200]))
                moved = connection.execute(sa.select(chat.c.telegram_id).where(chat.c.id == one.chat_id)).scalar_one()
                move_chat(connection, one.chat_id, moved, thread=0)
            case Rejected():
                # once as plain text; a second refusal is the end of it
                connection.execute(
                    row.values(
                        state=sa.case((delivery.c.plain, "dead"), else_="due"),
                        plain=True,
                        not_before=now,
                        error=outcome.reason[:200],
                    )
                )
            case Sent():
                raise AssertionError("confirmed in bulk")
            case _:
                assert_never(outcome)

    def recover(self, now: datetime) -> int:
        """Make due again what a dead process had claimed; each of them may have arrived already. Gives how many."""
        with self._database.writing() as connection:
            return connection.execute(
                delivery.update()
                .where(delivery.c.state == "claimed")
                .values(state="due", uncertain=delivery.c.uncertain + 1, not_before=now)
            ).rowcount

    def next_due(self) -> datetime | None:
        """Give the earliest time at which anything is due."""
        with self._database.reading() as connection:
            return connection.execute(
                sa.select(sa.func.min(delivery.c.not_before)).where(delivery.c.state == "due")
            ).scalar()

    def counts(self) -> dict[str, int]:
        """Count deliveries by state."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(delivery.c.state, sa.func.count()).group_by(delivery.c.state)).all()
            return {row[0]: row[1] for row in rows}


def _page_end(connection: sa.Connection, keys: Sequence[int], *, after: int, page: int) -> int | None:
    """Find the chat id at which the page ends: the smallest of each key's `page`-th subscriber; None: the rest fits."""
    ends = [
        connection.execute(
            sa.select(subscription.c.chat_id)
            .where(subscription.c.key == key, subscription.c.chat_id > after)
            .order_by(subscription.c.chat_id)
            .offset(page - 1)
            .limit(1)
        ).scalar()
        for key in keys
    ]
    return min((end for end in ends if end is not None), default=None)


def _postponed(outcome: Later) -> dict[str, Any]:
    more = 0 if outcome.limited else 1
    return {
        "state": "due",
        "not_before": outcome.at,
        "attempts": delivery.c.attempts + more,
        "uncertain": delivery.c.uncertain + (1 if outcome.uncertain else 0),
        "error": outcome.reason[:200],
    }


def _one_delivery() -> sa.Update:
    return delivery.update().where(
        delivery.c.dispatch_id == sa.bindparam("of_dispatch"), delivery.c.chat_id == sa.bindparam("of_chat")
    )


def _delivery(row: sa.Row[Any]) -> Delivery:
    return Delivery(
        dispatch_id=DispatchId(row.dispatch_id),
        chat=chat_of(row),
        kind=DispatchKind(row.dispatch_kind),
        subject_id=row.subject_id,
        attempts=row.attempts,
        plain=row.plain,
    )
