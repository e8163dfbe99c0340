"""What is loaded when the program is ready stays loaded: the garbage collector looks for garbage elsewhere.

Analyser, names and index are a million objects that are never garbage. Looking through all of them stops the loop for
a tenth of a second and more, and polling 10,000 sources makes it look every few seconds.
"""

import gc

_YOUNG, _MIDDLE, _OLD = 10_000, 20, 20  # Python's own are 700, 10, 10


def keep_what_is_loaded() -> None:
    """Leave all there is now out of every collection to come, and collect the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
