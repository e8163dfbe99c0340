"""The composition root: builds everything, starts it in order, stops it in the opposite order.

Starts: store, analyser (Kiwi stalls the loop while it loads, so before anybody is listened to), index, schedule,
deliverer, intake. Stops: intake, work, delivery, store.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from bot import commands, inline
from bot.alarm import Alarm
from bot.answering import Answering
from bot.delivery import Deliverer
from bot.desk import Desk
from bot.intake import Intake
from bot.message import Answer, Request
from bot.pacing import Pacing
from bot.replies import notices, trouble
from bot.steady import keep_what_is_loaded, take_turns_often
from bot.telegram_client import TelegramClient
from bot.updates import Asked
from bot.voices import InlineAnswer, Voices
from bot.wishes import read_wish
from bot.writing import letters
from jobs import regions
from jobs.backfilling import Backfill
from jobs.collecting import Collected, Collector
from jobs.commissioning import Commissions, StoredRecords
from jobs.entries import RECHECK_EVERY
from jobs.errors import SendError, Unauthorised
from jobs.fetch import Fetcher
from jobs.indexing import Follower
from jobs.language import Analyser, open_analyser
from jobs.model import Language
from jobs.pipeline import Pipeline
from jobs.rereading import Rereader
from jobs.schedule import TICK_S, Schedule
from jobs.search import Library, NameTable, SearchSettings, named
from jobs.settings import Settings, SourceSettings, backend_keys
from jobs.store import Store
from jobs.store.lanes import Lanes
from jobs.summary.writers.chain import build

logger = logging.getLogger(__name__)

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0  # while Telegram cannot be reached at the start


def utc_now() -> datetime:
    """Give the time: the clock that what is built here is handed."""
    return datetime.now(UTC)


class App:
    """The whole program. `ready` is set once people are answered."""

    def __init__(
        self, settings: Settings, token: str, *, tick_s: float = TICK_S, recheck_every: timedelta = RECHECK_EVERY
    ) -> None:
        self._settings = settings
        self._token = token
        self._tick_s = tick_s
        self._recheck_every = recheck_every
        self.ready = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set; then end with everything confirmed that was begun."""
        settings = self._settings
        async with contextlib.AsyncExitStack() as stack:
            store, lanes = stack.enter_context(_opened(settings))
            client = await stack.enter_async_context(
                TelegramClient(
                    self._token,
                    api_base_url=settings.telegram.api_base_url,
                    paid_broadcast=settings.telegram.paid_broadcast,
                )
            )
            analyser = await asyncio.to_thread(opened_analyser, settings)
            library = await asyncio.to_thread(open_library, settings)
            stack.callback(library.close)
            await asyncio.to_thread(read_wish, "준비")  # reads the tables of names, so that nobody waits for them
            fetcher = await stack.enter_async_context(Fetcher())
            username = await _introduce(client, stop)
            if username is None:
                return
            desk = Desk(store=store, lanes=lanes, library=library, settings=settings, bot_username=username)
            commissions = await stack.enter_async_context(commissioning(settings, store, lanes, analyser))
            schedule = self._schedule(desk, fetcher, analyser, commissions)
            await self._work(desk, client, schedule, stop)

    def _schedule(self, desk: Desk, fetcher: Fetcher, analyser: Analyser, commissions: Commissions) -> Schedule:
        store, lanes = desk.store, desk.lanes
        return Schedule(
            collector=Collector(
                store=store, lanes=lanes, fetcher=fetcher, clock=utc_now, recheck_every=self._recheck_every
            ),
            pipeline=Pipeline(
                store=store,
                lanes=lanes,
                analyser=analyser,
                clock=utc_now,
                commissions=commissions,
                names=desk.library.names,
                rate_per_s=self._settings.telegram.rate_per_s,
            ),
            follower=Follower(store, lanes, desk.library),
            store=store,
            lanes=lanes,
            sources=self._settings.source,
            clock=utc_now,
            tick_s=self._tick_s,
        )

    async def _work(self, desk: Desk, client: TelegramClient, schedule: Schedule, stop: asyncio.Event) -> None:
        store, lanes = desk.store, desk.lanes
        pacing = Pacing(rate_per_s=self._settings.telegram.rate_per_s)
        deliverer = Deliverer(
            store=store,
            lanes=lanes,
            client=client,
            pacing=pacing,
            letters=letters(desk.bot_username),
            tell=Alarm(
                client=client,
                pacing=pacing,
                store=store,
                lanes=lanes,
                owners=self._settings.telegram.owners,
                say=trouble.alarm,
            ).tell,
            clock=utc_now,
        )
        intake = Intake(
            store=store,
            lanes=lanes,
            client=client,
            answering=Answering(client=client, pacing=pacing, store=store, lanes=lanes),
            voices=voices_of(desk),
            username=desk.bot_username,
            precedence=desk.precedence,
            clock=utc_now,
        )
        stop_delivery = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            delivering = group.create_task(deliverer.run(stop_delivery))
            delivering.add_done_callback(lambda _: stop.set())  # a refused token ends the program
            schedule.start(on_deliveries=deliverer.notify)
            self.ready.set()
            try:
                await intake.run(stop)
            finally:
                await schedule.stop()
                stop_delivery.set()


async def run_until_signalled(settings: Settings, token: str) -> None:
    """Run the program until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    app = App(settings, token)
    calming = asyncio.create_task(_calm(app.ready))
    try:
        await app.run(stop)
    finally:
        calming.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await calming


async def _calm(ready: asyncio.Event) -> None:
    """Keep the loop from being late once everything is loaded: see `bot.steady`."""
    await ready.wait()
    keep_what_is_loaded()
    take_turns_often()


async def collect_now(settings: Settings, sources: Sequence[SourceSettings]) -> tuple[Collected, ...]:
    """Poll these sources once; summarise, fan out and index what is new or waits; the running bot sends it."""
    async with _newsroom(settings) as (collector, pipeline, follower):
        collected = [await collector.collect(source) for source in sources]
        await pipeline.summarise_all()
        await pipeline.fan_out_waiting()
        while await follower.catch_up():
            pass
    return tuple(collected)


def opened_analyser(settings: Settings) -> Analyser:
    """Open the analyser that the settings name, with every proper noun it must know."""
    return open_analyser(settings.korean.analyser, regions.analyser_words())


def open_library(settings: Settings, *, read_only: bool = False) -> Library:
    """Open the search index in the data directory."""
    folder = settings.data_dir / "index"
    chosen = SearchSettings(analyser=settings.korean.analyser)
    return Library.open(folder, chosen, read_only=read_only, names=search_names(settings))


def search_names(settings: Settings) -> NameTable:
    """Give the names that a search knows, those of the sources among them."""
    called = {name: one.id for one in settings.source for name in (one.id, one.name, one.name_en) if name}
    return named(called)


@contextlib.contextmanager
def _opened(settings: Settings, *, write: bool = True) -> Iterator[tuple[Store, Lanes]]:
    owners = settings.telegram.owners
    with (
        Store.open(settings.database.url, write=write, sources=settings.source, owners=owners) as store,
        contextlib.closing(Lanes()) as lanes,
    ):
        yield store, lanes


@contextlib.asynccontextmanager
async def _newsroom(settings: Settings) -> AsyncIterator[tuple[Collector, Pipeline, Follower]]:
    with _opened(settings) as (store, lanes), contextlib.closing(open_library(settings)) as library:
        analyser = await asyncio.to_thread(opened_analyser, settings)
        async with Fetcher() as fetcher, commissioning(settings, store, lanes, analyser) as commissions:
            collector = Collector(store=store, lanes=lanes, fetcher=fetcher, clock=utc_now)
            yield (
                collector,
                Pipeline(
                    store=store,
                    lanes=lanes,
                    analyser=analyser,
                    clock=utc_now,
                    commissions=commissions,
                    names=search_names(settings),
                ),
                Follower(store, lanes, library),
            )


@contextlib.asynccontextmanager
async def backfilling(settings: Settings) -> AsyncIterator[Backfill]:
    """Give what fills the archive with written summaries, closed at the end."""
    with _opened(settings) as (store, lanes):
        analyser = await asyncio.to_thread(opened_analyser, settings)
        async with commissioning(settings, store, lanes, analyser) as commissions:
            names = search_names(settings)
            pipeline = Pipeline(store=store, lanes=lanes, analyser=analyser, clock=utc_now, names=names)
            yield Backfill(
                store=store,
                lanes=lanes,
                pipeline=pipeline,
                commissions=commissions,
                settings=settings.summary,
                clock=utc_now,
            )


@contextlib.asynccontextmanager
async def rereading(settings: Settings, *, dry: bool) -> AsyncIterator[Rereader]:
    """Give what reads the archive again, closed at the end; a `dry` one works beside a running bot."""
    with _opened(settings, write=not dry) as (store, lanes):
        analyser = await asyncio.to_thread(opened_analyser, settings)
        names = search_names(settings)
        pipeline = Pipeline(store=store, lanes=lanes, analyser=analyser, clock=utc_now, names=names)
        sources = {one.id: one for one in settings.source}
        yield Rereader(store=store, lanes=lanes, pipeline=pipeline, sources=sources, clock=utc_now)


@contextlib.asynccontextmanager
async def commissioning(
    settings: Settings, store: Store, lanes: Lanes, analyser: Analyser
) -> AsyncIterator[Commissions]:
    """Give the desk that asks the backends of the settings, closed at the end."""
    records = StoredRecords(store, lanes, utc_now)
    chain = build(settings.summary, backend_keys(settings.summary), records=records, clock=utc_now)
    commissions = Commissions(chain, analyser, sources=settings.source, deadline_s=settings.summary.deadline_s)
    try:
        yield commissions
    finally:
        await commissions.close()


async def _introduce(client: TelegramClient, stop: asyncio.Event) -> str | None:
    """Ask Telegram who we are and hang up the menus; None when stopped before it answered.

    Raises Unauthorised when the token is refused.
    """
    wait_s = FIRST_WAIT_S
    while not stop.is_set():
        try:
            username = await client.get_me()
            await client.set_menus({"": commands.menu(Language.EN), "ko": commands.menu(Language.KO)})
        except Unauthorised:
            raise
        except SendError as error:
            logger.warning("telegram.unreachable", extra={"reason": str(error), "again_in_s": wait_s})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
        else:
            await _present(client)
            return username
    return None


async def _present(client: TelegramClient) -> None:
    """Say who the bot is to those who have not started it; where Telegram does not take it now, the next start does."""
    try:
        await client.introduce({"": notices.introduction(Language.EN), "ko": notices.introduction(Language.KO)})
    except Unauthorised:
        raise
    except SendError as error:
        logger.info("telegram.not_introduced", extra={"reason": str(error)})


def voices_of(desk: Desk) -> Voices:
    """Give intake the voices of this desk."""

    async def answer(request: Request) -> Answer:
        return await commands.answer(desk, request)

    async def look_up(asked: Asked, language: Language) -> InlineAnswer | None:
        found = await inline.answer(desk, asked.text, offset=asked.offset, language=language, now=utc_now())
        return None if found is None else inline.wire(found)

    return Voices(answer=answer, sorry=notices.sorry, slower=notices.slower, look_up=look_up)
