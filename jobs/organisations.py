"""Organisations and blocs: what they are called, and the group of regions each is at home in.

Read once from `tagging/orgs.toml`. That a text names a bloc says nothing about its members: no country is tagged by it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from jobs.model import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One organisation: `names` are what texts call it, `group` the code of its home region or ""."""

    code: str
    ko: str
    en: str
    group: str
    names: tuple[str, ...]


def by_code(code: str) -> Organisation | None:
    """Give the organisation of that code, or None."""
    return _known().get(code)


def every() -> tuple[Organisation, ...]:
    """Give all organisations in the order of the file."""
    return tuple(_known().values())


def label(code: str, language: Language) -> str:
    """Give the organisation's name, "" for a code nobody knows."""
    found = by_code(code)
    if found is None:
        return ""
    return found.ko if language is Language.KO else found.en


@lru_cache(maxsize=1)
def _known() -> MappingProxyType[str, Organisation]:
    rows = tomllib.loads((files("jobs") / "tagging" / "orgs.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            code: Organisation(code=code, ko=row["ko"], en=row["en"], group=row["group"], names=_names(row))
            for code, row in rows.items()
        }
    )


def _names(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what texts call it: its aliases, and its English name without the abbreviation behind it."""
    return tuple(dict.fromkeys((*row["alias"], row["en"].partition(" (")[0])))
