"""What keeps the loop from being late: the garbage collector looks elsewhere, and busy threads give way sooner.

Analyser, names and index are a million objects that are never garbage. Looking through all of them stops the loop for
a tenth of a second and more, and polling 10,000 sources makes it look every few seconds. And whoever wants the
interpreter waits for it 5 ms by Python's own measure, once for each thread that is busy before him.
"""

import gc
import sys

_YOUNG, _MIDDLE, _OLD = 10_000, 20, 20  # Python's own are 700, 10, 10
_TURN_S = 0.001


def keep_what_is_loaded() -> None:
    """Leave all there is now out of every collection to come, and collect the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def take_turns_often() -> None:
    """Let the loop have the interpreter within a millisecond of a busy thread's time, where others waited 5."""
    sys.setswitchinterval(_TURN_S)
