"""A briefing becomes a checked bilingual alert with each backend, and an alert in time whatever a backend does."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from jobs.commissioning import AGAIN, GIVE_UP, Commissions, StoredRecords
from jobs.language import PlainAnalyser
from jobs.model import BriefingId, Language, Method, ReaderLanguage
from jobs.pipeline import Pipeline
from jobs.settings import BackendSettings, SummarySettings
from jobs.store import Store
from jobs.store.dispatches import alerts_of
from jobs.store.lanes import Lanes
from jobs.store.tables import delivery
from jobs.summary.writers.chain import build
from tests.backend_double import ANSWER, Double, serving
from tests.fakes import a_reading
from tests.flow.backend_line import ADDED, BY_RULES, LABEL, SOURCES, Newsroom, a_newsroom, backend
from tests.flow.dying import Died, dying_at
from tests.flow.line import utc_now
from tests.flow.wire import until
from tests.store.steps import send_all
from tests.tiny_model import SAYS, a_tiny_model
from tests.unit.summary.test_writers import BRIEFING


@pytest.fixture
async def newsroom(empty_database: Path) -> AsyncIterator[Newsroom]:
    async with a_newsroom(empty_database) as made:
        yield made


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    async with serving() as made:
        yield made


async def test_a_briefing_becomes_a_checked_bilingual_alert_by_each_backend(
    newsroom: Newsroom, double: Double, tmp_path: Path
) -> None:
    newsroom.line.store.chats.set_language(newsroom.reader.id, ReaderLanguage.BOTH)
    by_answer = [(backend(double, kind), "some-model", ANSWER["points"][0]["en"]) for kind in ("openai", "anthropic")]
    for one, name, english in (
        *by_answer,
        (backend(double, "deepl"), "DeepL", "Point number a"),
        (a_tiny_model(tmp_path), "tiny", SAYS),
    ):
        async with newsroom.working(one):
            newsroom.comes_in()
            text = await newsroom.alert()
        assert LABEL.format(name) in text
        assert text.startswith(f"🇲🇳🇨🇳 {BRIEFING.title}")
        assert english in text
    assert len(double.asked) == 3  # the local one asks nobody


async def test_a_backend_that_fails_costs_the_label_and_never_the_alert(newsroom: Newsroom, double: Double) -> None:
    for mood in ("cut", "refuse", "swapped", "linked", "429"):  # the bench has all
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


async def test_a_late_summary_of_a_briefing_that_cannot_be_understood_is_not_lost(
    newsroom: Newsroom, double: Double
) -> None:
    commissions = newsroom.line.store.commissions
    double.behave("held")
    async with newsroom.working(backend(double), deadline_s=0.1):
        newsroom.comes_in()
        assert BY_RULES in await newsroom.alert()
        newsroom.analyser.stumble_at(BRIEFING.title)
        double.let_go()
        await until(lambda: not commissions.due(utc_now()) and bool(commissions.due(utc_now() + AGAIN)), "put off")
        newsroom.analyser.mend()
        newsroom.later = AGAIN
        await until(lambda: newsroom.line.store.briefings.latest()[0].revision == 2, "written about after all")


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


@pytest.mark.long
async def test_whichever_commit_the_process_dies_at_the_reader_ends_with_the_written_summary(
    double: Double, newsroom: Newsroom
) -> None:
    step, died = 0, True
    store = newsroom.line.store
    while died:
        step += 1
        reading = a_reading(f"id:{step}", replace(BRIEFING, outlet=f"견본 {step}"))
        (saved,) = store.briefings.save("full", [reading], now=utc_now())
        died = await dies(store, backend(double), step)
        assert not await dies(store, backend(double), 0)
        edition = store.briefings.edition(saved.id)
        assert edition is not None
        assert (edition.revision, edition.summaries[Language.EN].method) == (2, Method.WRITTEN), f"commit {step}"
        assert shows(store, saved.id) == {2}, f"commit {step}"
        assert store.commissions.due(utc_now() + 2 * AGAIN) == ()
    assert step > 8
    assert len(double.asked) < 2 * step  # only what dies before its answer is kept is paid for twice


async def dies(store: Store, one: BackendSettings, step: int) -> bool:
    """Live once, failing at a commit (0: at none); gives whether it came to that."""
    try:
        with dying_at(store, step):
            await live(store, one)
    except Died:
        return True
    return False


async def live(store: Store, one: BackendSettings) -> None:
    """Run the newsroom until nothing is owed. No alert waits for its backend, so each goes out before its answer."""
    store.outbox.recover()
    with contextlib.closing(Lanes()) as lanes:
        records = StoredRecords(store, lanes, utc_now)
        chain = build(SummarySettings(backend=(one,)), ["key"], records=records, clock=utc_now)
        desk = Commissions(chain, PlainAnalyser(), sources=SOURCES, deadline_s=0)
        pipeline = Pipeline(store=store, lanes=lanes, analyser=PlainAnalyser(), clock=utc_now, commissions=desk)
        try:
            await pipeline.summarise_waiting()
            await pipeline.fan_out_waiting()
            send_all(store, utc_now())
            while store.commissions.due(utc_now()):
                await pipeline.write_waiting()
                await desk.any_done(within_s=1)
            await pipeline.fan_out_waiting()
            send_all(store, utc_now())
        finally:
            await desk.close()


def shows(store: Store, briefing_id: BriefingId) -> set[int]:
    """Give the revisions that the alerts of a briefing show."""
    shown = sa.select(delivery.c.revision).where(delivery.c.dispatch_id.in_(alerts_of(briefing_id)))
    with store._database.reading() as connection:
        return set(connection.execute(shown).scalars())
