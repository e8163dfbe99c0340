"""When a chat gets its messages: quiet hours, mute, digests. NOW is 10:00 of a Monday in Seoul."""

from datetime import datetime, timedelta

import pytest

from jobs.model import (
    ANY_TOPIC,
    ChatKind,
    Delivery,
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
from tests.fakes import KZ, NOW, RU, a_reader, a_reading, an_announcement, later, publish
from tests.store.steps import chat_now, confirm, drop, fan_out, send_all

QUIET = Profile(quiet=(9 * 60, 12 * 60))  # it is 10:00
NOON = NOW + timedelta(hours=2)
DIGEST = Profile(mode=Mode.DIGEST, at_minute=18 * 60)
SIX = NOW + timedelta(hours=8)


def digests(store: Store, now: datetime = SIX, **bounds: int) -> int:
    """Write the digests that are due; give how many."""
    total = 0
    while (page := store.digests.due(now, **bounds)) is not None:
        total += page
    return total


def titles_of(store: Store, delivery: Delivery) -> list[int]:
    return [one.id for one in store.digests.editions(delivery.chat.id, delivery.dispatch_id)]


def test_a_profile_comes_back_as_it_was_set(store: Store) -> None:
    chat = a_reader(store, 7)
    profile = Profile(tz="Asia/Almaty", quiet=(1350, 420), mode=Mode.DIGEST, days=frozenset({0, 4}), at_minute=545)
    store.chats.set_profile(chat.id, profile, NOW)
    assert chat_now(store, chat).profile == profile
    assert chat.profile == Profile()


def test_quiet_hours_hold_back_what_is_written_in_them(store: Store) -> None:
    chat, other = a_reader(store, 7), a_reader(store, 8)
    store.chats.set_profile(chat.id, QUIET, NOW)
    publish(store, "id:1")
    assert fan_out(store) == 2
    assert [one.chat.id for one in send_all(store)] == [other.id]
    assert store.outbox.next_due() == NOON
    assert [one.chat.id for one in send_all(store, NOON)] == [chat.id]


def test_quiet_hours_hold_back_what_was_written_before_them(store: Store) -> None:
    chat = a_reader(store, 7)
    publish(store, "id:1")
    fan_out(store)
    store.chats.set_profile(chat.id, QUIET, NOW)
    assert send_all(store) == []
    assert store.outbox.next_due() == NOON  # written down, not met again at each tick


def test_shorter_quiet_hours_let_go_what_waited_for_their_end(store: Store) -> None:
    chat = a_reader(store, 7)
    store.chats.set_profile(chat.id, QUIET, NOW)
    publish(store, "id:1")
    fan_out(store)
    store.chats.set_profile(chat.id, Profile(), NOW)
    assert len(send_all(store)) == 1


def test_an_urgent_alert_passes_quiet_hours_without_a_sound(archive: str) -> None:
    source = SourceSettings(id="risk", kind="feed", url="https://news.example/rss", urgent=True)
    with Store.open(archive, sources=[source]) as store:
        chat, other = a_reader(store, 7), a_reader(store, 8)
        store.chats.set_profile(chat.id, QUIET, NOW)
        (saved,) = store.briefings.save("risk", [a_reading("id:1")], now=NOW)
        store.briefings.announce(an_announcement(saved.id), now=NOW)
        fan_out(store)
        assert {one.chat.id: one.silent for one in send_all(store)} == {chat.id: True, other.id: False}


def test_a_muted_chat_gets_nothing_until_then(store: Store) -> None:
    chat = a_reader(store, 7)
    store.chats.mute(chat.id, later(60))
    publish(store, "id:1")
    fan_out(store)
    assert send_all(store) == []
    assert store.outbox.counts() == {"dropped": 1}
    publish(store, "id:2")
    fan_out(store)
    assert len(send_all(store, later(60))) == 1


def test_a_mute_can_be_taken_back(store: Store) -> None:
    chat = a_reader(store, 7)
    store.chats.mute(chat.id, later(60))
    store.chats.mute(chat.id, None)
    assert chat_now(store, chat).muted_until is None
    publish(store, "id:1")
    fan_out(store)
    assert len(send_all(store)) == 1


def test_what_an_interest_brought_goes_with_the_interest(store: Store) -> None:
    chat = a_reader(store, 7, Interest(region=KZ), Interest(region=RU))
    publish(store, "id:1", subscription_key(KZ, ANY_TOPIC))
    wanted = publish(store, "id:2", subscription_key(RU, ANY_TOPIC), subscription_key(KZ, ANY_TOPIC))
    fan_out(store)
    store.chats.unsubscribe(chat.id, [store.chats.interests(chat.id)[0].id])
    assert [one.subject_id for one in send_all(store)] == [wanted]


def test_a_region_left_out_is_left_out_of_what_waits(store: Store) -> None:
    chat = a_reader(store, 7, Interest(region=RU))
    publish(store, "id:1", subscription_key(RU, ANY_TOPIC), subscription_key(KZ, ANY_TOPIC))
    wanted = publish(store, "id:2", subscription_key(RU, ANY_TOPIC))
    fan_out(store)
    store.chats.set_excludes(chat.id, store.chats.interests(chat.id)[0].id, (KZ,))
    assert [one.subject_id for one in send_all(store)] == [wanted]


def test_a_zone_that_nobody_knows_is_refused(store: Store) -> None:
    chat = a_reader(store, 7)
    with pytest.raises(ValueError, match="Asia/Seol"):
        store.chats.set_profile(chat.id, Profile(tz="Asia/Seol"), NOW)


# ── digests ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def digest_reader(store: Store) -> Store:
    chat = a_reader(store, 7)
    store.chats.set_profile(chat.id, DIGEST, NOW)
    return store


def test_a_digest_reader_gets_one_message_at_their_time(digest_reader: Store) -> None:
    store = digest_reader
    first, second = publish(store, "id:1"), publish(store, "id:2")
    assert fan_out(store) == 0
    assert digests(store, SIX - timedelta(seconds=1)) == 0
    assert digests(store) == 1
    (delivery,) = store.outbox.tick([], 10, SIX)
    assert delivery.kind is DispatchKind.DIGEST
    assert titles_of(store, delivery) == [second, first]


def test_an_empty_digest_is_not_written_and_the_next_day_comes(digest_reader: Store) -> None:
    assert digests(digest_reader) == 0
    publish(digest_reader, "id:1")
    assert digests(digest_reader) == 0
    assert digests(digest_reader, SIX + timedelta(days=1)) == 1


def test_a_digest_holds_what_the_last_one_did_not(digest_reader: Store) -> None:
    publish(digest_reader, "id:1")
    digests(digest_reader)
    assert len(send_all(digest_reader, SIX)) == 1
    second = publish(digest_reader, "id:2")
    tomorrow = SIX + timedelta(days=1)
    digests(digest_reader, tomorrow)
    (delivery,) = digest_reader.outbox.tick([], 10, tomorrow)
    assert titles_of(digest_reader, delivery) == [second]


def test_a_digest_that_was_not_sent_is_in_the_next_one(digest_reader: Store) -> None:
    first = publish(digest_reader, "id:1")
    digests(digest_reader)
    tomorrow = SIX + timedelta(days=1)
    second = publish(digest_reader, "id:2")
    assert digests(digest_reader, tomorrow) == 1
    (delivery,) = digest_reader.outbox.tick([], 10, tomorrow)  # the old one is over
    assert titles_of(digest_reader, delivery) == [second, first]


def test_a_digest_keeps_to_interests_and_exclusions(store: Store) -> None:
    chat = a_reader(store, 7, Interest(region=RU, excludes=(KZ,)))
    store.chats.set_profile(chat.id, DIGEST, NOW)
    publish(store, "id:1", subscription_key(KZ, ANY_TOPIC))
    publish(store, "id:2", subscription_key(RU, ANY_TOPIC), subscription_key(KZ, ANY_TOPIC))
    assert digests(store) == 0
    wanted = publish(store, "id:3", subscription_key(RU, ANY_TOPIC))
    tomorrow = SIX + timedelta(days=1)
    assert digests(store, tomorrow) == 1
    (delivery,) = store.outbox.tick([], 10, tomorrow)
    assert titles_of(store, delivery) == [wanted]


def test_a_slot_is_written_in_pages_and_reaches_everyone_once(store: Store) -> None:
    for telegram_id in range(1, 24):
        store.chats.set_profile(a_reader(store, telegram_id).id, DIGEST, NOW)
    publish(store, "id:1")
    assert digests(store, SIX, limit=5) == 23
    assert len({one.chat.id for one in send_all(store, SIX)}) == 23
    assert digests(store) == 0


def test_many_digests_begin_before_their_time(digest_reader: Store) -> None:
    publish(digest_reader, "id:1")
    (slot,) = digest_reader.digests.slots(SIX, rate_per_s=0.001)
    assert (slot.at, slot.chats, slot.starts_at) == (SIX, 1, SIX - timedelta(seconds=1000))
    assert digest_reader.digests.due(slot.starts_at, rate_per_s=0.001) == 1
    assert len(send_all(digest_reader, slot.starts_at)) == 1


def test_a_bot_that_slept_for_days_sends_one_digest(digest_reader: Store) -> None:
    publish(digest_reader, "id:1")
    late = SIX + timedelta(days=3, hours=1)
    assert digests(digest_reader, late) == 1
    assert digest_reader.digests.slots(late + timedelta(days=1), 28)[0].at == SIX + timedelta(days=4)


def test_a_digest_found_empty_at_the_last_moment_is_over(digest_reader: Store) -> None:
    store = digest_reader
    briefing = publish(store, "id:1")
    digests(store)
    (delivery,) = store.outbox.tick([], 10, SIX)
    store.brakes.recall(briefing, 1, "wrong", SIX)
    assert titles_of(store, delivery) == []
    drop(store, delivery, SIX)
    assert store.outbox.counts() == {"dropped": 1}


def test_who_turns_to_digests_gets_no_old_ones_in_them(store: Store) -> None:
    chat = a_reader(store, 7)
    publish(store, "id:1")
    fan_out(store)
    send_all(store)
    store.chats.set_profile(chat.id, DIGEST, NOW)
    assert digests(store) == 0


def test_an_alert_still_on_its_way_is_in_the_first_digest(store: Store) -> None:
    chat = a_reader(store, 7)
    publish(store, "id:1")
    store.chats.set_profile(chat.id, DIGEST, NOW)
    assert fan_out(store) == 0
    assert digests(store) == 1


def test_who_leaves_the_digest_gets_its_news_at_once_and_once(digest_reader: Store) -> None:
    store = digest_reader
    chat = store.chats.get(7)
    assert chat is not None
    first = publish(store, "id:1")
    store.chats.set_profile(chat.id, Profile(), NOW)
    assert fan_out(store) == 0
    (delivery,) = store.outbox.tick([], 10, NOW)
    assert titles_of(store, delivery) == [first]
    store.outbox.tick([confirm(delivery, Sent(message_id=1))], 0, NOW)
    publish(store, "id:2")
    fan_out(store)
    assert [one.kind for one in send_all(store)] == [DispatchKind.ALERT]
    assert digests(store) == 0


def test_who_comes_back_gets_no_digest_of_the_time_away(digest_reader: Store) -> None:
    store = digest_reader
    chat = store.chats.get(7)
    assert chat is not None
    store.chats.rest_everywhere(chat.telegram_id, "blocked")
    publish(store, "id:1")
    assert digests(store) == 0
    store.chats.wake(chat.id)
    publish(store, "id:2")
    tomorrow = SIX + timedelta(days=1)
    assert digests(store, tomorrow) == 1
    (delivery,) = store.outbox.tick([], 10, tomorrow)
    assert len(titles_of(store, delivery)) == 1


def test_a_digest_that_fails_keeps_its_news_for_the_next(digest_reader: Store) -> None:
    store = digest_reader
    publish(store, "id:1")
    digests(store)
    (delivery,) = store.outbox.tick([], 10, SIX)
    store.outbox.tick([confirm(delivery, Later(at=SIX + timedelta(minutes=1), reason="500"))], 0, SIX)
    (again,) = store.outbox.tick([], 10, SIX + timedelta(minutes=1))
    assert len(titles_of(store, again)) == 1


def test_a_reader_who_blocked_the_bot_rests_in_digest_mode_too(digest_reader: Store) -> None:
    store = digest_reader
    publish(store, "id:1")
    digests(store)
    (delivery,) = store.outbox.tick([], 10, SIX)
    store.outbox.tick([confirm(delivery, Gone(reason="blocked"))], 0, SIX)
    publish(store, "id:2")
    assert digests(store, SIX + timedelta(days=1)) == 0


def test_a_baseline_is_in_no_digest(digest_reader: Store) -> None:
    publish(digest_reader, "id:1", push=False)
    assert digests(digest_reader) == 0


def test_a_group_that_moved_keeps_its_profile(store: Store) -> None:
    chat = store.chats.meet(-7, kind=ChatKind.GROUP, now=NOW)
    store.chats.set_profile(chat.id, QUIET, NOW)
    store.chats.move(-7, -100_7)
    moved = store.chats.get(-100_7)
    assert moved is not None
    assert moved.profile == QUIET
