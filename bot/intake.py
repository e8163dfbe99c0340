"""Intake: Telegram's updates come in one by one, each is answered, none is lost and none acts twice.

An update is confirmed to Telegram only when it is answered, or kept in the store: what a dead process had in hand comes
again, and what it had finished is known by its id. Within a chat one thing is answered after the other, chats run side
by side.

What comes first after a start may be what ended the last process: each beginning of it is written down. What was begun
once and not finished is answered alone, what was begun twice is set aside.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Sequence
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from typing import TypeVar

from prometheus_client import Counter

from bot.answering import Answering
from bot.outcomes import backoff_s
from bot.precedence import Precedence
from bot.reception import ANSWER_S, FAILURES, Reception
from bot.telegram_client import Raw, TelegramClient
from bot.updates import Heard, UpdateUnreadable, commands_first, hear, may_search, place
from bot.voices import Voices
from jobs.errors import RetryLater, SendError, Unauthorised
from jobs.model import Clock
from jobs.store import Store
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)
T = TypeVar("T")

POLL_S = 25
DRAIN_S = 5.0
BUSY_POLL_S = 0.1  # while something is being answered Telegram is asked this often for more
HELD = 90  # of the 100 updates Telegram gives from the oldest unanswered one on; with more in hand, those are kept here
BEGUN = 2  # so many processes may end over an update
HEARD_AT_ONCE = 8
HEARD_A_TURN, MOST_UNHEARD = 16, 400  # plain words: so many between one poll and the next, so many that may wait
FULL = 100  # so many updates Telegram gives at once: where it does, more may wait, a /help among them
ABREAST_S = 0.5  # so long searches wait for these to be heard, so that they do not take the interpreter's turns from it
AT_ONCE = 64
SEARCHES_AT_ONCE = 16  # enough to keep the threads busy that look; a crowd of them keeps no other command waiting

UPDATES = Counter("sosik_updates", "Updates by what they said", ["kind"])


class Intake:
    """The role that listens. `run` it once."""

    def __init__(  # noqa: PLR0913 — all by keyword: what `bot.app` plugs in
        self,
        *,
        store: Store,
        lanes: Lanes,
        client: TelegramClient,
        answering: Answering,
        voices: Voices,
        username: str,
        precedence: Precedence,
        answer_s: float = ANSWER_S,
        drain_s: float = DRAIN_S,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._client = client
        self._username = username
        self._precedence = precedence
        self._drain_s = drain_s
        self._clock = clock
        self._next_id = 0
        self._answered_before = 0  # the highest id that earlier processes answered
        self._unfinished: dict[int, Raw] = {}
        self._unheard: dict[int, Raw] = {}  # of the unfinished those that stand in no line yet
        self._kept: set[int] = set()  # of the unfinished those that the store keeps
        self._suspects: set[int] = set()  # of the unfinished those that may have ended the last process
        self._one_suspect = asyncio.Lock()
        self._finished: set[int] = set()  # at or above the offset: Telegram may give them once more
        self._lines: dict[int, deque[Heard]] = {}
        self._serving: set[asyncio.Task[None]] = set()
        self._at_once, self._searching = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(SEARCHES_AT_ONCE)
        self._settled = asyncio.Event()
        self._abreast = asyncio.Event()  # set while Telegram gives all that it has
        self._reception = Reception(
            store=store,
            lanes=lanes,
            client=client,
            answering=answering,
            voices=voices,
            answer_s=answer_s,
            clock=clock,
        )
        self._refused: Unauthorised | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Listen and answer until `stop` is set; what is being answered then is finished, the rest comes again.

        Raises Unauthorised when Telegram refuses the token.
        """
        stopping = asyncio.create_task(stop.wait())
        try:
            await self._listen(stopping)
        finally:
            stopping.cancel()
            await self._finish()
        if self._refused is not None:
            raise self._refused

    # ── listening ────────────────────────────────────────────────────────────────────────────────

    async def _listen(self, stopping: asyncio.Task[bool]) -> None:
        failures = 0
        opened = False
        while not stopping.done() and self._refused is None:
            try:
                if not opened:
                    await _unless(stopping, self._client.delete_webhook())
                    self._answered_before = await self._lanes.read(self._store.intake.newest)
                    await self._take_in(await self._lanes.read(self._store.intake.kept), suspect=True)
                batch = await _unless(stopping, self._poll())
                more = len(batch or ()) >= FULL
                if more:
                    self._abreast.clear()
                else:
                    self._abreast.set()
                fresh = await self._take_in(batch or (), suspect=not opened)
                await self._hear(more=more)
                opened = True
                failures = 0
            except Unauthorised:
                raise
            except SendError as error:
                wait_s = max(backoff_s(min(failures, 4), 0.2), getattr(error, "after_s", 0.0))
                failures += 1
                log = logger.warning if isinstance(error, RetryLater) else logger.info
                log("intake.waiting", extra={"reason": str(error), "wait_s": round(wait_s, 1)})
                await asyncio.wait({stopping}, timeout=wait_s)
            except Exception:  # the outermost loop of the role
                logger.exception("intake.failed")
                FAILURES.inc()
                failures += 1
                await asyncio.wait({stopping}, timeout=backoff_s(min(failures, 4), 0.2))
            else:
                if self._unfinished and not fresh and not self._unheard:
                    await self._until_settled()

    async def _poll(self) -> list[Raw]:
        """Ask for updates. Whatever is below the offset is confirmed by asking."""
        waiting = self._unfinished.keys() - self._kept
        offset = min(waiting, default=self._next_id)
        if len(waiting) + sum(one >= offset for one in self._finished) >= HELD:
            await self._lanes.write(self._store.intake.keep, {one: self._unfinished[one] for one in waiting})
            self._kept |= waiting & self._unfinished.keys()
            offset = min(self._unfinished.keys() - self._kept, default=self._next_id)
        batch = await self._client.get_updates(offset, 0 if self._unfinished else POLL_S)
        self._finished = {one for one in self._finished if one >= offset}
        return batch

    async def _take_in(self, batch: Sequence[Raw], *, suspect: bool = False) -> bool:
        """Take each new update in hand; give whether there was one."""
        known = self._unfinished.keys() | self._finished
        new = {n: raw for raw in batch if isinstance(n := raw.get("update_id"), int) and n not in known}
        old = [one for one in new if one <= self._answered_before]
        answered = await self._lanes.read(self._store.intake.answered, old) if old else ()
        for update_id, raw in new.items():
            self._next_id = max(self._next_id, update_id + 1)
            if update_id in answered:
                self._finished.add(update_id)
                continue
            self._unfinished[update_id] = self._unheard[update_id] = raw
            if suspect:
                self._suspects.add(update_id)
        return bool(new)

    async def _hear(self, *, more: bool) -> None:
        """Put what was taken in into the lines: commands at once, plain words some at a time, then more is asked for.

        While Telegram has `more` to give, a /help perhaps, no plain words.
        """
        commands, words = commands_first(self._unheard)
        some = 0 if more and len(words) < MOST_UNHEARD else HEARD_A_TURN
        for number, (update_id, raw) in enumerate((*commands, *words[:some]), start=1):
            if number % HEARD_AT_ONCE == 0:
                await asyncio.sleep(0)  # to read a hundred takes long enough to hold up everybody else
            del self._unheard[update_id]
            heard = self._read(raw, update_id)
            if heard is None:
                await self._settle(update_id)
            else:
                self._line_up(heard)

    def _read(self, raw: Raw, update_id: int) -> Heard | None:
        try:
            heard = hear(raw, username=self._username)
        except UpdateUnreadable as error:
            UPDATES.labels("unreadable").inc()
            logger.warning("intake.unreadable", extra={"update_id": update_id, "reason": str(error)})
            return None
        UPDATES.labels("ignored" if heard is None else place(heard.event)).inc()
        return heard

    def _line_up(self, heard: Heard) -> None:
        line = self._lines.get(heard.telegram_id)
        if line is not None:
            line.append(heard)
            return
        self._lines[heard.telegram_id] = deque([heard])
        task = asyncio.create_task(self._serve(heard.telegram_id))
        self._serving.add(task)
        task.add_done_callback(self._served)

    def _served(self, task: "asyncio.Task[None]") -> None:
        """Say what ended a line before its end: what is left of it comes again after a restart."""
        self._serving.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.critical("intake.line_ended", exc_info=error)
            FAILURES.inc()

    async def _until_settled(self) -> None:
        self._settled.clear()
        await _at_most(BUSY_POLL_S, self._settled.wait())

    # ── answering ────────────────────────────────────────────────────────────────────────────────

    async def _serve(self, telegram_id: int) -> None:
        """Answer a chat's line from its head until it is empty."""
        line = self._lines[telegram_id]
        try:
            while line:
                await self._serve_head(line[0])
                line.popleft()
        finally:
            del self._lines[telegram_id]

    async def _serve_head(self, heard: Heard) -> None:
        """Answer when there is room, unless too many processes began to and did not end it."""
        suspect = heard.update_id in self._suspects
        begun = await self._lanes.read(self._store.intake.begun, heard.update_id) if suspect else 0
        if begun >= BEGUN:
            UPDATES.labels("set_aside").inc()
            logger.error("intake.set_aside", extra={"update_id": heard.update_id, "begun": begun})
            await self._settle(heard.update_id)
            return
        searches = may_search(heard.event)
        async with self._one_suspect if begun else nullcontext():
            async with self._searching if searches else self._at_once:
                if searches and not self._abreast.is_set():
                    await _at_most(ABREAST_S, self._abreast.wait())
                if suspect:
                    await self._note(self._lanes.write(self._store.intake.begin, heard.update_id))
                with nullcontext() if searches else self._precedence.ahead():
                    done = await self._serve_one(heard)
            if done:
                await self._settle(heard.update_id)

    async def _serve_one(self, heard: Heard) -> bool:
        """Answer it, and give whether it is done with: not where Telegram refuses the token."""
        try:
            await self._reception.act(heard)
        except Unauthorised as error:
            self._refused = error
            self._settled.set()
            return False
        except Exception:  # the outermost frame of one answer
            logger.exception("intake.answer_failed", extra={"update_id": heard.update_id})
            FAILURES.inc()
        return True

    async def _note(self, write: Awaitable[None]) -> None:
        """Write it down if that can be done: a full disk keeps nobody from their answer, and repeats none."""
        try:
            await write
        except Exception:  # the log says which; it may come again after a restart
            logger.exception("intake.not_written")
            FAILURES.inc()

    async def _settle(self, update_id: int) -> None:
        """Write down that an update is done with, and let it be confirmed to Telegram."""
        self._store.intake.hand_in(update_id, self._clock())
        await self._note(self._lanes.write_shared(self._store.intake.write))
        self._unfinished.pop(update_id, None)
        self._kept.discard(update_id)
        self._suspects.discard(update_id)
        self._finished.add(update_id)
        self._settled.set()

    async def _finish(self) -> None:
        """Let what is being answered end; what is still waiting stays unconfirmed and comes again."""
        for line in self._lines.values():
            while len(line) > 1:
                line.pop()
        if self._serving:
            _, slow = await asyncio.wait(tuple(self._serving), timeout=self._drain_s)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)


async def _at_most(seconds: float, wish: Awaitable[object]) -> None:
    """Wait for a wish, but no longer than that."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wish


async def _unless(stopping: asyncio.Task[bool], wish: Awaitable[T]) -> T | None:
    """Give what the wish gives, or None as soon as the program stops: then the wish is cancelled."""
    task = asyncio.ensure_future(wish)
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
    return None if task.cancelled() else task.result()
