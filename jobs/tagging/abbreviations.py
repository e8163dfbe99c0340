"""Countries written as one letter: 한·러, 미중, 美·中, 방미, 對러 제재, 미 국무부.

A single letter never counts by itself: only beside another country's, behind a prefix of a closed list, before an
office of a closed list, or as a Chinese character that no Hangul, digit or other character touches.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from jobs import regions
from jobs.atlas import SurfaceKind
from jobs.model import RegionId
from jobs.tagging.lexicon import hangul_run, is_particle
from jobs.tagging.traps import traps

_POINT = "[·‧∙・ㆍ⋅/–-]"
_AFTER_HANJA = "軍發産系側人核"  # 美軍, 北核: still the country
_AFTER_HANGUL = "北美韓英獨佛伊露"  # headlines lose their points: …정치北김여정, 전美부통령
_GLUED = re.compile(
    r"[한중일러미](?<![가-힣A-Za-z0-9].)"
    r"(?:(?<=[한중일])(?=[가-힣]{3})|(?<=러)(?=[가-힣]{2})|(?<=미)(?=이란))"
)
_EDGED = re.compile("[가-힣A-Za-z0-9一-鿿]")
_WEEKDAYS = frozenset("月火水木金土日")


class Found(NamedTuple):
    """A country and the span that stands for it."""

    region: RegionId
    start: int
    end: int


def abbreviated(text: str) -> Iterator[Found]:
    """Give every country the text names by one letter, in no order."""
    yield from _pointed(text)
    yield from _joined(text)
    yield from _either(text)
    yield from _prefixed(text)
    yield from _offices(text)
    yield from _characters(text)


_Prefix = tuple[re.Pattern[str], tuple[str, ...] | None, bool]
"""The prefix with its letter, what must follow, and whether anything may."""


@dataclass(frozen=True, slots=True)
class _Grammar:
    strong: Mapping[str, RegionId]
    weak: Mapping[str, RegionId]
    hanja: Mapping[str, RegionId]
    pointed: re.Pattern[str]
    half: re.Pattern[str]
    joined: re.Pattern[str]
    either: tuple[tuple[str, re.Pattern[str], Mapping[str, Any]], ...]
    prefixes: tuple[_Prefix, ...]
    any_prefix: re.Pattern[str]
    office: re.Pattern[str]
    first_office: re.Pattern[str]
    first: re.Pattern[str]
    attached: re.Pattern[str]
    alone: re.Pattern[str]
    hanja_run: re.Pattern[str]
    any_hanja: re.Pattern[str]

    def region(self, letter: str) -> RegionId:
        """Give the country of a letter of the grammar."""
        return self.hanja.get(letter) or self.strong.get(letter) or self.weak[letter]


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    """Give the patterns; what may not stand before a letter is asked behind it, so that the letter is sought first."""
    letters: dict[SurfaceKind, dict[str, RegionId]] = {}
    for surface in regions.surfaces():
        letters.setdefault(surface.kind, {})[surface.text] = surface.region
    strong, weak = letters[SurfaceKind.SYLLABLE], letters[SurfaceKind.WEAK_SYLLABLE]
    hanja = letters[SurfaceKind.HANJA]
    lists = traps()
    every = "".join((*strong, *weak, *hanja))
    nouns = "|".join(sorted(lists["office"]["nouns"], key=len, reverse=True))
    office = lists["office"]
    edge = rf"(?<!{_EDGED.pattern}.)"
    opening = r"(?:(?<![\s\S].)|(?<=[\n,\"'“‘”’…].)|(?<=[\n,\"'“‘”’…]\s.))"
    return _Grammar(
        strong=strong,
        weak=weak,
        hanja=hanja,
        # 동·서·남·북 are directions
        pointed=re.compile(rf"[{every}]{edge}(?<![동서]{_POINT}.)(?:{_POINT}[{every}])+(?!{_POINT}[가-힣])"),
        half=re.compile(rf"([{''.join((*strong, *hanja))}]){edge}{_POINT}(?=[가-힣A-Z]{{2}})"),
        joined=re.compile("|".join(sorted(lists["joined"]["words"], key=len, reverse=True))),
        either=tuple(
            (letters, re.compile(rf"(?<![가-힣]){letters}(?![가-힣]*국)"), rule)
            for letters, rule in lists["joined"]["either"].items()
        ),
        prefixes=tuple(_prefix(rule, hanja) for rule in lists["prefix"]),
        any_prefix=re.compile(
            rf"[{''.join(word for rule in lists['prefix'] for word in rule['words'])}]"
            rf"[{''.join(rule['syllables'] for rule in lists['prefix'])}{''.join(hanja)}한]"
        ),
        office=re.compile(rf"([{office['syllables']}]){edge} (?={nouns})"),
        first_office=re.compile(rf"([{office['first']}]){opening} (?={nouns})"),
        first=re.compile(rf"([{office['syllables']}{office['first']}]){opening} (?=[가-힣]{{2}})"),
        attached=re.compile(rf"([{office['attached']}])(?:{edge}|(?<=주한.)|(?<=주일.))(?={nouns}|군)"),
        alone=re.compile(rf"([{office['alone']}]){edge}(?=(?:와|에|의|는|가|도|서|에서|에도)?(?:[^가-힣A-Za-z0-9]|$))"),
        hanja_run=re.compile(
            rf"(?:(?<![가-힣0-9一-鿿])[{''.join(hanja)}]+|(?<=[가-힣])[{_AFTER_HANGUL}](?=[가-힣]{{2}}))"
            rf"(?:(?=[^一-鿿0-9]|$)|(?=[{_AFTER_HANJA}]))"
        ),
        any_hanja=re.compile(rf"[{''.join(hanja)}{_AFTER_HANGUL}]"),
    )


def _prefix(
    rule: Mapping[str, Any], hanja: Mapping[str, RegionId]
) -> tuple[re.Pattern[str], tuple[str, ...] | None, bool]:
    heads, characters = "".join(rule["words"][:1]), "".join(rule["words"][1:])
    hangul = rule["syllables"]
    either = f"{hangul}{''.join(hanja)}한"
    signs = rf"[{heads}](?=[{hangul}])|[{characters}](?=[{either}])" if characters else rf"[{heads}](?=[{hangul}])"
    pattern = re.compile(rf"({signs})(?<![가-힣一-鿿].)([{either}]) ?")
    then = tuple(rule["then"]) if "then" in rule else None
    return pattern, then, bool(rule.get("free"))


def _pointed(text: str) -> Iterator[Found]:
    grammar = _grammar()
    for match in grammar.pointed.finditer(text):
        last = match.end() - (2 if _named_at(text, match.end() - 1) else 0)  # 미-이란 is not 미, 이
        letters = [(place, text[place]) for place in range(match.start(), last, 2)]
        sure = [letter for _, letter in letters if letter in grammar.strong or letter in grammar.hanja]
        if len(letters) < 2 or not sure or _WEEKDAYS.issuperset(letter for _, letter in letters):
            continue
        for place, letter in letters:
            yield Found(grammar.region(letter), place, place + 1)
    for match in _GLUED.finditer(text):  # 한뉴질랜드, 러이스라엘: headlines drop the point
        if _named_at(text, match.end(), least=3 if match[0] in "한중일" else 2):
            yield Found(grammar.region(match[0]), match.start(), match.end())
    for match in grammar.half.finditer(text):
        if _named_at(text, match.end()):
            yield Found(grammar.region(match[1]), match.start(1), match.end(1))


def _named_at(text: str, place: int, *, least: int = 2) -> bool:
    names = _names_by_first().get(text[place : place + 1], ())
    return any(len(name) >= least and text.startswith(name, place) for name in names)


@lru_cache(maxsize=1)
def _names_by_first() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {"E": ("EU",), "아": ("아세안",), "나": ("나토",)}
    for surface in regions.surfaces():
        if surface.kind is SurfaceKind.NAME and len(surface.text) > 1:
            found[surface.text[0]] = (*found.get(surface.text[0], ()), surface.text)
    return found


def _joined(text: str) -> Iterator[Found]:
    grammar = _grammar()
    for match in grammar.joined.finditer(text):
        if _EDGED.match(text, max(0, match.start() - 1), match.start()):
            continue
        for place in range(match.start(), match.end()):
            yield Found(grammar.region(text[place]), place, place + 1)


def _either(text: str) -> Iterator[Found]:
    for letters, pattern, rule in _grammar().either:
        for match in pattern.finditer(text) if letters in text else ():
            following = text[match.end() :].lstrip(" ")[:6]
            near = any(word in text for word in rule.get("near", ()))
            if (
                near
                or following.startswith(tuple(rule.get("cue", ())))
                or ("unless" in rule and not following.startswith(tuple(rule["unless"])))
            ):
                codes = rule["countries"]
            else:
                codes = [rule["region"]] if "region" in rule else []
            for code in codes:
                region = regions.by_code(code)
                if region is not None:
                    yield Found(region.id, match.start(), match.end())


def _prefixed(text: str) -> Iterator[Found]:
    grammar = _grammar()
    if not grammar.any_prefix.search(text):
        return
    for pattern, then, free in grammar.prefixes:
        for match in pattern.finditer(text):
            if then is not None:
                fits = any(text.startswith(word, match.end()) for word in then) or match[1] in "對駐在"
            else:
                run = hangul_run(text, match.end(2))
                fits = free or is_particle(run) or run.startswith(tuple(traps()["after"]["visit"]))
            if fits:
                yield Found(grammar.region(match[2]), match.start(), match.end(2))


def _offices(text: str) -> Iterator[Found]:
    grammar = _grammar()
    for pattern in (grammar.office, grammar.first_office, grammar.attached, grammar.alone):
        for match in pattern.finditer(text):
            yield Found(grammar.region(match[1]), match.start(1), match.end(1))
    for match in grammar.first.finditer(text):  # 미 이란에 …: one country opens the line, the other follows
        if _named_at(text, match.end()):
            yield Found(grammar.region(match[1]), match.start(1), match.end(1))


def _characters(text: str) -> Iterator[Found]:
    grammar = _grammar()
    if not grammar.any_hanja.search(text):
        return
    for match in grammar.hanja_run.finditer(text):
        bracketed = text[match.start() - 1 : match.start()] == "(" and text[match.end() : match.end() + 1] == ")"
        if bracketed and _WEEKDAYS.issuperset(match.group()):
            continue
        for place in range(match.start(), match.end()):
            yield Found(grammar.region(text[place]), place, place + 1)
