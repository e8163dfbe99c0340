"""The end of a poll: what it stores and what it remembers are one transaction, shared by many polls or not at all."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from jobs.collecting import Collector
from jobs.fetch import Fetcher
from jobs.model import PollRecord, SourceState, SourceStatus, Validators
from jobs.settling import MOST_ENTRIES, Settling
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.fakes import NOW, a_reading
from tests.flow.dying import Died, dying_at
from tests.flow.polling import Clock, Reader
from tests.flow.test_collecting import Entry, a_feed, a_source, numbers, stored
from tests.sources_fakes import Site

RECORD = PollRecord(at=NOW, outcome="read", status=SourceStatus.OK)


@pytest.fixture
def store(archive: str) -> Iterator[Store]:
    with Store.open(archive) as opened:
        yield opened


@pytest.fixture
def beside(store: Store) -> Iterator[Store]:
    """Another process, which reads what is on disk."""
    with Store.open(store.sources._database.url, write=False) as opened:
        yield opened


@pytest.fixture
async def settling(store: Store) -> AsyncIterator[Settling]:
    with contextlib.closing(Lanes()) as lanes:
        yield Settling(store, lanes)


def refuse_the_diary(store: Store) -> None:
    """Let the database refuse the last statement of every poll."""
    with store.briefings._database.writing() as connection:
        connection.execute(
            sa.text("CREATE TRIGGER refuse BEFORE INSERT ON poll_log BEGIN SELECT RAISE(ABORT, 'no room'); END")
        )


def allow_the_diary(store: Store) -> None:
    with store.briefings._database.writing() as connection:
        connection.execute(sa.text("DROP TRIGGER refuse"))


async def test_a_poll_whose_end_is_not_written_has_stored_nothing_and_begins_again(
    store: Store, tmp_path: Path
) -> None:
    clock = Clock()
    async with Site() as site, Fetcher(now=clock) as fetcher:
        with contextlib.closing(Lanes()) as lanes:
            reader = Reader(store, Collector(store=store, lanes=lanes, fetcher=fetcher, clock=clock), clock)
            source = a_source(site)
            site.serves("/rss", a_feed([Entry.of(number) for number in range(3)]), {"ETag": '"1"'})
            refuse_the_diary(store)
            with pytest.raises(sa.exc.IntegrityError, match="no room"):
                await reader.collector.collect(source)
            assert stored(store) == []
            assert store.sources.state(source.id) == SourceState(source_id=source.id)
            allow_the_diary(store)
            again = await reader.collector.collect(source)
        assert again.new == 3
        assert sorted(stored(store)) == numbers(0, 1, 2)
        assert store.sources.state(source.id).validators.etag == '"1"'
        assert "if-none-match" not in site.asked("/rss")[1]


async def test_an_entry_whose_poll_was_not_written_is_not_taken_for_one_that_is_stored(store: Store) -> None:
    clock = Clock()
    async with Site() as site, Fetcher(now=clock) as fetcher:
        with contextlib.closing(Lanes()) as lanes:
            reader = Reader(store, Collector(store=store, lanes=lanes, fetcher=fetcher, clock=clock), clock)
            source = a_source(site)
            site.serves("/rss", a_feed([Entry.of(number) for number in range(3)]))
            await reader.collector.collect(source)
            site.serves("/rss", a_feed([Entry.of(number) for number in range(4)]))
            refuse_the_diary(store)
            with pytest.raises(sa.exc.IntegrityError, match="no room"):
                await reader.collector.collect(source)
            allow_the_diary(store)
            assert (await reader.collector.collect(source)).new == 1
        assert sorted(stored(store)) == numbers(0, 1, 2, 3)


async def test_a_poll_that_cannot_be_written_keeps_no_other_from_the_disk(store: Store, settling: Settling) -> None:
    def fine(name: str) -> tuple[SourceState, PollRecord]:
        store.briefings.save(name, [a_reading("id:1")], now=NOW)
        return SourceState(source_id=name, validators=Validators(etag=name)), RECORD

    def broken() -> tuple[SourceState, PollRecord]:
        store.briefings.save("broken", [a_reading("id:1")], now=NOW)
        raise ValueError("not today")

    one, two, three = await asyncio.gather(
        settling.write(lambda: fine("one"), entries=1),
        settling.write(broken, entries=1),
        settling.write(lambda: fine("three"), entries=1),
        return_exceptions=True,
    )
    assert isinstance(one, SourceState)
    assert isinstance(two, ValueError)
    assert isinstance(three, SourceState)
    assert [store.sources.state(name).validators.etag for name in ("one", "broken", "three")] == ["one", None, "three"]
    assert len(stored(store)) == 2


async def test_polls_with_many_entries_do_not_share_a_transaction(store: Store, settling: Settling) -> None:
    inside: list[str] = []
    together: list[object] = []

    def conclude(name: str) -> tuple[SourceState, PollRecord]:
        with store.briefings._database.writing() as connection:
            inside.append(name)
            together.append(connection.get_transaction())
        return SourceState(source_id=name), RECORD

    await asyncio.gather(
        *(settling.write(lambda name=name: conclude(name), entries=MOST_ENTRIES // 2) for name in "abcd")  # type: ignore[misc]
    )
    assert inside == ["a", "b", "c", "d"]
    assert [later is earlier for earlier, later in itertools.pairwise(together)] == [True, False, True]


async def test_polls_under_way_share_the_transaction_of_those_that_have_ended(store: Store, settling: Settling) -> None:
    together: list[object] = []

    def conclude(name: str) -> tuple[SourceState, PollRecord]:
        with store.briefings._database.writing() as connection:
            together.append(connection.get_transaction())
        return SourceState(source_id=name), RECORD

    async def poll(name: str, turns: int) -> None:
        with settling:
            for _ in range(turns):
                await asyncio.sleep(0)
            await settling.write(lambda: conclude(name))

    await asyncio.gather(poll("early", 1), poll("late", 20))
    assert len(together) == 2
    assert together[0] is together[1]


async def test_a_noted_poll_goes_to_disk_by_itself(store: Store, settling: Settling, beside: Store) -> None:
    with settling:
        settling.note(SourceState(source_id="quiet", polls=1), RECORD)
    async with asyncio.timeout(5):
        while not beside.sources.diary("quiet"):
            await asyncio.sleep(0.005)
    assert beside.sources.state("quiet").polls == 1


async def test_a_noted_poll_goes_to_disk_with_the_next_that_is_waited_for(
    store: Store, settling: Settling, beside: Store
) -> None:
    settling.note(SourceState(source_id="quiet", polls=1), RECORD)
    await settling.write(lambda: (SourceState(source_id="other"), RECORD))
    assert beside.sources.state("quiet").polls == 1


async def test_noted_polls_that_the_disk_refuses_stay_noted_and_are_written_later(
    store: Store, settling: Settling, beside: Store, caplog: pytest.LogCaptureFixture
) -> None:
    refuse_the_diary(store)
    settling.note(SourceState(source_id="quiet", polls=1, next_at=NOW), RECORD)
    with pytest.raises(sa.exc.IntegrityError, match="no room"):
        await settling.write(lambda: (SourceState(source_id="other"), RECORD))
    assert "polls.not_written" in caplog.messages
    assert store.sources.state("quiet").next_at == NOW  # and so it is not asked again at once
    allow_the_diary(store)
    await settling.write(lambda: (SourceState(source_id="other"), RECORD))
    assert beside.sources.state("quiet").polls == 1


async def test_a_poll_that_finds_nothing_new_waits_for_no_disk(store: Store, beside: Store) -> None:
    clock = Clock()
    async with Site() as site, Fetcher(now=clock) as fetcher:
        with contextlib.closing(Lanes()) as lanes:
            collector = Collector(store=store, lanes=lanes, fetcher=fetcher, clock=clock)
            source = a_source(site)
            site.serves("/rss", a_feed([Entry.of(0)]), {"ETag": '"1"'})
            await collector.collect(source)
            refuse_the_diary(store)
            assert (await collector.collect(source)).unchanged
            allow_the_diary(store)
        assert (beside.sources.state(source.id).polls, store.sources.state(source.id).polls) == (1, 2)
        assert site.asked("/rss")[1]["if-none-match"] == '"1"'


async def test_a_poll_noted_before_never_takes_the_place_of_a_later_one(store: Store, beside: Store) -> None:
    with contextlib.closing(Lanes()) as lanes:
        one, other = Settling(store, lanes), Settling(store, lanes)
        one.note(SourceState(source_id="one", polls=1), RECORD)
        await other.write(lambda: (SourceState(source_id="one", polls=2), RECORD))
        await one.write(lambda: (SourceState(source_id="two"), RECORD))
        await asyncio.sleep(0)
    assert beside.sources.state("one").polls == 2


async def test_what_ends_the_writing_is_said_at_once_and_the_next_poll_begins_it_again(
    store: Store, settling: Settling, beside: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with dying_at(store, 1), pytest.raises(Died):
        await settling.write(lambda: (SourceState(source_id="one"), RECORD))
    await asyncio.sleep(0)
    assert "polls.writing_ended" in caplog.messages
    await settling.write(lambda: (SourceState(source_id="other", polls=1), RECORD))
    assert beside.sources.state("other").polls == 1
