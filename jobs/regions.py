"""The region tree: world > group > sub-region > country, with the names people and texts use for each.

Ids come from `tagging/tree.toml` and `tagging/regions.toml` and are for ever: subscriptions are stored by them. 0 is
any region. The files are read once, on first use.
"""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from jobs import organisations
from jobs.language import fold, has_hangul
from jobs.model import ANY_REGION, Language, RegionId
from jobs.spelling import begun_so, closest

_FOLDER = files("jobs") / "tagging"
_SYLLABLES = re.compile(r"[가-힣]+")
_NO_LETTER = re.compile(r"[\W_]+")  # accents too, once they stand apart from their letters
_ANYWHERE = ("모든 지역", "전체", "전 세계", "전세계", "all regions", "everywhere", "world", "the world")


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
class _Tree:
    regions: Mapping[RegionId, Region]
    codes: Mapping[str, Region]
    children: Mapping[RegionId, tuple[RegionId, ...]]
    ancestors: Mapping[RegionId, tuple[RegionId, ...]]
    surfaces: tuple[Surface, ...]


def by_id(region: RegionId) -> Region | None:
    """Give the region of that id, or None; 0 is the world."""
    return _tree().regions.get(region)


def by_code(code: str) -> Region | None:
    """Give the region of that code (`KZ`, `central_asia`), or None."""
    return _tree().codes.get(code)


def every() -> tuple[Region, ...]:
    """Give all regions but the world: groups, sub-regions, countries, each by id."""
    return tuple(region for region in _tree().regions.values() if region.kind is not Kind.WORLD)


def ancestors(region: RegionId) -> tuple[RegionId, ...]:
    """Give the region itself first, then everything that contains it, nearest first, without 0."""
    return _tree().ancestors.get(region, ())


def is_country(region: RegionId) -> bool:
    """Tell whether the region is a country or territory."""
    found = by_id(region)
    return found is not None and found.kind is Kind.COUNTRY


def covers(outer: RegionId, inner: RegionId) -> bool:
    """Tell whether a subscription to `outer` includes `inner`; 0 covers everything."""
    return outer in (ANY_REGION, inner) or outer in ancestors(inner)


def children(region: RegionId) -> tuple[RegionId, ...]:
    """Give the regions directly below, by id; below 0 stand the groups that nothing else contains."""
    return _tree().children.get(region, ())


def label(region: RegionId, language: Language) -> str:
    """Give the region's name; `모든 지역` / `all regions` for 0, "" for an id nobody knows."""
    found = by_id(region)
    if found is None:
        return ""
    own = _overrides.get(found.code, {}).get(language)
    return own or (found.ko if language is Language.KO else found.en)


_overrides: dict[str, Mapping[Language, str]] = {}


def relabel(labels: Mapping[str, Mapping[Language, str]]) -> None:
    """Call regions by the names of the house, by code, from now on; an empty name leaves the usual one.

    Ids and parents stay, and so does what texts are searched for. Raises KeyError for a code nobody knows.
    """
    for code in labels:
        if by_code(code) is None:
            raise KeyError(code)
    _overrides.clear()
    _overrides.update(labels)


def flag(region: RegionId) -> str:
    """Give the flag emoji of a country, "" for everything wider."""
    found = by_id(region)
    if found is None or found.kind is not Kind.COUNTRY:
        return ""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in found.code)


def surfaces() -> tuple[Surface, ...]:
    """Give every word that stands for a region."""
    return _tree().surfaces


@lru_cache(maxsize=1)
def leaders() -> Mapping[str, str]:
    """Give the Korean name of each leader by every Latin spelling known of it."""
    return MappingProxyType({name: row["ko"] for row in _leader_rows() for name in _latin_names(row)})


@lru_cache(maxsize=1)
def leader_names() -> Mapping[str, str]:
    """Give the full Latin name of each leader by its Korean one."""
    return MappingProxyType({row["ko"]: row["en"] for row in _leader_rows()})


@lru_cache(maxsize=4_096)
def find(text: str) -> tuple[RegionId, ...]:
    """Give the regions a person means by `text`, best first; () when it is no region.

    A name or alias written in full wins, with or without its spaces; then a city; then the beginning of a name (two
    syllables or four letters at least).
    """
    wanted = squeeze(text)
    if not wanted:
        return ()
    names = _names()
    if exact := named(text) or names[SurfaceKind.PLACE].get(wanted):
        return exact
    if len(wanted) < (2 if has_hangul(wanted) else 4):
        return ()
    begun = begun_so(wanted, _ordered_names())
    return tuple(sorted({region for name in begun for region in names[SurfaceKind.NAME][name]}))


def named(text: str) -> tuple[RegionId, ...]:
    """Give the regions that `text` names in full, with or without its spaces; () when it is no name."""
    return _names()[SurfaceKind.NAME].get(squeeze(text), ())


def nearest(text: str, limit: int = 3) -> tuple[Region, ...]:
    """Give the regions whose names differ from `text` by a slip (a jamo, a letter), nearest first."""
    names = _names()[SurfaceKind.NAME]
    found: dict[RegionId, None] = {}
    for name in closest(squeeze(text), names):
        found.update(dict.fromkeys(names[name]))
    return tuple(_tree().regions[region] for region in list(found)[:limit])


def squeeze(text: str) -> str:
    """Give the form in which names are compared: folded, without accents, spaces and points."""
    if _SYLLABLES.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", _NO_LETTER.sub("", unicodedata.normalize("NFD", fold(text))))


@lru_cache(maxsize=1)
def analyser_words() -> tuple[str, ...]:
    """Give every Hangul word of regions, places, leaders and organisations that the analyser must know.

    Words that are ordinary Korean too (those with a rule) stay out: added, they would win over the ordinary reading.
    """
    words = {surface.text for surface in surfaces() if not surface.rule and surface.kind is not SurfaceKind.WISH}
    words |= {name for organisation in organisations.every() for name in organisation.names}
    return tuple(sorted(word for word in words if len(word) > 1 and all("가" <= c <= "힣" for c in word)))


@lru_cache(maxsize=1)
def _ordered_names() -> tuple[str, ...]:
    return tuple(sorted(_names()[SurfaceKind.NAME]))


@lru_cache(maxsize=1)
def _names() -> Mapping[SurfaceKind, Mapping[str, tuple[RegionId, ...]]]:
    """Sort what people may write: names (with wishes and both labels) and places."""
    names: dict[str, tuple[RegionId, ...]] = {squeeze(word): (ANY_REGION,) for word in _ANYWHERE}
    places: dict[str, tuple[RegionId, ...]] = {}
    labels = [
        Surface(text=text, region=region.id, kind=SurfaceKind.NAME)
        for region in every()
        for text in (region.ko, region.en)
    ]
    for surface in (*labels, *surfaces()):
        key = squeeze(surface.text)
        if surface.kind in (SurfaceKind.NAME, SurfaceKind.WISH):
            names[key] = tuple(dict.fromkeys((*names.get(key, ()), surface.region)))
        elif surface.kind is SurfaceKind.PLACE:
            places[key] = tuple(dict.fromkeys((*places.get(key, ()), surface.region)))
    return {SurfaceKind.NAME: names, SurfaceKind.PLACE: places}


@lru_cache(maxsize=1)
def _tree() -> _Tree:
    """Read the tree from the package's files."""
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
    return _Tree(
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
    for row in _leader_rows():
        region = ids[row["country"]]
        found.append(Surface(text=row["ko"], region=region, kind=SurfaceKind.LEADER, rule=row["rule"]))
        found += [Surface(text=name, region=region, kind=SurfaceKind.LEADER) for name in _latin_names(row)]
    return found


def _latin_names(row: Mapping[str, str]) -> tuple[str, ...]:
    return (row["en"], *filter(None, row["en_short"].split("|")))


@lru_cache(maxsize=1)
def _leader_rows() -> tuple[dict[str, str], ...]:
    text = (_FOLDER / "leaders.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))
