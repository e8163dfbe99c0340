"""Fan-out: one briefing to half of all chats, against the floor: the same rows by a bare `executemany`.

Delivery is stood in for by an untimed statement that takes what is due whenever enough lies ahead.
"""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from jobs.model import ANY_TOPIC, BriefingId, RegionId, subscription_key
from jobs.store import Store
from jobs.store.tables import delivery, dispatch
from tests.bench import Options, Row, at_most, shown
from tests.crowd import FIRST, gather, utc_now
from tests.fakes import CENTRAL_ASIA, ENERGY, KZ, RU, publish

NARROW = 300


@dataclass(slots=True)
class Expansion:
    """What fanning one briefing out took."""

    first_ms: float = 0.0  # until somebody could be claimed
    pages_ms: list[float] = field(default_factory=list)
    written: int = 0

    @property
    def all_s(self) -> float:
        """Give the time of all pages."""
        return sum(self.pages_ms) / 1e3


def rows(options: Options) -> Iterator[Row]:
    """Give every figure of fan-out."""
    chats = 1_000_000 if options.full else 100_000
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/sosik.db") as store:
        options.say(f"letting {chats:,} chats subscribe")
        _subscribe(store, chats)
        narrow = [_expanded(store, _published(store, f"narrow:{number}", RU, RegionId(0))) for number in range(5)]
        options.say(f"fanning out to {chats // 2:,} of them")
        wide = _expanded(store, _published(store, "wide:1", KZ, CENTRAL_ASIA))
        floor_s = median(_floor_s(Path(folder) / f"floor{one}.db", wide.written) for one in range(3))
        bare_s = median(_floor_s(Path(folder) / f"bare{one}.db", wide.written, bare=True) for one in range(3))
    name = f"{wide.written:,} of {chats:,} chats"
    yield at_most(f"{name}: over the executemany floor", wide.all_s / floor_s, 3, "x")
    yield shown(f"{name}: all pages", wide.all_s, "s")
    yield shown("the floor: the same rows into the same table", floor_s, "s")
    yield shown("the same rows into a table without indexes", bare_s, "s")
    yield at_most("first recipient claimable", wide.first_ms, 50, "ms")
    yield at_most("longest write lock", max(wide.pages_ms), 100, "ms")
    yield shown("a page, median", median(wide.pages_ms), "ms")
    fastest = min(narrow, key=lambda one: one.all_s)
    yield at_most(f"narrow match, {fastest.written} of {chats:,}", fastest.all_s * 1e3, 5, "ms")
    yield at_most("rows missing", chats // 2 - wide.written + NARROW - fastest.written, 0)


def _subscribe(store: Store, chats: int) -> None:
    """Half asks for Central Asia or Kazakhstan, a few for Russia, the rest for something else."""
    half = chats // 2
    gather(store, half - half // 5, region=CENTRAL_ASIA)
    gather(store, half // 5, region=KZ, first=FIRST + half)
    gather(store, NARROW, region=RU, first=FIRST + 2 * half)
    gather(store, chats - half - NARROW, topic=ENERGY, first=FIRST + 3 * half)


def _published(store: Store, key: str, *regions: RegionId) -> BriefingId:
    return publish(store, key, *(subscription_key(one, ANY_TOPIC) for one in regions))


def _expanded(store: Store, briefing_id: BriefingId) -> Expansion:
    """Fan a briefing out page by page; what is due is taken away whenever enough lies ahead."""
    made = Expansion()
    claimed = False
    while _waiting(store, briefing_id):
        start = time.perf_counter()
        page = store.outbox.expand(now=utc_now())
        took_ms = (time.perf_counter() - start) * 1e3
        if page is None:
            _take_what_is_due(store)
            continue
        made.pages_ms.append(took_ms)
        made.written += page
        if not claimed:
            claimed = bool(store.outbox.tick([], 32, utc_now()))
            made.first_ms = (time.perf_counter() - start) * 1e3
    _take_what_is_due(store)
    return made


def _waiting(store: Store, briefing_id: BriefingId) -> bool:
    states = sa.select(dispatch.c.state).where(dispatch.c.subject_id == briefing_id)
    with store._database.reading() as connection:
        return "expanding" in connection.execute(states).scalars().all()


def _take_what_is_due(store: Store) -> None:
    with store._database.writing() as connection:
        connection.execute(delivery.update().where(delivery.c.state.in_(["due", "claimed"])).values(state="sent"))


def _floor_s(path: Path, count: int, *, bare: bool = False) -> float:
    """Give the seconds of writing so many deliveries with nothing around them, synced once."""
    Store.open(f"sqlite:///{path}").close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    if bare:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'delivery' AND sql IS NOT NULL"
        ).fetchall():
            connection.execute(f"DROP INDEX {name}")
    rows = [(1, number, "due", 1_770_000_000_000) for number in range(count)]
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO delivery (dispatch_id, chat_id, state, not_before) VALUES (?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
    took = time.perf_counter() - start
    connection.close()
    return took
