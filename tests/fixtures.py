"""What every test may use. Real data is reached only through the environment variable SOSIK_DATA."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from jobs import regions
from jobs.language import Analyser, PlainAnalyser, open_analyser
from jobs.store import Store
from tests import one_cache
from tests.crowd import a_swift_folder

one_cache.install()
# How fast an example is made and tried says how busy the machine is, nothing about us.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")


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
    """A database with its tables, to be copied: what migrations cost is paid once, by the first of the workers."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "empty"
    folder.mkdir(exist_ok=True)
    path = folder / "sosik.db"
    with (folder / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not path.exists():
            Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def archive(empty_database: Path) -> Iterator[str]:
    """The address of an empty database of the test's own, in memory where there is a folder for that."""
    with a_swift_folder() as folder:
        shutil.copy(empty_database, folder)
        yield f"sqlite:///{folder}/sosik.db"
