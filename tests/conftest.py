"""What every test may use. Real data is reached only through the environment variable SOSIK_DATA."""

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from xdist.remote import Producer

from jobs import regions
from jobs.language import Analyser, PlainAnalyser, open_analyser
from jobs.store import Store
from tests import one_cache
from tests.crowd import a_swift_folder
from tests.sharing_out import ByFile, from_its_place_on

one_cache.install()
# How fast an example is made and tried says how busy the machine is, nothing about us.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")
gc.disable()  # while everything is imported and collected: nothing of it ends before the run


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
    items.sort(key=lambda item: not (item.get_closest_marker("long") or "kiwi" in getattr(item, "fixturenames", ())))


def pytest_collection_finish() -> None:
    """Let no later search for garbage look through what is there now, and search for it less often."""
    gc.freeze()
    gc.set_threshold(20_000)  # 700 by itself: half of what the searches cost
    gc.enable()


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


@pytest.fixture(scope="session")
def kiwi() -> Analyser:
    """The one Kiwi of the test session."""
    return open_analyser("kiwi", regions.analyser_words())


@pytest.fixture(scope="session")
def plain() -> Analyser:
    """The analyser for hosts without room for Kiwi."""
    return PlainAnalyser()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents; the test is skipped where there is none."""
    folder = os.environ.get("SOSIK_DATA", "")
    if not folder or not (Path(folder) / "seed").is_dir():
        pytest.skip("SOSIK_DATA names no folder with seed/: the real documents are not part of the project")
    return Path(folder)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables, to be copied: what migrations cost is paid once."""
    path = tmp_path_factory.mktemp("empty") / "sosik.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def archive(empty_database: Path) -> Iterator[str]:
    """The address of an empty database of the test's own, in memory where there is a folder for that."""
    with a_swift_folder() as folder:
        shutil.copy(empty_database, folder)
        yield f"sqlite:///{folder}/sosik.db"
