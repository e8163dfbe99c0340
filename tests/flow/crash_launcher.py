"""Runs the app in forked children that die by SIGKILL right after their n-th step.

A step is a commit that changed something, or a request to Telegram (getUpdates aside) that was answered. Nothing of
ours is touched: steps are seen at SQLAlchemy's dialect and at aiohttp's session.

    python crash_launcher.py CONFIG TOKEN        then, line by line on stdin:  N   (0: never)
    answers                                      `pid PID`, then at its end `ended STATUS STEPS`
"""

import asyncio
import logging
import os
import signal
import sys
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
from jobs.settings import load

STEPS = Value("i", 0)


class Steps:
    """Counts steps and ends the process after the last one it may take."""

    def __init__(self, last: int) -> None:
        self._last = last
        self._changes: dict[int, int] = {}

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
        STEPS.value += 1
        if STEPS.value == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


async def run_app(config: Path, token: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    await App(load(config), token, tick_s=0.05).run(stop)


def warm_up(config: Path) -> None:
    """Read once what every child would read, so that each starts quickly."""
    settings = load(config)
    search_names(settings)
    sample = Briefing(title="준비", sections=(Section(subsections=(Subsection(paragraphs=("한 문장이다.",)),)),))
    announcement_of(BriefingId(1), 1, sample, opened_analyser(settings))
    regions.find("케냐")
    for language in Language:
        menu(language)


def main() -> None:
    logging.disable(logging.WARNING)
    config, token = Path(sys.argv[1]), sys.argv[2]
    warm_up(config)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # a child told to end before it can hear is told then
    for line in sys.stdin:
        STEPS.value = 0
        child = os.fork()
        if child == 0:
            Steps(int(line)).watch()
            asyncio.run(run_app(config, token))
            os._exit(0)
        print("pid", child, flush=True)
        _, status = os.waitpid(child, 0)
        print("ended", os.waitstatus_to_exitcode(status), STEPS.value, flush=True)


main()
