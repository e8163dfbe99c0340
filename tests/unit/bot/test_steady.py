"""The program's own memory and the garbage collector."""

import gc
import sys
import weakref
from collections.abc import Iterator

import pytest

from bot.steady import keep_what_is_loaded, take_turns_often


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


@pytest.fixture
def turns_as_before() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("turns_as_before")
def test_a_busy_thread_keeps_the_loop_waiting_for_a_millisecond_at_most() -> None:
    take_turns_often()
    assert sys.getswitchinterval() <= 0.001
