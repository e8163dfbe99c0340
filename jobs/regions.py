"""The region tree: world > group > sub-region > country, with the names people and texts use for each.

The tree itself is read in `jobs/atlas.py`; here stands what is asked of it.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from jobs import organisations
from jobs.atlas import Kind, Region, Surface, SurfaceKind, atlas, latin_names, leader_rows
from jobs.language import fold, has_hangul, is_hangul
from jobs.model import ANY_REGION, Language, RegionId
from jobs.spelling import begun_so, closest

_SYLLABLES = re.compile(r"[가-힣]+")
_NO_LETTER = re.compile(r"[\W_]+")  # accents too, once they stand apart from their letters
_ANYWHERE = ("모든 지역", "전체", "전 세계", "전세계", "all regions", "everywhere", "world", "the world")


def by_id(region: RegionId) -> Region | None:
    """Give the region of that id, or None; 0 is the world."""
    return atlas().regions.get(region)


def by_code(code: str) -> Region | None:
    """Give the region of that code (`KZ`, `central_asia`), or None."""
    return atlas().codes.get(code)


def every() -> tuple[Region, ...]:
    """Give all regions but the world: groups, sub-regions, countries, each by id."""
    return tuple(region for region in atlas().regions.values() if region.kind is not Kind.WORLD)


def ancestors(region: RegionId) -> tuple[RegionId, ...]:
    """Give the region itself first, then everything that contains it, nearest first, without 0."""
    return atlas().ancestors.get(region, ())


def is_country(region: RegionId) -> bool:
    """Tell whether the region is a country or territory."""
    found = by_id(region)
    return found is not None and found.kind is Kind.COUNTRY


def covers(outer: RegionId, inner: RegionId) -> bool:
    """Tell whether a subscription to `outer` includes `inner`; 0 covers everything."""
    return outer in (ANY_REGION, inner) or outer in ancestors(inner)


def children(region: RegionId) -> tuple[RegionId, ...]:
    """Give the regions directly below, by id; below 0 stand the groups that nothing else contains."""
    return atlas().children.get(region, ())


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
    return atlas().surfaces


@lru_cache(maxsize=1)
def leaders() -> Mapping[str, str]:
    """Give the Korean name of each leader by every Latin spelling known of it."""
    return MappingProxyType({name: row["ko"] for row in leader_rows() for name in latin_names(row)})


@lru_cache(maxsize=1)
def leader_names() -> Mapping[str, str]:
    """Give the full Latin name of each leader by its Korean one."""
    return MappingProxyType({row["ko"]: row["en"] for row in leader_rows()})


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
    if exact := names[SurfaceKind.NAME].get(wanted) or names[SurfaceKind.PLACE].get(wanted):
        return exact
    if len(wanted) < (2 if has_hangul(wanted) else 4):
        return ()
    begun = begun_so(wanted, _ordered_names())
    return tuple(sorted({region for name in begun for region in names[SurfaceKind.NAME][name]}))


def is_within(text: str) -> bool:
    """Tell whether `text` names something within a region, as a city or a company, and no region."""
    wanted, names = squeeze(text), _names()
    return wanted in names[SurfaceKind.PLACE] and wanted not in names[SurfaceKind.NAME]


def named(text: str) -> tuple[RegionId, ...]:
    """Give the regions that `text` names in full, with or without its spaces; () when it is no name."""
    return _names()[SurfaceKind.NAME].get(squeeze(text), ())


def nearest(text: str, limit: int = 3) -> tuple[Region, ...]:
    """Give the regions whose names differ from `text` by a slip (a jamo, a letter), nearest first."""
    names = _names()[SurfaceKind.NAME]
    found: dict[RegionId, None] = {}
    for name in closest(squeeze(text), names):
        found.update(dict.fromkeys(names[name]))
    return tuple(atlas().regions[region] for region in list(found)[:limit])


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
    return tuple(sorted(word for word in words if len(word) > 1 and is_hangul(word)))


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
