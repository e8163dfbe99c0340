"""Steps that the store's tests share."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from jobs.model import BriefingId, Chat, Confirmation, Delivery, Dropped, Outcome, Sent
from jobs.store import Store, tables
from jobs.store.chat_rows import chat_of
from tests.fakes import NOW, a_briefing, a_reading, an_announcement


def confirm(delivery: Delivery, outcome: Outcome) -> Confirmation:
    return Confirmation(dispatch_id=delivery.dispatch_id, chat_id=delivery.chat.id, outcome=outcome)


def fan_out(store: Store, now: datetime = NOW) -> int:
    """Write every page there is; give how many rows."""
    total = 0
    while (page := store.outbox.expand(now=now)) is not None:
        total += page
    return total


def send_all(store: Store, now: datetime = NOW) -> list[Delivery]:
    """Let Telegram take everything that is due; give what it took, in order. Message ids count up."""
    sent: list[Delivery] = []
    confirmed: list[Confirmation] = []
    while (claimed := store.outbox.tick(confirmed, 10, now)) or confirmed:
        confirmed = [_taken(store, one, 100 + len(sent) + at) for at, one in enumerate(claimed)]
        sent += claimed
    return sent


def _taken(store: Store, delivery: Delivery, message_id: int) -> Confirmation:
    edition = store.briefings.edition(BriefingId(delivery.subject_id))
    revision = edition.revision if edition and delivery.kind in ("alert", "correction") else None
    return confirm(delivery, Sent(message_id=delivery.message_id or message_id, revision=revision))


def drop(store: Store, delivery: Delivery, now: datetime = NOW) -> None:
    store.outbox.tick([confirm(delivery, Dropped(reason="nothing to say"))], 0, now)


def revise(store: Store, key: str, body: str, *, revision: int, keys: Sequence[int] = (), now: datetime = NOW) -> None:
    """Let the source say something else, and announce it."""
    source = "sample"
    (saved,) = store.briefings.save(source, [a_reading(key, a_briefing(body=body))], now=now)
    assert store.briefings.announce(an_announcement(saved.id, *keys, revision=revision), now=now)


def chat_now(store: Store, chat: Chat) -> Chat:
    """The chat as it is kept, also where it lives under another id by now."""
    with store.chats._database.reading() as connection:
        row = connection.execute(sa.select(tables.chat).where(tables.chat.c.id == chat.id)).one()
        return chat_of(row, store.chats._profiles.of(connection, row.profile_id))
