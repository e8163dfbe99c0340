"""Strangers' bytes are parsed in another process: one that is killed when it takes too long, and replaced.

A few reader processes are kept and used again (a start costs a third of a second); each serves one caller at a time. A
deadline counts from the call, waiting for a free reader included. Blocks: call it from a thread.
"""

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from jobs.errors import SourceError
from jobs.sources.frames import HEAD, LARGEST_ANSWER, Record, packed, packed_json

DEADLINE_S = 9.0  # of the ten seconds promised: killing a reader and telling of it takes some as well
LARGEST_BODY = 10_000_000
MOST_READERS = 3
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
        self._left = LARGEST_ANSWER
        self._read = bytearray()  # of the answer, and not looked at yet

    def ask(self, order: Mapping[str, str], body: bytes, deadline: float) -> list[Record]:
        """Give the records of the answer. Raises SourceError with the reader's own words, _ReaderLost, _ReaderSlow."""
        self.uses += 1
        self._left = LARGEST_ANSWER
        self._read.clear()
        self._write(packed_json(order) + packed(body), deadline)
        head = self._frame(deadline)
        if "error" in head:
            raise SourceError(str(head["error"]))
        return [_record(self._frame(deadline)) for _ in range(int(str(head.get("count", 0))))]

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

    def _write(self, content: bytes, deadline: float) -> None:
        left = memoryview(content)
        while left:
            _wait(self._writable, deadline)
            try:
                left = left[os.write(self._in, left[:_PIECE]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise _ReaderLost from error

    def _frame(self, deadline: float) -> Mapping[str, object]:
        (size,) = HEAD.unpack(self._exactly(HEAD.size, deadline))
        self._left -= size
        if self._left < 0:
            raise _ReaderLost
        try:
            value = json.loads(self._exactly(size, deadline))
        except ValueError as error:
            raise _ReaderLost from error
        if not isinstance(value, dict):
            raise _ReaderLost
        return value

    def _exactly(self, size: int, deadline: float) -> bytes:
        """Give the next bytes of the answer; as many as there are come in with each look into the pipe."""
        while len(self._read) < size:
            _wait(self._readable, deadline)
            try:
                piece = os.read(self._out, _PIECE)
            except BlockingIOError:
                continue
            if not piece:
                raise _ReaderLost
            self._read += piece
        content = bytes(self._read[:size])
        del self._read[:size]
        return content


def _wait(watched: select.poll, deadline: float) -> None:
    """Return when the pipe is ready. Raises _ReaderSlow at the deadline."""
    left_s = deadline - time.monotonic()
    if left_s <= 0 or not watched.poll(left_s * 1000):
        raise _ReaderSlow


def _record(frame: Mapping[str, object]) -> Record:
    return {name: value for name, value in frame.items() if isinstance(value, str)}


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
            raise SourceError(f"reading it took longer than {deadline_s:g} s") from error
        except _ReaderLost as error:
            raise SourceError("the reader process ended over it") from error
        except OSError as error:
            raise SourceError(f"no reader process could be started ({error.strerror})") from error
        finally:
            self._free.release()

    def _ask(self, order: Mapping[str, str], body: bytes, deadline: float) -> list[Record]:
        """Ask a kept reader, and a fresh one if that has gone meanwhile (they end after a minute of rest)."""
        if self._idle:
            with contextlib.suppress(IndexError, _ReaderLost):
                return self._ask_one(self._idle.pop(), order, body, deadline)
        return self._ask_one(self._start(), order, body, deadline)

    def _ask_one(self, reader: _Reader, order: Mapping[str, str], body: bytes, deadline: float) -> list[Record]:
        try:
            records = reader.ask(order, body, deadline)
        except SourceError:  # an answer too: the reader itself is in order
            self._keep(reader)
            raise
        except BaseException:  # an interrupt as well: nobody knows what stands in the pipes now
            reader.stop()
            raise
        self._keep(reader)
        return records

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
