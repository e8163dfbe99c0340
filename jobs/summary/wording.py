"""The closed lists of `wording.toml`: acts and talk, units, words without meaning."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The lists, ready for use."""

    acts: re.Pattern[str]
    talk: re.Pattern[str]
    stop: frozenset[str]
    vague: frozenset[str]
    alike: Mapping[str, str]
    after_unit: str
    money: Mapping[str, str]
    measures: Mapping[str, str]
    english_units: Mapping[str, str]
    english_signs: Mapping[str, str]


@lru_cache(maxsize=1)
def wording() -> Wording:
    """Give the lists, read once."""
    rows = tomllib.loads((files("jobs") / "summary" / "wording.toml").read_text(encoding="utf-8"))
    return Wording(
        acts=re.compile("|".join(map(re.escape, rows["acts"]))),
        talk=re.compile("|".join(map(re.escape, rows["talk"]))),
        stop=frozenset(rows["stop"]),
        vague=frozenset(rows["vague"]),
        alike=rows["alike"],
        after_unit=rows["after_unit"],
        money=rows["money"],
        measures=rows["measures"],
        english_units=rows["english_units"],
        english_signs=rows["english_signs"],
    )
