"""Other words for the same thing: names of regions, leaders and organisations in either language, and synonyms.

The names come from the region tree and the organisations; synonyms, the words of the news in both languages and places
are data (`synonyms.toml`, `vocabulary.toml`, `places.toml`) and grow.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from jobs import organisations, regions, topics
from jobs.atlas import Kind, SurfaceKind
from jobs.language import fold, has_hangul
from jobs.model import RegionId
from jobs.regions import squeeze
from jobs.search.tokens import normal, stem

_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_ANYWHERE = frozenset(squeeze(name) for name in ("모든 지역", "all regions", "전세계", "세계", "world", "global"))
_TWO_LETTERS = "us it in no is at by my be me so do to an or on of as we he up if go am id"
_WORDS_OF_TWO = frozenset(_TWO_LETTERS.split())
_MOST = 24  # other names of one name; more are no gloss of one thing (회의, 위원회)
LONGEST_NAME = 5
"""Words of the longest name or synonym that is looked up."""


@dataclass(frozen=True, slots=True, eq=False)
class NameTable:
    """What a name stands for and what else it is called.

    `stemmed` has the same by the stems of English names (plurals, verbs), `words` each stem of them. `source_names` and
    `series_names` map what people may write (folded, without spaces) to the values documents carry; a source or series
    nobody listed is taken as written. `learned` grows: names that texts give as one thing's.
    """

    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stemmed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    source_names: Mapping[str, str] = field(default_factory=dict)
    series_names: Mapping[str, str] = field(default_factory=dict)
    learned: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def alternatives(self, text: str) -> tuple[str, ...]:
        """Give the other names of what `text` names, written as documents write them."""
        found = self.others.get(_key(text))
        if found is None and text.isascii():
            found = self.stemmed.get(_stems(text))
        elif found is None and _CYRILLIC.search(text):
            found = next((self.others[key] for key in _nominatives(_key(text)) if key in self.others), None)
        return (*self.learned.get(_key(text), ()), *(found or ()))

    def learn(self, glosses: Iterable[Sequence[str]]) -> bool:
        """Take in names that stand for one another, as a text glosses them; tell whether any was new."""
        grown = False
        for gloss in glosses:
            keyed = [(name, _key(name)) for name in gloss if len(name.split()) <= LONGEST_NAME]
            for _, key in keyed:
                known = (*self.learned.get(key, ()), *self.others.get(key, ()))
                new = [name for name, its in keyed if its != key and _usable(its) and name not in known]
                if new and len(key) > 1 and _usable(key) and len(known) + len(new) <= _MOST:
                    self.learned[key] = (*self.learned.get(key, ()), *new)
                    grown = True
        return grown

    def holds(self, word: str) -> bool:
        """Tell whether a word is a name or stands in one: no slip of another."""
        return word in self.others or word in self.learned or (word.isascii() and _stems(word) in self.words)

    def regions(self, text: str) -> tuple[str, ...]:
        """Give the ids and codes of the regions meant, as documents carry them; () when it is no region."""
        found = regions.find(text)
        if not found and _CYRILLIC.search(text):
            found = next((known for name in self.alternatives(text) if (known := regions.find(name))), ())
        direct = regions.by_code(text) or regions.by_code(text.upper())
        ids = found or ((direct.id,) if direct else ())
        return tuple(value for region in ids for value in _region_values(region))

    def anywhere(self, text: str) -> bool:
        """Tell whether every region is meant."""
        return _key(text) in _ANYWHERE

    def topics(self, text: str) -> tuple[str, ...]:
        """Give the ids and codes of the topics meant; () when it is no topic."""
        known = (topics.by_id(topic) for topic in topics.find(text))
        return tuple(value for topic in known if topic for value in (str(int(topic.id)), topic.code))

    def sources(self, text: str) -> tuple[str, ...]:
        """Give the source meant; the beginning of a name (`emerics`) means every source whose name begins so."""
        written = _closed(text)
        if written in self.source_names:
            return (self.source_names[written],)
        begun = (value for name, value in self.source_names.items() if name.startswith(written))
        return tuple(dict.fromkeys(begun)) or (fold(text),)

    def series(self, text: str) -> tuple[str, ...]:
        """Give the series meant."""
        return (self.series_names.get(_closed(text), fold(text)),)

    def calls(self, key: str, text: str) -> bool:
        """Tell whether a source or series (`key`) is called so, or begins so."""
        names = self.source_names if key == "source" else self.series_names
        return any(name.startswith(_closed(text)) for name in names)

    def regions_near(self, text: str) -> tuple[str, ...]:
        """Give names of regions spelt nearly so."""
        return tuple(region.ko if has_hangul(text) else region.en for region in regions.nearest(text))

    def topics_near(self, text: str) -> tuple[str, ...]:
        """Give names of topics spelt nearly so."""
        return tuple(topic.ko if has_hangul(text) else topic.en for topic in topics.nearest(text))


def named(sources: Mapping[str, str] | None = None, series: Mapping[str, str] | None = None) -> NameTable:
    """Give the table of all known names, with the sources and series of this archive by what people may call them."""
    table = known_names()
    return NameTable(
        table.others,
        table.stemmed,
        table.words,
        {_closed(name): fold(value) for name, value in (sources or {}).items()},
        {_closed(name): fold(value) for name, value in (series or {}).items()},
    )


@lru_cache(maxsize=8)
def beginnings(names: NameTable) -> frozenset[str]:
    """Give everything that a name begins with, as it is looked up: folded, without spaces."""
    return frozenset(key[:end] for key in names.others for end in range(1, len(key) + 1))


@lru_cache(maxsize=1)
def known_names() -> NameTable:
    """Give the table of everything the package itself knows by name."""
    groups = [*_regions(), *_leaders(), *_organisations(), *_synonyms()]
    others: dict[str, dict[str, None]] = {}
    for group in groups:
        keyed = [(name, squeeze(name)) for name in group]
        for name, key in keyed:
            if _usable(key) and len(name.split()) <= LONGEST_NAME:
                known = others.setdefault(key, {})
                known.update((other, None) for other, its in keyed if its != key)
    table = {key: tuple(names) for key, names in others.items() if names}
    english = (name for group in groups for name in group if name.isascii() and squeeze(name) in table)
    stemmed = {_stems(name): table[squeeze(name)] for name in english}
    words = frozenset(word for stems in stemmed for word in stems.split())
    return NameTable(MappingProxyType(table), MappingProxyType(stemmed), words)


def spans(words: Sequence[str], table: NameTable) -> list[tuple[int, int, tuple[str, ...]]]:
    """Give (first word, past last word, other names) of the names among the words: the longest, without overlaps."""
    found = []
    at = 0
    while at < len(words):
        for size in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            other = table.alternatives(" ".join(words[at : at + size]))
            if other:
                found.append((at, at + size, other))
                at += size - 1
                break
        at += 1
    return found


@lru_cache(maxsize=20_000)
def _key(text: str) -> str:
    return squeeze(text)


@lru_cache(maxsize=20_000)
def _stems(text: str) -> str:
    return " ".join(map(stem, normal(text).split()))


def _closed(text: str) -> str:
    return fold(text).replace(" ", "")


def _nominatives(key: str) -> Iterable[str]:
    """Give what a Russian word with a case ending may be in the dictionary: Казахстане, России, Токаевым.

    In keys й is и.
    """
    for cut in range(1, 4):
        if len(key) - cut > 2:
            yield from (key[:-cut] + ending for ending in ("", "я", "а", "и", "ь", "ии"))


def _usable(key: str) -> bool:
    """Two Latin letters may be an ordinary word (`us`, `it`); one syllable may be a name (쌀)."""
    return len(key) > (0 if has_hangul(key) else 1) and key not in _WORDS_OF_TWO


def _region_values(region: RegionId) -> tuple[str, ...]:
    """A document about anywhere carries no 0, so the world is no filter value."""
    known = regions.by_id(region) if region else None
    return (str(int(region)), fold(known.code)) if known else ()


def _regions() -> Iterable[tuple[str, ...]]:
    """One group a region: its label first, in both languages, then its names in full."""
    names: dict[int, list[str]] = {int(region.id): [region.ko, region.en] for region in regions.every()}
    for surface in regions.surfaces():
        usable = surface.kind in (SurfaceKind.NAME, SurfaceKind.WISH) and surface.rule != "nnp"
        if usable and len(surface.text) > 1 and int(surface.region) in names:
            names[int(surface.region)].append(surface.text)
    russian = _russian()["regions"]
    for region in regions.every():
        if region.kind is Kind.COUNTRY:
            label, english, *others = names[int(region.id)]
            yield tuple(dict.fromkeys((label, english, *russian.get(region.code, ()), *others)))


def _leaders() -> Iterable[tuple[str, ...]]:
    """One group a person: the tree gives each one's Korean name first, then the Latin ones."""
    groups: list[list[str]] = []
    for surface in regions.surfaces():
        if surface.kind is not SurfaceKind.LEADER:
            continue
        if has_hangul(surface.text) or not groups:
            groups.append([])
        groups[-1].append(surface.text)
    russian = _russian()["leaders"]
    return [(*group, *_surname(group), *russian.get(group[0], ())) for group in groups if len(group[0]) > 1]


def _surname(group: Sequence[str]) -> tuple[str, ...]:
    """Give the last word of a Latin name where the tree has no shorter one."""
    latin = [name for name in group if name.isascii()]
    last = latin[0].split()[-1] if latin and all(" " in name for name in latin) else ""
    return (last,) if len(last) > 3 else ()


def _organisations() -> Iterable[tuple[str, ...]]:
    for organisation in organisations.every():
        english = organisation.en.split(" (")[0]
        yield tuple(dict.fromkeys((organisation.ko, english, *organisation.names)))


def _russian() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads((files("jobs") / "search" / "russian.toml").read_text(encoding="utf-8"))


def _synonyms() -> Iterable[tuple[str, ...]]:
    for name in ("synonyms.toml", "vocabulary.toml", "places.toml"):
        text = (files("jobs") / "search" / name).read_text(encoding="utf-8")
        yield from (tuple(group) for section in tomllib.loads(text).values() for group in section)
