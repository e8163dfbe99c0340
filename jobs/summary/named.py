"""What a text names, by the tables alone: countries, organisations, words in Latin letters.

Coarser than tagging, and meant to be: it compares a written summary with its source, so it has to see the same word the
same way on both sides.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from jobs import organisations, regions
from jobs.atlas import SurfaceKind

_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9'’.&-]*[A-Za-zÀ-ɏ0-9]|[A-Z]")
_AFTER = re.compile(
    r"(?:[은는이가을를의와과도만]|에서?|에게|으?로|에는|까지|부터|산|인|계|군|측|내|간|정부|대통령|총리|당국|출신|처럼|보다|이나|나|이며|이고|인의|"
    r"에서는|에서의|과의|와의|로의|에도|이라는|라는|등|및|이다|이었다|였다)*(?![가-힣])"
)
_CAPITAL = re.compile(r"[A-ZÀ-Þ][A-Za-zÀ-ɏ0-9'’&-]*")


def countries(text: str, *, implied: bool = False) -> tuple[str, ...]:
    """Give the codes of the countries named, in order of first mention; with `implied` by city or leader too."""
    kinds = {SurfaceKind.NAME, SurfaceKind.PLACE, SurfaceKind.LEADER} if implied else {SurfaceKind.NAME}
    found: dict[str, None] = {}
    for start, word in _country_words().occurring(text):
        for code, kind in _country_table()[word]:
            if kind in kinds and stands(text, start, start + len(word), loose=word in _plain_names()):
                found[code] = None
    return tuple(found)


def organisations_in(text: str) -> frozenset[str]:
    """Give the codes of the organisations named."""
    return frozenset(
        _organisation_table()[word]
        for start, word in _organisation_words().occurring(text)
        if stands(text, start, start + len(word), loose=True)
    )


def leaders_in(text: str) -> frozenset[str]:
    """Give the leaders named, in Hangul or Latin letters, by their full English names."""
    return frozenset(
        _leader_table()[word]
        for start, word in _leader_words().occurring(text)
        if stands(text, start, start + len(word))
    )


def spellings_of(leaders: Iterable[str]) -> frozenset[str]:
    """Give the words, in lower case, of every English spelling of these leaders."""
    wanted = set(leaders)
    spelled = (name for name, leader in _leader_table().items() if leader in wanted)
    return frozenset(word for name in (*wanted, *spelled) for word in re.findall(r"[a-zÀ-ɏ]+", name.casefold()))


def latin(text: str) -> Iterator[str]:
    """Give every word in Latin letters, as it stands."""
    for match in _LATIN.finditer(text):
        yield match.group()


def capitalised(text: str) -> Iterator[tuple[str, bool]]:
    """Give every capitalised word of an English text, and whether it opens a sentence."""
    for match in _CAPITAL.finditer(text):
        before = text[: match.start()].rstrip(" “\"'‘(")
        yield match.group(), not before or before[-1] in ".!?:;—–•"


@lru_cache(maxsize=1)
def familiar() -> frozenset[str]:
    """Give the lower-case words of every English name the tables know: regions, organisations, leaders, months."""
    words: set[str] = set()
    for text in _english_names():
        words.update(word.casefold() for word in re.findall(r"[A-Za-zÀ-ɏ]+", text))
    return frozenset(words)


def english_of(codes: Iterable[str]) -> frozenset[str]:
    """Give the words, in lower case, by which English names these countries and their cities."""
    return frozenset(word for code in codes for word in _english_words().get(code, ()))


@lru_cache(maxsize=1)
def _english_words() -> dict[str, set[str]]:
    """Give those words for every region the tables know."""
    found = {region.code: set(re.findall(r"[a-zÀ-ɏ]+", region.en.casefold())) for region in regions.every()}
    for surface in regions.surfaces():
        region = regions.by_id(surface.region)
        if region is not None and surface.kind is not SurfaceKind.LEADER and surface.text.isascii():
            found[region.code].update(re.findall(r"[a-z]+", surface.text.casefold()))
    return found


def _english_names() -> Iterator[str]:
    yield from (region.en for region in regions.every())
    yield from (surface.text for surface in regions.surfaces() if surface.text.isascii())
    for organisation in organisations.every():
        yield organisation.en
        yield from (name for name in organisation.names if name.isascii())


def stands(text: str, start: int, end: int, *, loose: bool = False) -> bool:
    """Tell whether the span is a word of its own."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if text[start].isascii():
        return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())
    if before and "가" <= before <= "힣":
        return False
    return loose or end - start >= 4 or _AFTER.match(text, end) is not None


@lru_cache(maxsize=1)
def _country_table() -> dict[str, tuple[tuple[str, SurfaceKind], ...]]:
    found: dict[str, tuple[tuple[str, SurfaceKind], ...]] = {}
    for surface in regions.surfaces():
        region = regions.by_id(surface.region)
        written = surface.kind in (SurfaceKind.NAME, SurfaceKind.PLACE, SurfaceKind.LEADER)
        if region is None or not written or len(surface.text) < 2 or not regions.is_country(region.id):
            continue
        if surface.kind is not SurfaceKind.NAME or surface.rule not in ("word", "role"):
            found[surface.text] = (*found.get(surface.text, ()), (region.code, surface.kind))
    return found


@lru_cache(maxsize=1)
def _plain_names() -> frozenset[str]:
    """Give the names that are nothing else in Korean, so that 한국은행 names the country too."""
    return frozenset(one.text for one in regions.surfaces() if one.kind is SurfaceKind.NAME and not one.rule)


@lru_cache(maxsize=1)
def _country_words() -> "_Words":
    return _Words(_country_table())


@lru_cache(maxsize=1)
def _organisation_table() -> dict[str, str]:
    return {name: one.code for one in organisations.every() for name in one.names if len(name) > 1}


@lru_cache(maxsize=1)
def _organisation_words() -> "_Words":
    return _Words(_organisation_table())


@lru_cache(maxsize=1)
def _leader_table() -> dict[str, str]:
    """Give the full English name of each leader by every word for them."""
    full = regions.leader_names()
    return {**full, **{spelling: full[korean] for spelling, korean in regions.leaders().items()}}


@lru_cache(maxsize=1)
def _leader_words() -> "_Words":
    return _Words(_leader_table())


class _Words:
    """The words of a table by their first letter: one alternation of thousands is a hundred times slower."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {letter: sorted(found, reverse=True) for letter, found in lengths.items()}

    def occurring(self, text: str) -> Iterator[tuple[int, str]]:
        """Give the longest word at each place with its place, in order, none within another."""
        reached = 0
        for place, letter in enumerate(text):
            if place < reached or letter not in self._lengths:
                continue
            for length in self._lengths[letter]:
                word = text[place : place + length]
                if word in self._words:
                    yield place, word
                    reached = place + length
                    break
