"""What owners can stop, and what waits for them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from jobs.model import (
    ANY_TOPIC,
    BriefingId,
    Confirmation,
    DispatchKind,
    Gone,
    Interest,
    Later,
    Mode,
    Profile,
    Sent,
    subscription_key,
)
from jobs.settings import SourceSettings
from jobs.store import Store
from jobs.store.confirming import MAX_ATTEMPTS
from tests.fakes import KZ, NOW, a_briefing, a_reader, a_reading, an_announcement, later, publish
from tests.store.steps import confirm, fan_out, send_all

OWNER = 99
TEN_MINUTES = NOW + timedelta(minutes=10)


def source(id_: str, publish_: str) -> SourceSettings:
    return SourceSettings.model_validate(
        {"id": id_, "kind": "feed", "url": "https://news.example/rss", "publish": publish_}
    )


@pytest.fixture
def guarded(archive: str) -> Iterator[Store]:
    """A store with a source that waits ten minutes, one that waits for an owner, and the owner's chat."""
    sources = [source("delayed", "delay"), source("held", "hold")]
    with Store.open(archive, sources=sources, owners=[OWNER]) as store:
        store.chats.meet(OWNER, now=NOW)
        a_reader(store, 7)
        yield store


def announce(store: Store, source_id: str, *, revision: int = 1, body: str = "전력망을 2배로 늘린다.") -> BriefingId:
    (saved,) = store.briefings.save(source_id, [a_reading("id:1", a_briefing(body=body))], now=NOW)
    assert store.briefings.announce(an_announcement(saved.id, revision=revision), now=NOW)
    return saved.id


def test_holding_everything_stops_the_claims_and_resuming_starts_them(store: Store) -> None:
    a_reader(store, 7)
    publish(store, "id:1")
    fan_out(store)
    assert store.brakes.hold_all(OWNER, NOW)
    assert not store.brakes.hold_all(OWNER, NOW)
    assert store.brakes.held_since() == NOW
    assert send_all(store) == []
    assert store.outbox.next_due(NOW) is None
    assert store.brakes.resume(OWNER, NOW)
    assert not store.brakes.resume(OWNER, NOW)
    assert len(send_all(store)) == 1


def test_a_recall_goes_while_everything_is_held(store: Store) -> None:
    a_reader(store, 7)
    briefing_id = publish(store, "id:1")
    fan_out(store)
    send_all(store)
    store.brakes.hold_all(OWNER, NOW)
    store.brakes.recall(briefing_id, OWNER, "틀린 문서", NOW)
    fan_out(store)
    assert [one.kind for one in send_all(store)] == [DispatchKind.RECALL]


def test_what_was_in_flight_when_everything_was_held_is_confirmed(store: Store) -> None:
    a_reader(store, 7)
    publish(store, "id:1")
    fan_out(store)
    (claimed,) = store.outbox.tick([], 10, NOW)
    store.brakes.hold_all(OWNER, NOW)
    store.outbox.tick([confirm(claimed, Sent(message_id=1))], 10, NOW)
    assert store.outbox.counts() == {"sent": 1}


def test_a_delayed_alert_is_shown_to_the_owners_in_each_language_and_goes_by_itself(guarded: Store) -> None:
    announce(guarded, "delayed")
    fan_out(guarded)
    previews = send_all(guarded)
    assert [(one.kind, one.chat.telegram_id) for one in previews] == [(DispatchKind.PREVIEW, OWNER)] * 2
    (held,) = guarded.brakes.held()
    assert {str(one.payload["language"]) for one in previews} == {"ko", "en"}
    assert {one.payload["of"] for one in previews} == {held.id}
    assert (held.kind, held.release_at, held.title) == (DispatchKind.ALERT, TEN_MINUTES, a_briefing().title)
    assert guarded.brakes.audience(held.id) == 1
    assert guarded.brakes.release_due(TEN_MINUTES - timedelta(seconds=1)) == 0
    assert guarded.brakes.release_due(TEN_MINUTES) == 1
    assert fan_out(guarded) == 1
    assert [one.chat.telegram_id for one in send_all(guarded)] == [7]


def test_a_held_alert_waits_for_an_owner(guarded: Store) -> None:
    announce(guarded, "held")
    fan_out(guarded)
    send_all(guarded)
    (held,) = guarded.brakes.held()
    assert held.release_at is None
    assert guarded.brakes.release_due(NOW + timedelta(days=30)) == 0
    assert guarded.brakes.release(held.id, OWNER, NOW)
    assert not guarded.brakes.release(held.id, OWNER, NOW)
    fan_out(guarded)
    assert len(send_all(guarded)) == 1
    assert [(one.who, one.what) for one in guarded.brakes.audit()] == [(str(OWNER), f"release {held.id}")]


def test_an_owner_can_keep_a_delayed_alert_from_going(guarded: Store) -> None:
    announce(guarded, "delayed")
    (held,) = guarded.brakes.held()
    assert guarded.brakes.withhold(held.id, OWNER, NOW)
    assert guarded.brakes.release_due(NOW + timedelta(days=1)) == 0
    assert guarded.brakes.held()[0].release_at is None


def test_a_held_briefing_is_in_no_digest_before_it_goes(guarded: Store) -> None:
    chat = a_reader(guarded, 8)
    guarded.chats.set_profile(chat.id, Profile(mode=Mode.DIGEST, at_minute=18 * 60), NOW)
    announce(guarded, "held")
    six = NOW + timedelta(hours=8)
    assert guarded.digests.due(six) == 0
    (held,) = guarded.brakes.held()
    guarded.brakes.release(held.id, OWNER, six)
    assert guarded.digests.due(six + timedelta(days=1)) == 1


def test_a_revision_of_a_held_alert_is_previewed_again_and_goes_as_one_message(guarded: Store) -> None:
    announce(guarded, "held")
    fan_out(guarded)
    assert len(send_all(guarded)) == 2
    announce(guarded, "held", revision=2, body="전력망을 3배로 늘린다.")
    fan_out(guarded)
    assert [one.revision for one in send_all(guarded)] == [2, 2]
    (held,) = guarded.brakes.held()
    guarded.brakes.release(held.id, OWNER, NOW)
    fan_out(guarded)
    assert [one.kind for one in send_all(guarded)] == [DispatchKind.ALERT]


def test_a_correction_of_a_held_source_waits_as_well(guarded: Store) -> None:
    announce(guarded, "held")
    (held,) = guarded.brakes.held()
    guarded.brakes.release(held.id, OWNER, NOW)
    fan_out(guarded)
    send_all(guarded)
    announce(guarded, "held", revision=2, body="전력망을 3배로 늘린다.")
    (correction,) = guarded.brakes.held()
    assert correction.kind is DispatchKind.CORRECTION
    fan_out(guarded)
    assert {one.kind for one in send_all(guarded)} == {DispatchKind.PREVIEW}
    guarded.brakes.release(correction.id, OWNER, NOW)
    fan_out(guarded)
    assert [one.kind for one in send_all(guarded)] == [DispatchKind.CORRECTION]


def test_withholding_stops_a_dispatch_on_its_way_and_releasing_takes_it_up_again(store: Store) -> None:
    for telegram_id in range(1, 11):
        a_reader(store, telegram_id)
    briefing_id = publish(store, "id:1")
    assert store.outbox.expand(now=NOW, page=5) == 5
    first = store.outbox.tick([], 3, NOW)
    dispatch_id = store.brakes.alert_of(briefing_id)
    assert dispatch_id == first[0].dispatch_id
    assert store.brakes.withhold(dispatch_id, OWNER, NOW)
    assert store.outbox.expand(now=NOW) is None
    done = [confirm(one, Sent(message_id=one.chat.id)) for one in first]
    assert store.outbox.tick(done, 10, NOW) == ()
    assert store.brakes.release(dispatch_id, OWNER, NOW)
    fan_out(store)
    assert len(send_all(store)) == 7
    assert not store.brakes.withhold(dispatch_id, OWNER, NOW)  # nothing of it is to come


def test_a_digest_on_its_way_can_be_held_and_released(store: Store) -> None:
    chat = a_reader(store, 7)
    store.chats.set_profile(chat.id, Profile(mode=Mode.DIGEST, at_minute=18 * 60), NOW)
    publish(store, "id:1")
    six = NOW + timedelta(hours=8)
    store.digests.due(six)
    (digest,) = store.outbox.tick([], 1, six)
    store.outbox.recover()
    assert store.brakes.withhold(digest.dispatch_id, OWNER, six)
    assert send_all(store, six) == []
    assert store.brakes.release(digest.dispatch_id, OWNER, six)
    assert fan_out(store, six) == 0
    assert [one.kind for one in send_all(store, six)] == [DispatchKind.DIGEST]


# ── failures ─────────────────────────────────────────────────────────────────────────────────────


def test_what_died_is_listed_with_its_reason_and_can_be_tried_again(store: Store) -> None:
    chat = a_reader(store, 7)
    publish(store, "id:1")
    fan_out(store)
    for attempt in range(MAX_ATTEMPTS):
        (claimed,) = store.outbox.tick([], 10, later(attempt))
        store.outbox.tick([confirm(claimed, Later(at=later(attempt + 1), reason="500"))], 0, later(attempt))
    (failure,) = store.outbox.failures()
    assert (failure.chat.id, failure.attempts, failure.reason) == (chat.id, MAX_ATTEMPTS, "500")
    assert store.outbox.requeue(failure.dispatch_id, later(60)) == 1
    assert store.outbox.failures() == ()
    assert [one.attempts for one in send_all(store, later(60))] == [0]


def test_what_died_with_its_chat_stays_dead(store: Store) -> None:
    a_reader(store, 7)
    publish(store, "id:1")
    fan_out(store)
    (claimed,) = store.outbox.tick([], 10, NOW)
    store.outbox.tick([confirm(claimed, Gone(reason="blocked"))], 0, NOW)
    assert store.outbox.requeue(None, NOW) == 0


def test_a_broadcast_reaches_every_chat_there_is_until_its_end(store: Store) -> None:
    a_reader(store, 7)
    store.chats.meet(8, now=NOW)
    store.chats.meet(9, now=NOW)
    store.chats.rest_everywhere(9, "blocked")
    store.outbox.broadcast({"ko": "점검"}, now=NOW, expires_at=later(60))
    assert fan_out(store) == 2
    (first,) = store.outbox.tick([], 1, NOW)
    assert first.payload == {"ko": "점검"}
    assert store.outbox.tick([], 10, later(60)) == ()
    assert store.outbox.sweep(later(60)) == 1


# ── shares ───────────────────────────────────────────────────────────────────────────────────────


def test_a_large_broadcast_does_not_keep_an_alert_waiting_nor_the_other_way_round(store: Store) -> None:
    for telegram_id in range(1, 31):
        store.chats.meet(telegram_id, now=NOW)
    for telegram_id in range(31, 61):
        a_reader(store, telegram_id, Interest(region=KZ))
    store.outbox.broadcast({}, now=NOW)
    publish(store, "id:1", subscription_key(KZ, ANY_TOPIC))
    fan_out(store)
    kinds: list[DispatchKind] = []
    confirmed: list[Confirmation] = []
    for _ in range(27):  # one place at a time, as at Telegram's pace
        (claimed,) = store.outbox.tick(confirmed, 1, NOW)
        kinds.append(claimed.kind)
        confirmed = [confirm(claimed, Sent(message_id=1))]
    assert kinds.count(DispatchKind.ALERT) == 24
    assert kinds.count(DispatchKind.BROADCAST) == 3


def test_a_small_alert_does_not_wait_behind_a_large_one(store: Store) -> None:
    for telegram_id in range(1, 31):
        a_reader(store, telegram_id)
    publish(store, "id:1")
    store.outbox.expand(now=NOW, page=15)
    few = [a_reader(store, telegram_id, Interest(region=KZ)) for telegram_id in (201, 202)]
    publish(store, "id:2", subscription_key(KZ, ANY_TOPIC))
    store.outbox.expand(now=NOW, page=15)
    claimed = store.outbox.tick([], 10, NOW)
    assert {one.id for one in few} <= {one.chat.id for one in claimed}


def test_a_chat_gets_the_older_of_two_alerts_first(store: Store) -> None:
    for telegram_id in range(1, 11):
        a_reader(store, telegram_id)
    older, newer = publish(store, "id:1"), publish(store, "id:2")
    fan_out(store)
    order: dict[int, list[int]] = {}
    for one in send_all(store):
        order.setdefault(one.chat.id, []).append(one.subject_id)
    assert len(order) == 10
    assert set(map(tuple, order.values())) == {(older, newer)}


def test_a_place_that_one_dispatch_does_not_need_is_given_to_another(store: Store) -> None:
    for telegram_id in range(1, 31):
        store.chats.meet(telegram_id, now=NOW)
    a_reader(store, 99, Interest(region=KZ))
    store.outbox.broadcast({}, now=NOW)
    publish(store, "id:1", subscription_key(KZ, ANY_TOPIC))
    fan_out(store)
    assert len(store.outbox.tick([], 20, NOW)) == 20


def test_a_recalled_briefing_meets_the_search_index_once_more(store: Store) -> None:
    briefing_id = publish(store, "id:1")
    (seen,) = store.briefings.documents_after(0)
    store.brakes.recall(briefing_id, 1, "잘못된 수치", NOW)
    (again,) = store.briefings.documents_after(seen[0])
    assert again[3].recalled == "잘못된 수치"
    store.brakes.resend(briefing_id, 1, NOW)
    (back,) = store.briefings.documents_after(again[0])
    assert back[3].recalled is None
