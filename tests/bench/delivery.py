"""Delivery: what a message costs, how near Telegram's ceiling sending stays, and who waits meanwhile.

The other end is a plain loopback server in a process of its own (`tests/plain_telegram.py`); it counts.
"""

import asyncio
import contextlib
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import telegram
from telegram.request import HTTPXRequest

from bot.app import App
from bot.delivery import Deliverer
from bot.message import Button, Message
from bot.pacing import Pacing
from bot.telegram_client import TelegramClient, prepare
from jobs.model import Chat, ChatId
from jobs.settings import Settings, TelegramSettings, parse
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.bench import Options, Row, at_least, at_most, shown
from tests.crowd import FIRST, fan_out, gather
from tests.fakes import publish
from tests.flow.line import some_letters
from tests.mixed_faults import MixedFaults

TOKEN = "1000:a-token-for-the-bench"
AT_ONCE = 32
WINDOW = 256  # for a load of thousands a second; the default of 32 is meant for Telegram's 28
RATE = 28.0
COMMANDS = ("/latest", "/mine", "/help", "/settings", "/search 송전망")
TEXT = "<b>카자흐스탄, 송전망 보강</b>\n" + "• 전력망 보강 계획을 두 배로 늘려요 " * 12
ALERT = Message(
    html=TEXT,
    plain="카자흐스탄, 송전망 보강",
    buttons=(
        (Button(label="참고자료 2", action="refs:1"), Button(label="관련", action="related:1")),
        (Button(label="전체 보기", action="brief:1"),),
    ),
)


def rows(options: Options) -> Iterator[Row]:
    """Give every figure of delivery."""
    logging.disable(logging.WARNING)
    size = 10_000 if options.full else 3_000
    with _a_server() as url:
        yield from asyncio.run(_costs(url, size))
    options.say(f"sending at {RATE:g}/s to {10_000 if options.full else 1_400:,} readers while people ask")
    with _a_server() as url:
        yield from asyncio.run(_ceiling(url, 10_000 if options.full else 1_400))
    yield from asyncio.run(_faults(30_000 if options.full else 3_000))


@contextlib.contextmanager
def _a_server() -> Iterator[str]:
    server = subprocess.Popen([sys.executable, "-m", "tests.plain_telegram"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.wait()


@contextlib.contextmanager
def _a_store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/sosik.db") as store:
        yield store


async def _told(url: str, what: str, **wish: object) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session, session.post(f"{url}/told/{what}", json=wish) as answer:
        return dict(await answer.json())


# ── what a message costs ─────────────────────────────────────────────────────────────────────────


async def _costs(url: str, size: int) -> list[Row]:
    theirs, _ = await _library(url, 400)
    lane, lane_rate = await _bulk_lane(url, size)
    runs = [await _whole(url, size // 3) for _ in range(3)]
    whole, rate = median(cpu for cpu, _ in runs), max(rate for _, rate in runs)
    return [
        at_most("a message, claim and confirm at SQLite FULL included: CPU", whole, 0.25, "ms"),
        at_least("messages a second, the same, the best of three runs", rate, 3_000, "/s"),
        shown("the bulk lane alone: CPU a message", lane, "ms"),
        shown("the bulk lane alone", lane_rate, "/s"),
        shown("python-telegram-bot's default transport: CPU a message", theirs, "ms"),
        at_least("its CPU over the bulk lane's", theirs / lane, 8, "x"),
        at_least("its CPU over ours, claim and confirm included", theirs / whole, 8, "x"),
    ]


async def _drive(count: int, act: Callable[[int], Awaitable[object]]) -> tuple[float, float]:
    """Act so often, some at once; give CPU milliseconds an act, and acts a second."""
    numbers = iter(range(count))

    async def work() -> None:
        for number in numbers:
            await act(number)

    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return (time.process_time() - cpu) / count * 1e3, count / (time.perf_counter() - wall)


async def _library(url: str, count: int) -> tuple[float, float]:
    request = HTTPXRequest(connection_pool_size=AT_ONCE)
    bot = telegram.Bot(TOKEN, base_url=f"{url}/bot", request=request)
    await request.initialize()
    try:
        await _drive(100, lambda number: bot.send_message(FIRST + number, TEXT, parse_mode="HTML"))
        return await _drive(count, lambda number: bot.send_message(FIRST + number, TEXT, parse_mode="HTML"))
    finally:
        await request.shutdown()


async def _bulk_lane(url: str, count: int) -> tuple[float, float]:
    envelope = prepare(ALERT)
    chats = [Chat(id=ChatId(number), telegram_id=FIRST + number) for number in range(count)]
    async with TelegramClient(TOKEN, api_base_url=url) as client:
        await _drive(300, lambda number: client.post(chats[number], envelope))
        return await _drive(count, lambda number: client.post(chats[number], envelope))


async def _whole(url: str, count: int) -> tuple[float, float]:
    """Deliver to so many readers as fast as it goes, every claim and confirmation synced to the disk."""
    with _a_store() as store, contextlib.closing(Lanes()) as lanes:
        gather(store, count)
        publish(store, "id:1")
        fan_out(store)
        async with TelegramClient(TOKEN, api_base_url=url) as client:
            deliverer = Deliverer(
                store=store,
                lanes=lanes,
                client=client,
                pacing=Pacing(rate_per_s=1e6),
                letters=some_letters(alert=lambda *_: ALERT),
                window=WINDOW,
            )
            cpu, wall = time.process_time(), time.perf_counter()
            async with _running(deliverer.run):
                while store.outbox.counts().get("sent", 0) < count:
                    await asyncio.sleep(0.02)
            return (time.process_time() - cpu) / count * 1e3, count / (time.perf_counter() - wall)


@contextlib.asynccontextmanager
async def _running(role: Callable[[asyncio.Event], Awaitable[None]]) -> AsyncIterator["asyncio.Future[None]"]:
    stop = asyncio.Event()
    task = asyncio.ensure_future(role(stop))
    try:
        yield task
    finally:
        stop.set()
        await task


# ── Telegram's ceiling ───────────────────────────────────────────────────────────────────────────


async def _ceiling(url: str, readers: int) -> list[Row]:
    """Run the whole bot at the ceiling while people ask it things; give what the server counted."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), url)
        with Store.open(settings.database.url) as store:
            gather(store, readers)
            publish(store, "id:1")
        app = App(settings, TOKEN)
        async with _running(app.run) as bot:
            while not (app.ready.is_set() or bot.done()):
                await asyncio.sleep(0.02)
            if bot.done():
                await bot  # and so say why it did not begin
            asked = await _ask_meanwhile(url, readers)
            took = await _told(url, "report")
        with Store.open(settings.database.url, write=False) as store:
            counts = store.outbox.counts()
    waits = sorted(took["waits_s"])
    sent = took["sent"] - 1  # the first begins the first interval
    missing = readers - counts.get("sent", 0)
    return [
        at_least(f"of {RATE:g}/s used over {readers:,} readers", 100 * sent / RATE / took["took_s"], 97, "%"),
        at_most("1-second windows over 30", took["over"], 0),
        shown("the fullest second", took["peak"]),
        at_most("messages to a chat within a second", took["crowded"], 0),
        at_most("readers without their alert", missing, 0),
        at_most("answers that did not come", asked - len(waits), 0),
        at_most(f"a command's answer meanwhile, p95 of {len(waits)}", _at(waits, 0.95) * 1e3, 200, "ms"),
        shown("a command's answer meanwhile, p50", _at(waits, 0.5) * 1e3, "ms"),
    ]


def _settings(folder: Path, url: str) -> Settings:
    plain = parse(
        f'data_dir = "{folder}"\n[database]\nurl = "sqlite:///{folder}/sosik.db"\n[korean]\nanalyser = "none"'
    )
    return plain.model_copy(update={"telegram": TelegramSettings(api_base_url=url, rate_per_s=RATE)})


async def _ask_meanwhile(url: str, readers: int) -> int:
    """Let a different person ask something every 400 ms until every reader has their alert; give how many asked."""
    asked = 0
    while not (await _told(url, "report"))["sent"]:
        await asyncio.sleep(0.02)
    while True:
        report = await _told(url, "report")
        if report["sent"] - len(report["waits_s"]) >= readers:
            break
        person = FIRST + 5_000_000 + asked
        await _told(url, "ask", person=person, text=COMMANDS[asked % len(COMMANDS)])
        asked += 1
        await asyncio.sleep(0.4)
    await asyncio.sleep(1.5)  # the last answers, and the last confirmations
    return asked


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("inf")


# ── faults ───────────────────────────────────────────────────────────────────────────────────────


async def _faults(chats: int) -> list[Row]:
    """Deliver to so many chats of which some are gone, moved, slow or cut off; give what does not add up."""
    with _a_store() as store:
        async with MixedFaults(store, chats) as faults:
            await faults.deliver(window=WINDOW)
            wrong = faults.wrong()
    name = f"of {chats:,} chats with mixed faults, not as they should be"
    return [at_most(name, len(wrong), 0), shown("the faults", len(faults.planned), "chats")]
