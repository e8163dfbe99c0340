"""More at once than a message each should carry: one digest of it, for whom it concerns, whatever happens meanwhile."""

import contextlib
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from jobs.collecting import Collector
from jobs.fetch import Fetcher
from jobs.model import (
    ANY_REGION,
    ANY_TOPIC,
    BriefingId,
    Delivery,
    DispatchId,
    DispatchKind,
    Interest,
    Mode,
    Profile,
    Sent,
    subscription_key,
)
from jobs.settings import BoardSettings, SourceSettings
from jobs.store import Store
from jobs.store.lanes import Lanes
from jobs.store.tables import dispatch
from tests.crowd import a_swift_folder
from tests.fakes import KZ, RU, a_briefing, a_reader, a_reading, an_announcement
from tests.flow.dying import Died, dying_at
from tests.flow.line import Line, utc_now
from tests.flow.polling import START, Clock, Reader
from tests.flow.test_collecting import Entry, a_feed, a_list, a_source, serve_posts, stored
from tests.sources_fakes import Site
from tests.store.steps import confirm, fan_out, send_all

OWNER = 900
EVERYTHING = subscription_key(ANY_REGION, ANY_TOPIC)
EVENING = Profile(mode=Mode.DIGEST, at_minute=18 * 60)


@pytest.fixture
def folder(empty_database: Path) -> Iterator[Path]:
    with a_swift_folder() as made:
        shutil.copy(empty_database, made)
        yield made


@contextlib.asynccontextmanager
async def a_reader_of(folder: Path, *sources: SourceSettings) -> AsyncIterator[Reader]:
    clock = Clock()
    async with Fetcher(now=clock) as fetcher:
        opened = Store.open(f"sqlite:///{folder}/sosik.db", sources=sources, owners=[OWNER])
        with opened as store, contextlib.closing(Lanes()) as lanes:
            yield Reader(store, Collector(store=store, lanes=lanes, fetcher=fetcher, clock=clock), clock)


def announce(reader: Reader) -> None:
    for one in reader.store.briefings.waiting(limit=100):
        reader.store.briefings.announce(an_announcement(one.id, revision=one.revision), now=reader.clock.now)


def tell(reader: Reader) -> None:
    """Announce what waits, and fan out it and the floods that are over."""
    announce(reader)
    while reader.store.catch_ups.tell(reader.clock.now):
        pass
    fan_out(reader.store, reader.clock.now)


def flood_of(reader: Reader) -> DispatchId:
    with reader.store._database.reading() as connection:
        mine = sa.select(dispatch.c.id).where(dispatch.c.kind == DispatchKind.CATCH_UP)
        return DispatchId(connection.execute(mine).scalar_one())


def in_flight(reader: Reader) -> tuple[Delivery, ...]:
    """Claim what is due."""
    return reader.store.outbox.tick((), 10, reader.clock.now)


def arrive(reader: Reader, *deliveries: Delivery) -> None:
    confirmed = [confirm(one, Sent(message_id=500 + one.dispatch_id)) for one in deliveries]
    reader.store.outbox.tick(confirmed, 0, reader.clock.now)


def holds(reader: Reader, delivery: Delivery) -> list[BriefingId]:
    return [one for one, _ in reader.store.catch_ups.wanted(delivery.chat.id, delivery.subject_id)]


def entries(*chosen: int) -> bytes:
    return a_feed([Entry.of(number) for number in chosen])


async def flooded(site: Site, reader: Reader, source: SourceSettings) -> None:
    """Let the source show one entry, then eight more at once."""
    site.serves("/rss", entries(0))
    await reader.collector.collect(source)
    site.serves("/rss", entries(*range(9)))
    await reader.collector.collect(source)


async def test_a_flood_is_one_digest_and_what_comes_after_it_an_alert_again(site: Site, folder: Path) -> None:
    source = a_source(site, max_new_per_poll=5)
    async with a_reader_of(folder, source) as reader:
        a_reader(reader.store, 7)
        await flooded(site, reader, source)
        tell(reader)
        alert, flood = send_all(reader.store, reader.clock.now)
        assert (alert.kind, flood.kind) == (DispatchKind.ALERT, DispatchKind.CATCH_UP)
        site.serves("/rss", entries(*range(10)))
        await reader.collector.collect(source)
        tell(reader)
        (last,) = send_all(reader.store, reader.clock.now)
        assert (last.kind, last.subject_id) == (DispatchKind.ALERT, 10)


async def test_as_many_as_allowed_are_a_message_each(site: Site, folder: Path) -> None:
    source = a_source(site, max_new_per_poll=8)
    async with a_reader_of(folder, source) as reader:
        a_reader(reader.store, 7)
        await flooded(site, reader, source)
        tell(reader)
        assert [one.kind for one in send_all(reader.store, reader.clock.now)] == [DispatchKind.ALERT] * 9


async def test_everybody_gets_of_a_flood_what_meets_an_interest_and_nothing_left_out(site: Site, folder: Path) -> None:
    source = a_source(site, max_new_per_poll=5)
    async with a_reader_of(folder, source) as reader:
        everything = a_reader(reader.store, 1)
        kazakh = a_reader(reader.store, 2, Interest(region=KZ))
        but_russia = a_reader(reader.store, 3, Interest(excludes=(RU,)))
        nothing = a_reader(reader.store, 4, Interest(region=RU, excludes=(KZ,)))
        site.serves("/rss", entries(*range(8)))
        await reader.collector.collect(source)
        about = {number: (RU, KZ)[number % 2] for number in range(1, 9)}
        for briefing_id, region in about.items():
            keys = (EVERYTHING, subscription_key(region, ANY_TOPIC))
            said = an_announcement(BriefingId(briefing_id), *(keys if briefing_id > 1 else (*keys, RU * 64)))
            assert reader.store.briefings.announce(said, now=START)
        assert reader.store.catch_ups.tell(START)
        assert reader.store.brakes.audience(flood_of(reader)) == 4
        fan_out(reader.store, reader.clock.now)
        got = {one.chat.id: holds(reader, one) for one in in_flight(reader)}
    assert got == {
        everything.id: [1, 2, 3, 4, 5, 6, 7, 8],
        kazakh.id: [1, 3, 5, 7],
        but_russia.id: [3, 5, 7],
        nothing.id: [2, 4, 6, 8],
    }


async def test_digest_readers_have_a_flood_in_their_next_digest_once(site: Site, folder: Path) -> None:
    source = a_source(site, max_new_per_poll=5)
    async with a_reader_of(folder, source) as reader:
        chat = a_reader(reader.store, 7)
        reader.store.chats.set_profile(chat.id, EVENING, START)
        await flooded(site, reader, source)
        tell(reader)
        assert send_all(reader.store, reader.clock.now) == []
        reader.clock.now = START + timedelta(hours=12)
        while reader.store.digests.due(reader.clock.now) is not None:
            pass
        (digest,) = in_flight(reader)
        assert len(reader.store.digests.editions(chat.id, digest.dispatch_id)) == 9


@pytest.mark.parametrize("sent", [True, False])
async def test_who_turns_to_digests_while_a_flood_is_on_its_way_has_it_once(
    site: Site, folder: Path, sent: bool
) -> None:
    source = a_source(site, max_new_per_poll=5)
    async with a_reader_of(folder, source) as reader:
        chat = a_reader(reader.store, 7)
        await flooded(site, reader, source)
        announce(reader)
        while reader.store.catch_ups.tell(START):
            pass
        if sent:
            fan_out(reader.store)
            assert len(send_all(reader.store)) == 2
        reader.store.chats.set_profile(chat.id, EVENING, START)
        fan_out(reader.store)
        assert send_all(reader.store) == []
        while reader.store.digests.due(START + timedelta(hours=12)) is not None:
            pass
        reader.clock.now = START + timedelta(hours=12)
        found = in_flight(reader)
        told = [len(reader.store.digests.editions(chat.id, one.dispatch_id)) for one in found]
    assert told == ([] if sent else [9])


async def test_who_turns_away_from_digests_gets_a_flood_on_its_way_once(site: Site, folder: Path) -> None:
    source = a_source(site, max_new_per_poll=5)
    async with a_reader_of(folder, source) as reader:
        chat = a_reader(reader.store, 7)
        reader.store.chats.set_profile(chat.id, EVENING, START)
        await flooded(site, reader, source)
        announce(reader)
        while reader.store.catch_ups.tell(START):
            pass
        reader.store.chats.set_profile(chat.id, Profile(), START)
        fan_out(reader.store)
        (digest,) = send_all(reader.store)
    assert digest.kind is DispatchKind.DIGEST


@pytest.mark.parametrize(("publish", "waits"), [("delay", True), ("hold", False)])
async def test_a_flood_of_a_source_that_wants_approval_waits_and_is_shown_to_the_owner(
    site: Site, folder: Path, publish: str, waits: bool
) -> None:
    source = a_source(site, max_new_per_poll=5, publish=publish, delay_s=600)
    async with a_reader_of(folder, source) as reader:
        a_reader(reader.store, 7)
        a_reader(reader.store, OWNER)
        site.serves("/rss", entries(*range(9)))
        await reader.collector.collect(source)
        tell(reader)
        (preview,) = send_all(reader.store)
        assert (preview.kind, preview.chat.telegram_id) == (DispatchKind.PREVIEW, OWNER)
        (held,) = reader.store.brakes.held()
        assert (held.id, held.briefings, held.release_at is not None) == (preview.payload["of"], 9, waits)
        assert len(reader.store.catch_ups.briefings(held.id)) == 9
        reader.store.brakes.release(held.id, OWNER, START)
        fan_out(reader.store)
        assert [one.kind for one in send_all(reader.store)] == [DispatchKind.CATCH_UP] * 2


async def test_owners_see_a_flood_again_when_what_it_holds_is_revised_or_recalled(site: Site, folder: Path) -> None:
    source = a_source(site, max_new_per_poll=5, publish="delay", delay_s=600)
    async with a_reader_of(folder, source) as reader:
        a_reader(reader.store, OWNER)
        site.serves("/rss", entries(*range(9)))
        await reader.collector.collect(source)
        tell(reader)
        reader.store.brakes.recall(BriefingId(9), OWNER, "wrong", START)
        (first,) = send_all(reader.store)
        reader.clock.now = START + timedelta(minutes=9)
        changed = [replace(Entry.of(number), title=f"새 제목 {number}") for number in range(5)]
        site.serves("/rss", a_feed([*changed, *map(Entry.of, range(5, 9))]))
        assert (await reader.collector.collect(source)).revised == 5
        tell(reader)
        (again,) = send_all(reader.store, reader.clock.now)
        (held,) = reader.store.brakes.held()
    assert first.payload == again.payload == {"of": held.id}
    assert (held.briefing_id, held.briefings, held.release_at) == (8, 8, START + timedelta(minutes=19))


async def test_a_recalled_briefing_leaves_its_flood(site: Site, folder: Path) -> None:
    source = a_source(site, max_new_per_poll=5)
    async with a_reader_of(folder, source) as reader:
        a_reader(reader.store, 7)
        site.serves("/rss", entries(*range(9)))
        await reader.collector.collect(source)
        tell(reader)
        reader.store.brakes.recall(BriefingId(3), OWNER, "wrong", START)
        (flood,) = in_flight(reader)
        assert len(holds(reader, flood)) == 8
        assert BriefingId(3) not in holds(reader, flood)


async def test_what_is_too_old_is_in_no_flood_either(site: Site, folder: Path) -> None:
    source = a_source(site, max_new_per_poll=5)
    async with a_reader_of(folder, source) as reader:
        a_reader(reader.store, 7)
        old = [replace(Entry.of(number), day=date(2025, 1, 1)) for number in range(8)]
        site.serves("/rss", a_feed([*old, Entry.of(9)]))
        await reader.collector.collect(source)
        tell(reader)
        (flood,) = in_flight(reader)
        assert len(holds(reader, flood)) == 1


async def test_pages_that_come_back_all_at_once_are_a_flood_too(site: Site, folder: Path) -> None:
    board = BoardSettings(row="li", date="i", id_parameter="no")
    source = a_source(site, "/list", kind="board", board=board.model_dump(), max_new_per_poll=5, recheck=0)
    rows = [(number, f"몽골 광산 소식 {number}호", "2026.03.01") for number in range(1, 5)]
    more = [(number, f"몽골 광산 소식 {number}호", "2026.03.01") for number in range(5, 9)]
    async with a_reader_of(folder, source) as reader:
        a_reader(reader.store, 7)
        for shown in (rows, [*more, *rows]):
            site.serves("/list", a_list(*shown))
            for number, _, _ in shown:
                site.answers(f"/view{number}", 503)
            await reader.collector.collect(source)
        assert stored(reader.store) == []
        serve_posts(site, {number: title for number, title, _ in (*rows, *more)})
        reader.clock.now = START + timedelta(hours=1)
        await reader.collector.collect(source)
        tell(reader)
        (flood,) = in_flight(reader)
        assert len(holds(reader, flood)) == 8


async def test_a_flood_whose_source_does_not_come_back_is_told_after_six_hours(site: Site, folder: Path) -> None:
    async with a_reader_of(folder) as reader:
        a_reader(reader.store, 7)
        flood = reader.store.catch_ups.begin("rss", now=START)
        reader.store.briefings.save("rss", [a_reading("id:1")], now=START, catch_up=flood)
        tell(reader)
        assert send_all(reader.store) == []
        reader.clock.now = START + timedelta(hours=6, seconds=1)
        tell(reader)
        assert [one.kind for one in send_all(reader.store, reader.clock.now)] == [DispatchKind.CATCH_UP]
        assert reader.store.catch_ups.left_open("rss") is None


async def test_a_flood_gone_on_with_after_six_hours_is_told_whole_when_its_poll_is_over(
    site: Site, folder: Path
) -> None:
    board = BoardSettings(row="li", date="i", id_parameter="no")
    source = a_source(site, "/list", kind="board", board=board.model_dump(), max_new_per_poll=5, recheck=0)
    titles = {number: f"몽골 광산 소식 {number}호" for number in range(1, 4)}
    async with a_reader_of(folder, source) as reader:
        a_reader(reader.store, 7)
        flood = reader.store.catch_ups.begin("list", now=START)
        reader.store.briefings.save("list", [a_reading("id:0")], now=START, catch_up=flood)
        reader.clock.now = START + timedelta(hours=7)
        site.serves("/list", a_list(*((number, title, "2026.03.01") for number, title in titles.items())))
        serve_posts(site, titles)
        meanwhile: list[Delivery] = []

        def look() -> None:
            tell(reader)
            meanwhile.extend(in_flight(reader))

        site.before("/view2", look)
        await reader.collector.collect(source)
        tell(reader)
        (told,) = in_flight(reader)
        assert (meanwhile, len(holds(reader, told))) == ([], 4)


async def test_what_comes_in_after_its_flood_was_told_is_an_alert(folder: Path) -> None:
    async with a_reader_of(folder) as reader:
        a_reader(reader.store, 7)
        flood = reader.store.catch_ups.begin("rss", now=START)
        reader.store.briefings.save("rss", [a_reading("id:1")], now=START, catch_up=flood)
        reader.clock.now = START + timedelta(hours=7)
        tell(reader)
        reader.store.briefings.save("rss", [a_reading("id:2")], now=reader.clock.now, catch_up=flood)
        tell(reader)
        kinds = [one.kind for one in send_all(reader.store, reader.clock.now)]
    assert kinds == [DispatchKind.ALERT, DispatchKind.CATCH_UP]


async def test_a_briefing_that_cannot_be_announced_keeps_its_flood_for_six_hours_at_most(folder: Path) -> None:
    async with a_reader_of(folder) as reader:
        a_reader(reader.store, 7)
        flood = reader.store.catch_ups.begin("rss", now=START)
        readings = [a_reading(f"id:{number}", a_briefing(f"{number}호")) for number in range(3)]
        first, second, hard = reader.store.briefings.save("rss", readings, now=START, catch_up=flood)
        reader.store.catch_ups.end(flood, now=START)
        for one in (first, second):
            reader.store.briefings.announce(an_announcement(one.id), now=START)
        assert not reader.store.catch_ups.tell(START + timedelta(hours=6))
        reader.clock.now = START + timedelta(hours=6, seconds=1)
        assert reader.store.catch_ups.tell(reader.clock.now)
        fan_out(reader.store, reader.clock.now)
        (told,) = in_flight(reader)
        assert holds(reader, told) == [first.id, second.id]
        arrive(reader, told)
        tell(reader)
        (alone,) = send_all(reader.store, reader.clock.now)
        assert (alone.kind, alone.subject_id) == (DispatchKind.ALERT, hard.id)


async def test_a_flood_reaches_the_phone_as_one_message(line: Line) -> None:
    reader = await line.reader()
    flood = line.store.catch_ups.begin("sample", now=utc_now())
    readings = [a_reading(f"id:{number}", a_briefing(f"{number}호")) for number in range(3)]
    for one in line.store.briefings.save("sample", readings, now=utc_now(), catch_up=flood):
        line.store.briefings.announce(an_announcement(one.id), now=utc_now())
    line.store.catch_ups.end(flood, now=utc_now())
    assert line.store.catch_ups.tell(utc_now())
    line.fan_out()
    async with line.delivering():
        await line.sent()
    assert [one["text"] for one in await line.people.messages(reader.telegram_id)] == ["at once: 0호; 1호; 2호"]


async def dies(reader: Reader, source: SourceSettings, step: int) -> bool:
    """Poll and tell, failing at a commit (0: at none); gives whether it came to that."""
    try:
        with dying_at(reader.store, step):
            await reader.collector.collect(source)
            tell(reader)
    except Died:
        return True
    return False


@pytest.mark.long
async def test_whichever_commit_of_a_flood_the_process_dies_at_everybody_gets_all_of_it_once(
    site: Site, folder: Path
) -> None:
    clock, step, died = Clock(), 0, True
    opened = Store.open(f"sqlite:///{folder}/sosik.db")
    async with Fetcher() as fetcher:
        with opened as store, contextlib.closing(Lanes()) as lanes:
            a_reader(store, 7)
            while died:
                step += 1
                source = a_source(site, f"/rss{step}", max_new_per_poll=3)
                site.serves(f"/rss{step}", entries(*range(step * 10, step * 10 + 5)))
                one, other = (
                    Reader(store, Collector(store=store, lanes=lanes, fetcher=fetcher, clock=clock), clock)
                    for _ in range(2)
                )
                died = await dies(one, source, step)
                assert not await dies(other, source, 0)
                (flood,) = in_flight(other)
                assert len(holds(other, flood)) == 5, f"lost at commit {step}"
                arrive(other, flood)
                store.sources.write_noted()  # so that the next death is not theirs
    assert step > 10
