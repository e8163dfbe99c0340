"""Who acts in an English sentence: countries, their governments and offices, leaders, organisations, with Korean names.

A noun phrase counts only when it is understood from its first to its last word; "Russian companies" is nobody we know.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from jobs import organisations, regions
from jobs.atlas import SurfaceKind
from jobs.language import has_hangul
from jobs.model import Language, Tags
from jobs.summary.actors import Actor
from jobs.summary.english_types import english_lists

_LITTLE = "(?:al-|el-|bin |bint |von |van |de |da )?"
_WORD = rf"(?!(?i:{english_lists().verbs}|to|will|in|for|is|are)\b){_LITTLE}[A-ZÀ-Þ][\w’'.-]*"
_END = r"(?![\w’'-])"
_PERSON = re.compile(rf",? ({_WORD}(?: {_WORD}){{0,3}}){_END}")
_PEOPLE = re.compile(r"(?:an|ans|ese|ish|ch|i|is)$")  # what ends like a people is no country: American, Omani
_LANDS = re.compile(r"(?:ain|stan|land|lands)$")
_JOINED = re.compile(r", and |, | and ")


@dataclass(frozen=True, slots=True)
class Named:
    """Everybody a phrase names, and where it ends."""

    actors: tuple[Actor, ...]
    end: int


class EnglishCast:
    """Everybody an English briefing names, by the words it uses for them."""

    def __init__(self, tags: Tags) -> None:
        self._countries = dict(_countries(tags))
        self._places = dict(_places(tags))
        self._leaders = dict(_leaders(tags))
        nation, parts = _any(self._countries), _parts()
        self._adjective = re.compile(rf"({nation})(?:['’]s)?(?= )")
        self._city = re.compile(rf"({_any(self._places)}){_END}")
        self._pattern = re.compile(
            rf"(?:[Tt]he )?(?:(?P<owner>{nation})(?:['’]s)? {parts}"
            rf"|{parts.replace('?P<', '?P<its_')} of (?:the )?(?:Republic of (?:the )?)?(?P<of>{nation})"
            rf"|(?:(?i:central|national|reserve) )?[Bb]ank of (?:the )?(?:Republic of )?(?P<bank>{nation})"
            rf"|(?:(?i:president|prime minister|foreign minister|chancellor|pm) )?(?P<leader>{_any(self._leaders)})"
            rf"|(?:his|her) (?P<across>{nation}) counterpart"
            rf"|(?P<country>{nation}))(?: \([A-Z]{{2,6}}\))?{_END}"
        )

    def read(self, text: str, start: int) -> Named | None:
        """Read a list of actors that begins at `start`; None when none does."""
        first = self._one(text, start)
        if first is None:
            return None
        actors, end = [first[0]], first[1]
        while (joint := _JOINED.match(text, end)) and (found := self._one(text, joint.end())):
            actors.append(found[0])
            end = found[1]
        return Named(tuple(dict.fromkeys(actors)), end)

    def country(self, text: str, start: int) -> Named | None:
        """Read a country, or the adjective of one, before a noun; None when there is none."""
        words = self._adjective.match(text, start)
        return None if words is None else Named((self._countries[words[1]],), words.end())

    def place(self, text: str, start: int) -> Named | None:
        """Read a city as the country it lies in; None when there is none."""
        words = self._city.match(text, start)
        return None if words is None else Named((self._places[words[1]],), words.end())

    def _one(self, text: str, start: int) -> tuple[Actor, int] | None:
        known = _organisation_words().match(text, start)
        if known is not None:
            return _organisations()[known[1]], known.end()
        match = self._pattern.match(text, start)
        if match is None or (match["country"] and not _is_country(match["country"])):
            return None
        if match["leader"] or match["country"]:
            return self._leaders.get(match["leader"]) or self._countries[match["country"]], match.end()
        holder = _PERSON.match(text, match.end()) if match["office"] or match["its_office"] or match["across"] else None
        person = self._leaders.get(holder[1]) if holder else None
        return person or self._of_country(match), holder.end() if holder else match.end()

    def _of_country(self, match: re.Match[str]) -> Actor:
        """Give a part of a state: its government, an office, its central bank, somebody's counterpart there."""
        country = self._countries[match["owner"] or match["of"] or match["bank"] or match["across"]]
        if government := match["government"] or match["its_government"]:
            noun = english_lists().government[government.casefold()]
            return _part(country, noun) if noun else country
        if office := match["office"] or match["its_office"]:
            return _part(country, english_lists().offices[office.casefold()])
        return _part(country, "중앙은행" if match["bank"] else "측 상대")


def _part(country: Actor, noun: str) -> Actor:
    return Actor("office", f"{country.code}/{noun}", f"{country.label} {noun}", country.region)


def _is_country(word: str) -> bool:
    """Tell whether the word is the country itself and not its people or their adjective."""
    plain = word in _english_names() or word.isupper() or "." in word or " of " in word
    return plain or not _PEOPLE.search(word) or _LANDS.search(word) is not None


@lru_cache(maxsize=1)
def _english_names() -> frozenset[str]:
    return frozenset(region.en for region in regions.every())


@lru_cache(maxsize=1)
def _kinds() -> dict[str, SurfaceKind]:
    return {surface.text: surface.kind for surface in regions.surfaces()}


def _countries(tags: Tags) -> Iterator[tuple[str, Actor]]:
    for tag in tags.regions:
        kind = "country" if regions.is_country(tag.region) else "area"
        actor = Actor(kind, tag.code, regions.label(tag.region, Language.KO), tag.code)
        named = {seen.surface for seen in tag.evidence if _kinds().get(seen.surface) is SurfaceKind.NAME}
        for surface in {*named, *_english_forms(tag.code)} if named else ():
            if not has_hangul(surface):
                yield surface, actor


def _places(tags: Tags) -> Iterator[tuple[str, Actor]]:
    for tag in tags.regions:
        actor = Actor("place", tag.code, regions.label(tag.region, Language.KO), tag.code)
        for seen in tag.evidence if regions.is_country(tag.region) else ():
            if _kinds().get(seen.surface) is SurfaceKind.PLACE and seen.surface.isascii():
                yield seen.surface, actor


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for surface in regions.surfaces():
        region = regions.by_id(surface.region)
        if region and surface.kind is SurfaceKind.NAME and surface.text.isascii() and not surface.rule:
            found.setdefault(region.code, []).append(surface.text)
    return {code: tuple(forms) for code, forms in found.items()}


def _english_forms(code: str) -> tuple[str, ...]:
    """Give the plain names of a country that is named: Kazakh beside Kazakhstan."""
    return _forms().get(code, ())


def _leaders(tags: Tags) -> Iterator[tuple[str, Actor]]:
    korean = regions.leaders()
    for tag in tags.regions:
        for seen in tag.evidence:
            if seen.surface in korean:
                name = korean[seen.surface]
                for spelling, other in korean.items():
                    if other == name:
                        yield spelling, Actor("person", name, name, tag.code)


@lru_cache(maxsize=1)
def _organisations() -> dict[str, Actor]:
    """Give every organisation by its full English name and by its abbreviations, and the banks of the closed list."""
    found: dict[str, Actor] = {}
    for one in organisations.every():
        actor = Actor("organisation", one.code, organisations.label(one.code, Language.KO), "")
        full = re.sub(r" \([^()]+\)$", "", one.en)
        found |= {name: actor for name in (full, *one.names) if name.isascii() and len(name) > 1}
    return found | {name: Actor("organisation", korean, korean, "") for name, korean in english_lists().banks.items()}


@lru_cache(maxsize=1)
def _organisation_words() -> re.Pattern[str]:
    return re.compile(rf"(?:[Tt]he )?({_any(_organisations())})(?: \([A-Z]{{2,6}}\))?{_END}")


@lru_cache(maxsize=1)
def _parts() -> str:
    """Give a pattern of the parts of a state: its government and what belongs to it, or an office."""
    lists = english_lists()
    return rf"(?:(?P<government>(?i:{_any(lists.government)}))|(?P<office>(?i:{_any(lists.offices)})))"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
