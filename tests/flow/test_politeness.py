"""Thirty days with a strict host, under a simulated clock and over real HTTP: nothing to hold against us."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta

import pytest

from jobs.collecting import Collector
from jobs.errors import FetchError, FetchRefused
from jobs.fetch import Fetcher
from jobs.fetch.hosts import Hosts
from jobs.model import SourceStatus
from jobs.settings import BoardSettings, SourceSettings
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.flow.polling import START, Clock, Reader
from tests.flow.strict_host import Reply, StrictHost
from tests.flow.strict_month import DAY, SHORTEST_S, a_source, feed, live_a_month
from tests.sources_fakes import Site


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def host(clock: Clock) -> AsyncIterator[StrictHost]:
    async with StrictHost(clock, shortest_s=SHORTEST_S) as opened:
        yield opened


@pytest.fixture
async def reader(archive: str, clock: Clock) -> AsyncIterator[Reader]:
    async with Fetcher(now=clock) as fetcher:
        with Store.open(archive) as store, contextlib.closing(Lanes()) as lanes:
            yield Reader(store, Collector(store=store, lanes=lanes, fetcher=fetcher, clock=clock), clock)


@pytest.mark.long
async def test_thirty_days_with_a_strict_host_without_a_demerit(reader: Reader, clock: Clock) -> None:
    """Polled every four hours at the most; `python -m tests.bench sources` lives the month by the hour."""
    async with StrictHost(clock, shortest_s=4 * SHORTEST_S) as host:
        sources = await live_a_month(host, reader, clock)
    assert host.demerits == []
    assert host.count("/moody.xml", 301) == 3
    assert host.count("/moved.xml") > 40
    assert host.count("/gone.xml", 410) == 2
    assert host.count("/moody.xml") + host.count("/moved.xml") > 100, "politeness is not silence"
    states = reader.store.sources.states([source.id for source in sources])
    assert [states[source.id].status for source in sources] == [SourceStatus.OK, SourceStatus.OK, SourceStatus.DISABLED]
    assert len(reader.store.sources.diary("moody-xml")) == 50
    assert reader.store.sources.diary("gone-xml")[0].answered == 410


def board_page(count: int) -> str:
    rows = "".join(
        f'<tr><td><a href="/view?no={number}">몽골 광산 재가동 {number}호</a></td>'
        f'<td class="date">2026.03.0{number % 9 + 1}</td></tr>'
        for number in reversed(range(max(0, count - 10), count))
    )
    return f'<table class="list"><tbody>{rows}</tbody></table>'


def post_page(number: int, edition: int = 1) -> str:
    return f"<h1>몽골 광산 재가동 {number}호</h1><article><p>구리를 {edition}배로 늘린다.</p></article>"


def always(body: str, headers: Mapping[str, str] | None = None) -> Callable[[datetime], Reply]:
    return lambda _: Reply(body=body, headers=headers or {})


def a_board(host: StrictHost, **changes: object) -> SourceSettings:
    board = BoardSettings(row="table.list tbody tr", date="td.date", id_parameter="no")
    return a_source(host, "/list", kind="board", board=board.model_dump(), **changes)


async def test_a_board_is_read_by_its_robots_file_and_its_pages_conditionally(
    host: StrictHost, reader: Reader, clock: Clock
) -> None:
    rules = "User-agent: *\nDisallow: /view?no=2\n"
    robots = {"Content-Type": "text/plain", "ETag": '"r"'}
    host.replies["/robots.txt"] = lambda _: Reply(body=rules, headers=robots)
    host.forbidden = ("/view?no=2",)
    host.replies["/list"] = lambda _: Reply(
        body=board_page(3 + clock.day // 2), headers={"ETag": f'"{clock.day // 2}"'}
    )
    for number in range(9):
        host.replies[f"/view?no={number}"] = always(post_page(number), {"ETag": f'"{number}"'})
    board = a_board(host)
    await reader.live_until([board], START + 10 * DAY)
    assert host.demerits == []
    assert host.count("/robots.txt") in range(5, 12), "about once a day"
    assert host.count("/robots.txt", 200) == 1
    assert host.count("/view?no=2") == 0
    assert host.count("/view?no=4", 304) >= 1, "the newest are looked at again when the list changes"
    assert reader.store.sources.state(board.id).polled_ok


async def test_a_host_that_limits_its_pages_is_left_alone_and_nothing_is_lost(
    host: StrictHost, reader: Reader, clock: Clock
) -> None:
    host.replies["/list"] = lambda _: Reply(body=board_page(5), headers={"ETag": '"1"'})
    for number in range(5):
        host.replies[f"/view?no={number}"] = always(post_page(number))
        if number >= 2:
            host.replies[f"/view?no={number}"] = lambda _: Reply(status=429, headers={"Retry-After": "7000"})
    board = a_board(host, baseline=False, max_age_days=0)
    await reader.live_until([board], START + timedelta(hours=1))
    assert reader.store.sources.state(board.id).status is SourceStatus.DEGRADED
    assert len(reader.store.briefings.waiting()) == 2
    for number in range(5):
        host.replies[f"/view?no={number}"] = always(post_page(number))
    await reader.live_until([board], START + DAY)
    assert host.demerits == []
    assert len(reader.store.briefings.waiting()) == 5
    assert host.count("/list", 200) == 1, "what waits does not make the list come again"
    assert reader.store.sources.state(board.id).status is SourceStatus.OK


async def test_everything_of_a_host_waits_when_one_of_its_addresses_was_limited(
    host: StrictHost, reader: Reader, clock: Clock
) -> None:
    host.replies["/one.xml"] = lambda _: Reply(status=429, headers={"Retry-After": "50000"})
    host.replies["/other.xml"] = lambda _: Reply(body=feed(3))
    one, other = a_source(host, "/one.xml"), a_source(host, "/other.xml")
    await reader.collector.collect(one)
    collected = await reader.collector.collect(other)
    assert collected.problem == "its host asked to be left alone"
    assert host.count("/other.xml") == 0
    await reader.live_until([other], START + DAY)
    assert host.count("/other.xml") >= 1
    assert host.demerits == []


async def test_the_pause_of_a_host_outlives_a_restart(host: StrictHost, archive: str, clock: Clock) -> None:
    host.replies["/one.xml"] = lambda _: Reply(status=429, headers={"Retry-After": "50000"})
    for path in ("/one.xml", "/other.xml"):
        async with Fetcher(now=clock) as fetcher:
            with Store.open(archive) as store, contextlib.closing(Lanes()) as lanes:
                collector = Collector(store=store, lanes=lanes, fetcher=fetcher, clock=clock)
                await collector.collect(a_source(host, path))
    assert host.count("/other.xml") == 0


async def test_a_source_that_left_for_an_address_gives_its_validators_to_that_one(
    host: StrictHost, reader: Reader, clock: Clock
) -> None:
    host.replies["/a.xml"] = lambda _: Reply(status=302, headers={"Location": "/b.xml"})
    host.replies["/b.xml"] = lambda _: Reply(body=feed(3), headers={"ETag": '"1"'})
    await reader.live_until([a_source(host, "/a.xml")], START + DAY)
    assert host.demerits == []
    assert host.count("/b.xml", 200) == 1
    assert host.count("/b.xml", 304) >= 4


async def test_a_source_that_is_sent_away_and_comes_back_knows_what_each_address_gave(
    host: StrictHost, reader: Reader, clock: Clock
) -> None:
    away = Reply(status=302, headers={"Location": "/b.xml"})
    host.replies["/a.xml"] = lambda _: away if clock.day % 2 else Reply(body=feed(3), headers={"ETag": '"a"'})
    host.replies["/b.xml"] = lambda _: Reply(body=feed(3), headers={"ETag": '"b"'})
    host.replies["/c.xml"] = lambda _: Reply(status=302, headers={"Location": "/d.xml" if clock.day % 2 else "/b.xml"})
    host.replies["/d.xml"] = lambda _: Reply(body=feed(3), headers={"ETag": '"d"'})
    await reader.live_until([a_source(host, "/a.xml")], START + 4 * DAY)
    assert host.demerits == []
    assert (host.count("/a.xml", 200), host.count("/b.xml", 200)) == (1, 1)
    await reader.live_until([a_source(host, "/c.xml")], START + 8 * DAY)
    assert host.count("/d.xml", 200) == 1


async def test_an_answer_too_large_to_read_is_asked_for_anew(host: StrictHost, reader: Reader, clock: Clock) -> None:
    large = Reply(body="x" * 5_100_000, headers={"ETag": '"2"'}, readable=False)
    host.replies["/a.xml"] = lambda _: large if clock.day == 1 else Reply(body=feed(3), headers={"ETag": '"1"'})
    await reader.live_until([a_source(host, "/a.xml")], START + 4 * DAY)
    assert host.demerits == []
    assert host.count("/a.xml", 200) >= 3


# ── the door of a host ───────────────────────────────────────────────────────────────────────────


async def test_a_start_that_comes_late_puts_off_the_next() -> None:
    door, clock = Hosts().entered("a.example", 0.05), asyncio.get_running_loop().time

    async def start() -> float:
        async with door:
            return clock()

    await start()
    starts = [asyncio.create_task(start()) for _ in range(2)]
    await asyncio.sleep(0.01)
    time.sleep(0.08)  # noqa: ASYNC251 — the loop is held up beyond the first one's time
    first, second = await asyncio.gather(*starts)
    assert second - first >= 0.05


async def test_a_host_sees_two_connections_at_a_time_and_a_pause_between_starts() -> None:
    starts: list[float] = []
    inside, most = 0, 0
    async with Site() as site, Fetcher() as fetcher:
        site.serves("/", b"x")

        async def get() -> None:
            nonlocal inside, most
            async with fetcher._hosts.entered("slow.example", 0.02):
                starts.append(time.monotonic())
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.05)
                inside -= 1

        began = time.monotonic()
        await asyncio.gather(*(get() for _ in range(6)))
        assert most == 2
        assert all(start - began >= 0.0199 * number for number, start in enumerate(starts))
        began = time.monotonic()
        for _ in range(3):
            await fetcher.get(site.url("/"), rules=site.rules(spacing_s=0.05))
        assert time.monotonic() - began >= 0.1


async def test_a_page_that_robots_forbids_is_not_asked_for_and_one_without_an_answer_neither() -> None:
    async with Site() as site, Fetcher() as fetcher:
        site.serves("/robots.txt", b"User-agent: *\nDisallow: /secret")
        site.serves("/secret", b"x")
        with pytest.raises(FetchRefused, match=r"robots\.txt"):
            await fetcher.get(site.url("/secret"), rules=site.rules(robots=1))
        site.redirects("/open", "/secret")
        with pytest.raises(FetchRefused, match=r"robots\.txt"):
            await fetcher.get(site.url("/open"), rules=site.rules(robots=1))
        assert site.asked("/secret") == []
        assert len(site.asked("/robots.txt")) == 1
    async with Site() as site, Fetcher() as fetcher:
        site.answers("/robots.txt", 503)
        site.serves("/", b"x")
        with pytest.raises(FetchError, match=r"robots\.txt: answered 503"):
            await fetcher.get(site.url("/"), rules=site.rules(robots=1))
        assert site.asked("/") == []
    async with Site() as site, Fetcher() as fetcher:
        site.serves("/", b"x")
        assert (await fetcher.get(site.url("/"), rules=site.rules(robots=1))).body == b"x"


async def test_of_a_robots_file_without_end_the_beginning_counts() -> None:
    async with Site() as site, Fetcher() as fetcher:
        site.serves("/robots.txt", b"User-agent: *\nDisallow: /secret\n" + b"# and more of it\n" * 100_000)
        with pytest.raises(FetchRefused, match=r"robots\.txt does not"):
            await fetcher.get(site.url("/secret"), rules=site.rules(robots=1))
