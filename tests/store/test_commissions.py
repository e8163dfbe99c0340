"""What backends are still asked for, and what becomes of an answer that comes after its alert."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.model import BackendUse, BriefingId, DispatchKind, Language, Method, Sent, Summary
from jobs.settings import SourceSettings
from jobs.store import Announcement, Store
from tests.fakes import NOW, a_briefing, a_reader, a_reading, an_announcement, later, publish
from tests.store.steps import confirm, fan_out, revise, send_all


def written(briefing_id: BriefingId, revision: int = 1) -> Announcement:
    said = Summary(language=Language.EN, method=Method.WRITTEN, headline="Grid plan")
    return replace(an_announcement(briefing_id, revision=revision), summaries={Language.EN: said})


@pytest.fixture
def owed(store: Store) -> tuple[Store, BriefingId]:
    """One reader who has the alert of a briefing whose summary is still to be written."""
    a_reader(store, 7)
    (saved,) = store.briefings.save("sample", [a_reading("id:1")], now=NOW)
    assert store.briefings.announce(replace(an_announcement(saved.id), commissioned=True), now=NOW)
    fan_out(store)
    send_all(store)
    return store, saved.id


Owed = tuple[Store, BriefingId]


def test_a_late_answer_edits_the_alert_once(owed: Owed) -> None:
    store, briefing_id = owed
    assert [(one.id, one.since) for one in store.commissions.due(NOW)] == [(briefing_id, NOW)]
    assert store.commissions.fulfil(written(briefing_id), now=later(60))
    assert not store.commissions.fulfil(written(briefing_id), now=later(60))
    assert store.commissions.due(later(60)) == ()
    assert fan_out(store, later(60)) == 1
    (edit,) = send_all(store, later(60))
    assert (edit.kind, edit.message_id, edit.revision) == (DispatchKind.CORRECTION, 100, 2)
    edition = store.briefings.edition(briefing_id)
    assert edition is not None
    assert (edition.revised_at, edition.written_at) == (None, later(60))
    assert edition.summaries[Language.EN].method is Method.WRITTEN
    changes = store.briefings.changes(briefing_id, 1)
    assert changes is not None
    assert not changes


def test_an_alert_in_flight_at_the_answer_is_edited_after_it(store: Store) -> None:
    a_reader(store, 7)
    briefing_id = publish(store, "id:1")
    fan_out(store)
    (alert,) = store.outbox.tick([], 10, NOW)
    assert store.commissions.fulfil(written(briefing_id), now=NOW)
    assert fan_out(store) == 1
    (edit,) = store.outbox.tick([confirm(alert, Sent(message_id=5, revision=1))], 10, NOW)
    assert (edit.kind, edit.message_id) == (DispatchKind.CORRECTION, 5)


def test_an_answer_about_an_old_revision_is_not_used(owed: Owed) -> None:
    store, briefing_id = owed
    revise(store, "id:1", "전력망을 3배로 늘린다.", revision=2)
    assert store.commissions.due(NOW) == ()
    assert not store.commissions.fulfil(written(briefing_id), now=NOW)
    assert store.briefings.latest()[0].revision == 2


def test_a_revision_after_a_late_answer_is_the_sources_again(owed: Owed) -> None:
    store, briefing_id = owed
    store.commissions.fulfil(written(briefing_id), now=later(60))
    (saved,) = store.briefings.save("sample", [a_reading("id:1", a_briefing(body="3배로 늘린다."))], now=later(90))
    assert store.briefings.announce(an_announcement(saved.id, revision=3), now=later(90))
    (edition,) = store.briefings.latest()
    assert (edition.revised_at, edition.written_at) == (later(90), None)


def test_what_was_recalled_is_not_written_about(owed: Owed) -> None:
    store, briefing_id = owed
    store.brakes.recall(briefing_id, 1, "날짜 오류", NOW)
    assert not store.commissions.fulfil(written(briefing_id), now=NOW)


def test_what_is_owed_can_be_put_off_and_given_up(owed: Owed) -> None:
    store, briefing_id = owed
    store.commissions.postpone(briefing_id, later(300))
    assert store.commissions.due(later(299)) == ()
    assert len(store.commissions.due(later(300))) == 1
    store.commissions.drop(briefing_id)
    assert store.commissions.due(later(300)) == ()


def test_what_no_backend_wrote_about_is_found_newest_first_and_filled_without_an_edit(owed: Owed) -> None:
    store, first = owed
    second = publish(store, "id:2")
    assert [one.id for one in store.commissions.unwritten()] == [second, first]
    assert [one.id for one in store.commissions.unwritten(second)] == [first]
    assert store.commissions.fulfil(written(first), now=NOW, edit=False)
    assert [one.id for one in store.commissions.unwritten()] == [second]
    fan_out(store)
    assert [one.kind for one in send_all(store)] == [DispatchKind.ALERT]


@pytest.fixture
def delayed(archive: str) -> Iterator[Store]:
    """A source whose alerts the owner sees ten minutes before they go."""
    source = SourceSettings(id="sample", kind="feed", url="https://news.example/feed", publish="delay", delay_s=600)
    with Store.open(archive, sources=[source], owners=[1]) as opened:
        yield opened


def test_an_answer_before_the_owner_decides_is_shown_and_delays_nothing(delayed: Store) -> None:
    a_reader(delayed, 7)
    briefing_id = publish(delayed, "id:1")
    assert delayed.commissions.fulfil(written(briefing_id), now=later(60))
    (alert,) = (one for one in delayed.brakes.held() if one.kind is DispatchKind.ALERT)
    assert alert.release_at == NOW + timedelta(seconds=600)


def test_what_the_owner_let_go_is_not_rewritten(delayed: Store) -> None:
    a_reader(delayed, 7)
    briefing_id = publish(delayed, "id:1")
    assert delayed.brakes.release_due(later(600)) == 1
    assert not delayed.commissions.fulfil(written(briefing_id), now=later(601))
    assert delayed.commissions.fulfil(written(briefing_id), now=later(601), edit=False)


def test_answers_and_budgets_are_kept(store: Store) -> None:
    assert store.commissions.answer("key") is None
    for text in ("one", "two"):
        store.commissions.keep("key", text, NOW)
    assert store.commissions.answer("key") == "two"
    assert store.commissions.use("a") == BackendUse()
    use = BackendUse(day=NOW.date(), requests=2, characters=900, failures=1, resting_until=later(5))
    store.commissions.note("a", BackendUse(day=NOW.date(), requests=1))
    store.commissions.note("a", use)
    assert store.commissions.use("a") == use
