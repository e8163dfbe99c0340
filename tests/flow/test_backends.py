"""A briefing becomes a checked bilingual alert with each backend, and an alert in time whatever a backend does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.telegram_client import TelegramClient
from bot.writing import letters
from jobs.commissioning import AGAIN, GIVE_UP, Commissions, StoredRecords
from jobs.language import PlainAnalyser
from jobs.model import Change, Chat, Rights
from jobs.pipeline import Pipeline
from jobs.settings import BackendSettings, SourceSettings, SummarySettings
from jobs.store import Store
from jobs.summary.writers.chain import build
from tests.backend_double import Double, serving
from tests.crowd import a_swift_folder
from tests.fakes import a_reading
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

    @asynccontextmanager
    async def working(self, *backends: BackendSettings, deadline_s: float = 20.0) -> AsyncIterator[None]:
        """Run the newsroom and deliver within the block; a second block is a restart."""
        store, lanes = self.line.store, self.line.lanes
        clock = lambda: utc_now() + self.later  # noqa: E731
        settings = SummarySettings(deadline_s=deadline_s, backend=backends)
        chain = build(settings, ["key"] * len(backends), records=StoredRecords(store, lanes, clock), clock=clock)
        sources = store.briefings._sources.values()
        desk = Commissions(chain, PlainAnalyser(), sources=tuple(sources), deadline_s=deadline_s)
        pipeline = Pipeline(store=store, lanes=lanes, analyser=PlainAnalyser(), clock=clock, commissions=desk)

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

    def comes_in(self, source: str = "full") -> None:
        """Let a source bring the briefing, once more under another key."""
        self._brought += 1
        reading = a_reading(f"id:{self._brought}", BRIEFING)
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


@pytest.fixture
async def newsroom() -> AsyncIterator[Newsroom]:
    async with a_telegram() as (sandbox, people), TelegramClient(TOKEN, api_base_url=sandbox.url) as client:
        with a_swift_folder() as folder, Store.open(f"sqlite:///{folder}/sosik.db", sources=SOURCES) as store:
            line = Line(store, sandbox, people, client)
            yield Newsroom(line, await line.reader())
            line.lanes.close()


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    async with serving() as made:
        yield made


def backend(double: Double, kind: str = "openai", **more: object) -> BackendSettings:
    return BackendSettings.model_validate({"kind": kind, "model": "some-model", "base_url": double.url, **more})


async def test_a_briefing_becomes_a_checked_alert_by_each_backend(newsroom: Newsroom, double: Double) -> None:
    for kind, name in (("openai", "some-model"), ("anthropic", "some-model"), ("deepl", "DeepL")):
        async with newsroom.working(backend(double, kind)):
            newsroom.comes_in()
            text = await newsroom.alert()
        assert LABEL.format(name) in text
        assert text.startswith(f"🇲🇳🇨🇳 {BRIEFING.title}")
    assert len(double.asked) == 3


async def test_a_backend_that_fails_costs_the_label_and_never_the_alert(newsroom: Newsroom, double: Double) -> None:
    for mood in ("cut", "refuse", "swapped", "wrong", "few", "linked", "500", "429", "401", "html", "redirect"):
        double.behave(mood)
        async with newsroom.working(backend(double, model=mood)):
            newsroom.comes_in()
            text = await newsroom.alert()
        assert BY_RULES in text, mood
        assert "요약:" not in text, mood


async def test_with_the_network_off_the_alert_is_the_one_made_by_rules(newsroom: Newsroom) -> None:
    async with serving() as gone:
        nowhere = backend(gone)
    async with newsroom.working(nowhere):
        newsroom.comes_in()
        assert BY_RULES in await newsroom.alert()


async def test_an_answer_that_comes_late_edits_the_alert_that_went_out_in_time(
    newsroom: Newsroom, double: Double
) -> None:
    double.behave("held")
    async with newsroom.working(backend(double), deadline_s=0.1):
        newsroom.comes_in()
        assert BY_RULES in await newsroom.alert()
        double.let_go()
        text = await newsroom.edited()
    assert LABEL.format("some-model") in text
    (edition,) = newsroom.line.store.briefings.latest()
    assert (edition.revision, edition.revised_at) == (2, None)


async def test_a_restart_asks_on_about_what_went_out_without_its_summary(newsroom: Newsroom, double: Double) -> None:
    double.behave("held")
    async with newsroom.working(backend(double), deadline_s=0.1):
        newsroom.comes_in()
        assert BY_RULES in await newsroom.alert()
    double.behave("right")
    async with newsroom.working(backend(double), deadline_s=0.1):
        assert LABEL.format("some-model") in await newsroom.edited()


async def test_the_same_text_is_paid_for_once_also_over_a_restart(newsroom: Newsroom, double: Double) -> None:
    for _ in range(2):
        async with newsroom.working(backend(double)):
            newsroom.comes_in()
            assert LABEL.format("some-model") in await newsroom.alert()
    assert len(double.asked) == 1
    assert newsroom.line.store.commissions.use(f"openai:some-model:{double.url}").requests == 1


async def test_what_was_out_of_reach_is_asked_again_later_and_given_up_in_the_end(
    newsroom: Newsroom, double: Double
) -> None:
    commissions = newsroom.line.store.commissions
    double.behave("500")
    async with newsroom.working(backend(double)):
        newsroom.comes_in()
        await newsroom.alert()
        await until(lambda: bool(commissions.due(utc_now() + AGAIN)), "put off")
        await until(lambda: not commissions.due(utc_now()), "not at once")
        asked = len(double.asked)
        newsroom.later = GIVE_UP
        await until(lambda: not commissions.due(utc_now() + 2 * GIVE_UP), "given up")
        assert len(double.asked) == asked
        assert ADDED not in await newsroom.alert()


async def test_a_backend_gets_what_the_rights_of_a_source_let_us_push(newsroom: Newsroom, double: Double) -> None:
    async with newsroom.working(backend(double, "deepl")):
        newsroom.comes_in("link")
        await newsroom.alert()
        assert double.asked == []
        newsroom.comes_in("headings")
        text = await newsroom.alert()
    assert LABEL.format("DeepL") in text
    assert not set(BRIEFING.paragraphs()) & {sent for asked in double.asked for sent in asked["text"]}
    assert "3억 5,000만" not in text


async def test_what_the_owners_let_go_is_not_rewritten_afterwards(newsroom: Newsroom, double: Double) -> None:
    store = newsroom.line.store
    double.behave("held")
    async with newsroom.working(backend(double), deadline_s=0.05):
        newsroom.comes_in("held")
        await until(lambda: bool(store.brakes.held()), "held")
        (waiting, *_) = store.brakes.held()
        store.brakes.release(waiting.id, 1, utc_now())
        await newsroom.alert()
        double.let_go()
        await until(lambda: not store.commissions.due(utc_now() + AGAIN), "answered")
    assert store.briefings.latest()[0].revision == 1
