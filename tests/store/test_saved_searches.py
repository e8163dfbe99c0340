"""Saved searches as rows: one number for all who saved the same, met by alerts, digests and lists as any interest."""

from dataclasses import replace
from pathlib import Path

from jobs.model import Interest, Mode, Profile, search_key
from jobs.store import Store
from jobs.store.engine import Database
from jobs.store.migrating import upgrade
from tests.fakes import KZ, NOW, RU, a_reader, a_reading, an_announcement, later, publish


def test_all_who_save_the_same_query_share_a_number_and_each_has_it_once(store: Store) -> None:
    one, other = a_reader(store, 7), a_reader(store, 8)
    first = store.searches.save(one.id, "원전", (), NOW)
    second = store.searches.save(other.id, "원전", (), NOW)
    third = store.searches.save(other.id, "철도", (), NOW)
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.search == second.search != third.search
    assert store.searches.save(one.id, "원전", (), NOW) is None
    assert store.searches.every() == {first.search: "원전", third.search: "철도"}
    assert store.chats.interests(one.id)[-1] == first


def test_a_number_is_never_given_again(store: Store) -> None:
    chat = a_reader(store, 7)
    gone = store.searches.save(chat.id, "원전", (), NOW)
    assert gone is not None
    store.chats.unsubscribe(chat.id, [gone.id])
    assert store.searches.every() == {}
    made = store.searches.save(chat.id, "철도", (), NOW)
    assert made is not None
    assert made.search != gone.search


def test_an_alert_goes_once_to_whoever_saved_a_search_it_meets(store: Store) -> None:
    both = store.chats.meet(7, now=NOW)
    store.chats.subscribe(both.id, [Interest(region=KZ)], NOW)
    saved = store.searches.save(both.id, "원전", (), NOW)
    other = store.chats.meet(8, now=NOW)
    store.searches.save(other.id, "원전", (), NOW)
    store.searches.save(store.chats.meet(9, now=NOW).id, "철도", (), NOW)
    assert saved is not None
    briefing_id = publish(store, "1", Interest(region=KZ).key, saved.key)
    assert store.outbox.expand(now=NOW) == 2
    assert {one.chat.id for one in store.outbox.tick([], 10, NOW)} == {both.id, other.id}
    assert {one.query for one in store.briefings.matched(both.id, briefing_id)} == {"", "원전"}


def test_a_region_left_out_is_left_out_of_saved_searches_too(store: Store) -> None:
    chat = store.chats.meet(7, now=NOW)
    saved = store.searches.save(chat.id, "원전", (), NOW, excludes=[RU])
    assert saved is not None
    assert saved.excludes == (RU,)
    publish(store, "1", saved.key, Interest(region=RU).key)
    assert store.outbox.expand(now=NOW) == 0
    publish(store, "2", saved.key, Interest(region=KZ).key)
    assert store.outbox.expand(now=NOW) == 1


def test_a_digest_holds_what_a_saved_search_met(store: Store) -> None:
    chat = store.chats.meet(7, now=NOW)
    store.chats.set_profile(chat.id, Profile(mode=Mode.DIGEST), NOW)
    saved = store.searches.save(chat.id, "원전", (), NOW)
    assert saved is not None
    briefing_id = publish(store, "1", saved.key)
    assert store.digests.due(later(2 * 86_400)) == 1
    (delivery,) = store.outbox.tick([], 10, later(2 * 86_400))
    assert [one.id for one in store.digests.editions(chat.id, delivery.dispatch_id)] == [briefing_id]


def test_what_is_held_when_a_search_is_saved_reaches_it_when_released(store: Store) -> None:
    briefing_id = publish(store, "1")
    chat = store.chats.meet(7, now=NOW)
    saved = store.searches.save(chat.id, "원전", [briefing_id], NOW)
    assert saved is not None
    assert store.briefings.latest([saved.key])[0].id == briefing_id
    assert store.outbox.expand(now=NOW) == 1


def test_a_removed_search_takes_what_waits_for_it_along(store: Store) -> None:
    chat = store.chats.meet(7, now=NOW)
    store.chats.subscribe(chat.id, [Interest(region=RU)], NOW)
    saved = store.searches.save(chat.id, "원전", (), NOW)
    assert saved is not None
    publish(store, "1", saved.key)
    store.outbox.expand(now=NOW)
    store.chats.unsubscribe(chat.id, [saved.id])
    assert store.outbox.tick([], 10, NOW) == ()


def test_a_briefing_is_asked_again_when_a_search_was_saved_while_it_was_read(store: Store) -> None:
    chat = store.chats.meet(7, now=NOW)
    (stored,) = store.briefings.save("sample", [a_reading("1")], now=NOW)
    read_before = an_announcement(stored.id)
    saved = store.searches.save(chat.id, "원전", (), NOW)
    assert saved is not None
    assert not store.briefings.announce(replace(read_before, searches=0), now=NOW)
    again = replace(read_before, searches=saved.search, keys=(*read_before.keys, search_key(saved.search)))
    assert store.briefings.announce(again, now=NOW)
    assert store.outbox.expand(now=NOW) == 1


def test_two_chats_that_become_one_have_a_search_once(store: Store) -> None:
    old, new = store.chats.meet(7, now=NOW), store.chats.meet(8, now=NOW)
    for chat in (old, new):
        store.searches.save(chat.id, "원전", (), NOW)
    store.searches.save(old.id, "철도", (), NOW)
    store.chats.move(7, 8)
    assert sorted(one.query for one in store.chats.interests(new.id)) == ["원전", "철도"]


def test_what_was_asked_for_before_there_were_saved_searches_is_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    database = Database(url)
    with database._writer.connect() as connection:
        upgrade(connection, "0005")
        columns = "(id, telegram_id, thread, kind, state, language, first, met_at)"
        for row in (
            f"chat {columns} VALUES (1, 7, 0, 'private', 'active', 'ko', 'ko', 0)",
            "interest (id, chat_id, region, topic, made_at) VALUES (3, 1, 100, 3, 0)",
            "exclusion VALUES (3, 1191)",
            "subscription (key, chat_id, interest_id, excluding) VALUES (6403, 1, 3, 1)",
        ):
            connection.exec_driver_sql(f"INSERT INTO {row}")
        connection.commit()
    database.close()
    with Store.open(url) as store:
        chat = store.chats.get(7)
        assert chat is not None
        (kept,) = store.chats.interests(chat.id)
        assert (kept.id, kept.key, kept.excludes) == (3, 6403, (RU,))
        publish(store, "1", 6403)
        assert store.outbox.expand(now=NOW) == 1
