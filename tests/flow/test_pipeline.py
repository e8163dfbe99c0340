"""The newsroom's verbs over HTTP: a site, a real store, no people."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.newsroom import Newsroom
from jobs import regions
from jobs.collecting import Collector
from jobs.entries import to_push
from jobs.fetch import Fetcher
from jobs.indexing import Follower
from jobs.language import PlainAnalyser
from jobs.model import Gloss, Interest, Language, LineKind, PollRecord, SourceState, SourceStatus
from jobs.pipeline import ASIDE, Pipeline
from jobs.schedule import Schedule
from jobs.search import Library, SearchSettings
from jobs.settings import SourceSettings, parse
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.fakes import StumblingAnalyser, a_briefing, a_reader, a_reading

NOW = datetime(2026, 9, 1, tzinfo=UTC)
(KENYA,) = regions.find("케냐")
(JAPAN,) = regions.find("일본")


@dataclass
class Works:
    """A pipeline with what it works on."""

    newsroom: Newsroom
    store: Store
    lanes: Lanes
    collector: Collector
    pipeline: Pipeline
    sources: tuple[SourceSettings, ...]
    folder: Path

    @property
    def board(self) -> SourceSettings:
        return self.sources[0]


@pytest.fixture
async def works(tmp_path: Path, empty_database: Path) -> AsyncIterator[Works]:
    shutil.copy(empty_database, tmp_path)
    async with Newsroom(initial=2) as newsroom, Fetcher() as fetcher:
        sources = parse(newsroom.sources()).source
        with (
            Store.open(f"sqlite:///{tmp_path}/sosik.db", sources=sources) as store,
            contextlib.closing(Lanes()) as lanes,
        ):
            collector = Collector(store=store, lanes=lanes, fetcher=fetcher, clock=lambda: NOW)
            pipeline = Pipeline(store=store, lanes=lanes, analyser=PlainAnalyser(), clock=lambda: NOW)
            yield Works(newsroom, store, lanes, collector, pipeline, sources, tmp_path)


async def test_a_briefing_that_cannot_be_understood_holds_up_no_other_and_is_tried_again(
    works: Works, caplog: pytest.LogCaptureFixture
) -> None:
    await works.collector.collect(works.board)
    first, second = works.store.briefings.waiting(0)
    analyser, now = StumblingAnalyser(), [NOW]
    analyser.stumble_at(first.briefing.title)
    pipeline = Pipeline(store=works.store, lanes=works.lanes, analyser=analyser, clock=lambda: now[0])

    assert await pipeline.summarise_waiting() == 1
    assert [one.id for one in works.store.briefings.waiting(0)] == [first.id]
    assert works.store.briefings.edition(second.id) is not None
    assert [record.message for record in caplog.records if record.name == "jobs.pipeline"] == [
        "briefing.not_understood"
    ]

    analyser.asked.clear()
    assert await pipeline.summarise_all() == 0
    assert analyser.asked == []  # not before its time

    now[0] += ASIDE
    assert await pipeline.summarise_waiting() == 0
    analyser.mend()
    now[0] += ASIDE
    assert await pipeline.summarise_waiting() == 1
    assert works.store.briefings.waiting(0) == ()


async def test_a_board_is_collected_oldest_first_and_announced(works: Works) -> None:
    collected = await works.collector.collect(works.board)
    assert (collected.new, collected.problem) == (2, None)
    assert await works.pipeline.summarise_waiting() == 2
    newest, oldest = works.store.briefings.latest()
    assert newest.id > oldest.id
    assert newest.briefing.published is not None
    assert oldest.briefing.published is not None
    assert newest.briefing.published > oldest.briefing.published
    assert {said.language for said in newest.summaries.values()} == set(Language)
    assert newest.source_name == "소식 견본 이슈트렌드"


async def test_an_unchanged_list_is_asked_for_conditionally(works: Works) -> None:
    await works.collector.collect(works.board)
    again = await works.collector.collect(works.board)
    assert again.unchanged


async def test_only_what_is_new_is_stored(works: Works) -> None:
    await works.collector.collect(works.board)
    while (await works.collector.collect(works.board)).unchanged:
        assert works.newsroom.publish_next() is not None
    assert await works.pipeline.summarise_waiting() == 3


async def test_feeds_in_both_languages_are_collected(works: Works) -> None:
    while works.newsroom.publish_next():
        pass
    for source in works.sources[1:]:
        collected = await works.collector.collect(source)
        assert collected.problem is None
        assert collected.new >= 3
    await works.pipeline.summarise_waiting()
    languages = {edition.briefing.language for edition in works.store.briefings.latest(limit=20)}
    assert languages == set(Language)


async def test_a_poll_that_fails_is_written_down_and_backs_off(works: Works) -> None:
    await works.newsroom.stop()
    collected = await works.collector.collect(works.board)
    assert collected.problem
    state = works.store.sources.state(works.board.id)
    assert state.failures == 1
    assert state.next_at is not None
    assert state.next_at > NOW
    assert works.store.sources.due([works.board.id], NOW) == ()


async def test_the_first_poll_is_a_baseline_and_reaches_nobody(works: Works) -> None:
    a_reader(works.store, 7)
    careful = works.board.model_copy(update={"baseline": True})
    await works.collector.collect(careful)
    await works.pipeline.summarise_waiting()
    assert await works.pipeline.fan_out_waiting() == 0
    while (await works.collector.collect(careful)).unchanged:
        works.newsroom.publish_next()
    await works.pipeline.summarise_waiting()
    assert await works.pipeline.fan_out_waiting() == 1


async def test_an_old_briefing_is_stored_and_not_pushed(works: Works) -> None:
    state = replace(works.store.sources.state(works.board.id), polled_ok=True)
    careful = works.board.model_copy(update={"max_age_days": 14})
    assert not to_push(careful, state, a_briefing(), NOW)
    assert to_push(works.board, state, a_briefing(), NOW)


async def test_a_briefing_reaches_once_who_saved_a_search_that_it_meets(works: Works) -> None:
    asked = a_reader(works.store, 7, Interest(region=KENYA))
    works.store.searches.save(asked.id, "케냐 철도", (), NOW)
    searching = works.store.chats.meet(8, now=NOW)
    works.store.searches.save(searching.id, "케냐 철도", (), NOW)
    works.store.searches.save(works.store.chats.meet(9, now=NOW).id, "고래 -케냐", (), NOW)
    await works.collector.collect(works.board)
    await works.pipeline.summarise_waiting()
    assert await works.pipeline.fan_out_waiting() == 2
    assert sorted(one.chat.id for one in works.store.outbox.tick([], 5, NOW)) == [asked.id, searching.id]


async def test_fan_out_reaches_those_who_asked(works: Works) -> None:
    asked = a_reader(works.store, 7, Interest(region=KENYA))
    a_reader(works.store, 8, Interest(region=JAPAN))
    await works.collector.collect(works.board)
    await works.pipeline.summarise_waiting()
    assert await works.pipeline.fan_out_waiting() == 1
    assert [one.chat.id for one in works.store.outbox.tick([], 5, NOW)] == [asked.id]


async def test_what_was_announced_is_found_and_a_lost_index_comes_back(works: Works) -> None:
    await works.collector.collect(works.board)
    await works.pipeline.summarise_waiting()
    for folder in ("index", "index-after-loss"):
        library = Library.open(works.folder / folder, SearchSettings(analyser="none"))
        with contextlib.closing(library):
            assert await Follower(works.store, works.lanes, library).catch_up() == 2
            found = library.find("카자흐스탄 원전", limit=5, now=NOW)
            assert found.total >= 1
            assert await Follower(works.store, works.lanes, library).catch_up() == 0


async def test_a_name_that_other_briefings_gloss_has_its_english_in_the_digest_and_in_search(works: Works) -> None:
    house = Gloss(korean="견본위원회", english="Sampling Board")
    for number in range(3):
        text = "견본위원회(Sampling Board)가 답했다." if number < 2 else "견본위원회가 케냐 철도를 다시 살폈다."
        briefing = replace(a_briefing(body=text), glosses=(house,) if number < 2 else ())
        works.store.briefings.save(works.board.id, [a_reading(f"id:{number}", briefing)], now=NOW)
    assert await works.pipeline.summarise_waiting() == 3
    last = max(works.store.briefings.latest(), key=lambda one: one.id)
    named = [line for line in last.summaries[Language.EN].lines if line.kind is LineKind.NAME]
    assert [(line.text, line.evidence) for line in named] == [("Sampling Board", ("견본위원회",))]
    with contextlib.closing(Library.open(works.folder / "index", SearchSettings(analyser="none"))) as library:
        await Follower(works.store, works.lanes, library).catch_up()
        assert str(last.id) in {hit.id for hit in library.find("Sampling Board", limit=5, now=NOW).hits}


async def test_a_start_asks_a_source_again_that_was_given_up_at_another_address(works: Works) -> None:
    gone = SourceState(source_id=works.board.id, configured="https://old.example/", status=SourceStatus.DISABLED)
    failed = PollRecord(at=NOW, outcome="failed", status=SourceStatus.DISABLED, answered=410)
    works.store.sources.settle([(gone, failed)])
    with contextlib.closing(Library.open(works.folder / "index", SearchSettings(analyser="none"))) as library:
        schedule = Schedule(
            collector=works.collector,
            pipeline=works.pipeline,
            follower=Follower(works.store, works.lanes, library),
            store=works.store,
            lanes=works.lanes,
            sources=[works.board],
            clock=lambda: NOW,
            tick_s=0.05,
        )
        schedule.start(on_deliveries=lambda: None)
        async with asyncio.timeout(10):
            while not works.store.sources.state(works.board.id).polled_ok:
                await asyncio.sleep(0.01)
        await schedule.stop()
    assert works.store.sources.state(works.board.id).status is SourceStatus.OK
