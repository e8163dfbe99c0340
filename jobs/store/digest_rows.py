"""What a digest holds and how it is written, within a transaction.

A briefing gets its `announced_seq` when readers may know of it; a digest holds what matches its chat's interests
between the seq its last one reached and the seq at which it was made, minus what the chat got as an alert.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jobs.due import next_digest
from jobs.model import ChatState, DispatchKind, Profile
from jobs.store.chat_rows import meets
from jobs.store.dispatches import write_dispatch
from jobs.store.polling_tables import catch_up_item
from jobs.store.tables import ONE, briefing, briefing_key, chat, delivery, dispatch, exclusion, interest


def newest_seq() -> sa.ScalarSelect[Any]:
    """Give the announced_seq reached so far, as part of a statement."""
    return sa.select(sa.func.coalesce(sa.func.max(briefing.c.announced_seq), 0)).scalar_subquery()


def seen_by(connection: sa.Connection, chat_id: int) -> int:
    """Give the seq up to which a chat that now turns to digests was served: alerts still on their way to it are not."""
    on_its_way = (dispatch.c.state == "expanding", dispatch.c.cursor < chat_id)
    alone = dispatch.c.subject_id == briefing.c.id
    alerts = sa.select(briefing.c.announced_seq).join(dispatch, alone).where(dispatch.c.kind == DispatchKind.ALERT)
    floods = (
        sa.select(briefing.c.announced_seq)
        .join(catch_up_item, catch_up_item.c.briefing_id == briefing.c.id)
        .join(dispatch, dispatch.c.subject_id == catch_up_item.c.catch_up_id)
        .where(dispatch.c.kind == DispatchKind.CATCH_UP)
    )
    coming = sa.union_all(alerts.where(*on_its_way), floods.where(*on_its_way)).subquery()
    first = connection.execute(sa.select(sa.func.min(coming.c.announced_seq))).scalar()
    return int(first - 1 if first is not None else connection.execute(sa.select(newest_seq())).scalar_one())


def fresh(seen: sa.ColumnElement[int], upto: int, *, floor: int, chat_id: sa.ColumnElement[int]) -> sa.Select[Any]:
    """Ask for the briefings that a chat's digest holds: their ids, each as often as it matches.

    `floor` is the lowest id a briefing newer than `seen` has: it keeps the look into the match keys short.
    """
    newer = (briefing.c.announced_seq > seen, briefing.c.announced_seq <= upto)
    return wanted_by(chat_id).where(briefing_key.c.briefing_id >= floor, *newer)


def wanted_by(chat_id: sa.ColumnElement[int]) -> sa.Select[Any]:
    """Ask for the briefings that meet a chat's interests and did not reach it yet, each as often as it matches."""
    left_out_key = briefing_key.alias("left_out_key")
    left_out = (
        sa.select(ONE)
        .select_from(exclusion)
        .join(left_out_key, left_out_key.c.key == exclusion.c.region * 64)
        .where(exclusion.c.interest_id == interest.c.id, left_out_key.c.briefing_id == briefing.c.id)
        .correlate(interest, briefing)
    )
    told = (
        sa.select(ONE)
        .select_from(catch_up_item)
        .join(dispatch, dispatch.c.subject_id == catch_up_item.c.catch_up_id)
        .join(delivery, sa.and_(delivery.c.dispatch_id == dispatch.c.id, delivery.c.chat_id == interest.c.chat_id))
        .where(catch_up_item.c.briefing_id == briefing.c.id, dispatch.c.kind == DispatchKind.CATCH_UP)
        .where(delivery.c.state == "sent")
        .correlate(interest, briefing)
    )
    had = (
        sa.select(ONE)
        .select_from(dispatch)
        .join(delivery, sa.and_(delivery.c.dispatch_id == dispatch.c.id, delivery.c.chat_id == interest.c.chat_id))
        .where(dispatch.c.subject_id == briefing.c.id, dispatch.c.kind == DispatchKind.ALERT)
        .where(delivery.c.state.in_(("due", "claimed", "sent")))
        .correlate(interest, briefing)
    )
    return (
        sa.select(briefing.c.id)
        .select_from(interest)
        .join(briefing_key, meets())
        .join(briefing, briefing.c.id == briefing_key.c.briefing_id)
        .where(interest.c.chat_id == chat_id, briefing.c.recalled.is_(None))
        .where(~left_out.exists(), ~had.exists(), ~told.exists())
    )


def floor_of(connection: sa.Connection, seen: int) -> int:
    """Give the lowest id among the briefings announced after a seq; 0 where there are none."""
    lowest = sa.select(sa.func.min(briefing.c.id)).where(briefing.c.announced_seq > seen)
    return connection.execute(lowest).scalar() or 0


def write_digests(
    connection: sa.Connection, *, slot: datetime, profile: Profile, chats: Sequence[sa.Row[Any]], now: datetime
) -> int:
    """Write the digests of some chats of one slot and profile and set them to their next slot; gives how many.

    A chat whose digest would be empty, that rests or is muted gets none.
    """
    upto = int(connection.execute(sa.select(newest_seq())).scalar_one())
    live = [
        one.id for one in chats if one.state == ChatState.ACTIVE and not (one.muted_until and one.muted_until > now)
    ]
    following = next_digest(profile, max(slot, now))
    wanted = _with_news(connection, live, min((one.digest_seen for one in chats), default=0), upto)
    if wanted:
        dispatch_id = _dispatch(
            connection, slot=slot, profile_id=chats[0].profile_id, upto=upto, now=now, until=following
        )
        _insert_rows(connection, dispatch_id, wanted, now)
    ids = [one.id for one in chats]
    connection.execute(chat.update().where(chat.c.id.in_(ids)).values(digest_due_at=following))
    nothing_new = [one for one in ids if one not in set(wanted)]
    connection.execute(chat.update().where(chat.c.id.in_(nothing_new)).values(digest_seen=upto))
    return len(wanted)


def farewell(connection: sa.Connection, row: sa.Row[Any], now: datetime) -> None:
    """Write the last digest of a chat that wants its briefings as they come from now on."""
    write_digests(connection, slot=now, profile=Profile(), chats=[row], now=now)
    on_its_way = sa.select(dispatch.c.id).where(
        dispatch.c.state == "expanding",
        dispatch.c.kind.in_((DispatchKind.ALERT, DispatchKind.CATCH_UP)),
        dispatch.c.cursor < row.id,
    )
    held_there = [
        {"dispatch_id": one, "chat_id": row.id, "state": "dropped", "not_before": now, "error": "in the digest"}
        for one in connection.execute(on_its_way).scalars()
    ]
    if held_there:
        connection.execute(delivery.insert(), held_there)


def _insert_rows(connection: sa.Connection, dispatch_id: int, chats: Sequence[int], now: datetime) -> None:
    mine = sa.select(delivery.c.chat_id).where(delivery.c.dispatch_id == dispatch_id, delivery.c.chat_id.in_(chats))
    there = set(connection.execute(mine).scalars())
    rows = [
        {"dispatch_id": dispatch_id, "chat_id": one, "state": "due", "not_before": now}
        for one in chats
        if one not in there
    ]
    if rows:
        connection.execute(delivery.insert(), rows)


def _with_news(connection: sa.Connection, ids: Sequence[int], seen: int, upto: int) -> list[int]:
    floor = floor_of(connection, seen)
    if not ids or not floor:
        return []
    held = fresh(chat.c.digest_seen, upto, floor=floor, chat_id=chat.c.id).correlate(chat)
    found = sa.select(chat.c.id).where(chat.c.id.in_(ids), held.exists()).order_by(chat.c.id)
    return list(connection.execute(found).scalars())


def _dispatch(
    connection: sa.Connection, *, slot: datetime, profile_id: int, upto: int, now: datetime, until: datetime | None
) -> int:
    """Give the dispatch of a slot and profile that reaches `upto`, making it where there is none."""
    same = (dispatch.c.kind == DispatchKind.DIGEST, dispatch.c.subject_id == profile_id, dispatch.c.release_at == slot)
    known = connection.execute(sa.select(dispatch.c.id).where(*same, dispatch.c.revision == upto)).scalar()
    if known is not None:
        return int(known)
    return write_dispatch(
        connection,
        DispatchKind.DIGEST,
        profile_id,
        now=now,
        revision=upto,
        state="done",
        release_at=slot,
        expires_at=until,
    )
