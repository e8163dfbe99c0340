"""Libraries in memory, once with Kiwi and once without."""

from collections.abc import Iterator

import pytest

from jobs.language import Analyser
from jobs.search import Library, SearchSettings

from .briefings import ALL


@pytest.fixture(scope="session")
def library(kiwi: Analyser) -> Iterator[Library]:
    opened = Library.open(None, SearchSettings(), analyser=kiwi)
    opened.add(ALL)
    opened.commit(seq=4)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def bare_library(plain: Analyser) -> Iterator[Library]:
    opened = Library.open(None, SearchSettings(analyser="none"), analyser=plain)
    opened.add(ALL)
    opened.commit(seq=4)
    yield opened
    opened.close()
