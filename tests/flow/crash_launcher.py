"""Runs the app in forked children that die by SIGKILL right after their n-th step.

A step is a commit that changed something, or a request to Telegram (getUpdates aside) that was answered. Nothing of
ours is touched: steps are seen at SQLAlchemy's dialect and at aiohttp's session.

    python crash_launcher.py TOKEN CONFIG...     says `ready`; then, line by line on the socket beside each CONFIG:
    N   (0: never)                               is answered by `pid PID`, then at its end by `ended STATUS STEPS`
"""

import asyncio
import logging
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from multiprocessing import Value
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy.engine.default import DefaultDialect

from bot.app import App, opened_analyser, search_names
from bot.commands import menu
from jobs import regions
from jobs.model import Briefing, BriefingId, Language, Section, Subsection
from jobs.pipeline import announcement_of
from jobs.settings import Settings, load
from jobs.store import Store
from tests import one_cache
from tests.fakes import NOW, a_reader, publish

SOCKET = "launcher"


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
    await App(load(config), token, tick_s=0.05).run(stop)


def warm_up(settings: Settings) -> None:
    """Read and compile once what every child would, so that each starts quickly."""
    sample = Briefing(title="준비", sections=(Section(subsections=(Subsection(paragraphs=("한 문장이다.",)),)),))
    announcement_of(BriefingId(1), 1, sample, opened_analyser(settings))
    search_names(settings)
    regions.find("케냐")
    for language in Language:
        menu(language)
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/a.db") as store:
        a_reader(store, 1)
        publish(store, "id:1")
        store.briefings.waiting(0)
        store.brakes.release_due(NOW)
        store.catch_ups.tell(NOW)
        store.digests.due(NOW)
        store.outbox.expand(now=NOW)
        store.outbox.tick((), 1, NOW)
        store.sources.due([one.id for one in settings.source], NOW)
        store.briefings.editions([BriefingId(1)])


def serve(listener: socket.socket, config: Path, token: str) -> None:
    """Let the app of this config live and die as often as is asked for."""
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


def main() -> None:
    logging.disable(logging.WARNING)
    one_cache.install()
    token, configs = sys.argv[1], [Path(name) for name in sys.argv[2:]]
    warm_up(load(configs[0]))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # a child told to end before it can hear is told then
    for config in configs:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(config.with_name(SOCKET)))
            listener.listen()
            if os.fork() == 0:
                serve(listener, config, token)
                os._exit(0)
    print("ready", flush=True)
    for _ in configs:
        os.wait()


main()
