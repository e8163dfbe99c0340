"""A crowd in the chat: two hundred people search at the same moment over HTTP, and somebody else asks for help."""

import asyncio
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp

from bot.answering import Answering
from bot.app import open_library, opened_analyser, voices_of
from bot.desk import Desk
from bot.intake import Intake
from bot.pacing import Pacing
from bot.telegram_client import TelegramClient
from jobs.indexing import Follower
from jobs.model import Briefing, Document, Rights, Section, Subsection
from jobs.pipeline import announcement_of
from jobs.settings import Settings, SourceSettings
from jobs.store import Reading, Store
from jobs.store.lanes import Lanes
from tests.bench._questions import Asked, Collection
from tests.flow.wire import TOKEN, People, until

PEOPLE = 200
ARCHIVE = 200
"""Briefings: those that the questions are about."""
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Seconds from the moment all asked until each had an answer, sorted; and how long help took, alone and meanwhile.

    `cpu_s` is what a search cost the bot's process.
    """

    searches: Sequence[float]
    help_alone: float
    help_meanwhile: float
    cpu_s: float


def at_once(asked: Collection) -> Answered:
    """Open a bot on an archive of these passages, its Telegram in another process, and let the crowd ask."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_asked(Path(folder), asked))


async def _asked(folder: Path, asked: Collection) -> Answered:
    questions = asked.test[:PEOPLE]
    with _telegram() as url:
        async with _bot(folder, url, asked, questions), aiohttp.ClientSession() as session:
            people = People(url, session)
            crowd = [await people.join(language_code="ko") for _ in questions]
            other = await people.join(language_code="ko")
            for chat in (*crowd, other):
                await people.write(chat, "/settings")
            await until(lambda: _sent(people, len(crowd) + 1), "everybody is known", PATIENCE_S)
            await people.write(other, questions[0].text)  # as in a bot that has been running
            await until(lambda: _sent(people, len(crowd) + 2), "the first search is answered", PATIENCE_S)
            alone = await _help(people, other)
            before, began, cpu = len(await people.calls("sendMessage")), time.time(), time.process_time()
            pairs = zip(crowd, questions, strict=True)
            await asyncio.gather(*(people.write(chat, " ".join(one.nouns)) for chat, one in pairs))
            meanwhile = await _help(people, other)
            await until(lambda: _sent(people, before + len(crowd) + 1), "all are answered", PATIENCE_S)
            cpu = (time.process_time() - cpu) / len(crowd)
            answers = [one for one in (await people.calls("sendMessage"))[before:] if one["chat_id"] != other]
    return Answered(
        searches=sorted(one["at"] - began for one in answers),
        help_alone=alone,
        help_meanwhile=meanwhile,
        cpu_s=cpu,
    )


async def _sent(people: People, count: int) -> bool:
    await asyncio.sleep(0.2)  # looking costs the other process as much as an answer
    return len(await people.calls("sendMessage")) >= count


async def _help(people: People, chat: int) -> float:
    began, before = time.perf_counter(), len(await people.heard(chat))

    async def heard() -> bool:
        return len(await people.heard(chat)) > before

    await people.write(chat, "/help")
    await until(heard, "help", PATIENCE_S)
    return time.perf_counter() - began


@contextlib.contextmanager
def _telegram() -> Iterator[str]:
    words = (sys.executable, "-m", "bot.sandbox", "--token", TOKEN, "--until-eof")
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        assert sandbox.stdin is not None
        yield sandbox.stdout.readline().strip()
        sandbox.stdin.close()


@contextlib.asynccontextmanager
async def _bot(folder: Path, url: str, asked: Collection, questions: Sequence[Asked]) -> AsyncIterator[None]:
    source = SourceSettings(id="bench", kind="feed", url="https://board.example/feed", rights=Rights.FULL)
    settings = Settings.model_validate(
        {"data_dir": folder, "database": {"url": f"sqlite:///{folder}/sosik.db"}, "source": [source.model_dump()]}
    )
    with (
        Store.open(settings.database.url, sources=settings.source) as store,
        contextlib.closing(Lanes()) as lanes,
        contextlib.closing(open_library(settings)) as library,
    ):
        await _publish(store, settings, asked, questions)
        await Follower(store, lanes, library).catch_up()
        async with TelegramClient(TOKEN, api_base_url=url) as client:
            username = await client.get_me()
            desk = Desk(store=store, lanes=lanes, library=library, settings=settings, bot_username=username)
            pacing = Pacing(rate_per_s=100_000, private_every_s=0)  # Telegram's own pace is not measured here
            answering = Answering(client=client, pacing=pacing, store=store, lanes=lanes)
            voices = voices_of(desk)
            intake = Intake(
                store=store, lanes=lanes, client=client, answering=answering, voices=voices, username=username
            )
            stop = asyncio.Event()
            running = asyncio.create_task(intake.run(stop))
            yield
            stop.set()
            await running


async def _publish(store: Store, settings: Settings, asked: Collection, questions: Sequence[Asked]) -> None:
    analyser, now = opened_analyser(settings), datetime(2025, 1, 1, tzinfo=UTC)
    for key in list(dict.fromkeys(one.passage for one in questions))[:ARCHIVE]:
        title, text = asked.passages[key]
        section = Section(heading=title, subsections=(Subsection(heading=None, paragraphs=(text,)),))
        briefing = Briefing(title=title, published=date(2024, 12, 1), sections=(section,))
        reading = Reading(keys=(key,), document=Document(content=text), briefing=briefing)
        (stored,) = store.briefings.save("bench", [reading], now=now)
        store.briefings.announce(announcement_of(stored.id, 1, briefing, analyser), now=now)
