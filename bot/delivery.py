"""The deliverer: takes what is due from the outbox, sends it at Telegram's pace, writes down what became of it.

Two loops share three places. `_tick_until` confirms what finished and claims what is due, in one transaction, at most
some twenty times a second; `_send_loop` starts each claimed message when its turn comes.

    outbox ─tick─► _claimed ─write─► _waiting ─turn─► in flight ─outcome─► _confirmed ─tick─► outbox

At most `window` deliveries are between the two ticks. That is also the most that can arrive twice after a crash.
While nothing can be written down (a full disk), nothing more is claimed: sending pauses, and goes on by itself.
"""

import asyncio
import heapq
import itertools
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from prometheus_client import Counter

from bot.errands import PATIENCE_S, Correct, Errand, Post, Runner, TakeBack
from bot.outcomes import UNCERTAIN_S, Trouble, backoff_s, settle
from bot.pacing import Pacing
from bot.telegram_client import TelegramClient
from bot.writing import Letters, Writer
from jobs.errors import RetryLater, SendError, ThreadGone, Unauthorised
from jobs.model import Chat, ChatKind, Clock, Confirmation, Delivery, Later, Outcome, Sent
from jobs.store import Store
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

TICK_S = 0.05  # what finishes meanwhile is confirmed together
IDLE_S = 1.0  # another process may have written something due
DRAIN_S = 8.0  # at a stop, what is in flight has this long
STUCK_AFTER = 2  # so many ticks that failed one after the other are trouble

OUTCOMES = Counter("sosik_deliveries", "Deliveries by what became of them", ["outcome"])
FAILURES = Counter("sosik_delivery_failures", "Errors of ours in the deliverer: each has a traceback in the log")


class Deliverer:
    """The role that sends. `run` it once; `notify` it when something became due."""

    def __init__(  # noqa: PLR0913 — all by keyword: what `bot.app` plugs in
        self,
        *,
        store: Store,
        lanes: Lanes,
        client: TelegramClient,
        pacing: Pacing,
        letters: Letters,
        tell: Callable[[Trouble], Awaitable[None]] | None = None,
        window: int = 32,
        drain_s: float = DRAIN_S,
        clock: Clock = lambda: datetime.now(UTC),
        spread: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._client = client
        self._pacing = pacing
        self._letters = letters
        self._tell = tell
        self._writer = Writer(store=store, lanes=lanes, letters=letters, clock=clock)
        self._runner = Runner(client, pacing)
        self._window = window
        self._drain_s = drain_s
        self._clock = clock
        self._spread = spread
        self._claimed: list[Delivery] = []
        self._waiting: list[tuple[float, int, Delivery, Errand]] = []  # a heap by turn, then by order of claim
        self._order = itertools.count()
        self._in_flight: set[asyncio.Task[None]] = set()
        self._asides: set[asyncio.Task[None]] = set()  # what is told beside the deliveries
        self._confirmed: list[Confirmation] = []
        self._wake = asyncio.Event()  # for the tick loop
        self._turn = asyncio.Event()  # for the send loop
        self._resting = False
        self._ending = False
        self._refused: Unauthorised | None = None

    def notify(self) -> None:
        """Look for due deliveries now instead of at the next look."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set, then end with nothing in doubt, within ten seconds.

        What a dead process had claimed is due again first. Raises Unauthorised when Telegram refuses the token.
        """
        self._ending = False
        await self._lanes.write_first(self._store.outbox.recover)
        try:
            async with asyncio.TaskGroup() as group:
                watching = group.create_task(self._wake_at(stop))
                sending = group.create_task(self._send_loop())
                await self._tick_until(stop)
                watching.cancel()
                sending.cancel()
        finally:
            await self._finish()
        if self._refused is not None:
            raise self._refused

    # ── confirming and claiming ──────────────────────────────────────────────────────────────────

    async def _tick_until(self, stop: asyncio.Event) -> None:
        failures = 0
        while not self._ending and not stop.is_set():
            try:
                filled = await self._tick()
            except Exception:  # the outermost loop of the role: what is claimed stays in hand, nothing is lost
                failures += 1
                logger.exception("delivery.failed", extra={"in_a_row": failures})
                FAILURES.inc()
                if failures == STUCK_AFTER:
                    self._say_aside(Trouble.STUCK)
                await self._pause(backoff_s(min(failures - 1, 3), 0.5))
                continue
            if failures >= STUCK_AFTER:
                logger.warning("delivery.goes_on")
                self._say_aside(Trouble.OVER)
            failures = 0
            await self._rest(filled)

    async def _tick(self) -> bool:
        """Confirm, claim and prepare; give whether the outbox filled every free place."""
        batch = tuple(self._confirmed)
        free = self._window - len(self._claimed) - len(self._waiting) - len(self._in_flight)
        if batch or free > 0:
            claimed = await self._lanes.write_first(self._store.outbox.tick, batch, free, self._clock())
            del self._confirmed[: len(batch)]
            self._claimed.extend(claimed)
        else:
            claimed = ()
        await self._prepare()
        return 0 < free <= len(claimed)

    async def _rest(self, filled: bool) -> None:
        """Wait until another tick is worth its transaction."""
        await self._pause(TICK_S)
        if self._confirmed or filled:
            return
        due = await self._lanes.read(self._store.outbox.next_due, self._clock())
        full = len(self._waiting) + len(self._in_flight) >= self._window
        wait_s = IDLE_S if due is None or full else (due - self._clock()).total_seconds()
        if self._confirmed:
            return
        self._resting = True
        await self._pause(min(IDLE_S, wait_s))
        self._resting = False

    async def _prepare(self) -> None:
        """Write what was claimed and put it in line; what needs no sending is confirmed as such."""
        if not self._claimed:
            return
        written = await self._writer.write(self._claimed)
        claimed, self._claimed = self._claimed, []
        now = asyncio.get_running_loop().time()
        for delivery, errand in zip(claimed, written, strict=True):
            if isinstance(errand, Post | Correct | TakeBack):
                heapq.heappush(self._waiting, (now, next(self._order), delivery, errand))
            else:
                self._confirm(delivery, errand)
        self._turn.set()

    # ── sending ──────────────────────────────────────────────────────────────────────────────────

    async def _send_loop(self) -> None:
        while True:
            self._turn.clear()
            wait_s = self._start_due(asyncio.get_running_loop().time())
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._turn.wait()

    def _start_due(self, now: float) -> float | None:
        """Start every message whose turn it is; give the seconds to the next turn, None when nothing waits."""
        while self._waiting and self._waiting[0][0] <= now:
            _, order, delivery, errand = self._waiting[0]
            chat = delivery.chat
            chat_at = self._pacing.chat_free_at(chat.telegram_id, now)
            if chat_at > now:
                heapq.heappop(self._waiting)
                self._postpone(delivery, errand, order=order, wait_s=chat_at - now, now=now)
                continue
            is_group = chat.kind is not ChatKind.PRIVATE
            turn_at = self._pacing.reserve(chat.telegram_id, is_group, now)
            if turn_at > now:
                return turn_at - now
            heapq.heappop(self._waiting)
            task = asyncio.create_task(self._send_one(delivery, errand))
            self._in_flight.add(task)
            task.add_done_callback(self._in_flight.discard)
        return self._waiting[0][0] - now if self._waiting else None

    def _postpone(self, delivery: Delivery, errand: Errand, *, order: int, wait_s: float, now: float) -> None:
        if wait_s <= PATIENCE_S:
            heapq.heappush(self._waiting, (now + wait_s, order, delivery, errand))
            return
        at = self._clock() + timedelta(seconds=wait_s)
        self._confirm(delivery, Later(at=at, reason="waits for the chat's turn", limited=True))

    async def _send_one(self, delivery: Delivery, errand: Errand) -> None:
        """Do one errand and confirm what became of it, also when it is cut short."""
        cut_short = self._clock() + timedelta(seconds=UNCERTAIN_S)
        outcome: Outcome = Later(at=cut_short, reason="stopped while sending", uncertain=True)
        try:
            outcome = await self._runner.run(delivery, errand)
        except SendError as error:
            outcome = self._failed(delivery, error)
        except Exception:  # the outermost frame of this send
            logger.exception("delivery.send_failed", extra={"chat_id": delivery.chat.id})
            FAILURES.inc()
        finally:
            self._confirm(delivery, outcome)

    def _failed(self, delivery: Delivery, error: SendError) -> Outcome:
        if isinstance(error, Unauthorised):
            self._refused = error
            self._end()
        if isinstance(error, RetryLater) and error.limited:
            now = asyncio.get_running_loop().time()
            if self._pacing.limited(delivery.chat.telegram_id, error.after_s, now):
                logger.warning("delivery.slowed", extra={"rate_per_s": round(self._pacing.rate(now), 1)})
        if isinstance(error, ThreadGone):
            self._aside(self._say_topic_lost(delivery.chat))
        return settle(error, attempts=delivery.attempts, now=self._clock(), spread=self._spread())

    def _confirm(self, delivery: Delivery, outcome: Outcome) -> None:
        kind = type(outcome).__name__.lower()
        OUTCOMES.labels(kind).inc()
        if not isinstance(outcome, Sent):
            fields = {"chat_id": delivery.chat.id, "dispatch_id": delivery.dispatch_id}
            logger.info("delivery.%s", kind, extra=fields | {"reason": getattr(outcome, "reason", "")})
        self._confirmed.append(
            Confirmation(dispatch_id=delivery.dispatch_id, chat_id=delivery.chat.id, outcome=outcome)
        )
        if self._resting or len(self._confirmed) >= self._window // 2:
            self._wake.set()

    # ── beside the deliveries ────────────────────────────────────────────────────────────────────

    def _say_aside(self, trouble: Trouble) -> None:
        if self._tell is not None:
            self._aside(self._tell(trouble))

    async def _say_topic_lost(self, chat: Chat) -> None:
        """Tell the main thread of a forum, once: from now on the chat has no topic."""
        main = replace(chat, thread=0)
        try:
            await self._runner.say(main, self._letters.topic_lost(main))
        except SendError as error:
            logger.info("delivery.topic_untold", extra={"chat_id": chat.id, "reason": str(error)})

    def _aside(self, saying: Awaitable[None]) -> None:
        async def say() -> None:
            try:
                await saying
            except Exception:  # the outermost frame of what is told beside
                logger.exception("delivery.untold")
                FAILURES.inc()

        task = asyncio.create_task(say())
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    # ── stopping ─────────────────────────────────────────────────────────────────────────────────

    async def _finish(self) -> None:
        """Give back what was not begun, await what is in flight, confirm all of it."""
        now = self._clock()
        begun_not = [*self._claimed, *(one[2] for one in self._waiting)]
        self._claimed, self._waiting = [], []
        for delivery in begun_not:
            self._confirm(delivery, Later(at=now, reason="stopped before sending", limited=True))
        if self._in_flight or self._asides:
            _, slow = await asyncio.wait((*self._in_flight, *self._asides), timeout=self._drain_s)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
        try:
            await self._lanes.write_first(self._store.outbox.tick, tuple(self._confirmed), 0, self._clock())
        except Exception:  # what was sent is then in doubt: it is sent again at the next start
            logger.exception("delivery.not_confirmed", extra={"deliveries": len(self._confirmed)})
            FAILURES.inc()
        self._confirmed.clear()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._end()

    def _end(self) -> None:
        self._ending = True
        self._wake.set()

    async def _pause(self, seconds: float) -> None:
        """Wait so long, or until woken; not at all once it ends."""
        if seconds <= 0 or self._ending:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._wake.clear()
