"""Fan-out: a dispatch becomes delivery rows, a page at a time behind its cursor, each page one INSERT … SELECT.

| kind | its chats |
|---|---|
| alert | those whose interests it meets; digest readers are not in the match index |
| catch-up | those whose interests one of its briefings meets |
| broadcast | every chat that can be reached |
| correction, recall | those that have the alert, or are being sent it right now |
| preview, complaint, source | the owners' |

Quiet hours are written into the row: it is due when they end. An urgent alert, and what makes no sound, is due at once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, assert_never

import sqlalchemy as sa

from jobs.model import ChatState, DispatchKind
from jobs.store.dispatches import URGENT_PRIORITY, alerts_of, briefings_of
from jobs.store.due_rows import GOING, WITH_DUE_ROWS
from jobs.store.engine import Database
from jobs.store.profiles import Profiles
from jobs.store.tables import ONE, briefing_key, chat, delivery, dispatch, exclusion, in_state, subscription

MAX_EDITS = 3
CORRECTED_FOR = timedelta(days=30)
_TO_OWNERS = (DispatchKind.PREVIEW, DispatchKind.COMPLAINT, DispatchKind.SOURCE)
SOUNDLESS = (DispatchKind.CORRECTION, DispatchKind.RECALL, *_TO_OWNERS)
_SOON = timedelta(minutes=1)
_COLUMNS = ["dispatch_id", "chat_id", "state", "not_before"]

RowOf = Callable[[sa.ColumnElement[int], sa.ColumnElement[int]], sa.Select[Any]]
"""Starts the SELECT of the rows to write from the columns of the chat's id and of its profile's."""

_WAITING = (
    sa.select(dispatch)
    .where(dispatch.c.state == sa.literal_column("'expanding'"))
    .order_by(dispatch.c.priority, dispatch.c.cursor, dispatch.c.id)
)


class FanOut:
    """Writes the pages; each call within the caller's transaction."""

    def __init__(self, database: Database, profiles: Profiles, owners: Sequence[int]) -> None:
        self._database = database
        self._profiles = profiles
        self._owners = tuple(owners)
        self._room: dict[tuple[int, int], int] = {}

    def next_page(self, connection: sa.Connection, *, now: datetime, page: int, ahead: int) -> int | None:
        """Write one page; give how many rows, None when no dispatch waits that has room.

        Of one priority, the dispatch that got least far comes first: a small one is not kept waiting by a large one.
        """
        for waiting in connection.execute(_WAITING).all():
            if waiting.expires_at is not None and waiting.expires_at <= now:
                connection.execute(dispatch.update().where(dispatch.c.id == waiting.id).values(state="done"))
            elif self._has_room(connection, waiting.priority, now=now, ahead=ahead):
                written = self._write_page(connection, waiting, page=page, now=now)
                for priority, limit in self._room:
                    if priority >= waiting.priority:
                        self._room[priority, limit] -= written
                return written
        return None

    def _has_room(self, connection: sa.Connection, priority: int, *, now: datetime, ahead: int) -> bool:
        """Tell whether fewer than `ahead` rows as urgent or more are due; counted only when the last count is used up.

        Between two counts sending makes more room, never less.
        """
        key = (priority, ahead)
        if self._room.get(key, 0) <= 0:
            self._room[key] = ahead - _due_rows(connection, priority, now + _SOON, limit=ahead)
        return self._room[key] > 0

    def _write_page(self, connection: sa.Connection, one: sa.Row[Any], *, page: int, now: datetime) -> int:
        chosen, last = self._chosen(connection, one, page=page, now=now)
        inserted = self._database.insert(delivery).from_select(_COLUMNS, chosen).on_conflict_do_nothing()
        written = connection.execute(inserted).rowcount
        values = {"state": "done"} if last is None else {"cursor": last}
        connection.execute(dispatch.update().where(dispatch.c.id == one.id).values(**values))
        return written

    def _chosen(
        self, connection: sa.Connection, one: sa.Row[Any], *, page: int, now: datetime
    ) -> tuple[sa.Select[Any], int | None]:
        row_of = self._row_of(connection, one, now)
        kind = DispatchKind(one.kind)
        match kind:
            case DispatchKind.CORRECTION | DispatchKind.RECALL:
                return _holders(connection, one, row_of, page=page, now=now)
            case DispatchKind.BROADCAST:
                return _everybody(connection, one, row_of, page=page)
            case DispatchKind.PREVIEW | DispatchKind.COMPLAINT | DispatchKind.SOURCE:
                owners = chat.c.telegram_id.in_(self._owners)
                return row_of(chat.c.id, chat.c.profile_id).where(owners, chat.c.state == ChatState.ACTIVE), None
            case DispatchKind.ALERT | DispatchKind.CATCH_UP:
                return _asking(connection, one, row_of, page=page)
            case DispatchKind.DIGEST:
                raise AssertionError("digests are written whole")
            case _:
                assert_never(kind)

    def _row_of(self, connection: sa.Connection, one: sa.Row[Any], now: datetime) -> RowOf:
        instant = delivery.c.not_before.type
        passes = one.kind in SOUNDLESS or one.priority <= URGENT_PRIORITY
        quiet = {} if passes else self._profiles.quiet_now(connection, now)

        def row(chat_id: sa.ColumnElement[int], profile_id: sa.ColumnElement[int]) -> sa.Select[Any]:
            at: sa.ColumnElement[Any] = sa.literal(now, instant)
            if quiet:
                ends = [(profile_id.in_(ids), sa.literal(end, instant)) for end, ids in quiet.items()]
                at = sa.case(*ends, else_=at)
            return sa.select(sa.literal(one.id), chat_id, sa.literal("due"), at)

        return row


def _due_rows(connection: sa.Connection, priority: int, until: datetime, *, limit: int) -> int:
    """Count the rows as urgent as that or more that are due until then, up to a limit."""
    some = (
        sa.select(ONE)
        .select_from(WITH_DUE_ROWS)
        .join(dispatch, dispatch.c.id == WITH_DUE_ROWS.c.id)
        .join(delivery, delivery.c.dispatch_id == dispatch.c.id)
        .where(dispatch.c.priority <= priority, dispatch.c.state.in_(GOING))
        .where(in_state("due"), delivery.c.not_before <= until)
        .limit(limit)
    )
    return int(connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one())


def _asking(
    connection: sa.Connection, one: sa.Row[Any], row_of: RowOf, *, page: int
) -> tuple[sa.Select[Any], int | None]:
    """Ask for the next page of those whose interests a briefing meets, and where the page ends."""
    about = briefings_of(connection, DispatchKind(one.kind), one.subject_id)
    last = _page_end(connection, about, after=one.cursor, page=page)
    meets = _meets(connection, about)
    chosen = row_of(subscription.c.chat_id, subscription.c.profile_id).where(*meets).distinct()
    chosen = chosen.where(subscription.c.chat_id > one.cursor)
    if one.payload and one.payload.get("again"):
        chosen = chosen.where(sa.not_(_has_it(one, subscription.c.chat_id)))
    return (chosen if last is None else chosen.where(subscription.c.chat_id <= last)), last


def _meets(connection: sa.Connection, about: Sequence[int]) -> tuple[sa.ColumnElement[bool], ...]:
    """Say that a row of the match index meets one of these briefings and leaves out none of that one's regions."""
    mine = sa.select(briefing_key.c.key).where(briefing_key.c.briefing_id.in_(about)).distinct()
    keys = sorted(connection.execute(mine).scalars())
    if len(about) > 1:
        suits: sa.ColumnElement[bool] = _suits_one(about)
    else:
        regions = [key // 64 for key in keys if key > 0 and key % 64 == 0]
        of_mine = exclusion.c.interest_id == subscription.c.interest_id
        suits = sa.not_(sa.exists().where(of_mine, exclusion.c.region.in_(regions)))
    return subscription.c.key.in_(keys), sa.or_(sa.not_(subscription.c.excluding), suits)


def _suits_one(about: Sequence[int]) -> sa.Exists:
    """Say that one of these briefings has the key of a row of the match index and none of the regions left out."""
    met, region = briefing_key.alias("met"), briefing_key.alias("region")
    left_out = (
        sa.select(ONE)
        .select_from(exclusion)
        .join(region, region.c.key == exclusion.c.region * 64)
        .where(exclusion.c.interest_id == subscription.c.interest_id, region.c.briefing_id == met.c.briefing_id)
        .correlate(subscription, met)
    )
    return (
        sa.select(ONE)
        .select_from(met)
        .where(met.c.key == subscription.c.key, met.c.briefing_id.in_(about), ~left_out.exists())
        .correlate(subscription)
        .exists()
    )


def audience_of(connection: sa.Connection, one: sa.Row[Any]) -> int:
    """Count the chats that a dispatch would be written for if it began now."""
    match DispatchKind(one.kind):
        case DispatchKind.ALERT | DispatchKind.CATCH_UP:
            about = briefings_of(connection, DispatchKind(one.kind), one.subject_id)
            chats = sa.select(subscription.c.chat_id).distinct().where(*_meets(connection, about))
        case DispatchKind.CORRECTION | DispatchKind.RECALL:
            has = (delivery.c.dispatch_id.in_(alerts_of(one.subject_id)), delivery.c.state == "sent")
            chats = sa.select(delivery.c.chat_id).distinct().where(*has)
        case DispatchKind.BROADCAST:
            chats = sa.select(chat.c.id).where(chat.c.state == ChatState.ACTIVE)
        case _:
            chats = sa.select(delivery.c.chat_id).where(delivery.c.dispatch_id == one.id)
    return int(connection.execute(sa.select(sa.func.count()).select_from(chats.subquery())).scalar_one())


def _has_it(one: sa.Row[Any], chat_id: sa.ColumnElement[int]) -> sa.Exists:
    """Say that a chat has the briefing already, from an earlier dispatch of the same."""
    earlier = dispatch.alias("earlier")
    had = delivery.alias("had")
    return (
        sa.exists()
        .select_from(sa.join(earlier, had, had.c.dispatch_id == earlier.c.id))
        .where(earlier.c.subject_id == one.subject_id, earlier.c.kind == DispatchKind.ALERT, earlier.c.id < one.id)
        .where(had.c.chat_id == chat_id, had.c.state == "sent")
    )


def _everybody(
    connection: sa.Connection, one: sa.Row[Any], row_of: RowOf, *, page: int
) -> tuple[sa.Select[Any], int | None]:
    """Ask for the next page of all chats that can be reached, and where the page ends."""
    after = sa.select(chat.c.id).where(chat.c.id > one.cursor).order_by(chat.c.id)
    last = connection.execute(after.offset(page - 1).limit(1)).scalar()
    chosen = row_of(chat.c.id, chat.c.profile_id).where(chat.c.id > one.cursor, chat.c.state == ChatState.ACTIVE)
    return (chosen if last is None else chosen.where(chat.c.id <= last)), last


def _holders(
    connection: sa.Connection, one: sa.Row[Any], row_of: RowOf, *, page: int, now: datetime
) -> tuple[sa.Select[Any], int | None]:
    """Ask for the next page of those that have a briefing's alert, and where the page ends.

    One that is being sent right now counts: the claim looks again at what it has by then.
    """
    ids = list(connection.execute(alerts_of(one.subject_id).where(dispatch.c.id < one.id)).scalars())
    ends = [
        connection.execute(
            sa.select(delivery.c.chat_id)
            .where(delivery.c.dispatch_id == alert, delivery.c.chat_id > one.cursor)
            .order_by(delivery.c.chat_id)
            .offset(page - 1)
            .limit(1)
        ).scalar()
        for alert in ids
    ]
    last = min((end for end in ends if end is not None), default=None)
    has = delivery.c.state == "sent"
    if one.kind == DispatchKind.CORRECTION:
        correctable = (delivery.c.revision < one.revision, delivery.c.edits < MAX_EDITS)
        has = sa.and_(has, *correctable, delivery.c.sent_at > now - CORRECTED_FOR)
    chosen = (
        row_of(delivery.c.chat_id, sa.literal(0))
        .where(delivery.c.dispatch_id.in_(ids), delivery.c.chat_id > one.cursor)
        .where(sa.or_(has, delivery.c.state == "claimed"))
        .distinct()
    )
    return (chosen if last is None else chosen.where(delivery.c.chat_id <= last)), last


def _page_end(connection: sa.Connection, about: Sequence[int], *, after: int, page: int) -> int | None:
    """Find the chat id at which the page ends: the smallest of each key's `page`-th subscriber; None: the rest fits."""
    mine = sa.select(briefing_key.c.key).where(briefing_key.c.briefing_id.in_(about)).distinct().subquery()
    one_page_on = (
        sa.select(subscription.c.chat_id)
        .where(subscription.c.key == mine.c.key, subscription.c.chat_id > after)
        .order_by(subscription.c.chat_id)
        .offset(page - 1)
        .limit(1)
        .scalar_subquery()
    )
    ends = sa.select(one_page_on.label("chat_id")).select_from(mine).subquery()
    return connection.execute(sa.select(sa.func.min(ends.c.chat_id))).scalar()
