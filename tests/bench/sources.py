"""How much polling costs, how fast texts and feeds are read, and what hostile and strict hosts make of us.

The polled site runs in a process of its own; what a bare aiohttp loop does is measured in the same run. `--full` polls
10,000 sources and serves 10,000 garbled feeds; without it a fifth of each.
"""

import asyncio
import contextlib
import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import feedparser

from bot.steady import keep_what_is_loaded, take_turns_often
from jobs.collecting import Collector
from jobs.errors import SourceError
from jobs.fetch import Fetcher
from jobs.model import Document
from jobs.reading import read_briefing
from jobs.settings import SourceSettings
from jobs.sources.feed import read_feed
from jobs.store import Store
from jobs.store.lanes import Lanes
from tests.bench import Options, Row, at_least, at_most, shown
from tests.bench._crowd import resident_mb
from tests.bench._hostile import answers_let_through, mutations_let_through
from tests.bench._questions import folder
from tests.bench._reserves import twice_and_missed
from tests.bench._source_site import TEXT
from tests.flow.polling import Clock, Reader
from tests.flow.strict_host import StrictHost
from tests.flow.strict_month import SHORTEST_S, live_a_month

HOSTS = 200
AT_ONCE = 32
ROUNDS = 3
PARAGRAPH = "- 정부는 송전망을 보강하고 예산을 늘리기로 했으며 주변국과 협의를 시작했다고 밝혔다.\n"


def rows(options: Options) -> Iterator[Row]:
    """Give every figure of the sources."""
    take_turns_often()  # as the program does
    yield from asyncio.run(_polling(10_000 if options.full else 2_000, options))
    yield from _reading()
    yield from asyncio.run(_lag())
    options.say("thirty days with a strict host")
    yield at_most("demerits in 30 simulated days", asyncio.run(_month()), 0)
    options.say("a hostile server")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield at_most("hostile answers let through", asyncio.run(answers_let_through()), 0)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3
    yield at_most("memory grown over them", grown, 10, "MB")
    yield at_most("garbled feeds let through (500 of each of 4 kinds, in 2 encodings)", mutations_let_through(500), 0)
    count = 10_000 if options.full else 2_000
    options.say(f"{count:,} careless re-serves")
    twice, missed = asyncio.run(twice_and_missed(count))
    yield at_most(f"sent twice in {count:,} careless re-serves", twice, 0)
    yield at_most(f"missed in {count:,} careless re-serves", missed, 0)


# ── polling ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Polled:
    """Some sources, and what polls them."""

    collector: Collector
    store: Store
    sources: tuple[SourceSettings, ...]


async def _polling(count: int, options: Options) -> list[Row]:
    with _site() as port:
        sources = tuple(_source(number, port) for number in range(count))
        async with _newsroom(sources) as polled:
            keep_what_is_loaded()  # as the program does when it is ready
            idle = resident_mb()
            options.say(f"meeting {count:,} sources for the first time")
            await _round(polled)
            options.say("polling them, and asking for the same with nothing around it, in turns")
            bare_s = ours_s = 0.0
            for _ in range(ROUNDS):
                await _next_round(port)
                bare_s += await _bare(sources, polled)
                ours_s += (await _round(polled))[0]
            grown = resident_mb() - idle
            still = tuple(one for number, one in enumerate(sources) if number % 10)
            quiet = Polled(polled.collector, polled.store, still)
            cpu_s = min([(await _round(quiet))[1] for _ in range(ROUNDS)])
            bare_cpu_s = min([await _bare_cpu(still, polled) for _ in range(ROUNDS)])
    return [
        shown(f"polls a second, {count:,} sources, 90 % of them 304", ROUNDS * count / ours_s, "/s"),
        shown("requests a second of a bare aiohttp loop", ROUNDS * count / bare_s, "/s"),
        at_least("ours over the bare loop", bare_s / ours_s, 0.6),
        at_most("CPU a 304", cpu_s / len(still) * 1000, 0.5, "ms"),
        shown("CPU a 304 of the bare loop", bare_cpu_s / len(still) * 1000, "ms"),
        at_most("memory above the idle process", grown, 150, "MB"),
    ]


def _source(number: int, port: int) -> SourceSettings:
    return SourceSettings(
        id=f"s{number}",
        kind="feed",
        url=f"http://127.0.0.{number % HOSTS + 1}:{port}/f/{number}",
        allow_private=True,
        allow_ports=(port,),
        spacing_s=0,
        max_age_days=0,
    )


@contextlib.contextmanager
def _site() -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench._source_site", str(HOSTS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None or process.stdin is None:
            raise RuntimeError("the site has no pipes")
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(10)


@asynccontextmanager
async def _newsroom(sources: tuple[SourceSettings, ...]) -> AsyncIterator[Polled]:
    with tempfile.TemporaryDirectory() as place:
        async with Fetcher() as fetcher:
            with Store.open(f"sqlite:///{Path(place)}/a.db") as store, contextlib.closing(Lanes()) as lanes:
                made = Collector(store=store, lanes=lanes, fetcher=fetcher, clock=lambda: datetime.now(UTC))
                yield Polled(made, store, sources)


async def _round(polled: Polled) -> tuple[float, float]:
    """Poll each source once; give the seconds it took, and those of this process's processor time."""
    began, cpu = time.perf_counter(), time.process_time()
    states = await asyncio.to_thread(polled.store.sources.states, [one.id for one in polled.sources])

    async def poll(source: SourceSettings) -> None:
        collected = await polled.collector.collect(source, states[source.id])
        if collected.problem:
            raise RuntimeError(collected.problem)

    await _each(polled.sources, poll)
    await asyncio.to_thread(polled.store.sources.write_noted)  # nothing is left to be paid for later
    return time.perf_counter() - began, time.process_time() - cpu


async def _bare(sources: tuple[SourceSettings, ...], polled: Polled) -> float:
    """Ask for the same with nothing around it; give the seconds it took."""
    states = polled.store.sources.states([one.id for one in sources])
    async with aiohttp.ClientSession() as session:

        async def ask(source: SourceSettings) -> None:
            headers = dict(states[source.id].validators.headers())
            async with session.get(source.url, headers=headers, allow_redirects=False) as response:
                await response.read()

        began = time.perf_counter()
        await _each(sources, ask)
        return time.perf_counter() - began


async def _bare_cpu(sources: tuple[SourceSettings, ...], polled: Polled) -> float:
    """Give the seconds of processor time that asking with nothing around it takes."""
    began = time.process_time()
    await _bare(sources, polled)
    return time.process_time() - began


async def _each(sources: tuple[SourceSettings, ...], work: Callable[[SourceSettings], Awaitable[None]]) -> None:
    waiting = iter(sources)

    async def go_on() -> None:
        for source in waiting:
            await work(source)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(go_on())


async def _next_round(port: int) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/round") as answer:
        answer.raise_for_status()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


LONG_TEXTS = (
    ("text", "견본\n\n☐ 송전망\n◦ 보강\n", PARAGRAPH, 100),
    (
        "text, no two lines alike",
        "견본\n\n☐ 송전망\n◦ 보강\n",
        "- 정부는 송전망 {}호를 보강하고 예산을 늘리기로 했으며 주변국과 협의를 시작했다고 밝혔다.\n",
        100,
    ),
    (
        "English lines",
        "Sample\n\n",
        "The {} lines of the grid were repaired, and the ministry said on Monday that more would follow.\n",
        100,
    ),
    (
        "short bullets",
        "견본\n\n",
        "☐ 개요 {0}\n◦ 송전망 {0} 보강\n- 정부는 예산 {0}억 원을 올해 안에 늘리기로 함\n",
        300,
    ),
    ("references", "견본\n\n본문이다.\n\n* 참고자료\n", "Example Times, The grid is repaired {}, 2025-02-10\n", 300),
)
"""Texts of 2 MB: what they are, how they begin, their lines by number, and the milliseconds they may take."""


def _reading() -> Iterator[Row]:
    shared = folder()
    seed = next(iter((shared / "seed").glob("*.txt")), None) if shared else None
    text = seed.read_text(encoding="utf-8") if seed else None
    seed_ms = _best_ms(Document(content=text), 300) if text else None
    yield at_most("read_briefing, the seed" + ("" if seed else " (no data)"), seed_ms, 1, "ms")
    if text:
        again = Document(content=f"{text}\n" * (2_000_000 // len(text.encode())))
        yield at_most("read_briefing, 2 MB of the seed again and again", _best_ms(again, 3), 100, "ms")
    for name, head, line, most_ms in LONG_TEXTS:
        count = 2_000_000 // len(line.format(10_000).encode())
        long = Document(content=head + "".join(map(line.format, range(count))))
        yield at_most(f"read_briefing, 2 MB of {name}", _best_ms(long, 3), most_ms, "ms")
    yield at_most("a feed of 200 KB over feedparser alone", _over_feedparser(_feed_of(200_000)), 1.1, "×")
    yield at_most("the same of 480 short entries", _over_feedparser(_feed_of(120_000, entry=250)), 1.1, "×")


def _over_feedparser(feed: bytes) -> float:
    """Give how much longer a feed takes than feedparser alone does, both at their best, in turns."""
    read_feed(feed, {}, "https://a.example/")
    ours = alone = float("inf")
    for _ in range(7):
        ours = min(ours, _seconds(lambda: read_feed(feed, {}, "https://a.example/")))
        alone = min(alone, _seconds(lambda: feedparser.parse(io.BytesIO(feed))))
    return ours / alone


def _feed_of(size: int, *, entry: int = 800) -> bytes:
    """Give a feed of about so many bytes, each of its entries another one and about that long."""
    words = TEXT.encode() * (entry // len(TEXT.encode()) + 1)
    items = b"".join(
        b"<item><title>%d</title><guid>g%d</guid><link>https://news.example/%d</link>"
        b"<pubDate>Mon, 02 Mar 2026 01:00:00 +0900</pubDate><description>%s %d</description></item>"
        % (one, one, one, words[: entry - 150].decode("utf-8", "ignore").encode(), one)
        for one in range(size // entry)
    )
    return b'<rss version="2.0"><channel><title>1</title>' + items + b"</channel></rss>"


def _best_ms(document: Document, times: int) -> float:
    """Give the milliseconds of processor time that reading takes at best: it waits for nothing."""
    return min(_cpu_s(lambda: read_briefing(document)) for _ in range(times)) * 1000


def _cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


async def _lag() -> list[Row]:
    """Give the loop's worst lag while ten feeds of 200 KB and one of 5 MB are read, and that of an idle one.

    The idle loop is watched afterwards, as long: what the machine itself does to a loop.
    """
    feeds = [*[_feed_of(200_000)] * 10, _feed_of(4_900_000, entry=9_800)]
    await asyncio.to_thread(read_feed, feeds[0], {}, "https://a.example/")

    async def read() -> None:
        await asyncio.gather(*(asyncio.to_thread(read_feed, feed, {}, "https://a.example/") for feed in feeds))

    began = time.perf_counter()
    try:
        busy: float | None = 1000 * await _worst_lag_s(read())
    except SourceError:  # the machine had no ten seconds for it
        busy = None
    idle = await _worst_lag_s(asyncio.sleep(time.perf_counter() - began))
    return [
        at_most("the loop's worst lag while feeds are read", busy, 20, "ms"),
        shown("the worst lag of an idle loop on this machine", idle * 1000, "ms"),
    ]


async def _worst_lag_s(work: Awaitable[None]) -> float:
    """Give by how much the loop was late at the worst while the work went on."""
    worst, step_s = 0.0, 0.001
    done = asyncio.ensure_future(work)
    while not done.done():
        began = time.perf_counter()
        await asyncio.sleep(step_s)
        worst = max(worst, time.perf_counter() - began - step_s)
    await done
    return worst


async def _month() -> int:
    clock = Clock()
    with tempfile.TemporaryDirectory() as place:
        async with StrictHost(clock, shortest_s=SHORTEST_S) as host, Fetcher(now=clock) as fetcher:
            with Store.open(f"sqlite:///{Path(place)}/a.db") as store, contextlib.closing(Lanes()) as lanes:
                collector = Collector(store=store, lanes=lanes, fetcher=fetcher, clock=clock)
                await live_a_month(host, Reader(store, collector, clock), clock)
        return len(host.demerits)
