"""What polling reads and writes with every poll."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from jobs.model import Drift, DriftSign, Pace, PollRecord, SourceState, SourceStatus, Validators
from jobs.store import Store
from tests.fakes import NOW, a_reading
from tests.rows import every

RECORD = PollRecord(at=NOW, outcome="read", status=SourceStatus.OK)


@pytest.fixture
def beside(store: Store) -> Iterator[Store]:
    """Another process, which reads what is on disk."""
    with Store.open(store.sources._database.url, write=False) as opened:
        yield opened


@pytest.mark.parametrize("asked", [1, 4, 5, 33, 401, 900])
def test_keys_are_found_however_many_are_asked_for(store: Store, asked: int) -> None:
    (saved,) = store.briefings.save("one", [a_reading("url:1")], now=NOW)
    keys = [f"url:{number}" for number in range(asked, 0, -1)]
    assert {key: one.id for key, one in store.sightings.known("one", keys).items()} == {"url:1": saved.id}
    assert store.sightings.elsewhere("two", keys) == {"url:1": (saved.id,)}
    assert not store.sightings.known("two", keys)
    assert not store.sightings.elsewhere("one", keys)


def test_nothing_asked_is_nothing_known(store: Store) -> None:
    assert store.sightings.known("one", []) == {}


def test_five_of_those_that_show_an_article_elsewhere_are_given_the_first_first(store: Store) -> None:
    saved = [store.briefings.save(f"s{number}", [a_reading("url:1")], now=NOW)[0].id for number in range(7)]
    assert store.sightings.elsewhere("other", ["url:1"]) == {"url:1": tuple(saved[:5])}


def test_a_key_that_many_sources_use_hides_nothing_shown_under_another(store: Store) -> None:
    for number in range(12):
        store.briefings.save(f"s{number}", [a_reading("url:common")], now=NOW)
    (rare,) = store.briefings.save("late", [a_reading("url:rare")], now=NOW)
    found = store.sightings.elsewhere("other", ["url:common", "url:rare"])
    assert found["url:rare"] == (rare.id,)
    assert len(found["url:common"]) == 5


def settled(store: Store, state: SourceState) -> SourceState:
    store.sources.settle([(state, RECORD)])
    store.sources.settled([state])
    return state


def test_what_was_settled_is_the_same_at_hand_and_on_disk(store: Store, beside: Store) -> None:
    drift = Drift(sign=DriftSign.POSTS, found=1, of=5, selector="table tr.row td", rows=7)
    state = settled(
        store, SourceState(source_id="one", polls=3, next_at=NOW, polled_ok=True, reason="견본", drift=drift)
    )
    assert store.sources.state("one") is state
    assert beside.sources.state("one") == state


KNOWN = SourceState(source_id="one", polled_ok=True, validators=Validators(etag="a"), polls=3, next_at=NOW, last_ok=NOW)
LATER = NOW + timedelta(hours=1)


@every(
    "changed",
    [
        {"next_at": LATER, "last_polled": LATER, "last_ok": LATER, "polls": 4},
        {"next_at": None},
        {"last_new": LATER},
        {"validators": Validators(etag="b")},
        {"door": Validators(etag="b", url="https://news.example/rss")},
        {"pace": Pace(ttl_s=60)},
        {"status": SourceStatus.DEGRADED, "reason": "견본", "failures": 1},
        {"drift": Drift(sign=DriftSign.POSTS, found=1, of=5), "drifts": 1},
        {"missing_since": NOW, "gone": 1, "polled_ok": False},
        {"url": "https://news.example/rss", "moved_to": "https://news.example/feed", "moved_seen": 1},
        {"configured": "https://news.example/", "pages_waiting": 1, "rhythm_s": 60, "body_sha": "b", "list_sha": "c"},
    ],
)
def test_whatever_a_poll_changes_is_on_disk_and_the_rest_stays(
    changed: dict[str, Any], store: Store, beside: Store
) -> None:
    settled(store, KNOWN)
    after = settled(store, replace(KNOWN, **changed))
    assert beside.sources.state("one") == after
    assert settled(store, replace(after, polls=9)) == beside.sources.state("one")


def test_what_a_poll_had_changed_that_was_not_written_is_written_with_the_next(store: Store, beside: Store) -> None:
    settled(store, KNOWN)
    changed = replace(KNOWN, validators=Validators(etag="b"), polls=4)
    with pytest.raises(OverflowError):  # in the diary, which goes in after the state
        store.sources.settle([(changed, replace(RECORD, answered=10**30))])
    assert settled(store, replace(changed, polls=5)) == beside.sources.state("one")


def test_what_a_poll_changes_back_is_written_too(store: Store, beside: Store) -> None:
    settled(store, KNOWN)
    store.sources.settle([(replace(KNOWN, validators=Validators(etag="b"), polls=4), RECORD)])
    assert settled(store, replace(KNOWN, polls=5)) == beside.sources.state("one")


def test_neither_a_source_nor_a_host_is_asked_a_fraction_of_a_millisecond_early(store: Store) -> None:
    moment = NOW + timedelta(microseconds=1_001)
    store.sources.settle([(SourceState(source_id="one", next_at=moment), RECORD)])
    store.sources.pause_host("a.example", moment)
    assert store.sources.state("one").next_at == NOW + timedelta(milliseconds=2)
    assert store.sources.paused_hosts(NOW) == {"a.example": NOW + timedelta(milliseconds=2)}


def test_a_source_that_was_reset_is_not_at_hand_as_it_was(store: Store) -> None:
    settled(store, SourceState(source_id="one", polls=3, failures=4))
    store.sources.forget("one")
    assert store.sources.state("one").failures == 0


def test_what_the_driver_refuses_is_raised_as_the_connection_would(store: Store) -> None:
    with store.briefings._database.writing() as connection:
        connection.execute(sa.text("DROP TABLE poll_log"))
    with pytest.raises(sa.exc.OperationalError, match="poll_log"):
        store.sources.settle([(SourceState(source_id="one"), RECORD)])


@pytest.mark.parametrize("number", [1, 3, 127, 200])
def test_however_many_polls_end_together_each_is_written(store: Store, number: int) -> None:
    states = [SourceState(source_id=f"s{one}", polls=one, reason=f"{one}") for one in range(number)]
    store.sources.settle([(state, RECORD) for state in states])
    assert list(store.sources.states([one.source_id for one in states]).values()) == states
    assert [len(store.sources.diary(one.source_id)) for one in states] == [1] * number


def test_of_two_polls_of_a_source_written_together_the_last_counts_and_both_are_in_the_diary(store: Store) -> None:
    store.sources.settle([(SourceState(source_id="one", polls=number), RECORD) for number in (1, 2)])
    assert store.sources.state("one").polls == 2
    assert len(store.sources.diary("one")) == 2


def noted(store: Store, source_id: str = "one", *, polls: int = 1, next_at: datetime | None = None) -> SourceState:
    state = SourceState(source_id=source_id, polls=polls, next_at=next_at)
    store.sources.note(state, replace(RECORD, reason=f"poll {polls}"))
    return state


def test_a_noted_poll_is_told_of_before_it_is_on_disk(store: Store, beside: Store) -> None:
    noted(store, polls=1, next_at=NOW)
    second = noted(store, polls=2, next_at=NOW + timedelta(hours=1))
    assert store.sources.state("one") == store.sources.state("one") == second
    assert [one.reason for one in store.sources.diary("one")] == ["poll 2", "poll 1"]
    assert store.sources.due(["one", "two"], NOW) == ("two",)
    assert store.sources.due(["one", "two"], NOW + timedelta(hours=1)) == ("one", "two")
    assert beside.sources.state("one") == SourceState(source_id="one")
    assert beside.sources.diary("one") == ()


def test_a_noted_poll_is_on_disk_once_the_store_is_closed(store: Store, beside: Store) -> None:
    noted(store, polls=1)
    second = noted(store, polls=2)
    store.close()
    assert beside.sources.state("one") == second
    assert [one.reason for one in beside.sources.diary("one")] == ["poll 2", "poll 1"]


def test_a_source_that_was_reset_is_not_noted_as_it_was(store: Store) -> None:
    store.sources.settle([(SourceState(source_id="one", polls=1), RECORD)])
    noted(store, polls=2, next_at=NOW)
    store.sources.forget("one")
    store.sources.write_noted()
    assert store.sources.state("one").next_at is None


def test_the_diary_keeps_fifty_polls_noted_ones_among_them(store: Store) -> None:
    store.sources.settle([(SourceState(source_id="one", polls=number), RECORD) for number in range(50)])
    noted(store, polls=50)
    assert len(store.sources.diary("one")) == 50
    assert store.sources.diary("one")[0].reason == "poll 50"


def test_a_store_closes_though_the_disk_refuses_what_is_noted(
    store: Store, beside: Store, caplog: pytest.LogCaptureFixture
) -> None:
    noted(store)
    with store.briefings._database.writing() as connection:
        connection.execute(sa.text("DROP TABLE poll_log"))
    store.close()
    assert "polls.not_written" in caplog.messages
    assert beside.sources.state("one") == SourceState(source_id="one")
    with Store.open(store.sources._database.url):
        pass  # the writer's lock is free
