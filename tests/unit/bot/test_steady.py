"""The program's own memory and the garbage collector."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.steady import keep_what_is_loaded


class Knot:
    """Something that only the collector can find to be garbage."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("as_before")
def test_what_is_loaded_is_looked_at_no_more_and_garbage_made_later_is_found() -> None:
    loaded = Knot()
    keep_what_is_loaded()
    assert gc.get_freeze_count() > 0
    assert not any(one is loaded for one in gc.get_objects())
    later = weakref.ref(Knot())
    gc.collect()
    assert later() is None
