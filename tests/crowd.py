"""Many readers at once, written straight into the tables: for benches and for tests with hundreds of chats."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from jobs.model import ANY_REGION, ANY_TOPIC, ChatKind, ChatState, Language, RegionId, TopicId, subscription_key
from jobs.store import Store
from jobs.store.tables import chat, interest, subscription

FIRST = 1_000_000  # the Telegram id of the first reader
PAGE = 20_000


def utc_now() -> datetime:
    return datetime.now(UTC)


@contextlib.contextmanager
def a_swift_folder() -> Iterator[Path]:
    """Give a folder in memory where there is one: a killed process leaves what it wrote to the system either way."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


def gather(
    store: Store,
    count: int,
    *,
    first: int = FIRST,
    region: RegionId = ANY_REGION,
    topic: TopicId = ANY_TOPIC,
    kind: ChatKind = ChatKind.PRIVATE,
) -> range:
    """Let so many Korean readers subscribe to a region and topic; gives their Telegram ids."""
    ids = range(first, first + count)
    known = {"kind": kind, "state": ChatState.ACTIVE, "language": Language.KO, "first": Language.KO}
    with store._database.writing() as connection:
        below = connection.execute(sa.select(sa.func.coalesce(sa.func.max(chat.c.id), 0))).scalar_one()
        asked = connection.execute(sa.select(sa.func.coalesce(sa.func.max(interest.c.id), 0))).scalar_one()
        now = utc_now()
        key = subscription_key(region, topic)
        _write(
            connection,
            chat,
            ids,
            lambda at: {"id": below + 1 + at, "telegram_id": ids[at], "met_at": now, **known},
        )
        wish = {"region": region, "topic": topic, "key": key, "made_at": now}
        _write(connection, interest, ids, lambda at: {"id": asked + 1 + at, "chat_id": below + 1 + at, **wish})
        _write(
            connection,
            subscription,
            ids,
            lambda at: {"key": key, "chat_id": below + 1 + at, "interest_id": asked + 1 + at},
        )
    return ids


def _write(
    connection: sa.Connection, table: sa.Table, ids: Sequence[int], row: Callable[[int], dict[str, object]]
) -> None:
    rows: Iterator[dict[str, object]] = (row(at) for at in range(len(ids)))
    while page := list(islice(rows, PAGE)):
        connection.execute(table.insert(), page)


def fan_out(store: Store) -> int:
    """Write every delivery that waits to be written; gives how many."""
    written = 0
    while (page := store.outbox.expand(now=utc_now(), ahead=10_000_000)) is not None:
        written += page
    return written
