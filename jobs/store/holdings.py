"""What a chat has of a briefing: the messages that carried it, and the revision they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from jobs.model import ChatId, DispatchKind
from jobs.store.fanout import MAX_EDITS
from jobs.store.tables import delivery, dispatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The alert a chat has, the newest where it got several, and every message about the same briefing."""

    revision: int
    edits: int
    message_id: int
    messages: tuple[int, ...]
    sent_at: datetime | None

    def changeable(self, kind: DispatchKind, revision: int) -> bool:
        """Tell whether there is something to change: a recall always, a correction at most three times."""
        return kind is DispatchKind.RECALL or (self.revision < revision and self.edits < MAX_EDITS)


def held_by(connection: sa.Connection, briefing_id: int, chats: Sequence[ChatId]) -> dict[ChatId, Held]:
    """Give what each of the chats has of a briefing; those that have no alert of it are left out."""
    rows = connection.execute(
        sa.select(delivery, dispatch.c.kind)
        .join(dispatch, dispatch.c.id == delivery.c.dispatch_id)
        .where(dispatch.c.subject_id == briefing_id)
        .where(dispatch.c.kind.in_((DispatchKind.ALERT, DispatchKind.CORRECTION)))
        .where(delivery.c.chat_id.in_(chats), delivery.c.state == "sent", delivery.c.message_id.is_not(None))
        .order_by(delivery.c.dispatch_id.desc())
    ).all()
    found: dict[ChatId, Held] = {}
    for chat_id in chats:
        mine = [row for row in rows if row.chat_id == chat_id]
        alert = next((row for row in mine if row.kind == DispatchKind.ALERT), None)
        if alert is not None:
            found[chat_id] = Held(
                revision=alert.revision,
                edits=alert.edits,
                message_id=alert.message_id,
                messages=tuple(dict.fromkeys(row.message_id for row in mine)),
                sent_at=alert.sent_at,
            )
    return found
