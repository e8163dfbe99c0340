"""One alert to many chats of which some are gone, moved, slow, met by a sick server or cut off in the middle."""

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from bot.delivery import Deliverer
from bot.message import Message
from bot.pacing import Pacing
from bot.telegram_client import TelegramClient
from jobs.model import ChatKind, ChatState
from jobs.store import Store
from jobs.store.lanes import Lanes
from jobs.store.tables import chat as chat_table
from jobs.store.tables import delivery as delivery_table
from tests.crowd import fan_out, gather
from tests.fakes import publish
from tests.flow.line import some_letters
from tests.plain_telegram import BLOCKED, CUT_AFTER, CUT_BEFORE, SICK, Fate, PlainTelegram, moved_to, slow_down

ALERT = Message(html="<b>송전망 보강</b>", plain="송전망 보강")
GROUP = -50_000_000  # old id of a group; a supergroup has the same below SUPERGROUP
SUPERGROUP = -1_000_000_000_000


class Fault(StrEnum):
    """What a chat's first send meets."""

    BLOCKED = "blocked"
    MOVED = "moved"
    SLOW = "429"
    SICK = "500"
    CUT_BEFORE = "cut before it arrived"
    CUT_AFTER = "cut after it arrived"


def plan(telegram_ids: range) -> dict[int, Fault]:
    """Spread the faults: of 400 private chats 4 block, 8 get a 429, 4 a 500, 2 are cut off (2 groups move besides)."""
    by_place = dict.fromkeys(range(4), Fault.BLOCKED) | dict.fromkeys(range(4, 12), Fault.SLOW)
    by_place |= dict.fromkeys(range(12, 16), Fault.SICK) | {16: Fault.CUT_BEFORE, 17: Fault.CUT_AFTER}
    every = 400 // len(by_place)  # spread over the 400, not at their start
    return {
        one: by_place[place // every]
        for at, one in enumerate(telegram_ids)
        if (place := at % 400) % every == 0 and place // every in by_place
    }


def fate_of(fault: Fault, telegram_id: int) -> Fate:
    match fault:
        case Fault.BLOCKED:
            return BLOCKED
        case Fault.MOVED:
            return moved_to(SUPERGROUP + telegram_id)
        case Fault.SLOW:
            return slow_down(1)
        case Fault.SICK:
            return SICK
        case Fault.CUT_BEFORE:
            return CUT_BEFORE
        case Fault.CUT_AFTER:
            return CUT_AFTER


class MixedFaults:
    """The run. `deliver` it within the block, then ask what is `wrong`."""

    def __init__(self, store: Store, chats: int) -> None:
        groups = max(1, chats // 200)
        self._store = store
        self._people = gather(store, chats - groups)
        self._groups = gather(store, groups, first=GROUP - groups, kind=ChatKind.GROUP)
        self.planned = plan(self._people) | dict.fromkeys(self._groups, Fault.MOVED)
        publish(store, "id:1")
        fan_out(store)
        self._telegram = PlainTelegram()
        self._telegram.fates = {one: deque([fate_of(fault, one)]) for one, fault in self.planned.items()}
        self._lanes = Lanes()
        self._skipped = timedelta(0)

    async def __aenter__(self) -> Self:
        await self._telegram.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._telegram.__aexit__(kind, error, trace)
        self._lanes.close()

    def _now(self) -> datetime:
        return datetime.now(UTC) + self._skipped

    async def deliver(self, *, window: int = 32) -> None:
        """Deliver until nothing is due; time is skipped when only what was cut off is waiting."""
        async with TelegramClient("1000:token", api_base_url=self._telegram.url) as client:
            deliverer = Deliverer(
                store=self._store,
                lanes=self._lanes,
                client=client,
                pacing=Pacing(rate_per_s=1e6, private_every_s=0),
                letters=some_letters(alert=lambda *_: ALERT),
                window=window,
                clock=self._now,
                spread=lambda: 0.0,
            )
            stop = asyncio.Event()
            running = asyncio.create_task(deliverer.run(stop))
            cut = sum(fault in {Fault.CUT_BEFORE, Fault.CUT_AFTER} for fault in self.planned.values())
            while left := self._left():
                await asyncio.sleep(0.05)
                if left == cut and not self._skipped:
                    self._skipped = timedelta(seconds=31)
                    deliverer.notify()
            stop.set()
            await running

    def _left(self) -> int:
        counts = self._store.outbox.counts()
        return counts.get("due", 0) + counts.get("claimed", 0)

    def wrong(self) -> list[str]:
        """Give every chat that did not get what it should have, or whose row does not say what happened."""
        found = []
        rows = self._rows()
        for one in (*self._people, *self._groups):
            fault = self.planned.get(one)
            now_at = SUPERGROUP + one if fault is Fault.MOVED else one
            row = rows.pop(now_at, None)
            got = self._telegram.counts.chats.pop(now_at, 0)
            seen = (got, *row) if row is not None else (got,)
            if seen != should_be(fault):
                found.append(f"{one} ({fault}): {seen}, not {should_be(fault)}")
        found += [f"a chat {one} that nobody planned" for one in rows]
        found += [f"a message to {one}, who is nobody" for one in self._telegram.counts.chats]
        return found

    def _rows(self) -> dict[int, tuple[str, str, int, int]]:
        wanted = sa.select(
            chat_table.c.telegram_id,
            delivery_table.c.state,
            chat_table.c.state.label("chat"),
            delivery_table.c.attempts,
            delivery_table.c.uncertain,
        ).join(delivery_table, delivery_table.c.chat_id == chat_table.c.id)
        with self._store._database.reading() as connection:
            return {row[0]: (row[1], row[2], row[3], row[4]) for row in connection.execute(wanted)}


def should_be(fault: Fault | None) -> tuple[int, str, str, int, int]:
    """Give messages got, the delivery's state, the chat's state, failed attempts, times in doubt."""
    active = ChatState.ACTIVE.value
    match fault:
        case Fault.BLOCKED:
            return 0, "dead", ChatState.RESTING.value, 0, 0
        case Fault.SICK:
            return 1, "sent", active, 1, 0
        case Fault.CUT_BEFORE:
            return 1, "sent", active, 1, 1
        case Fault.CUT_AFTER:
            return 2, "sent", active, 1, 1
        case _:
            return 1, "sent", active, 0, 0
