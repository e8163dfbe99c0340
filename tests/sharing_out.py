"""Which worker runs what: a file's tests stay together, and so do all that need Kiwi, which then is opened once.

What a file prepares (a server, a parsed tree, an analyser of 2 s and 340 MB) is prepared in one worker.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from xdist.scheduler import LoadScopeScheduling

Collected = TypeVar("Collected")
_NEEDS_KIWI = re.compile(r"\bkiwi: Analyser\b|usefixtures\(\"kiwi\"\)")


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # without types
    """Gives a worker one file after another; the files that need Kiwi count as one."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return "kiwi" if _needs_kiwi(self.config.rootpath / path) else path


@cache
def _needs_kiwi(path: Path) -> bool:
    return bool(_NEEDS_KIWI.search(path.read_text(encoding="utf-8")))


def from_its_place_on(collected: Sequence[Collected], config: pytest.Config) -> list[Collected]:
    """Give what was collected, beginning where this worker is to begin: the first at the first, each further along."""
    own = getattr(config, "workerinput", {"workerid": "gw0", "workercount": 1})
    begin = len(collected) * int(own["workerid"].removeprefix("gw")) // own["workercount"]
    return [*collected[begin:], *collected[:begin]]
