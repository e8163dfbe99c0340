"""The claim: which due deliveries are handed to the sender now.

Places are shared out among the dispatches (`sharing`), then filled with the rows due longest. A chat has one message in
flight, and of two of the same priority the older goes first. What must not go now is settled in passing, so that it is
not met again: postponed to the end of quiet hours, or dropped for a chat that rests, is muted, has nothing to correct.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jobs.due import quiet_until
from jobs.model import Chat, ChatId, ChatState, Delivery, DispatchId, DispatchKind
from jobs.store.chat_rows import chat_of
from jobs.store.dispatches import WEIGHTS
from jobs.store.due_rows import Active, active
from jobs.store.fanout import SOUNDLESS
from jobs.store.holdings import Held, held_by
from jobs.store.profiles import Profiles
from jobs.store.sharing import PORTIONS, Shares
from jobs.store.tables import ONE, chat, delivery, in_state

_CHANGING = (DispatchKind.CORRECTION, DispatchKind.RECALL)
_MOST_ROUNDS = 8  # a tick meets at most so many times its places

_BUSY = delivery.alias("busy")
_IN_FLIGHT = (
    sa.select(ONE)
    .where(_BUSY.c.state == sa.literal_column("'claimed'"), _BUSY.c.chat_id == delivery.c.chat_id)
    .correlate(delivery)
    .exists()
)
_NOW = sa.bindparam("now", type_=delivery.c.not_before.type)
_LONGEST_DUE = (
    sa.select(delivery.c.dispatch_id, delivery.c.attempts, delivery.c.plain, chat)
    .join(chat, chat.c.id == delivery.c.chat_id)
    .where(in_state("due"), delivery.c.dispatch_id == sa.bindparam("of_dispatch"), delivery.c.not_before <= _NOW)
    .where(sa.not_(_IN_FLIGHT))
    .order_by(delivery.c.not_before, delivery.c.chat_id)
    .limit(sa.bindparam("places"))
)
_OLDER = (
    sa.select(delivery.c.dispatch_id, delivery.c.chat_id, delivery.c.attempts, delivery.c.plain)
    # the state in a guise that no index has, so that each row is looked up by its key and not among all that is due
    .where(delivery.c.state + "" == "due", delivery.c.not_before <= _NOW)
    .where(delivery.c.dispatch_id.in_(sa.bindparam("older", expanding=True)))
    .where(delivery.c.chat_id.in_(sa.bindparam("chats", expanding=True)))
    .order_by(delivery.c.dispatch_id.desc())
)
_ONE = delivery.update().where(
    delivery.c.dispatch_id == sa.bindparam("of_dispatch"), delivery.c.chat_id == sa.bindparam("of_chat")
)
_CLAIM = _ONE.values(state="claimed")
_DROP = _ONE.values(state="dropped", error=sa.bindparam("reason"))
_POSTPONE = _ONE.values(not_before=sa.bindparam("at", type_=delivery.c.not_before.type))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A due row that could go now."""

    of: Active
    chat: Chat
    attempts: int
    plain: bool

    @property
    def row(self) -> dict[str, object]:
        return {"of_dispatch": self.of.id, "of_chat": self.chat.id}


class Claims:
    """Hands out deliveries; remembers what each dispatch is owed."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self._shares: Shares[DispatchId] = Shares()

    def claim(self, connection: sa.Connection, free: int, now: datetime) -> tuple[Delivery, ...]:
        """Claim up to `free` deliveries that are due, within a transaction."""
        due = [one for one in active(connection, now) if one.first_at <= now]
        if not due:
            return ()
        claimed: list[Delivery] = []
        shares = self._shares.split(free, _weights(due))
        for one in due:
            if one.id in shares:
                claimed += self._fill(connection, one, due, places=shares[one.id], now=now)
        for one in due[:PORTIONS]:  # what some did not need
            if len(claimed) < free:
                claimed += self._fill(connection, one, due, places=free - len(claimed), now=now)
        return tuple(claimed)

    def _fill(
        self, connection: sa.Connection, one: Active, due: Sequence[Active], *, places: int, now: datetime
    ) -> list[Delivery]:
        """Claim rows of one dispatch until its places are full or nothing of it is due."""
        claimed: list[Delivery] = []
        for _ in range(_MOST_ROUNDS):
            wanted = places - len(claimed)
            found = self._longest_due(connection, one, due, places=wanted, now=now)
            claimed += self._settle(connection, found, now)
            if len(found) < wanted or len(claimed) >= places:
                break
        return claimed

    def _longest_due(
        self, connection: sa.Connection, one: Active, due: Sequence[Active], *, places: int, now: datetime
    ) -> list[_Candidate]:
        """Give the chats for which this dispatch is due longest, each with the oldest row due to it."""
        values = {"now": now, "of_dispatch": one.id, "places": places}
        rows = connection.execute(_LONGEST_DUE, values).all()
        found = {
            row.id: _Candidate(
                one, chat_of(row, self._profiles.of(connection, row.profile_id)), row.attempts, row.plain
            )
            for row in rows
        }
        older = {other.id: other for other in due if other.priority == one.priority and other.id < one.id}
        if found and older:
            values = {"now": now, "older": list(older), "chats": list(found)}
            for row in connection.execute(_OLDER, values):
                of = older[DispatchId(row.dispatch_id)]
                found[row.chat_id] = _Candidate(of, found[row.chat_id].chat, row.attempts, row.plain)
        return list(found.values())

    def _settle(self, connection: sa.Connection, found: Sequence[_Candidate], now: datetime) -> list[Delivery]:
        """Claim of the candidates what may go, postpone and drop the others."""
        postponed: list[dict[str, object]] = []
        dropped: list[dict[str, object]] = []
        going: list[_Candidate] = []
        for one in found:
            if reason := _never(one, now):
                dropped.append(one.row | {"reason": reason})
            elif later := _not_yet(one, now):
                postponed.append(one.row | {"at": later})
            else:
                going.append(one)
        claimed: list[Delivery] = []
        holdings = _holdings(connection, going)
        for one in going:
            held = holdings.get((one.of.subject_id, one.chat.id))
            if reason := _pointless(one, held):
                dropped.append(one.row | {"reason": reason})
            else:
                claimed.append(_delivery(one, now, held))
        going_rows = [{"of_dispatch": one.dispatch_id, "of_chat": one.chat.id} for one in claimed]
        for statement, rows in ((_DROP, dropped), (_POSTPONE, postponed), (_CLAIM, going_rows)):
            if rows:
                connection.execute(statement, rows)
        return claimed


def _weights(due: Sequence[Active]) -> dict[DispatchId, float]:
    """Divide the weight of each priority among its dispatches."""
    many: dict[int, int] = {}
    for one in due:
        many[one.priority] = many.get(one.priority, 0) + 1
    return {one.id: WEIGHTS.get(one.priority, 1) / many[one.priority] for one in due}


def _muted(one: Chat, now: datetime) -> bool:
    return one.muted_until is not None and one.muted_until > now


def _never(one: _Candidate, now: datetime) -> str:
    """Give why a delivery is not sent at all, "" where it is."""
    if one.chat.state is not ChatState.ACTIVE:
        return "the chat rests"
    return "muted" if _muted(one.chat, now) and one.of.kind not in SOUNDLESS else ""


def _not_yet(one: _Candidate, now: datetime) -> datetime | None:
    """Give the end of the quiet hours that hold a delivery back, None where nothing does."""
    if one.of.urgent or one.of.kind in SOUNDLESS:
        return None
    return quiet_until(one.chat.profile, now)


def _pointless(one: _Candidate, held: Held | None) -> str:
    """Give why there is nothing to send to this chat, "" where there is."""
    if one.of.kind in _CHANGING and (held is None or not held.changeable(one.of.kind, one.of.revision)):
        return "nothing to change there"
    return "has it already" if one.of.again and held is not None else ""


def _holdings(connection: sa.Connection, going: Sequence[_Candidate]) -> Mapping[tuple[int, ChatId], Held]:
    """Give what the chats have of the briefings that are to be corrected, recalled or sent again."""
    found: dict[tuple[int, ChatId], Held] = {}
    changing = [one for one in going if one.of.kind in _CHANGING or one.of.again]
    for subject in {one.of.subject_id for one in changing}:
        chats = [one.chat.id for one in changing if one.of.subject_id == subject]
        found.update({(subject, chat_id): held for chat_id, held in held_by(connection, subject, chats).items()})
    return found


def _delivery(one: _Candidate, now: datetime, held: Held | None = None) -> Delivery:
    quiet = one.chat.profile.quiet is not None and quiet_until(one.chat.profile, now) is not None
    was: Any = {}
    if held is not None:
        was = {
            "shown": held.revision,
            "message_id": held.message_id,
            "messages": held.messages,
            "sent_at": held.sent_at,
        }
    return Delivery(
        dispatch_id=one.of.id,
        chat=one.chat,
        kind=one.of.kind,
        subject_id=one.of.subject_id,
        attempts=one.attempts,
        plain=one.plain,
        silent=quiet or _muted(one.chat, now),
        revision=one.of.revision,
        payload=one.of.payload,
        **was,
    )
