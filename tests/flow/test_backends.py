"""A briefing becomes a checked bilingual alert with each backend, and an alert in time whatever a backend does."""

from collections.abc import AsyncIterator

import pytest

from jobs.commissioning import AGAIN, GIVE_UP
from tests.backend_double import Double, serving
from tests.flow.backend_line import ADDED, BY_RULES, LABEL, Newsroom, a_newsroom, backend
from tests.flow.line import utc_now
from tests.flow.wire import until
from tests.unit.summary.test_writers import BRIEFING


@pytest.fixture
async def newsroom() -> AsyncIterator[Newsroom]:
    async with a_newsroom() as made:
        yield made


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    async with serving() as made:
        yield made


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
