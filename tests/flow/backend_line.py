"""The line from the archive to one reader's phone, with backends on the loopback."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.telegram_client import TelegramClient
from bot.writing import letters
from jobs.commissioning import Commissions, StoredRecords
from jobs.model import Briefing, Change, Chat, Rights
from jobs.pipeline import Pipeline
from jobs.settings import BackendSettings, SourceSettings, SummarySettings
from jobs.store import Store
from jobs.summary.writers.chain import build
from tests.backend_double import Double
from tests.crowd import a_swift_folder
from tests.fakes import StumblingAnalyser, a_reading
from tests.flow.line import Line, utc_now
from tests.flow.wire import TOKEN, a_telegram, until
from tests.unit.summary.test_writers import BRIEFING

LABEL = "요약: {} · 수치·날짜·이름이 원문에 있는지 기계로만 확인 (뜻은 미확인)"
BY_RULES = "원문 문장만 발췌"
ADDED = "✏️ 번역 추가됨 · translation added"


class Newsroom:
    """The line from the archive to the phone, with one reader and the backends of a test."""

    def __init__(self, line: Line, reader: Chat) -> None:
        self.line = line
        self.reader = reader
        self._brought = 0
        self.later = timedelta()  # how far the newsroom's clock is ahead
        self.analyser = StumblingAnalyser()

    @asynccontextmanager
    async def working(self, *backends: BackendSettings, deadline_s: float = 20.0) -> AsyncIterator[None]:
        """Run the newsroom and deliver within the block; a second block is a restart."""
        store, lanes = self.line.store, self.line.lanes
        clock = lambda: utc_now() + self.later  # noqa: E731
        settings = SummarySettings(deadline_s=deadline_s, backend=backends)
        chain = build(settings, ["key"] * len(backends), records=StoredRecords(store, lanes, clock), clock=clock)
        sources = store.briefings._sources.values()
        desk = Commissions(chain, self.analyser, sources=tuple(sources), deadline_s=deadline_s)
        pipeline = Pipeline(store=store, lanes=lanes, analyser=self.analyser, clock=clock, commissions=desk)

        async def work(on_deliveries: Callable[[], None]) -> None:
            while True:
                await pipeline.summarise_waiting()
                await pipeline.write_waiting()
                if await pipeline.fan_out_waiting():
                    on_deliveries()
                await asyncio.sleep(0.05)

        async with self.line.delivering(letters=letters("sosik_bot")) as deliverer:
            working = asyncio.create_task(work(deliverer.notify))
            try:
                yield
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
                await desk.close()

    def comes_in(self, source: str = "full", briefing: Briefing = BRIEFING) -> None:
        """Let a source bring a briefing, once more under another key."""
        self._brought += 1
        reading = a_reading(f"id:{self._brought}", briefing)
        (stored,) = self.line.store.briefings.save(source, [reading], now=utc_now())
        assert stored.change is Change.NEW

    async def alert(self) -> str:
        """Give the newest message the reader has: one a briefing."""
        heard: list[str] = []

        async def came() -> bool:
            heard[:] = await self.line.people.heard(self.reader.telegram_id)
            return len(heard) == self._brought

        await until(came, f"{self._brought} alerts; {self.line.counts()}")
        return heard[-1]

    async def edited(self) -> str:
        async def changed() -> bool:
            return ADDED in await self.alert()

        await until(changed, "the alert is edited")
        return await self.alert()


def a_source(name: str, rights: Rights, publish: str = "auto") -> SourceSettings:
    values = {"id": name, "kind": "feed", "url": "https://news.example/feed", "rights": rights, "publish": publish}
    return SourceSettings.model_validate(values)


SOURCES = (
    a_source("full", Rights.FULL),
    a_source("headings", Rights.HEADINGS),
    a_source("link", Rights.LINK),
    a_source("held", Rights.FULL, "hold"),
)


@asynccontextmanager
async def a_newsroom(empty_database: Path | None = None) -> AsyncIterator[Newsroom]:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        with a_swift_folder() as folder:
            if empty_database:
                shutil.copy(empty_database, folder)
            with Store.open(f"sqlite:///{folder}/sosik.db", sources=SOURCES) as store:
                line = Line(store, sandbox, people, client)
                yield Newsroom(line, await line.reader())
                line.lanes.close()


def backend(double: Double, kind: str = "openai", **more: object) -> BackendSettings:
    return BackendSettings.model_validate({"kind": kind, "model": "some-model", "base_url": double.url, **more})
