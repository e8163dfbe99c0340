"""How the tests are run; what each of them may use stands in `tests/fixtures.py`."""

import gc
from collections.abc import Generator

import pytest
from _pytest.runner import runtestprotocol
from xdist.remote import Producer

from tests.sharing_out import ByFile, from_its_place_on

gc.disable()  # while everything is imported and collected: nothing of it ends before the run


def pytest_sessionstart(session: pytest.Session) -> None:
    """Load the fixtures where tests are run: who only shares them out among workers begins a second sooner."""
    plugins = session.config.pluginmanager
    if not plugins.hasplugin("dsession"):
        plugins.import_plugin("tests.fixtures")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let each worker read the tests from another place on: in a fresh clone it finds what others have compiled."""
    report = yield
    if isinstance(collector, pytest.Directory) and report.passed:
        report.result = from_its_place_on(report.result or [], collector.config)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Begin with the long tests, in an order random but the same in all workers, so that none is left for the end."""
    items.sort(key=lambda item: item.nodeid)
    yield
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    """Say where a test stands: those that need Kiwi count as one file, the longest of all."""
    if "kiwi" in getattr(item, "fixturenames", ()):
        return 0
    return 1 if item.get_closest_marker("long") else 2


def pytest_collection_finish() -> None:
    """Let no later search for garbage look through what is there now, and search for it less often."""
    gc.freeze()
    gc.set_threshold(20_000)  # 700 by itself: half of what the searches cost
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Look once for what the tests left behind; pytest itself will look five more times, where little is left."""
    gc.collect()
    gc.freeze()


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Report of a worker's test what is news: its call, and a preparation or an end that failed or was skipped.

    Each report costs half a millisecond on both sides, and two of three say that nothing was amiss.
    """
    if not hasattr(item.config, "workerinput"):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)
