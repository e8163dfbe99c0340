"""The tests of a run, shared out among processes: collected once, then forked, so that nobody imports anything twice.

`-n N` says among how many; `-n 0`, `--pdb` and systems without fork run them in this process. Each worker takes group
after group: a test that takes seconds is one by itself, all that need Kiwi (2 s and 340 MB) are one, else a file is.
"""

import contextlib
import os
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from multiprocessing.sharedctypes import Synchronized
from typing import Any, TypeAlias

import pytest
from _pytest.capture import CaptureManager

Group: TypeAlias = Sequence[pytest.Item]
Place: TypeAlias = tuple[str, int | None, str]


class Claims:
    """Who takes which group: in their order, each once."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = groups
        self._next: Synchronized[int] = get_context("fork").Value("i", 0)
        self._over: Synchronized[int] = get_context("fork").Value("i", 0)

    def items(self) -> Iterator[pytest.Item]:
        """Give the tests of one group after another that nobody else has taken."""
        while True:
            with self._next.get_lock():
                taken = self._next.value
                self._next.value += 1
            if taken >= len(self._groups):
                return
            for item in self._groups[taken]:
                if self._over.value:
                    return
                yield item

    def end(self) -> None:
        """Let everybody end after the test that runs."""
        self._over.value = 1


class Teller:
    """Tells the process that began the run what goes on here, as pytest's own hooks with their arguments."""

    def __init__(self, config: pytest.Config, to: "Connection[Any, Any]") -> None:
        self._config = config
        self._to = to

    def pytest_runtest_logstart(self, nodeid: str, location: Place) -> None:
        self._to.send(("pytest_runtest_logstart", {"nodeid": nodeid, "location": location}))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        plain = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._to.send(("pytest_runtest_logreport", {"report": plain}))

    def pytest_runtest_logfinish(self, nodeid: str, location: Place) -> None:
        self._to.send(("pytest_runtest_logfinish", {"nodeid": nodeid, "location": location}))


class Worker:
    """A forked process that runs tests, and the pipe it tells by."""

    def __init__(self, number: int, session: pytest.Session, claims: Claims) -> None:
        self.told, telling = get_context("fork").Pipe(duplex=False)
        self.process = ForkProcess(target=_work, args=(number, session, claims, telling), name=f"worker {number}")
        self.process.start()
        telling.close()
        self._running: tuple[str, Place] = (self.process.name, ("", None, self.process.name))

    def replay(self, config: pytest.Config) -> bool:
        """Repeat here the next thing it tells; gives False once it has ended. A sudden end is a failed test."""
        try:
            hook, told = self.told.recv()
        except EOFError:
            self.process.join()
            if self.process.exitcode != 0:
                config.hook.pytest_runtest_logreport(report=self._lost())
            return False
        if hook == "pytest_runtest_logstart":
            self._running = told["nodeid"], told["location"]
        if hook == "pytest_runtest_logreport":
            told = {"report": config.hook.pytest_report_from_serializable(config=config, data=told["report"])}
        getattr(config.hook, hook)(**told)
        return True

    def _lost(self) -> pytest.TestReport:
        nodeid, location = self._running
        said = f"{self.process.name} ended with {self.process.exitcode} in this test or after it"
        return pytest.TestReport(nodeid, location, {}, "failed", said, "call")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sharing out")
    group._addoption("-n", dest="workers", type=int, default=0, metavar="N", help="Run the tests in N processes.")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Share the tests out where that is asked for; None leaves them to pytest."""
    asked = session.config.option
    if asked.workers == 0 or asked.collectonly or asked.usepdb or session.testsfailed or not hasattr(os, "fork"):
        return None
    run(session, asked.workers)
    return True


def run(session: pytest.Session, workers: int) -> None:
    """Run the session's tests in so many processes and report them as if they had run here."""
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if reporter is not None:
        reporter.showfspath = False  # they come from all files at once
    claims = Claims(groups_of(session.items))
    session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # theirs are below ours
    at_work = [Worker(number, session, claims) for number in range(workers)]
    busy = {worker.told: worker for worker in at_work}
    try:
        while busy:
            for told in wait(list(busy)):
                assert isinstance(told, Connection)
                if not busy[told].replay(session.config):
                    del busy[told]
            if session.shouldfail:
                claims.end()
    except BaseException:
        for worker in at_work:
            worker.process.terminate()
        raise
    if session.shouldfail:
        raise session.Failed(session.shouldfail)


def groups_of(items: Sequence[pytest.Item]) -> list[Group]:
    """Give the groups in the order of their first tests."""
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        groups.setdefault(_group(item), []).append(item)
    return list(groups.values())


def _group(item: pytest.Item) -> str:
    if item.get_closest_marker("long"):
        return item.nodeid
    return "kiwi" if "kiwi" in getattr(item, "fixturenames", ()) else str(item.path)


def _work(number: int, session: pytest.Session, claims: Claims, to: "Connection[Any, Any]") -> None:
    config = session.config
    _begin_anew(number, config)
    config.pluginmanager.register(Teller(config, to))
    items = claims.items()
    item = next(items, None)
    with contextlib.suppress(KeyboardInterrupt):
        while item is not None:
            following = next(items, None)
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            item = following
    session._setupstate.teardown_exact(None)  # nothing is left unless it was broken off
    config._ensure_unconfigure()


def _begin_anew(number: int, config: pytest.Config) -> None:
    """Share nothing with the others that only one can use: the terminal, the files of captured output, a folder."""
    plugins = config.pluginmanager
    plugins.unregister(name="terminalreporter")
    capture: CaptureManager = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    capture.suspend_global_capture()
    folders = config._tmp_path_factory  # type: ignore[attr-defined]
    folders._basetemp = folders.mktemp(f"worker-{number}", numbered=False)
