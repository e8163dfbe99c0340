"""What lasts too long is cut off, by one timer for everything that runs.

`asyncio.timeout` sets a timer for each block, and one that was not needed stays in the loop's queue until its time: a
tenth of the processor time that fetching a 304 took went there.
"""

import asyncio
from types import TracebackType

_STEP_S = 0.05


class Deadlines:
    """The deadlines of one event loop. Its timer runs only while there are any."""

    def __init__(self) -> None:
        self.running: set[_Within] = set()
        self._timer: asyncio.TimerHandle | None = None

    def within(self, limit_s: float) -> "_Within":
        """Let the `with` block last until so long from now, or 50 ms more; then it is cut and raises TimeoutError."""
        return _Within(self, limit_s)

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look after those that run from now on, until there are none."""
        if self._timer is None:
            self._timer = loop.call_later(_STEP_S, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for one in tuple(self.running):
            if one.until <= now:
                one.cut()
        self._timer = loop.call_later(_STEP_S, self._look, loop) if self.running else None


class _Within:
    """One block and its task."""

    __slots__ = ("_cancelling", "_deadlines", "_is_cut", "_task", "until")

    def __init__(self, deadlines: Deadlines, limit_s: float) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a deadline is for a task")
        self._task = task
        self._deadlines = deadlines
        self._cancelling = task.cancelling()
        self._is_cut = False
        self.until = task.get_loop().time() + limit_s

    def __enter__(self) -> None:
        self._deadlines.running.add(self)
        self._deadlines.watch(self._task.get_loop())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._deadlines.running.discard(self)
        # whoever else cancelled the task meant more than this block
        if self._is_cut and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def left_s(self) -> float:
        """Give the seconds until it is cut."""
        return self.until - self._task.get_loop().time()

    def cut(self) -> None:
        """End the block, once."""
        self._deadlines.running.discard(self)
        self._is_cut = True
        self._task.cancel()
