"""Which regions a text names, where, and by which words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from jobs import organisations, regions
from jobs.atlas import Surface, SurfaceKind
from jobs.language import TokenPass
from jobs.model import RegionId
from jobs.tagging.abbreviations import abbreviated
from jobs.tagging.lexicon import Lexicon, Passage, Seams, hangul_run, latin_word
from jobs.tagging.traps import traps

_WRITTEN = (SurfaceKind.NAME, SurfaceKind.PLACE, SurfaceKind.LEADER)
_LEANINGS = "친반대탈혐"  # 친이란, 반중국, 대미국: what may stand before a name in its word
_NEXT_NAME = re.compile(r" ([A-Z][a-z]+)")


class Mention(NamedTuple):
    """A region named in a text: the words for it and where they begin."""

    region: RegionId
    surface: str
    start: int


def passage(text: str, tokens: TokenPass) -> Passage:
    """Give a text with what everybody asks of it who looks for names in it."""
    return Passage(text, Seams(text, tokens.of(text)), _lexicon().openings(text))


def mentions(
    passage: Passage, *, silenced: frozenset[str] = frozenset(), settled: frozenset[str] = frozenset()
) -> tuple[Mention, ...]:
    """Give the regions named in the text in order. Words in `silenced` have their other reading here.

    Names in `settled` are ordinary words too (인도, 수단), but the document has shown that it means the region.

    A leader whose name is an everyday word too counts without an office where it opens a text that names a region.
    """
    text, seams = passage.text, passage.seams
    known = _Known(seams=seams, silent=silenced, settled=settled)
    named: list[Mention] = []
    taken: list[tuple[int, int]] = []
    speaker = _speaker(text, seams)
    reached = glue = 0
    for place in passage.openings:
        if place < reached:
            continue
        word, surface = _word_at(text, place, known, glued=0 < place == glue)
        if surface is not None:
            named.append(Mention(surface.region, text[place : place + len(word)], place))
            glue = place + len(word)
        if word:
            reached = place + len(word)
            taken.append((place, reached))
    named += [
        Mention(found.region, text[found.start : found.end], found.start)
        for found in abbreviated(text)
        if not any(start < found.end and found.start < end for start, end in taken)
    ]
    if speaker and named and named[0].start:
        named.append(speaker)
    return tuple(sorted(dict.fromkeys(named), key=lambda mention: mention.start))


def _speaker(text: str, seams: Seams) -> Mention | None:
    """Give the leader whose name opens the text as headlines open, without an office: 펜스 유럽 …, 메이 EU에 …."""
    for word, surface in _lexicon().at(text, 0) if text else ():
        if surface and surface.rule == "role" and text[len(word) : len(word) + 1] == " " and seams.whole(0, len(word)):
            return Mention(surface.region, word, 0)
    return None


def silenced(text: str) -> frozenset[str]:
    """Give the words that mean something else throughout a document (Georgia beside Atlanta)."""
    found: set[str] = set()
    for word, rule in traps()["context"].items():
        spoken_against = any(cue in text for cue in rule["against"])
        if spoken_against and not any(re.search(rf"\b{re.escape(cue)}(?:\b|[가-힣])", text) for cue in rule["for"]):
            found |= {word, f"{word}n", f"{word}ns"} if word.isascii() else {word}
    return frozenset(found)


def ambiguous(region: RegionId) -> frozenset[str]:
    """Give the names of a region that are ordinary Korean words too."""
    return _ambiguous().get(region, frozenset())


@lru_cache(maxsize=1)
def _ambiguous() -> Mapping[RegionId, frozenset[str]]:
    found: dict[RegionId, frozenset[str]] = {}
    for surface in regions.surfaces():
        if surface.kind is SurfaceKind.NAME and surface.rule in ("nnp", "word"):
            found[surface.region] = found.get(surface.region, frozenset()) | {surface.text}
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a text before its words are looked at: its seams, and what its document settles."""

    seams: Seams
    silent: frozenset[str]
    settled: frozenset[str]


def _word_at(text: str, place: int, known: _Known, *, glued: bool) -> tuple[str, Surface | None]:
    """Give the word that stands there with its region; ("", None) where none does, no region for a trap.

    `glued`: another name ends there, as headlines write that lose their points (푸틴아베, 유럽이란).
    """
    for word, surface in _lexicon().at(text, place):
        if (word[0] + word[-1]).isascii() and not latin_word(text, place, place + len(word)):
            continue
        if surface is None:
            return word, None
        if word in known.silent:
            return word, None
        seams = known.seams
        settled = word in known.settled and seams.opens(place, "") and seams.closes(place + len(word))
        if settled or _counts(text, place, surface, seams) or (glued and _joins(text, place, surface, seams)):
            return word, surface
    return "", None


def _joins(text: str, start: int, surface: Surface, seams: Seams) -> bool:
    """Tell whether a name that could not be told from its tokens is one, for following another without a space."""
    end = start + len(surface.text)
    if surface.rule not in ("", "head") or not seams.closes(end):
        return False
    return surface.rule == "" or not text.startswith(tuple(traps()["glued"]["defines"]), end)


def _counts(text: str, start: int, surface: Surface, seams: Seams) -> bool:
    end = start + len(surface.text)
    if surface.text[0].isascii():
        return surface.rule != "person" or not _surname_follows(text, end)
    match surface.rule:
        case "role":
            return seams.begins(start) and _followed_by(text, end, "role")
        case "head":
            return seams.opens(start, _LEANINGS + "미") and (seams.closes(end) or _named_at(text, end))
        case "nnp" | "word":
            return _proper(text, surface, start, seams)
    if len(surface.text) >= 4 or seams.whole(start, end):
        return True
    return surface.kind is SurfaceKind.NAME and (seams.heads(start) or seams.leans(start, _LEANINGS))


def _named_at(text: str, start: int) -> bool:
    """Tell whether a region's full name begins there (이란사우디: headlines that lose their points)."""
    return any(surface and surface.kind is SurfaceKind.NAME for _, surface in _lexicon().at(text, start))


def _proper(text: str, surface: Surface, start: int, seams: Seams) -> bool:
    """Tell whether a word that is ordinary Korean too is the name here."""
    end = start + len(surface.text)
    if not seams.whole(start, end):
        leans = surface.rule == "nnp" and seams.leans(start, _LEANINGS)
        return leans or (seams.opens(start, "") and _followed_by(text, end, "country"))
    if seams.morphemes:
        return seams.tag(start) == "NNP" or _followed_by(text, end, "country")
    return (
        surface.rule == "nnp"
        or hangul_run(text, end) in traps()["country"]["particles"]
        or _followed_by(text, end, "country")
    )


def _followed_by(text: str, end: int, nouns: str) -> bool:
    rest = text[end:]
    gap = 1 if rest[:1] == " " else 0
    return any(rest.startswith(noun, gap) for noun in traps()[nouns]["nouns"])


def _surname_follows(text: str, end: int) -> bool:
    following = _NEXT_NAME.match(text, end)
    return following is not None and following[1] not in traps()["person"]["not_surnames"]


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon[Surface | None]:
    return Lexicon(_words())


def _words() -> Iterator[tuple[str, Surface | None]]:
    for phrase in traps()["phrases"]:
        yield phrase, None
    for surface in regions.surfaces():
        if surface.kind not in _WRITTEN:
            continue
        yield surface.text, surface
        if surface.text.isascii() and len(surface.text) > 4:
            yield surface.text.upper(), surface
    for organisation in organisations.every():  # 상하이협력기구 is not Shanghai
        for name in organisation.names:
            yield name, None
