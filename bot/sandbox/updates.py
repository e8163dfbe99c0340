"""The updates that wait for the bot, and the rules by which getUpdates hands them out.

What was handed out stays until an offset above it confirms it, so a bot killed in between sees it again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.sandbox.errors import Json, other_poller

FIRST_UPDATE = 700_000_001
UNASKED = ("chat_member", "message_reaction", "message_reaction_count")
"""Kinds delivered only to a bot that lists them."""


@dataclass(slots=True)
class UpdateQueue:
    """Updates in order of id; one waiting getUpdates at a time."""

    next_id: int = FIRST_UPDATE
    allowed: tuple[str, ...] = ()
    pending: OrderedDict[int, Json] = field(default_factory=OrderedDict)
    _waiter: asyncio.Future[None] | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def wanted(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def push(self, kind: str, content: Json) -> int | None:
        """The id of the new update; None where the bot does not want that kind."""
        return self.push_raw({kind: content}) if self.wanted(kind) else None

    def push_raw(self, update: Json) -> int:
        """The id of an update put in line as it is; it gets an id if it has none."""
        given = update.get("update_id")
        update_id = given if isinstance(given, int) and given >= self.next_id else self.next_id
        self.next_id = update_id + 1
        self.pending[update_id] = {"update_id": update_id} | {
            key: value for key, value in update.items() if key != "update_id"
        }
        self.arrived.set()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        return update_id

    def confirm(self, offset: int) -> None:
        """Everything below `offset` is gone; a negative one keeps that many from the end."""
        if offset < 0:
            offset = next(reversed(list(self.pending)[:offset]), 0) + 1
        while self.pending and next(iter(self.pending)) < offset:
            self.pending.popitem(last=False)

    def first(self, limit: int) -> list[Json]:
        """The oldest unconfirmed updates."""
        return [update for _, update in zip(range(limit), self.pending.values(), strict=False)]

    async def get(self, *, offset: int, limit: int, timeout_s: float, allowed: Sequence[str] | None) -> list[Json]:
        """What getUpdates answers, at the latest after `timeout_s`; a newer call ends this one with 409."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(other_poller())
        if allowed is not None:
            self.allowed = tuple(allowed)
        self.confirm(offset)
        if self.pending or timeout_s <= 0:
            return self.first(limit)
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiter = waiter
        done, _ = await asyncio.wait((waiter,), timeout=timeout_s)
        if self._waiter is waiter:
            self._waiter = None
        if done:
            waiter.result()
            await asyncio.sleep(0)  # what arrives in the same breath goes into one answer
        return self.first(limit)

    def wake(self) -> None:
        """The waiting getUpdates answers at once: the server stops or a webhook takes over."""
        self.arrived.set()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
