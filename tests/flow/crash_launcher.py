"""Runs the app in forked children that die by SIGKILL right after their n-th step.

A step is a commit that changed something, or a request to Telegram (getUpdates aside) that was answered. Nothing of
ours is touched: steps are seen at SQLAlchemy's dialect and at aiohttp's session.

    python crash_launcher.py TOKEN CONFIG...     says `ready`; then, for a line on stdin, runs the app of the first
                                                 CONFIG itself until SIGTERM: every child begins with what that read
                                                 and compiled; then, line by line on the socket beside each CONFIG:
    N   (0: never)                               is answered by `pid PID`, then at its end by `ended STATUS STEPS`
"""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from multiprocessing import Value
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy.engine.default import DefaultDialect

from bot.app import App, opened_analyser
from bot.steady import keep_what_is_loaded
from jobs.settings import load
from tests import one_cache
from tests.flow.nursery import readers_from_a_nursery

SOCKET = "launcher"
TICK_S = 0.25  # what a poll brings goes on by itself; a shorter tick only looks more often


class Steps:
    """Counts steps, beyond the end of the process that takes them, and ends it after the last one it may take."""

    def __init__(self) -> None:
        self._taken = Value("i", 0)
        self._last = 0
        self._changes: dict[int, int] = {}

    @property
    def taken(self) -> int:
        return int(self._taken.value)

    def begin(self, last: int) -> None:
        self._taken.value, self._last = 0, last

    def watch(self) -> None:
        commit: Callable[[Any, Any], None] = DefaultDialect.do_commit
        ask = aiohttp.ClientSession._request

        def watched_commit(dialect: Any, connection: Any) -> None:
            commit(dialect, connection)
            changes = connection.driver_connection.total_changes
            if changes != self._changes.get(id(connection.driver_connection), 0):
                self._changes[id(connection.driver_connection)] = changes
                self._step()

        async def watched_ask(session: Any, method: str, url: Any, **kwargs: Any) -> Any:
            answer = await ask(session, method, url, **kwargs)
            if method == "POST" and not str(url).endswith("/getUpdates"):
                self._step()
            return answer

        DefaultDialect.do_commit = watched_commit  # type: ignore[method-assign]
        aiohttp.ClientSession._request = watched_ask  # type: ignore[assignment, method-assign]

    def _step(self) -> None:
        self._taken.value += 1
        if self._taken.value == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


async def run_app(config: Path, token: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    await App(load(config), token, tick_s=TICK_S).run(stop)


def serve(listener: socket.socket, config: Path, token: str) -> None:
    """Let the app of this config live and die as often as is asked for, each time with its analyser open already."""
    opened_analyser(load(config))
    keep_what_is_loaded()
    steps = Steps()
    with listener.accept()[0] as connection, connection.makefile("rw") as line:
        while last := line.readline():
            steps.begin(int(last))
            child = os.fork()
            if child == 0:
                steps.watch()
                asyncio.run(run_app(config, token))
                os._exit(0)
            print("pid", child, file=line, flush=True)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            print("ended", status, steps.taken, file=line, flush=True)


def listening_at(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    return listener


def main() -> None:
    logging.disable(logging.WARNING)
    one_cache.install()
    token, configs = sys.argv[1], [Path(name) for name in sys.argv[2:]]
    listeners = [listening_at(config.with_name(SOCKET)) for config in configs]
    print("ready", flush=True)
    sys.stdin.readline()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # who is told to end before it can hear is told then
    asyncio.run(run_app(configs[0], token))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    keep_what_is_loaded()
    assert threading.active_count() == 1, "only a process without threads may fork"
    readers_from_a_nursery(configs[0].parent)
    for listener, config in zip(listeners, configs, strict=True):
        if os.fork() == 0:
            serve(listener, config, token)
            os._exit(0)
    for _ in configs:
        os.wait()


main()
