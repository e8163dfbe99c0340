"""The closed lists of `traps.toml`: where a name is not what it looks like."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def traps() -> Mapping[str, Any]:
    """Give the lists of the file, read once."""
    return tomllib.loads((files("jobs") / "tagging" / "traps.toml").read_text(encoding="utf-8"))
