from dataclasses import replace
from datetime import date
from typing import Any

from jobs.fetch.politeness import Failed, Interval, settle
from jobs.model import (
    ANY_REGION,
    ANY_TOPIC,
    Change,
    Interest,
    PollRecord,
    Reference,
    Related,
    SourceState,
    Validators,
    Written,
    subscription_key,
)
from jobs.store import Store
from tests.fakes import (
    CENTRAL_ASIA,
    ENERGY,
    KZ,
    NOW,
    a_briefing,
    a_reader,
    a_reading,
    an_announcement,
    publish,
)
from tests.rows import every


def test_a_briefing_seen_twice_is_stored_once(store: Store) -> None:
    (first,) = store.briefings.save("sample", [a_reading("id:1")], now=NOW)
    (second,) = store.briefings.save("sample", [a_reading("id:1")], now=NOW)
    assert (first.change, second.change) == (Change.NEW, Change.SAME)
    assert first.id == second.id


def test_a_record_that_another_process_wrote_down_is_the_same_as_one_read_here(store: Store) -> None:
    here = a_reading("id:1", replace(a_briefing(body='"견본" \\ 2배'), references=(Reference(title="A"),)))
    record = Written(briefing=here.briefing, json=here.briefing.spelled(), content_sha=here.briefing.content_sha())
    (first,) = store.briefings.save("one", [replace(here, written=record)], now=NOW)
    (second,) = store.briefings.save("one", [here], now=NOW)
    assert (first.id, second.change) == (second.id, Change.SAME)
    (third,) = store.briefings.save("two", [here], now=NOW)
    assert store.sightings.record(first.id) == store.sightings.record(third.id) == here.briefing


def test_a_briefing_shown_under_another_key_is_the_same_briefing(store: Store) -> None:
    reading = replace(a_reading("id:1"), keys=("id:1", "url:https://news.example/1"))
    (first,) = store.briefings.save("sample", [reading], now=NOW)
    (second,) = store.briefings.save("sample", [a_reading("url:https://news.example/1")], now=NOW)
    assert (second.id, second.change) == (first.id, Change.SAME)


def test_two_sources_may_use_the_same_key(store: Store) -> None:
    (first,) = store.briefings.save("one", [a_reading("id:1")], now=NOW)
    (second,) = store.briefings.save("two", [a_reading("id:1")], now=NOW)
    assert first.id != second.id


def test_a_changed_briefing_waits_to_be_announced_again(store: Store) -> None:
    briefing_id = publish(store, "id:1")
    assert store.briefings.waiting() == ()
    changed = a_briefing(body="전력망을 3배로 늘린다.")
    (saved,) = store.briefings.save("sample", [a_reading("id:1", changed)], now=NOW)
    assert saved.change is Change.REVISED
    assert [(waiting.id, waiting.revision) for waiting in store.briefings.waiting()] == [(briefing_id, 2)]


@every(
    ("shown", "change"),
    [
        ({}, Change.SAME),
        ({"content": "다른 글"}, Change.REVISED),
        ({"title": "다른 제목"}, Change.REVISED),
        ({"published": date(2026, 3, 4)}, Change.REVISED),
    ],
)
def test_what_only_our_rules_read_otherwise_corrects_nobody(
    shown: dict[str, Any], change: Change, store: Store
) -> None:
    listed = replace(a_reading("id:1").document, title="그 제목", published=date(2026, 3, 1))
    first = replace(a_reading("id:1"), document=listed)
    read_otherwise = a_briefing(body="전력망을 3배로 늘린다.")
    again = replace(first, briefing=read_otherwise, document=replace(listed, **shown))
    source = f"sample{shown}"
    store.briefings.save(source, [first], now=NOW)
    (stored,) = store.briefings.save(source, [again], now=NOW)
    assert stored.change is change


def test_a_failed_poll_keeps_the_validators(store: Store) -> None:
    known = SourceState(source_id="sample", validators=Validators(etag='W/"a"'), polled_ok=True)
    store.sources.settle([(known, PollRecord(at=NOW, outcome="read", status=known.status))])
    after = settle(
        store.sources.state("sample"), Failed(reason="no answer"), Interval(shortest_s=60, longest_s=600), NOW
    )
    store.sources.settle([(after, PollRecord(at=NOW, outcome="failed", status=after.status, reason=after.reason))])
    assert store.sources.state("sample").validators == Validators(etag='W/"a"')
    assert store.sources.state("sample").failures == 1


def test_an_announcement_of_an_old_revision_writes_nothing(store: Store) -> None:
    (saved,) = store.briefings.save("sample", [a_reading("id:1")], now=NOW)
    store.briefings.save("sample", [a_reading("id:1", a_briefing(body="다른 문장이다."))], now=NOW)
    assert not store.briefings.announce(an_announcement(saved.id, revision=1), now=NOW)
    assert store.briefings.edition(saved.id) is None


def test_announcing_twice_makes_one_dispatch(store: Store) -> None:
    a_reader(store, 7)
    briefing_id = publish(store, "id:1")
    assert not store.briefings.announce(an_announcement(briefing_id), now=NOW)
    assert store.outbox.expand(now=NOW) == 1
    assert store.outbox.expand(now=NOW) is None


def test_an_edition_comes_back_as_it_was_written(store: Store) -> None:
    briefing_id = publish(store, "id:1")
    edition = store.briefings.edition(briefing_id)
    assert edition is not None
    assert edition.briefing == a_briefing()
    assert {said.headline for said in edition.summaries.values()} == {"견본"}


def test_latest_gives_the_newest_day_first_and_keeps_to_its_keys(store: Store) -> None:
    key = subscription_key(KZ, ENERGY)
    older = publish(store, "id:1", key)
    newer = publish(store, "id:2", key)
    publish(store, "id:3", subscription_key(CENTRAL_ASIA, ENERGY))
    assert [one.id for one in store.briefings.latest([key])] == [newer, older]
    assert [one.id for one in store.briefings.latest([key], before=newer)] == [older]
    assert len(store.briefings.latest()) == 3


def test_why_it_came_names_the_interests_that_matched(store: Store) -> None:
    chat = a_reader(store, 7, Interest(region=KZ), Interest(topic=ENERGY), Interest(region=CENTRAL_ASIA, topic=ENERGY))
    briefing_id = publish(store, "id:1", subscription_key(KZ, ANY_TOPIC), subscription_key(ANY_REGION, ENERGY))
    assert [(one.region, one.topic) for one in store.briefings.matched(chat.id, briefing_id)] == [(KZ, 0), (0, ENERGY)]


def test_a_related_line_leads_to_the_briefing_it_names(store: Store) -> None:
    earlier = publish(store, "id:1")
    pointing = replace(a_briefing("후속 소식"), related=(Related(title=a_briefing().title),))
    (saved,) = store.briefings.save("sample", [a_reading("id:2", pointing)], now=NOW)
    store.briefings.announce(an_announcement(saved.id), now=NOW)
    edition = store.briefings.edition(saved.id)
    assert edition is not None
    assert edition.related_targets == (earlier,)
    assert [one.related_targets for one in store.briefings.editions([saved.id])] == [()]  # in a list it leads nowhere


def test_a_cited_title_leads_to_the_archive_where_the_same_outlet_has_it(store: Store) -> None:
    held = replace(a_briefing("전력망 보고"), outlet="견본연구원")
    (earlier,) = store.briefings.save("sample", [a_reading("id:1", held)], now=NOW)
    store.briefings.announce(an_announcement(earlier.id), now=NOW)
    cited = (
        Reference(title="전력망  보고", outlet="견본연구원"),
        Reference(title="전력망 보고", outlet="다른 매체"),
        Reference(title="모르는 글", outlet="견본연구원"),
    )
    pointing = replace(a_briefing("후속 소식"), references=cited)
    (saved,) = store.briefings.save("sample", [a_reading("id:2", pointing)], now=NOW)
    store.briefings.announce(an_announcement(saved.id), now=NOW)
    edition = store.briefings.edition(saved.id)
    assert edition is not None
    assert edition.cited_targets == (earlier.id, None, None)


def test_the_search_index_can_follow_what_was_announced(store: Store) -> None:
    first, second = publish(store, "id:1"), publish(store, "id:2")
    followed = store.briefings.documents_after(0)
    assert [edition.id for _, _, _, edition in followed] == [first, second]
    assert store.briefings.documents_after(followed[-1][0]) == ()
