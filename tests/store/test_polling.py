"""What polling reads and writes with every poll."""

import pytest
import sqlalchemy as sa

from jobs.model import PollRecord, SourceState, SourceStatus
from jobs.store import Store
from tests.fakes import NOW, a_reading

RECORD = PollRecord(at=NOW, outcome="read", status=SourceStatus.OK)


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


def test_what_was_settled_is_the_same_at_hand_and_on_disk(store: Store) -> None:
    state = SourceState(source_id="one", polls=3, next_at=NOW, polled_ok=True, reason="견본")
    store.sources.settle([(state, RECORD)])
    store.sources.settled([state])
    assert store.sources.state("one") is state  # at hand, once
    assert store.sources.state("one") == state  # read


def test_a_source_that_was_reset_is_not_at_hand_as_it_was(store: Store) -> None:
    state = SourceState(source_id="one", polls=3, failures=4)
    store.sources.settle([(state, RECORD)])
    store.sources.settled([state])
    store.sources.forget("one")
    assert store.sources.state("one").failures == 0


def test_what_the_driver_refuses_is_raised_as_the_connection_would(store: Store) -> None:
    with store.briefings._database.writing() as connection:
        connection.execute(sa.text("DROP TABLE poll_log"))
    with pytest.raises(sa.exc.OperationalError, match="poll_log"):
        store.sources.settle([(SourceState(source_id="one"), RECORD)])
