from datetime import timedelta

import pytest

from jobs.model import (
    ANY_REGION,
    ANY_TOPIC,
    BriefingId,
    ChatKind,
    ChatState,
    Confirmation,
    Delivery,
    Gone,
    Interest,
    Later,
    Moved,
    Outcome,
    Rejected,
    Sent,
    TopicLost,
    mention_key,
    subscription_key,
)
from jobs.store import Store
from jobs.store.confirming import MAX_ATTEMPTS
from tests.fakes import CENTRAL_ASIA, ENERGY, KZ, NOW, RU, a_reader, later, publish


def confirm(delivery: Delivery, outcome: Outcome) -> Confirmation:
    return Confirmation(dispatch_id=delivery.dispatch_id, chat_id=delivery.chat.id, outcome=outcome)


def claim_one(store: Store, seconds: float = 0) -> Delivery:
    (delivery,) = store.outbox.tick([], 10, later(seconds))
    return delivery


@pytest.fixture
def due(store: Store) -> Store:
    """One reader with one delivery due."""
    a_reader(store, 7)
    publish(store, "id:1")
    store.outbox.expand(now=NOW)
    return store


def test_every_matching_chat_gets_one_row_however_many_of_its_interests_match(store: Store) -> None:
    chat = a_reader(store, 7, Interest(region=KZ), Interest(topic=ENERGY))
    a_reader(store, 8, Interest(region=RU))
    publish(store, "id:1", *(subscription_key(r, t) for r in (KZ, ANY_REGION) for t in (ENERGY, ANY_TOPIC)))
    assert store.outbox.expand(now=NOW) == 1
    assert [one.chat.id for one in store.outbox.tick([], 10, NOW)] == [chat.id]


def test_fan_out_in_pages_reaches_everyone_once(store: Store) -> None:
    chats = [a_reader(store, telegram_id, Interest(region=KZ)) for telegram_id in range(1, 24)]
    publish(store, "id:1", subscription_key(KZ, ANY_TOPIC))
    pages = []
    while (written := store.outbox.expand(now=NOW, page=5)) is not None:
        pages.append(written)
    assert sum(pages) == len(chats)
    assert max(pages) == 5
    claimed = store.outbox.tick([], 100, NOW)
    assert sorted(one.chat.id for one in claimed) == sorted(chat.id for chat in chats)


def test_fan_out_waits_while_enough_is_due(store: Store) -> None:
    for telegram_id in range(1, 8):
        a_reader(store, telegram_id)
    publish(store, "id:1")
    assert store.outbox.expand(now=NOW, page=5, ahead=5) == 5
    assert store.outbox.expand(now=NOW, page=5, ahead=5) is None
    store.outbox.tick([], 5, NOW)
    assert store.outbox.expand(now=NOW, page=5, ahead=5) == 2


def test_an_excluded_region_keeps_its_briefings_away(store: Store) -> None:
    a_reader(store, 7, Interest(region=CENTRAL_ASIA, excludes=(KZ,)))
    about = (subscription_key(CENTRAL_ASIA, ANY_TOPIC), subscription_key(KZ, ANY_TOPIC))
    publish(store, "id:1", *about)
    assert store.outbox.expand(now=NOW) == 0
    publish(store, "id:2", subscription_key(CENTRAL_ASIA, ANY_TOPIC))
    assert store.outbox.expand(now=NOW) == 1


def test_a_baseline_is_announced_to_nobody(store: Store) -> None:
    a_reader(store, 7)
    publish(store, "id:1", push=False)
    assert store.outbox.expand(now=NOW) is None


def test_a_claimed_delivery_is_not_claimed_again(due: Store) -> None:
    assert len(due.outbox.tick([], 10, NOW)) == 1
    assert due.outbox.tick([], 10, later(3600)) == ()


def test_a_chat_has_one_message_in_flight(store: Store) -> None:
    a_reader(store, 7)
    publish(store, "id:1")
    publish(store, "id:2")
    store.outbox.expand(now=NOW)
    store.outbox.expand(now=NOW)
    first = claim_one(store)
    assert store.outbox.tick([], 10, NOW) == ()
    (second,) = store.outbox.tick([confirm(first, Sent(message_id=1))], 10, NOW)
    assert second.subject_id > first.subject_id


def test_what_a_dead_process_claimed_is_due_again(due: Store) -> None:
    claimed = claim_one(due)
    assert due.outbox.recover() == 1
    assert claim_one(due) == claimed


def test_a_sent_message_is_known_by_its_id(due: Store) -> None:
    claimed = claim_one(due)
    due.outbox.tick([confirm(claimed, Sent(message_id=55))], 0, NOW)
    assert due.briefings.of_message(claimed.chat.id, 55) == claimed.subject_id
    assert due.outbox.counts() == {"sent": 1}


def test_a_postponed_delivery_comes_back_at_its_time(due: Store) -> None:
    claimed = claim_one(due)
    due.outbox.tick([confirm(claimed, Later(at=later(30), reason="429", limited=True))], 0, NOW)
    assert due.outbox.tick([], 10, later(29)) == ()
    assert due.outbox.next_due() == later(30)
    assert claim_one(due, 30).attempts == 0


def test_a_delivery_that_keeps_failing_dies_with_its_reason(due: Store) -> None:
    for attempt in range(MAX_ATTEMPTS):
        claimed = claim_one(due, attempt)
        due.outbox.tick([confirm(claimed, Later(at=later(attempt + 1), reason="500"))], 0, later(attempt))
    assert due.outbox.counts() == {"dead": 1}


def test_a_blocked_reader_rests_and_keeps_what_they_asked_for(due: Store) -> None:
    claimed = claim_one(due)
    due.outbox.tick([confirm(claimed, Gone(reason="Forbidden: bot was blocked by the user"))], 0, NOW)
    publish(due, "id:2")
    assert due.outbox.expand(now=NOW) == 0
    assert len(due.chats.interests(claimed.chat.id)) == 1
    due.chats.wake(claimed.chat.id)
    publish(due, "id:3")
    assert due.outbox.expand(now=NOW) == 1


def test_a_migrated_group_gets_its_message_under_the_new_id(due: Store) -> None:
    claimed = claim_one(due)
    due.outbox.tick([confirm(claimed, Moved(telegram_id=-100_7))], 0, NOW)
    again = claim_one(due)
    assert (again.chat.telegram_id, again.chat.kind) == (-100_7, ChatKind.SUPERGROUP)


def test_a_group_that_moves_to_a_known_id_becomes_one_chat(store: Store) -> None:
    old = a_reader(store, -7, Interest(region=KZ))
    new = a_reader(store, -100_7, Interest(region=RU))
    publish(store, "id:1", subscription_key(KZ, ANY_TOPIC), subscription_key(RU, ANY_TOPIC))
    assert store.outbox.expand(now=NOW) == 2
    store.chats.move(-7, -100_7)
    assert store.chats.get(-7) is None
    assert {one.region for one in store.chats.interests(new.id)} == {KZ, RU}
    assert [one.chat.id for one in store.outbox.tick([], 10, NOW)] == [new.id]
    assert old.id != new.id


def test_a_lost_topic_sends_to_the_main_thread(store: Store) -> None:
    chat = store.chats.meet(-100_7, thread=4, kind=ChatKind.SUPERGROUP, now=NOW)
    store.chats.subscribe(chat.id, (Interest(),), NOW)
    publish(store, "id:1")
    store.outbox.expand(now=NOW)
    store.outbox.tick([confirm(claim_one(store), TopicLost(reason="thread not found"))], 0, NOW)
    assert claim_one(store).chat.thread == 0


def test_refused_markup_is_tried_once_as_plain_text_and_then_dies(due: Store) -> None:
    due.outbox.tick([confirm(claim_one(due), Rejected(reason="can't parse entities"))], 0, NOW)
    plain = claim_one(due)
    assert plain.plain
    due.outbox.tick([confirm(plain, Rejected(reason="message is too long"))], 0, NOW)
    assert due.outbox.counts() == {"dead": 1}


def test_unsubscribing_from_everything_takes_back_what_is_due(due: Store) -> None:
    chat = due.chats.get(7)
    assert chat is not None
    removed = due.chats.unsubscribe(chat.id, [one.id for one in due.chats.interests(chat.id)])
    assert len(removed) == 1
    assert due.outbox.tick([], 10, later(1)) == ()
    assert due.outbox.next_due() is None


def test_time_must_be_aware(due: Store) -> None:
    with pytest.raises(Exception, match="naive"):
        due.outbox.tick([], 1, (NOW + timedelta(0)).replace(tzinfo=None))


@pytest.mark.parametrize(("topic_only", "still_active"), [(False, set()), (True, {0, 5})])
def test_a_forum_that_is_gone_rests_in_every_topic_and_one_closed_topic_alone(
    store: Store, topic_only: bool, still_active: set[int]
) -> None:
    topics = [store.chats.meet(-7, thread=thread, kind=ChatKind.SUPERGROUP, now=NOW) for thread in (0, 4, 5)]
    store.chats.subscribe(topics[1].id, [Interest()], NOW)
    publish(store, "id:1")
    store.outbox.expand(now=NOW)
    store.outbox.tick([confirm(claim_one(store), Gone(reason="no", topic_only=topic_only))], 0, NOW)
    chats = {thread: store.chats.get(-7, thread=thread) for thread in (0, 4, 5)}
    assert {thread for thread, one in chats.items() if one and one.state is ChatState.ACTIVE} == still_active


def test_nobody_wakes_who_asked_for_silence_but_they(store: Store) -> None:
    chat = a_reader(store, 7)
    store.chats.stop(chat.id)
    store.chats.rest_everywhere(7, "blocked")
    store.chats.wake_everywhere(7)
    publish(store, "id:1")
    assert not store.outbox.expand(now=NOW)
    store.chats.wake(chat.id)
    publish(store, "id:2")
    assert store.outbox.expand(now=NOW) == 1


def test_mere_mentions_come_only_to_who_switched_them_on(store: Store) -> None:
    a_reader(store, 7, Interest(region=KZ))
    keen = a_reader(store, 8, Interest(region=KZ))
    store.chats.set_mentions(keen.id, True)
    publish(store, "id:1", mention_key(subscription_key(KZ, ANY_TOPIC)))
    assert store.outbox.expand(now=NOW) == 1
    assert claim_one(store).chat.mentions
    publish(store, "id:2", subscription_key(KZ, ANY_TOPIC))
    assert store.outbox.expand(now=NOW) == 2


def test_an_excluded_region_keeps_mentions_of_another_away_too(store: Store) -> None:
    keen = a_reader(store, 7, Interest(region=CENTRAL_ASIA, excludes=(RU,)))
    store.chats.set_mentions(keen.id, True)
    mention = mention_key(subscription_key(CENTRAL_ASIA, ANY_TOPIC))
    publish(store, "id:1", mention, subscription_key(RU, ANY_TOPIC))
    assert store.outbox.expand(now=NOW) == 0


def test_mentions_switched_off_take_back_what_waits_for_them_only(store: Store) -> None:
    keen = a_reader(store, 7, Interest(region=KZ))
    store.chats.set_mentions(keen.id, True)
    publish(store, "id:1", mention_key(subscription_key(KZ, ANY_TOPIC)))
    publish(store, "id:2", subscription_key(KZ, ANY_TOPIC))
    assert [store.outbox.expand(now=NOW), store.outbox.expand(now=NOW)] == [1, 1]
    store.chats.set_mentions(keen.id, False)
    (left,) = store.outbox.tick([], 10, NOW)
    assert store.briefings.matched(keen.id, BriefingId(left.subject_id)) != ()
