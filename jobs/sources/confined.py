"""Strangers' bytes are parsed in another process: one that is killed when it takes too long, and replaced.

A few reader processes are kept and used again (a start costs a third of a second); each serves one caller at a time. A
deadline counts from the call, waiting for a free reader included. `ask` blocks: call it from a thread. `ask_soon` is
for the event loop, where short answers are expected: two hops between threads cost more than what is done in one.
"""

import asyncio
import atexit
import contextlib
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from jobs.errors import SourceError
from jobs.sources.frames import HEAD, Answer, Broken, Record, packed_json

DEADLINE_S = 9.0  # of the ten seconds promised: killing a reader and telling of it takes some as well
LARGEST_BODY = 10_000_000
MOST_READERS = 3 if (os.cpu_count() or 1) > 2 else 2  # more than processors: the loop would stand in line for one
_USES = 2_000  # after so many requests a reader makes room for a fresh one: a start is spread over them
_PIECE = 1 << 16


class _ReaderLost(Exception):
    """The process ended or broke off in the middle."""


class _ReaderSlow(Exception):
    """The deadline has passed."""


class _Reader:
    """One reader process and the pipes to it."""

    def __init__(self) -> None:
        if not sys.executable:
            raise SourceError("no Python interpreter is known to start the reader with")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", "jobs.reader_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            bufsize=0,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise _ReaderLost
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._writable, self._readable = select.poll(), select.poll()
        self._writable.register(self._in, select.POLLOUT)
        self._readable.register(self._out, select.POLLIN)
        self.pid = self._process.pid
        self.uses = 0

    def ask(self, order: Mapping[str, str], body: bytes, deadline: float) -> list[Record]:
        """Give the records of the answer. Raises SourceError with the reader's own words, _ReaderLost, _ReaderSlow."""
        self.uses += 1
        for content in (packed_json(order) + HEAD.pack(len(body)), body):
            left = memoryview(content)
            while left:
                _wait(self._writable, deadline)
                left = left[self._write(left) :]
        answer = Answer()
        while not answer.complete:
            _wait(self._readable, deadline)
            self._take(answer)
        return _records(answer)

    async def ask_soon(self, order: Mapping[str, str], body: bytes) -> list[Record]:
        """Give the same from the event loop. Raises SourceError with the reader's own words, _ReaderLost."""
        self.uses += 1
        loop = asyncio.get_running_loop()
        left = memoryview(packed_json(order) + HEAD.pack(len(body)) + body)
        while left := left[self._write(left) :]:
            await _ready(self._in, loop.add_writer, loop.remove_writer)
        answer = Answer()
        while not answer.complete:
            await _ready(self._out, loop.add_reader, loop.remove_reader)
            self._take(answer)
        return _records(answer)

    def _write(self, content: memoryview) -> int:
        """Give how many of the bytes the pipe has taken."""
        try:
            return os.write(self._in, content[:_PIECE])
        except BlockingIOError:
            return 0
        except OSError as error:
            raise _ReaderLost from error

    def _take(self, answer: Answer) -> None:
        """Add what there is in the pipe to the answer."""
        try:
            piece = os.read(self._out, _PIECE)
        except BlockingIOError:
            return
        if not piece:
            raise _ReaderLost
        try:
            answer.take(piece)
        except Broken as error:
            raise _ReaderLost from error

    def stop(self) -> None:
        """Kill the process; afterwards it is gone and its pipes are closed."""
        self._process.kill()
        self._close_pipes()
        self._process.wait()

    def disown(self) -> None:
        """Forget a process that belongs to the parent of this one, without touching it."""
        self._close_pipes()
        self._process.returncode = 0

    def _close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _wait(watched: select.poll, deadline: float) -> None:
    """Return when the pipe is ready. Raises _ReaderSlow at the deadline."""
    left_s = deadline - time.monotonic()
    if left_s <= 0 or not watched.poll(left_s * 1000):
        raise _ReaderSlow


async def _ready(
    pipe: int, watch: Callable[[int, Callable[[], None]], None], watch_no_more: Callable[[int], object]
) -> None:
    """Return when the pipe is ready."""
    ready = asyncio.Event()
    watch(pipe, ready.set)
    try:
        await ready.wait()
    finally:
        watch_no_more(pipe)


def _records(answer: Answer) -> list[Record]:
    if answer.error:
        raise SourceError(answer.error)
    return answer.records


def _too_slow(deadline_s: float) -> str:
    return f"reading it took longer than {deadline_s:g} s"


def _environment() -> Mapping[str, str]:
    """Give the little the reader needs: where modules are found here, whatever way this process was started."""
    root = str(Path(__file__).resolve().parents[2])
    paths = dict.fromkeys([root, *(str(Path(path or ".").absolute()) for path in sys.path)])
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.environ.get("PATH", ""),
    }


class ReaderPool:
    """The readers that are kept. `with_reader` never leaves one behind that is in an unknown state."""

    def __init__(self, start: Callable[[], _Reader] = _Reader, most: int = MOST_READERS) -> None:
        """Prepare a pool; the first reader starts with the first request."""
        self._start = start
        self._most = most
        self.forget()

    def forget(self) -> None:
        """Begin anew with no reader at all; those of a parent process are left to it."""
        for reader in getattr(self, "_idle", []):
            reader.disown()
        self._idle: list[_Reader] = []
        self._free = threading.BoundedSemaphore(self._most)

    def ask(self, order: Mapping[str, str], body: bytes, *, deadline_s: float = DEADLINE_S) -> list[Record]:
        """Give the records a reader process makes of the bytes.

        Raises SourceError when it cannot read them, takes too long, or ends over them.
        """
        if len(body) > LARGEST_BODY:
            raise SourceError(f"larger than {LARGEST_BODY:,} bytes")
        deadline = time.monotonic() + deadline_s
        if not self._free.acquire(timeout=deadline_s):
            raise SourceError("no reader process became free in time")
        try:
            return self._ask(order, body, deadline)
        except _ReaderSlow as error:
            raise SourceError(_too_slow(deadline_s)) from error
        except _ReaderLost as error:
            raise SourceError("the reader process ended over it") from error
        except OSError as error:
            raise SourceError(f"no reader process could be started ({error.strerror})") from error
        finally:
            self._free.release()

    async def ask_soon(self, order: Mapping[str, str], body: bytes, *, deadline_s: float = DEADLINE_S) -> list[Record]:
        """Give what `ask` gives, from the event loop while a reader is at rest, else from a thread."""
        if len(body) <= LARGEST_BODY and self._idle and self._free.acquire(blocking=False):
            try:
                async with asyncio.timeout(deadline_s):
                    return await self._ask_kept(order, body)
            except (IndexError, _ReaderLost):
                pass  # it has gone meanwhile
            except TimeoutError as error:
                raise SourceError(_too_slow(deadline_s)) from error
            finally:
                self._free.release()
        return await asyncio.to_thread(self.ask, order, body, deadline_s=deadline_s)

    async def _ask_kept(self, order: Mapping[str, str], body: bytes) -> list[Record]:
        reader = self._idle.pop()
        with self._in_order(reader):
            return await reader.ask_soon(order, body)

    def _ask(self, order: Mapping[str, str], body: bytes, deadline: float) -> list[Record]:
        """Ask a kept reader, and a fresh one if that has gone meanwhile (they end after a minute of rest)."""
        if self._idle:
            with contextlib.suppress(IndexError, _ReaderLost):
                return self._ask_one(self._idle.pop(), order, body, deadline)
        return self._ask_one(self._start(), order, body, deadline)

    def _ask_one(self, reader: _Reader, order: Mapping[str, str], body: bytes, deadline: float) -> list[Record]:
        with self._in_order(reader):
            return reader.ask(order, body, deadline)

    @contextlib.contextmanager
    def _in_order(self, reader: _Reader) -> Iterator[None]:
        """Keep the reader when the block has got its answer; end it where nobody knows what stands in the pipes."""
        try:
            yield
        except SourceError:  # an answer too: the reader itself is in order
            self._keep(reader)
            raise
        except BaseException:  # an interrupt as well
            reader.stop()
            raise
        self._keep(reader)

    def _keep(self, reader: _Reader) -> None:
        if reader.uses < _USES:
            self._idle.append(reader)
        else:
            reader.stop()

    def pids(self) -> tuple[int, ...]:
        """Give the process ids of the readers at rest."""
        return tuple(reader.pid for reader in self._idle)

    def close(self) -> None:
        """End every reader that is at rest."""
        while self._idle:
            self._idle.pop().stop()


POOL = ReaderPool()
os.register_at_fork(after_in_child=POOL.forget)
atexit.register(POOL.close)
