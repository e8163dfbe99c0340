"""Sending into a disk that fills up and gets room again."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.delivery import Deliverer
from bot.outcomes import Trouble
from bot.pacing import Pacing
from bot.telegram_client import TelegramClient
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.crowd import fan_out, gather
from tests.fakes import publish
from tests.flow.line import some_letters
from tests.plain_telegram import PlainTelegram

PATIENCE_S = 30.0
WINDOW = 32


@dataclass(slots=True)
class Story:
    """What happened."""

    readers: int
    told: list[Trouble] = field(default_factory=list)
    sent_while_full: int = 0
    lost: int = 0
    twice: int = 0


def fill_by_pages(store: Store) -> None:
    """Let the database grow no further."""
    with store._database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def free_pages(store: Store) -> None:
    with store._database.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")


async def send_through(store: Store, readers: int, *, fill: Callable[[], None], free: Callable[[], None]) -> Story:
    """Send an alert to everybody; the disk is full from early on until the owners were told."""
    story = Story(readers=readers)
    gather(store, readers)
    publish(store, "id:1")
    fan_out(store)

    async def tell(trouble: Trouble) -> None:
        story.told.append(trouble)

    async with PlainTelegram() as telegram, TelegramClient("1000:full", api_base_url=telegram.url) as client:
        with contextlib.closing(Lanes()) as lanes:
            deliverer = Deliverer(
                store=store,
                lanes=lanes,
                client=client,
                pacing=Pacing(rate_per_s=1e6),
                letters=some_letters(),
                tell=tell,
                window=WINDOW,
            )
            stop = asyncio.Event()
            running = asyncio.create_task(deliverer.run(stop))
            got = telegram.counts.chats
            await lanes.write(fill)
            await _until(lambda: story.told == [Trouble.STUCK], deliverer)
            before = len(got)
            await asyncio.sleep(0.2)
            deliverer.notify()
            await asyncio.sleep(0.1)
            story.sent_while_full = len(got) - before
            await lanes.write(free)
            await _until(lambda: store.outbox.counts().get("sent") == readers, deliverer)
            await _until(lambda: len(story.told) > 1, deliverer)
            stop.set()
            await running
    story.lost = readers - len(got)
    story.twice = got.total() - len(got)
    return story


async def _until(condition: Callable[[], bool], deliverer: Deliverer) -> None:
    """Wait for it; the deliverer is told to look again, as new work would."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            deliverer.notify()
            await asyncio.sleep(0.05)
