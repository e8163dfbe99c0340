from collections.abc import Iterator

import pytest

from jobs.store import Store


@pytest.fixture
def store(archive: str) -> Iterator[Store]:
    with Store.open(archive) as opened:
        yield opened
