"""The store's threads: how asyncio reaches a synchronous store without waiting in line behind itself.

One writer thread with two lanes (urgent, which is delivery, before everything else) and a few reader threads. A write
that was handed over is carried out even if its caller stops waiting.
"""

import asyncio
import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_URGENT, _NORMAL, _LAST = 0, 1, 2


class Lanes:
    """Owns the threads; `close` waits until everything handed over is written."""

    def __init__(self, *, readers: int = 2) -> None:
        self._order = itertools.count()
        self._jobs: queue.PriorityQueue[tuple[int, int, Callable[[], None] | None]] = queue.PriorityQueue()
        self._writer = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._shared: dict[Callable[[], object], asyncio.Future[Any]] = {}
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="store-reader")
        self._writer.start()

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what `function` gives, run on the writer thread after what waits there already."""
        return await self._hand_over(_NORMAL, lambda: function(*args, **kwargs))

    async def write_first(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what `function` gives, run on the writer thread before anything that is not urgent."""
        return await self._hand_over(_URGENT, lambda: function(*args, **kwargs))

    async def write_shared(self, function: Callable[[], T]) -> T:
        """Give what `function` gives: one run of it serves all who ask before it begins, as does what it raises."""
        waiting: asyncio.Future[T] | None = self._shared.get(function)
        if waiting is None:
            future: Future[T] = Future()

            def run() -> None:
                del self._shared[function]  # who asks from now on has handed in something that this run may miss
                _settle(future, function)

            waiting = self._shared[function] = asyncio.wrap_future(future)
            self._jobs.put((_NORMAL, next(self._order), run))
        return await asyncio.shield(waiting)

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what `function` gives, run on a reader thread."""
        return await asyncio.wrap_future(self._readers.submit(function, *args, **kwargs))

    def close(self) -> None:
        """End the threads once they have done all they were given."""
        self._jobs.put((_LAST, next(self._order), None))
        self._writer.join()
        self._readers.shutdown()

    async def _hand_over(self, lane: int, job: Callable[[], T]) -> T:
        future: Future[T] = Future()

        def run() -> None:
            _settle(future, job)

        self._jobs.put((lane, next(self._order), run))
        return await asyncio.shield(asyncio.wrap_future(future))

    def _work(self) -> None:
        while True:
            _, _, job = self._jobs.get()
            if job is None:
                return
            job()


def _settle(future: "Future[Any]", job: Callable[[], Any]) -> None:
    """Run a job and put its result, or what it raised, into its future."""
    try:
        result = job()
    except BaseException as error:  # carried to the caller, who raises it
        future.set_exception(error)
    else:
        future.set_result(result)
