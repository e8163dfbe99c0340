"""The promise: whatever line the process dies on, everyone gets the message; only what was in flight comes twice."""

import asyncio
import contextlib
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.newsroom import Newsroom
from bot.sandbox import Sandbox
from jobs import regions
from jobs.model import Interest, Language, ReaderLanguage
from jobs.store import Store
from tests.crowd import a_swift_folder
from tests.fakes import NOW

TOKEN = "1000:crash"
READERS = 3
LINES = 4  # walked side by side: most of a line's time is waiting
PATIENCE_S = 60.0
LOOK_S = 0.1


@dataclass
class Line:
    """The outside world of one crash: a newsroom with one briefing, a sandbox, and the launcher of the app."""

    folder: Path
    empty_database: Path
    sandbox: Sandbox
    session: aiohttp.ClientSession
    said: asyncio.StreamReader
    asked: asyncio.StreamWriter
    readers: list[int] = field(default_factory=list)  # who asked for everything
    writer: int = 0  # who asks by a message
    begun: list[str] = field(default_factory=list)  # the archive's rows before anything was done

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder}/data/sosik.db"

    async def post(self, path: str, **values: Any) -> dict[str, Any]:
        async with self.session.post(self.sandbox.url + path, json=values) as answer:
            return dict(await answer.json())

    async def texts(self, chat_id: int) -> list[str]:
        async with self.session.get(f"{self.sandbox.url}/sandbox/chats/{chat_id}/messages") as answer:
            return [one["text"] for one in (await answer.json())["messages"] if one["from_bot"]]

    async def begin(self) -> None:
        """Begin with a fresh archive in which three readers asked for everything, and somebody's message."""
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        (self.folder / "data").mkdir()
        shutil.copy(self.empty_database, self.folder / "data")
        made = [await self.post("/sandbox/chats", type="private", first_name="독자") for _ in range(READERS)]
        with Store.open(self.url) as store:
            for chat in made:
                met = store.chats.meet(chat["id"], now=NOW, language=ReaderLanguage.KO, first=Language.KO)
                store.chats.subscribe(met.id, [Interest()], NOW)
        self.readers = [chat["id"] for chat in made]
        self.writer = (await self.post("/sandbox/chats", type="private", first_name="하나", language_code="ko"))["id"]
        await self.post(f"/sandbox/chats/{self.writer}/messages", text="/subscribe 케냐")
        self.begun = self.rows()

    async def untouched(self) -> bool:
        """Say whether the archive holds what it held at the beginning, and nobody was told anything."""
        return self.rows() == self.begun and not any([await self.texts(chat) for chat in (*self.readers, self.writer)])

    async def done(self) -> bool:
        """Say whether everybody was sent something and the outbox knows it."""
        if self.counts() != {"sent": READERS}:
            return False
        return all([await self.texts(chat) for chat in (*self.readers, self.writer)])

    async def start(self, step: int) -> int:
        self.asked.write(f"{step}\n".encode())
        return int((await self._said()).split()[1])

    async def ended(self) -> tuple[int, int]:
        _, status, steps = (await self._said()).split()
        return int(status), int(steps)

    async def _said(self) -> str:
        return (await asyncio.wait_for(self.said.readline(), PATIENCE_S)).decode()

    async def run(self, step: int) -> tuple[bool, int]:
        """Let the app run until it dies after this step (0: never) or everything is done; gives whether it died."""
        pid = await self.start(step)
        ending = asyncio.create_task(self.ended())
        async with asyncio.timeout(PATIENCE_S):
            while not ending.done() and not await self.done():
                await asyncio.sleep(LOOK_S)
        if not ending.done():
            with contextlib.suppress(ProcessLookupError):  # it may die of its step at this very moment
                os.kill(pid, signal.SIGTERM)
        status, steps = await ending
        assert status in (0, -signal.SIGKILL)
        return status != 0, steps

    def counts(self) -> dict[str, int]:
        """Count the deliveries by state, beside the running app."""
        with self._archive() as archive:
            return dict(archive.execute("SELECT state, count(*) FROM delivery GROUP BY state").fetchall())

    def rows(self) -> list[str]:
        """Give all that the archive holds."""
        with self._archive() as archive:
            return list(archive.iterdump())

    def _archive(self) -> contextlib.closing[sqlite3.Connection]:
        return contextlib.closing(sqlite3.connect(f"file:{self.folder}/data/sosik.db?mode=ro", uri=True))


@contextlib.asynccontextmanager
async def lines_of(folder: Path, empty_database: Path, analysers: Sequence[str]) -> AsyncIterator[list[Line]]:
    """Give a line for each analyser; one launcher serves them all, after a life of its own on the first."""
    count = len(analysers)
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        sandboxes = [await stack.enter_async_context(Sandbox(TOKEN)) for _ in range(count)]
        newsrooms = [await stack.enter_async_context(Newsroom(initial=1)) for _ in range(count)]
        configs = [
            a_config(folder / str(number), newsroom, sandbox.url, analyser)
            for number, (newsroom, sandbox, analyser) in enumerate(zip(newsrooms, sandboxes, analysers, strict=True))
        ]
        launcher = await stack.enter_async_context(a_launcher(configs))
        lines = []
        for config, sandbox in zip(configs, sandboxes, strict=True):
            said, asked = await asyncio.open_unix_connection(config.with_name("launcher"))
            stack.callback(asked.close)
            lines.append(Line(config.parent, empty_database, sandbox, session, said, asked))
        await live_once(lines[0], launcher)
        yield lines


async def live_once(line: Line, launcher: asyncio.subprocess.Process) -> None:
    await line.begin()
    assert launcher.stdin is not None
    launcher.stdin.write(b"\n")
    async with asyncio.timeout(PATIENCE_S):
        while not await line.done():
            await asyncio.sleep(LOOK_S)
    launcher.send_signal(signal.SIGTERM)


def a_config(folder: Path, newsroom: Newsroom, telegram: str, analyser: str) -> Path:
    board = newsroom.sources().split("[[source]]")[1].replace("interval_s = 5", "interval_s = 3600")
    folder.mkdir()
    config = folder / "config.toml"
    config.write_text(
        f'[telegram]\napi_base_url = "{telegram}"\n[korean]\nanalyser = "{analyser}"\n[[source]]{board}',
        encoding="utf-8",
    )
    return config


@contextlib.asynccontextmanager
async def a_launcher(configs: list[Path]) -> AsyncIterator[asyncio.subprocess.Process]:
    root = Path(__file__).parents[2]
    program = [sys.executable, str(Path(__file__).with_name("crash_launcher.py")), TOKEN, *map(str, configs)]
    launcher = await asyncio.create_subprocess_exec(
        *program,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        start_new_session=True,  # so that its children can be ended with it
    )
    try:
        assert launcher.stdout is not None
        assert await asyncio.wait_for(launcher.stdout.readline(), PATIENCE_S) == b"ready\n"
        yield launcher
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(launcher.wait(), PATIENCE_S)  # nobody asks any more
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(launcher.pid, signal.SIGKILL)
        await launcher.wait()


async def die_and_come_back(line: Line, *steps: int) -> tuple[int, int]:
    """Die after this step, start again, check that everyone got everything; gives how often it died, and the steps.

    A death that leaves no trace needs no coming back of its own: the next one befalls the start after it.
    """
    died, steps_taken = 0, 0
    begun = False
    for step in steps:
        if not begun:
            await line.begin()
        dead, steps_taken = await line.run(step)
        died += dead
        begun = dead and step != steps[-1] and await line.untouched()
        if not begun:
            await come_back(line, step, dead=dead)
    return died, steps_taken


async def come_back(line: Line, step: int, *, dead: bool) -> None:
    """Start again after a death, and check that everyone got everything and only what was in flight twice."""
    in_flight = line.counts().get("claimed", 0)
    if dead:
        dead_again, _ = await line.run(0)
        assert not dead_again
    sent = [len(await line.texts(chat)) for chat in line.readers]
    assert min(sent) >= 1, f"lost after step {step}"
    assert sum(sent) - READERS <= in_flight, f"sent twice after step {step}: {sent}"
    with Store.open(line.url, write=False) as store:
        chat = store.chats.get(line.writer)
        assert chat is not None
        assert [regions.label(one.region, Language.KO) for one in store.chats.interests(chat.id)] == ["케냐"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lines(empty_database: Path) -> AsyncIterator[list[Line]]:
    """Lines without Kiwi to walk along, and at the end one with it."""
    with a_swift_folder() as folder:
        async with lines_of(folder, empty_database, [*LINES * ["none"], "kiwi"]) as opened:
            yield opened


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="module")
async def test_whichever_step_the_process_dies_after_everything_arrives(lines: list[Line]) -> None:
    _, steps = await die_and_come_back(lines[0], 0)
    assert steps > 15
    walks = [range(number, steps + 1, LINES) for number in range(1, LINES + 1)]
    died = await asyncio.gather(*(die_and_come_back(line, *walk) for line, walk in zip(lines, walks, strict=False)))
    assert sum(deaths for deaths, _ in died) >= steps - 3  # the last steps may come after everything arrived


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="module")
async def test_with_kiwi_a_death_between_storing_and_sending_loses_nothing(lines: list[Line]) -> None:
    died, _ = await die_and_come_back(lines[-1], 8)
    assert died
