"""Revisions reach those who have the old text, recalls everyone who has any of it."""

from datetime import timedelta

import pytest

from jobs.model import Changed, Confirmation, DispatchKind, Dropped, Sent
from jobs.store import Store
from jobs.store.fanout import CORRECTED_FOR, MAX_EDITS
from tests.fakes import NOW, a_briefing, a_reader, later, publish
from tests.store.steps import confirm, fan_out, revise, send_all


@pytest.fixture
def sent(store: Store) -> Store:
    """One reader who has the alert of `id:1`, as message 100."""
    a_reader(store, 7)
    publish(store, "id:1")
    fan_out(store)
    send_all(store)
    return store


def test_a_revision_corrects_the_message_that_was_sent(sent: Store) -> None:
    revise(sent, "id:1", "전력망을 3배로 늘린다.", revision=2)
    assert fan_out(sent) == 1
    (delivery,) = sent.outbox.tick([], 10, NOW)
    assert delivery.kind is DispatchKind.CORRECTION
    assert (delivery.message_id, delivery.shown, delivery.revision) == (100, 1, 2)
    assert delivery.sent_at == NOW


def test_what_changed_is_told_from_what_the_chat_was_shown(sent: Store) -> None:
    revise(sent, "id:1", "전력망을 3배로 늘린다.", revision=2)
    revise(sent, "id:1", "전력망을 4배로 늘린다.", revision=3)
    briefing_id = sent.briefings.latest()[0].id
    one, two = sent.briefings.changes(briefing_id, 1), sent.briefings.changes(briefing_id, 2)
    assert one is not None
    assert two is not None
    assert one.figures == (Changed(old="2배", new="4배"),)
    assert two.figures == (Changed(old="3배", new="4배"),)
    assert sent.briefings.record(briefing_id, 1) == a_briefing()
    assert sent.briefings.changes(briefing_id, 9) is None


def test_who_was_not_sent_the_alert_yet_gets_the_new_text_and_no_correction(store: Store) -> None:
    a_reader(store, 7)
    publish(store, "id:1")
    fan_out(store)
    revise(store, "id:1", "전력망을 3배로 늘린다.", revision=2)
    assert fan_out(store) == 0
    assert [one.kind for one in send_all(store)] == [DispatchKind.ALERT]


def test_an_alert_in_flight_at_the_revision_is_corrected_after_it(store: Store) -> None:
    a_reader(store, 7)
    publish(store, "id:1")
    fan_out(store)
    (alert,) = store.outbox.tick([], 10, NOW)
    revise(store, "id:1", "전력망을 3배로 늘린다.", revision=2)
    assert fan_out(store) == 1
    assert store.outbox.tick([], 10, NOW) == ()
    (correction,) = store.outbox.tick([confirm(alert, Sent(message_id=5, revision=1))], 10, NOW)
    assert (correction.kind, correction.message_id) == (DispatchKind.CORRECTION, 5)


def test_an_alert_in_flight_that_showed_the_new_text_is_not_corrected(store: Store) -> None:
    a_reader(store, 7)
    publish(store, "id:1")
    fan_out(store)
    (alert,) = store.outbox.tick([], 10, NOW)
    revise(store, "id:1", "전력망을 3배로 늘린다.", revision=2)
    fan_out(store)
    assert store.outbox.tick([confirm(alert, Sent(message_id=5, revision=2))], 10, NOW) == ()
    assert store.outbox.counts() == {"sent": 1, "dropped": 1}


def test_the_latest_revision_wins_and_the_older_correction_is_not_sent(sent: Store) -> None:
    revise(sent, "id:1", "전력망을 3배로 늘린다.", revision=2)
    fan_out(sent)
    revise(sent, "id:1", "전력망을 4배로 늘린다.", revision=3)
    fan_out(sent)
    assert [(one.kind, one.revision) for one in send_all(sent)] == [(DispatchKind.CORRECTION, 3)]
    assert sent.outbox.sweep(NOW) == 1
    assert sent.outbox.counts() == {"sent": 2, "dropped": 1}


def test_a_message_is_edited_three_times_at_most(sent: Store) -> None:
    for revision in range(2, 2 + MAX_EDITS):
        revise(sent, "id:1", f"전력망을 {revision + 1}배로 늘린다.", revision=revision)
        fan_out(sent)
        assert len(send_all(sent)) == 1
    revise(sent, "id:1", "전력망을 9배로 늘린다.", revision=2 + MAX_EDITS)
    assert fan_out(sent) == 0


def test_a_message_older_than_thirty_days_is_left_as_it_is(sent: Store) -> None:
    late = NOW + CORRECTED_FOR + timedelta(seconds=1)
    revise(sent, "id:1", "전력망을 3배로 늘린다.", revision=2, now=late)
    assert fan_out(sent, late) == 0


def test_a_correction_goes_before_alerts(sent: Store) -> None:
    a_reader(sent, 8)
    publish(sent, "id:2")
    revise(sent, "id:1", "전력망을 3배로 늘린다.", revision=2)
    fan_out(sent)
    (first,) = sent.outbox.tick([], 1, NOW)
    assert first.kind is DispatchKind.CORRECTION


def test_a_reply_to_a_correction_is_about_the_briefing(sent: Store) -> None:
    revise(sent, "id:1", "전력망을 3배로 늘린다.", revision=2)
    fan_out(sent)
    (delivery,) = sent.outbox.tick([], 10, NOW)
    sent.outbox.tick([confirm(delivery, Sent(message_id=101, revision=2))], 0, NOW)
    assert sent.briefings.of_message(delivery.chat.id, 101) == delivery.subject_id


def test_a_revised_baseline_is_corrected_nowhere(store: Store) -> None:
    a_reader(store, 7)
    publish(store, "id:1", push=False)
    revise(store, "id:1", "전력망을 3배로 늘린다.", revision=2)
    assert store.outbox.expand(now=NOW) is None


# ── recalls ──────────────────────────────────────────────────────────────────────────────────────


def test_a_recall_names_every_message_of_it_in_the_chat(sent: Store) -> None:
    revise(sent, "id:1", "전력망을 3배로 늘린다.", revision=2)
    fan_out(sent)
    (correction,) = sent.outbox.tick([], 10, NOW)
    sent.outbox.tick([confirm(correction, Sent(message_id=101, revision=2))], 0, NOW)
    briefing_id = sent.briefings.latest()[0].id
    sent.brakes.recall(briefing_id, 1, "틀린 문서", NOW)
    fan_out(sent)
    (recall,) = sent.outbox.tick([], 10, NOW)
    assert recall.kind is DispatchKind.RECALL
    assert (recall.message_id, recall.messages, recall.payload) == (100, (101, 100), {"reason": "틀린 문서"})


def test_a_recalled_briefing_is_not_sent_any_more(store: Store) -> None:
    a_reader(store, 7)
    briefing_id = publish(store, "id:1")
    fan_out(store)
    dispatch_id = store.brakes.recall(briefing_id, 1, "틀린 문서", NOW)
    fan_out(store)
    assert send_all(store) == []
    assert store.outbox.next_due(NOW) is None
    assert store.outbox.sweep(NOW) == 1
    assert store.briefings.latest() == ()
    edition = store.briefings.edition(briefing_id)
    assert edition is not None
    assert edition.recalled == "틀린 문서"
    assert store.brakes.progress(dispatch_id).complete


def test_a_recall_says_how_far_it_got(store: Store) -> None:
    for telegram_id in (7, 8, 9):
        a_reader(store, telegram_id)
    briefing_id = publish(store, "id:1")
    fan_out(store)
    send_all(store)
    assert store.brakes.reached(briefing_id) == 3
    dispatch_id = store.brakes.recall(briefing_id, 1, "틀린 문서", NOW)
    fan_out(store)
    one, two, three = store.outbox.tick([], 10, NOW)
    outcomes: list[Confirmation] = [confirm(one, Sent(message_id=1)), confirm(two, Dropped(reason="gone already"))]
    store.outbox.tick(outcomes, 0, NOW)
    progress = store.brakes.progress(dispatch_id)
    assert (progress.done, progress.failed, progress.complete) == (1, 0, False)
    store.outbox.tick([confirm(three, Sent(message_id=3))], 0, NOW)
    assert store.brakes.progress(dispatch_id).complete


def test_sending_again_undoes_a_recall_for_those_it_reached(sent: Store) -> None:
    a_reader(sent, 8)
    briefing_id = sent.briefings.latest()[0].id
    sent.brakes.recall(briefing_id, 1, "틀린 문서", NOW)
    fan_out(sent)
    send_all(sent)
    sent.brakes.resend(briefing_id, 1, NOW)
    assert fan_out(sent) == 2
    assert {one.chat.telegram_id for one in send_all(sent)} == {7, 8}
    assert [one.id for one in sent.briefings.latest()] == [briefing_id]


def test_sending_again_reaches_only_those_who_do_not_have_it(sent: Store) -> None:
    late_comer = a_reader(sent, 8)
    sent.brakes.resend(sent.briefings.latest()[0].id, 1, NOW)
    assert fan_out(sent) == 1
    assert [one.chat.id for one in send_all(sent)] == [late_comer.id]


def test_who_is_just_being_sent_it_does_not_get_it_again(store: Store) -> None:
    a_reader(store, 7)
    briefing_id = publish(store, "id:1")
    fan_out(store)
    (alert,) = store.outbox.tick([], 10, NOW)
    store.brakes.resend(briefing_id, 1, NOW)
    fan_out(store)
    store.outbox.tick([confirm(alert, Sent(message_id=1))], 0, NOW)
    assert send_all(store, later(1)) == []
