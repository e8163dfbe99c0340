"""The atlas: regions and the words that stand for them, as the files of `jobs/tagging` give them, read once.

Ids come from `tree.toml` and `regions.toml` and are for ever: subscriptions are stored by them. 0 is any region.
"""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from jobs.model import ANY_REGION, RegionId

_FOLDER = files("jobs") / "tagging"


class Kind(StrEnum):
    """How wide a region is."""

    WORLD = "world"
    GROUP = "group"
    SUBREGION = "subregion"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One node of the tree. `code` is ISO 3166 alpha-2 for countries and territories, a word otherwise."""

    id: RegionId
    code: str
    ko: str
    en: str
    kind: Kind
    parents: tuple[RegionId, ...] = ()


class SurfaceKind(StrEnum):
    """What sort of word stands for a region."""

    NAME = "name"
    PLACE = "place"  # a city, a building, a part of the country
    LEADER = "leader"
    HANJA = "hanja"  # one Chinese character of the abbreviation grammar
    SYLLABLE = "syllable"  # one Hangul syllable of the abbreviation grammar
    WEAK_SYLLABLE = "weak"  # one that counts only beside a strong one
    WISH = "wish"  # what people write for it and texts do not


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A word that stands for a region; `rule` says what more it needs to count in a text.

    Rules: `nnp` a proper noun by the analyser; `word` that, and without morphology more, being an everyday word;
    `head` to begin its word; `role` an office beside it; `person` no surname after it; `context` no word of its other
    reading in the document; "" nothing.
    """

    text: str
    region: RegionId
    kind: SurfaceKind
    rule: str = ""


_FIELDS = (
    ("alias", SurfaceKind.NAME),
    ("ko_alias", SurfaceKind.NAME),
    ("en_alias", SurfaceKind.NAME),
    ("ko_place", SurfaceKind.PLACE),
    ("en_place", SurfaceKind.PLACE),
    ("hanja", SurfaceKind.HANJA),
    ("syllable", SurfaceKind.SYLLABLE),
    ("syllable_weak", SurfaceKind.WEAK_SYLLABLE),
    ("wish", SurfaceKind.WISH),
)


@dataclass(frozen=True, slots=True)
class Atlas:
    """Every region by id and by code, what lies within what, and every word that stands for one."""

    regions: Mapping[RegionId, Region]
    codes: Mapping[str, Region]
    children: Mapping[RegionId, tuple[RegionId, ...]]
    ancestors: Mapping[RegionId, tuple[RegionId, ...]]
    surfaces: tuple[Surface, ...]


@lru_cache(maxsize=1)
def atlas() -> Atlas:
    """Give all regions; the files are read on first use."""
    nodes = _toml("tree.toml")
    countries = _toml("regions.toml")
    ids = {code: RegionId(row["id"]) for rows in (*nodes.values(), countries) for code, row in rows.items()}
    regions = {ANY_REGION: Region(id=ANY_REGION, code="world", ko="모든 지역", en="all regions", kind=Kind.WORLD)}
    for code, row in nodes["group"].items():
        regions[ids[code]] = _region(code, row, Kind.GROUP, [row["parent"]] if "parent" in row else [], ids)
    for code, row in nodes["subregion"].items():
        regions[ids[code]] = _region(code, row, Kind.SUBREGION, [row["parent"]], ids)
    for code, row in countries.items():
        member_of = [name for name, node in nodes["subregion"].items() if code in node["members"]]
        regions[ids[code]] = _region(code, row, Kind.COUNTRY, [*member_of, row["group"]], ids)
    words = [
        surface
        for code, row in [*nodes["group"].items(), *nodes["subregion"].items(), *countries.items()]
        for surface in _surfaces_of(ids[code], row)
    ]
    below: dict[RegionId, list[RegionId]] = {}
    for region in regions.values():
        for parent in _closest_parents(region, regions):
            below.setdefault(parent, []).append(region.id)
    return Atlas(
        regions=MappingProxyType(regions),
        codes=MappingProxyType({region.code: region for region in regions.values()}),
        children=MappingProxyType({parent: tuple(sorted(inner)) for parent, inner in below.items()}),
        ancestors=MappingProxyType({region: _line(region, regions) for region in regions if region != ANY_REGION}),
        surfaces=(*words, *_leaders(ids)),
    )


def _region(
    code: str, row: Mapping[str, Any], kind: Kind, parents: Iterable[str], ids: Mapping[str, RegionId]
) -> Region:
    above = tuple(ids[parent] for parent in parents)
    return Region(id=ids[code], code=code, ko=row["ko"], en=row["en"], kind=kind, parents=above)


def _line(region: RegionId, regions: Mapping[RegionId, Region]) -> tuple[RegionId, ...]:
    """Walk up from a region, breadth first."""
    seen = {region: None}
    waiting = [region]
    while waiting:
        above = regions[waiting.pop(0)].parents
        waiting += [parent for parent in above if parent not in seen]
        seen.update(dict.fromkeys(above))
    return tuple(seen)


def _closest_parents(region: Region, regions: Mapping[RegionId, Region]) -> tuple[RegionId, ...]:
    """Give the parents that contain no other parent; the world for what has none."""
    if region.kind is Kind.WORLD:
        return ()
    inner = [
        parent for parent in region.parents if not any(parent in _line(other, regions)[1:] for other in region.parents)
    ]
    return tuple(inner) or (ANY_REGION,)


def _surfaces_of(region: RegionId, row: Mapping[str, Any]) -> list[Surface]:
    rules: Mapping[str, str] = row.get("rule", {})
    return [
        Surface(text=text, region=region, kind=kind, rule=rules.get(text, ""))
        for field, kind in _FIELDS
        for text in row.get(field, ())
    ]


def _leaders(ids: Mapping[str, RegionId]) -> list[Surface]:
    found = []
    for row in leader_rows():
        region = ids[row["country"]]
        found.append(Surface(text=row["ko"], region=region, kind=SurfaceKind.LEADER, rule=row["rule"]))
        found += [Surface(text=name, region=region, kind=SurfaceKind.LEADER) for name in latin_names(row)]
    return found


def latin_names(row: Mapping[str, str]) -> tuple[str, ...]:
    """Give the full Latin name of a leader, then the short ones."""
    return (row["en"], *filter(None, row["en_short"].split("|")))


@lru_cache(maxsize=1)
def leader_rows() -> tuple[Mapping[str, str], ...]:
    """Give the rows of `tagging/leaders.csv`: country, ko, en, en_short, rule."""
    text = (_FOLDER / "leaders.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))
