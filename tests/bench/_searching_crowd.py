"""A crowd in the chat: two hundred people search at the same moment over HTTP, and others ask for help meanwhile.

The bot is `sosik run` in a process of its own, and so is Telegram: people type elsewhere in life too, and what they
cost is not ours. Both, and the people here, share the machine's cores.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp

from bot.app import opened_analyser
from jobs.model import Briefing, Document, Section, Subsection
from jobs.pipeline import announcement_of
from jobs.settings import Settings, load
from jobs.store import Reading, Store
from tests.bench._questions import Asked, Collection
from tests.flow.wire import TOKEN, People, until

PEOPLE = 200
ARCHIVE = 200
"""Briefings: those that the questions are about."""
HELPED = 8
HELP_EVERY_S = 0.1
PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.5  # looking costs the other process as much as an answer
_CONFIG = """
data_dir = "data"
[database]
url = "sqlite:///data/sosik.db"
[telegram]
api_base_url = "{url}"
rate_per_s = 1000  # Telegram's own pace is not measured here
paid_broadcast = true
[[source]]
id = "bench"
kind = "folder"
url = "inbox"
rights = "full"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Seconds from the moment all asked until each had an answer, sorted; how long help took, alone and, the longest of
    several, meanwhile.

    `cpu_s` is what a search cost the bot's process, the sending included.
    """

    searches: Sequence[float]
    help_alone: float
    help_meanwhile: float
    cpu_s: float


def at_once(asked: Collection) -> Answered:
    """Open a bot on an archive of these passages and let the crowd ask."""
    questions = asked.test[:PEOPLE]
    with tempfile.TemporaryDirectory() as folder, _telegram() as url:
        config = _furnished(Path(folder), url, asked, questions)
        with _bot(config) as number:
            return asyncio.run(_asked(url, number, questions))


async def _asked(url: str, bot: int, questions: Sequence[Asked]) -> Answered:
    async with aiohttp.ClientSession() as session:
        people = People(url, session)
        crowd = [await people.join(language_code="ko") for _ in questions]
        others = [await people.join(language_code="ko") for _ in range(HELPED + 2)]  # a chat has a message a second
        for chat in (*crowd, *others):
            await people.write(chat, "/settings")
        known = len(crowd) + len(others)
        await _until_sent(people, known, "everybody is known")
        await people.write(others.pop(), questions[0].text)  # as in a bot that has been running
        await _until_sent(people, known + 1, "the first search is answered")
        alone, one = time.time(), others.pop()
        await people.write(one, "/help")
        await _until_sent(people, known + 2, "help")
        alone = await _heard_at(people, one) - alone
        cpu = _cpu_s(bot)
        began = time.time()
        pairs = zip(crowd, questions, strict=True)
        asking = asyncio.gather(*(people.write(chat, " ".join(one.nouns)) for chat, one in pairs))
        helped = [await _cry_for_help(people, chat) for chat in others]
        await asking
        await _until_sent(people, known + 2 + len(crowd) + len(others), "all are answered")
        cpu = (_cpu_s(bot) - cpu) / len(crowd)
        answers = {one["chat_id"]: one["at"] for one in await people.calls("sendMessage")}
    done = sorted(answers[chat] - began for chat in crowd)
    return Answered(
        searches=done,
        help_alone=alone,
        help_meanwhile=max(
            answers[chat] - at for chat, at in zip(others, helped, strict=True) if at - began < done[-1]
        ),
        cpu_s=cpu,
    )


async def _cry_for_help(people: People, chat: int) -> float:
    """Ask for help, and give when; the next may do so a little later."""
    at = time.time()
    await people.write(chat, "/help")
    await asyncio.sleep(HELP_EVERY_S)
    return at


async def _until_sent(people: People, count: int, what: str) -> None:
    async def sent() -> bool:
        await asyncio.sleep(_LOOK_EVERY_S)
        return len(await people.calls("sendMessage")) >= count

    await until(sent, what, PATIENCE_S)


async def _heard_at(people: People, chat: int) -> float:
    return float([one["at"] for one in await people.calls("sendMessage") if one["chat_id"] == chat][-1])


def _cpu_s(process: int) -> float:
    """Give the processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def _telegram() -> Iterator[str]:
    words = (sys.executable, "-m", "bot.sandbox", "--token", TOKEN, "--until-eof")
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        assert sandbox.stdin is not None
        yield sandbox.stdout.readline().strip()
        sandbox.stdin.close()


@contextlib.contextmanager
def _bot(config: Path) -> Iterator[int]:
    words = (sys.executable, "-m", "bot", "run", "--config", str(config))
    environment = {**os.environ, "SOSIK_TOKEN": TOKEN}
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as bot:
        yield bot.pid
        bot.terminate()


def _furnished(folder: Path, url: str, asked: Collection, questions: Sequence[Asked]) -> Path:
    """Give the settings of a bot whose archive holds what is asked for."""
    (folder / "inbox").mkdir()
    (folder / "data").mkdir()
    config = folder / "config.toml"
    config.write_text(_CONFIG.format(url=url), encoding="utf-8")
    settings = load(config)
    with Store.open(settings.database.url, sources=settings.source) as store:
        _publish(store, settings, asked, questions)
    return config


def _publish(store: Store, settings: Settings, asked: Collection, questions: Sequence[Asked]) -> None:
    analyser, now = opened_analyser(settings), datetime(2025, 1, 1, tzinfo=UTC)
    for key in list(dict.fromkeys(one.passage for one in questions))[:ARCHIVE]:
        title, text = asked.passages[key]
        section = Section(heading=title, subsections=(Subsection(heading=None, paragraphs=(text,)),))
        briefing = Briefing(title=title, published=date(2024, 12, 1), sections=(section,))
        reading = Reading(keys=(key,), document=Document(content=text), briefing=briefing)
        (stored,) = store.briefings.save("bench", [reading], now=now)
        store.briefings.announce(announcement_of(stored.id, 1, briefing, analyser), now=now)
