import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.telegram_client import TelegramClient
from jobs.collecting import Collector
from jobs.fetch import Fetcher
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.flow.ear import Ear
from tests.flow.line import Line
from tests.flow.polling import Clock, Reader
from tests.flow.wire import TOKEN, a_telegram
from tests.sources_fakes import Site


@pytest.fixture
def store(archive: str) -> Iterator[Store]:
    with Store.open(archive) as opened:
        yield opened


@pytest.fixture
async def line(store: Store) -> AsyncIterator[Line]:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        made = Line(store, sandbox, people, client)
        yield made
        made.lanes.close()


@pytest.fixture
async def ear(store: Store) -> AsyncIterator[Ear]:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        made = Ear(store, sandbox, people, client)
        yield made
        made.lanes.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as opened:
        yield opened


@pytest.fixture
async def reader(archive: str) -> AsyncIterator[Reader]:
    clock = Clock()
    async with Fetcher(now=clock) as fetcher:
        with Store.open(archive) as store, contextlib.closing(Lanes()) as lanes:
            yield Reader(store, Collector(store=store, lanes=lanes, fetcher=fetcher, clock=clock), clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a verb left behind."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Ended]]:
    """Run a verb in this process; what it does to logging ends with the test."""
    monkeypatch.delenv("SOSIK_TOKEN", raising=False)
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]

    def run(*words: str | Path, **environment: str) -> Ended:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return Ended(returncode=int(ended.value.code or 0), stdout=said.out, stderr=said.err)

    yield run
    root.setLevel(level)
    root.handlers[:] = handlers
