import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.store import Store


@pytest.fixture
def store(tmp_path: Path, empty_database: Path) -> Iterator[Store]:
    shutil.copy(empty_database, tmp_path / "sosik.db")
    with Store.open(f"sqlite:///{tmp_path}/sosik.db") as opened:
        yield opened
