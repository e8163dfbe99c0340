"""The process in which strangers' bytes are parsed: killable, replaceable, startable from anywhere."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from jobs.errors import SourceError
from jobs.reader_child import give_way
from jobs.sources.confined import LARGEST_BODY, ReaderPool
from jobs.sources.feed import read_feed
from jobs.sources.frames import HEAD, LARGEST_ANSWER, Answer, Broken, packed, packed_json
from tests.rows import every

ORDER = {"kind": "feed", "content_type": "", "url": "https://example.kr/", "zone": "", "now": "2026-03-02T00:00+00:00"}
FEED = "<rss version='2.0'><channel><title>견본</title><item><title>하나</title></item></channel></rss>".encode()
ENDLESS = b"<rss><channel>" + b"<item>" * 300_000  # entries that nothing ends: half a minute of feedparser's work


needs_proc = pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="this system has no /proc")


@pytest.fixture
def pool() -> Iterator[ReaderPool]:
    own = ReaderPool()
    yield own
    own.close()


@pytest.fixture(scope="module")
def kept() -> Iterator[ReaderPool]:
    """The pool of those tests that leave it one reader at rest: most of such a test is the reader's start."""
    shared = ReaderPool()
    titles(shared)
    yield shared
    shared.close()


def titles(pool: ReaderPool) -> list[str]:
    return [record["title"] for record in pool.ask(ORDER, FEED)]


def test_a_reader_is_used_again(kept: ReaderPool) -> None:
    assert titles(kept) == ["견본", "하나"]
    (pid,) = kept.pids()
    assert titles(kept) == ["견본", "하나"]
    assert kept.pids() == (pid,)


def test_bytes_that_take_too_long_cost_their_reader_and_nothing_else(kept: ReaderPool) -> None:
    (pid,) = kept.pids()
    with pytest.raises(SourceError, match=r"longer than 0\.1 s"):
        kept.ask(ORDER, ENDLESS, deadline_s=0.1)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert titles(kept) == ["견본", "하나"]


def test_a_reader_that_has_died_is_replaced(kept: ReaderPool) -> None:
    (pid,) = kept.pids()
    os.kill(pid, signal.SIGKILL)
    assert titles(kept) == ["견본", "하나"]
    assert kept.pids() != (pid,)


def test_an_error_is_an_answer_and_keeps_the_reader(kept: ReaderPool) -> None:
    before = kept.pids()
    with pytest.raises(SourceError, match="not a feed"):
        kept.ask(ORDER, b"hello")
    assert kept.pids() == before


def test_bytes_beyond_the_bound_are_refused_without_a_reader(pool: ReaderPool) -> None:
    with pytest.raises(SourceError, match="larger than"):
        pool.ask(ORDER, bytes(LARGEST_BODY + 1))
    assert pool.pids() == ()


def _ask_in_vain(pool: ReaderPool) -> None:
    with contextlib.suppress(SourceError):
        pool.ask(ORDER, ENDLESS, deadline_s=0.4)


def test_a_caller_without_a_free_reader_waits_no_longer_than_its_deadline() -> None:
    pool = ReaderPool(most=1)
    titles(pool)
    slow = threading.Thread(target=_ask_in_vain, args=(pool,))
    slow.start()
    while pool.pids():
        time.sleep(0.005)
    with pytest.raises(SourceError, match="free in time"):
        pool.ask(ORDER, FEED, deadline_s=0.05)
    slow.join()
    assert titles(pool) == ["견본", "하나"]
    pool.close()


# ── asked from the event loop ────────────────────────────────────────────────────────────────────


async def titles_soon(pool: ReaderPool) -> list[str]:
    return [record["title"] for record in await pool.ask_soon(ORDER, FEED)]


async def test_the_loop_asks_a_reader_at_rest_itself_and_a_fresh_one_from_a_thread(pool: ReaderPool) -> None:
    assert await titles_soon(pool) == ["견본", "하나"]
    before = pool.pids()
    assert await asyncio.gather(*(titles_soon(pool) for _ in range(4))) == [["견본", "하나"]] * 4
    assert set(before) <= set(pool.pids())


async def test_what_does_not_fit_into_the_pipe_at_once_goes_in_piece_by_piece(kept: ReaderPool) -> None:
    long = FEED.replace(b"</title><item>", b"</title><x>" + b"y" * 300_000 + b"</x><item>")
    assert [record["title"] for record in await kept.ask_soon(ORDER, long)] == ["견본", "하나"]


async def test_a_reader_that_takes_too_long_is_ended_and_the_loop_goes_on_meanwhile(kept: ReaderPool) -> None:
    (pid,) = kept.pids()
    slow = asyncio.ensure_future(kept.ask_soon(ORDER, ENDLESS, deadline_s=0.3))
    while kept.pids():
        await asyncio.sleep(0)
    assert await titles_soon(kept) == ["견본", "하나"]
    with pytest.raises(SourceError, match=r"longer than 0\.3 s"):
        await slow
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_who_stops_waiting_for_a_reader_ends_it(kept: ReaderPool) -> None:
    (pid,) = kept.pids()
    asked = asyncio.ensure_future(kept.ask_soon(ORDER, ENDLESS))
    while kept.pids():
        await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert await titles_soon(kept) == ["견본", "하나"]


async def test_a_reader_that_has_died_at_rest_is_replaced_for_the_loop_too(kept: ReaderPool) -> None:
    (pid,) = kept.pids()
    os.kill(pid, signal.SIGKILL)
    assert await titles_soon(kept) == ["견본", "하나"]
    assert pid not in kept.pids()


async def test_the_loop_gets_the_readers_own_words_and_keeps_to_the_same_bounds(kept: ReaderPool) -> None:
    before = kept.pids()
    with pytest.raises(SourceError, match="not a feed"):
        await kept.ask_soon(ORDER, b"hello")
    assert kept.pids() == before
    with pytest.raises(SourceError, match="larger than"):
        await kept.ask_soon(ORDER, bytes(LARGEST_BODY + 1))


# ── what comes out of the pipe ───────────────────────────────────────────────────────────────────


@every("length", [1, 3, 7, 1000])
def test_an_answer_is_the_same_however_its_bytes_come(length: int) -> None:
    whole = b"".join(map(packed_json, [{"count": 2}, {"title": "하나"}, {"title": "둘"}]))
    answer = Answer()
    for at in range(0, len(whole), length):
        assert not answer.complete
        answer.take(whole[at : at + length])
    assert answer.complete
    assert [record["title"] for record in answer.records] == ["하나", "둘"]


@pytest.mark.parametrize("content", [packed(b"{"), packed(b"[]"), HEAD.pack(LARGEST_ANSWER + 1)])
def test_what_is_no_answer_is_broken(content: bytes) -> None:
    with pytest.raises(Broken):
        Answer().take(content)


@needs_proc
def test_the_secrets_of_the_environment_do_not_reach_the_reader(
    pool: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOSIK_TOKEN", "123:secret")
    titles(pool)
    (pid,) = pool.pids()
    assert b"secret" not in Path(f"/proc/{pid}/environ").read_bytes()


@needs_proc
def test_the_readers_memory_is_limited(kept: ReaderPool) -> None:
    (pid,) = kept.pids()
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    (line,) = [line for line in limits if line.startswith("Max address space")]
    assert str(512 * 1024 * 1024) in line


def batch_is_allowed() -> bool:
    asked = "import os; os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))"
    return subprocess.run([sys.executable, "-c", asked], capture_output=True, check=False).returncode == 0


def test_a_reader_takes_nobodys_processor_away_by_waking_up(kept: ReaderPool) -> None:
    if not batch_is_allowed():
        pytest.skip("this system lets no process ask for batch scheduling")
    (pid,) = kept.pids()
    assert os.sched_getscheduler(pid) == os.SCHED_BATCH


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="this system knows no batch scheduling")
def test_a_reader_that_may_not_be_scheduled_so_reads_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, policy: int, param: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    before = os.sched_getscheduler(0)
    give_way()
    assert os.sched_getscheduler(0) == before


SCRIPT = f"""
from jobs.sources.feed import read_feed
print(read_feed({FEED!r}, {{}}, "https://example.kr/").entries[0].title)
"""


def test_it_works_below_a_script_on_stdin_and_leaves_no_warning() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-"],
        input=SCRIPT.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (0, "하나", b"")


def _first_title(answer: Connection) -> None:
    answer.send(read_feed(FEED, {}, "https://example.kr/").entries[0].title)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # Python 3.12 on: fork below threads
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_it_works_in_a_daemonic_process_and_the_parents_reader_stays_its_own(method: str) -> None:
    assert read_feed(FEED, {}, "https://example.kr/").entries[0].title == "하나"
    context = multiprocessing.get_context(method)
    mine, theirs = context.Pipe()
    child = context.Process(target=_first_title, args=(theirs,), daemon=True)  # type: ignore[attr-defined]
    child.start()
    assert mine.poll(30)
    assert mine.recv() == "하나"
    child.join(30)
    assert child.exitcode == 0
    assert read_feed(FEED, {}, "https://example.kr/").entries[0].title == "하나"
