"""The ticks: when the newsroom looks whether anything is due. Everything durable is a due time in the store.

APScheduler runs a handful of in-memory ticks and nothing else: one at a time each, a missed one is not made up for.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs.collecting import Collector
from jobs.indexing import Follower
from jobs.model import Clock, SourceState
from jobs.pipeline import Pipeline
from jobs.settings import SourceSettings
from jobs.store import Store
from jobs.store.lanes import Lanes

logger = logging.getLogger(__name__)

AT_ONCE = 32  # sources polled at the same time
MOST_BEGUN = 500  # of those that wait for their turn as well
TICK_S = 1.0


class Schedule:
    """Owns the ticks; `stop` ends them and waits for the one that runs."""

    def __init__(  # noqa: PLR0913 — all by keyword: what the program's start plugs in
        self,
        *,
        collector: Collector,
        pipeline: Pipeline,
        follower: Follower,
        store: Store,
        lanes: Lanes,
        sources: Sequence[SourceSettings],
        clock: Clock,
        tick_s: float = TICK_S,
    ) -> None:
        self._collector = collector
        self._pipeline = pipeline
        self._follower = follower
        self._store = store
        self._lanes = lanes
        self._sources = {source.id: source for source in sources}
        self._clock = clock
        self._on_deliveries: Callable[[], None] = lambda: None
        self._tick_s = tick_s
        self._polls = asyncio.Semaphore(AT_ONCE)
        self._polling: dict[str, asyncio.Task[None]] = {}
        self._broken: dict[str, datetime] = {}  # sources whose poll ended in a way nobody foresaw: not before then
        self._woken = False  # sources that were disabled under other settings
        self._work = asyncio.Lock()
        self._running: set[asyncio.Future[None]] = set()
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self, *, on_deliveries: Callable[[], None]) -> None:
        """Begin to tick; `on_deliveries` is called when something became due."""
        self._on_deliveries = on_deliveries
        ticks: dict[str, Callable[[], Awaitable[None]]] = {"poll": self.poll_due, "work": self.work_waiting}
        for name, tick in ticks.items():
            self._scheduler.add_job(
                self._guarded(name, tick),
                "interval",
                seconds=self._tick_s,
                id=name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """End the ticks. A tick that runs is cut short between its transactions: what it was about stays waiting."""
        self._scheduler.pause()
        running = (*self._running, *self._polling.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.sleep(0)  # the ticks' own frames end before their scheduler does
        self._scheduler.shutdown(wait=False)

    async def poll_due(self) -> None:
        """Begin the polls that are due, as far as there is room; each ends by itself, a slow one holds up no other."""
        now = self._clock()
        if not self._woken:
            await self._lanes.write(self._store.sources.wake, tuple(self._sources.values()))
            self._woken = True
        due = await self._lanes.read(self._store.sources.due, tuple(self._sources), now)
        ready = [one for one in due if one not in self._polling and self._broken.get(one, now) <= now]
        begun = ready[: max(0, MOST_BEGUN - len(self._polling))]
        states = await self._lanes.read(self._store.sources.states, begun) if begun else {}
        for source_id, state in states.items():
            task = asyncio.create_task(self._poll_one(self._sources[source_id], state))
            self._polling[source_id] = task
            task.add_done_callback(partial(self._ended, source_id))

    def _ended(self, source_id: str, _: "asyncio.Task[None]") -> None:
        self._polling.pop(source_id, None)

    async def _poll_one(self, source: SourceSettings, state: SourceState) -> None:
        try:
            async with self._polls:
                collected = await self._collector.collect(source, state)
            if collected.new or collected.revised:
                await self.work_waiting()
        except Exception:  # the outermost loop of this role
            logger.exception("poll.broken", extra={"source": source.id})
            self._broken[source.id] = self._clock() + timedelta(seconds=source.interval_s)

    async def work_waiting(self) -> None:
        """Summarise, take what backends wrote, fan out and index whatever waits."""
        async with self._work:
            await self._pipeline.summarise_waiting()
            await self._pipeline.write_waiting()
            if await self._pipeline.fan_out_waiting():
                self._on_deliveries()
            await self._follower.catch_up()

    def _guarded(self, name: str, tick: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            task = asyncio.ensure_future(tick())
            self._running.add(task)
            await asyncio.wait({task})  # a cancelled tick is a stop, not an error
            self._running.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                logger.error("tick.failed", extra={"tick": name}, exc_info=error)

        return run
