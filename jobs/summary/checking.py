"""Holds what a backend wrote against the source, before anything of it is sent.

Blocking: a figure, unit, date, country, organisation or Latin name that the paragraphs it cites do not have, nor the
headings above them, nor the title; any address or handle, also one of the source's; the wrong language; lengths; actors
swapped or a status raised against a typed event. A gloss vouches for how a name is written, wherever the document
writes it out, but not for its being there: the cited text must name it in one of its forms. A warning: negation or the
order of countries differs. What passes is "no unsupported figures, dates or names found", never "verified".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jobs.language import TokenPass, has_hangul, language_share
from jobs.model import Briefing, Gloss, Language, Tags
from jobs.summary.acts import raised
from jobs.summary.event_record import Event
from jobs.summary.events import events
from jobs.summary.named import (
    capitalised,
    countries,
    english_of,
    familiar,
    latin,
    leaders_in,
    organisations_in,
    spellings_of,
)
from jobs.summary.quantities import days, quantities, same_unit
from jobs.summary.terms import labels
from jobs.summary.written import FEWEST_POINTS, MOST_POINTS, Passage, Side, Written, passages

_LONGEST_HEADLINE, _LONGEST_POINT, _SHORTEST_POINT = 160, 320, 4
_ADDRESS = re.compile(
    r"https?:|www\.|\bt\.me\b|(?<![\w.])@\w{3,}|[\w.+-]+@[\w-]+\.\w+|\btg:|"
    r"\b[\w-]{2,}\.(?:com|org|net|io|kr|ru|cn|info|biz|me|gg|app|dev|xyz|ly|co|tv|link|click|top|site|shop)\b(?:/\S*)?|"
    r"\+?\d{1,3}[- ]\d{2,4}[- ]\d{3,4}[- ]\d{3,4}|\b0x[0-9a-fA-F]{8,}|\b[13a-km-zA-HJ-NP-Z1-9]{30,}\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"km|kg|mm|cm|[GMkT]Wh?|bp|bcm|ha|p|t|TEU")
_MARKS = re.compile(r"[<>]|&\w+;|\]\(|```")
_NOT_KO = re.compile(r"않|못하|못했|없|아니|거부|거절|반대|금지|중단|철회|부인|배제|무산|취소|불발|자제|제외")
_NOT_EN = re.compile(
    r"\b(?:not|no|never|without|none|nor|cannot|refus\w+|reject\w+|ban\w*|deni\w+|halt\w*|suspend\w*|cancel\w*|"
    r"withdr\w+|oppos\w+|exclud\w+|refrain\w*|fail\w*|declin\w+|stop\w*)\b|n’t\b|n't\b",
    re.IGNORECASE,
)
_PAIR = ("양국", "두 나라", "양측", "both countries", "two countries", "both sides", "two sides")
_LETTERS = "한미중일러영북독불인호"  # beside which another country's letter stands: 미중, 한러


class Problem(StrEnum):
    """What is wrong with a place of a written summary."""

    FIGURE = "figure"
    UNIT = "unit"
    DATE = "date"
    NAME = "name"
    COUNTRY = "country"
    ORGANISATION = "organisation"
    ADDRESS = "address"
    MARKUP = "markup"
    LANGUAGE = "language"
    LENGTH = "length"
    CITED = "cited"
    EVENT = "event"
    NEGATION = "negation"
    ORDER = "order"


_PLAIN = """january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
president prime minister foreign the of and north south east west central northern southern eastern western
asia asian europe european africa african i mr mrs ms dr eu un"""
_ALLOWED = frozenset(_PLAIN.split())
_WARNINGS = frozenset({Problem.NEGATION, Problem.ORDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing that does not hold: where (point 0 is the headline), and the words at fault."""

    problem: Problem
    language: Language
    point: int
    words: str

    @property
    def blocking(self) -> bool:
        """Tell whether the summary must not be sent as it is."""
        return self.problem not in _WARNINGS


@dataclass(frozen=True, slots=True)
class _Source:
    """What a place of the summary may rest on: title, headings above and paragraphs; `named` adds their glosses."""

    text: str
    named: str
    briefing: Briefing
    korean: bool
    supported: frozenset[str]  # countries


def check(briefing: Briefing, tags: Tags, tokens: TokenPass, written: Written) -> tuple[Issue, ...]:
    """Give everything that does not hold, in reading order; () when nothing unsupported was found."""
    given = passages(briefing)
    found = events(briefing, tags, tokens)
    issues: list[Issue] = []
    sources: dict[tuple[int, ...], _Source] = {}
    for language, side in written.sides.items():
        issues += _shape(side, language, given)
        places = [(0, side.headline, tuple(range(1, len(given) + 1)))]
        places += [(number, point.text, point.paragraphs) for number, point in enumerate(side.points, 1)]
        for number, text, cited in places:
            kept = [given[place - 1] for place in cited if 1 <= place <= len(given)]
            source = sources[cited] = sources.get(cited) or _source(briefing, tags, kept)
            here = {passage.section for passage in kept}
            problems = [*_unsupported(text, language, source), *_against(text, language, found, here)]
            issues += [Issue(problem=p, language=language, point=number, words=words) for p, words in problems]
    return tuple(dict.fromkeys(issues))


def _source(briefing: Briefing, tags: Tags, kept: Sequence[Passage]) -> _Source:
    lines = [briefing.title, *(text for passage in kept for text in (*passage.headings, passage.text))]
    text = "\n".join(dict.fromkeys(lines))
    named = "\n".join((text, *(form for gloss in briefing.glosses for form in _forms(gloss) if _glossed(gloss, text))))
    near = {tag.code for tag in tags.regions if any(_names_it(seen.surface, text) for seen in tag.evidence)}
    both = {tag.code for tag in tags.regions if tag.primary} if any(word in text for word in _PAIR) else set()
    return _Source(
        text=text,
        named=named,
        briefing=briefing,
        korean=briefing.language is Language.KO,
        supported=frozenset(near | both).union(countries(named, implied=True)),
    )


def _forms(gloss: Gloss) -> Iterator[str]:
    yield from filter(None, (gloss.korean, gloss.english, gloss.abbreviation))


def _glossed(gloss: Gloss, text: str) -> bool:
    """Tell whether the text names what is glossed: in one of its forms, or a person by the surname alone."""
    surname = gloss.korean.split()[-1]
    return any(form in text for form in _forms(gloss)) or (len(surname) > 1 and surname in text)


def _names_it(surface: str, text: str) -> bool:
    """Tell whether the words that named a region stand in the text; a letter (미, 러) only as a word of its own."""
    if len(surface) > 1 or not has_hangul(surface):
        return surface in text
    alone = rf"(?<![가-힣A-Za-z0-9]){surface}(?:[은는이가을를의와과도]?(?![가-힣])|[{_LETTERS}])"
    return re.search(alone, text) is not None


def _shape(side: Side, language: Language, given: Sequence[Passage]) -> Iterator[Issue]:
    """Check numbers of points, lengths, languages, and that each point cites paragraphs there are."""

    def issue(problem: Problem, point: int, words: str) -> Issue:
        return Issue(problem=problem, language=language, point=point, words=words)

    for words in side.markup:
        yield issue(Problem.MARKUP, 0, words[:40])
    if not FEWEST_POINTS <= len(side.points) <= MOST_POINTS:
        yield issue(Problem.LENGTH, 0, f"{len(side.points)} points")
    if not 2 <= len(side.headline) <= _LONGEST_HEADLINE:
        yield issue(Problem.LENGTH, 0, side.headline[:40])
    for number, point in enumerate(side.points, 1):
        if not _SHORTEST_POINT <= len(point.text) <= _LONGEST_POINT:
            yield issue(Problem.LENGTH, number, point.text[:40])
        if not point.paragraphs or not all(1 <= place <= len(given) for place in point.paragraphs):
            yield issue(Problem.CITED, number, ", ".join(map(str, point.paragraphs)) or "none")
    for number, text in enumerate((side.headline, *(point.text for point in side.points))):
        share = language_share(text)
        if (language is Language.KO and share < 0.4) or (language is Language.EN and has_hangul(text)):
            yield issue(Problem.LANGUAGE, number, text[:40])


def _unsupported(text: str, language: Language, source: _Source) -> Iterator[tuple[Problem, str]]:
    yield from ((Problem.ADDRESS, match.group()) for match in _ADDRESS.finditer(text))
    yield from ((Problem.MARKUP, match.group()) for match in _MARKS.finditer(text) if match.group() not in source.text)
    yield from _quantities(text, language, source)
    yield from _dates(text, language, source)
    yield from ((Problem.NAME, word) for word in _names(text, language, source))
    named = countries(text)
    yield from ((Problem.COUNTRY, code) for code in countries(text, implied=True) if code not in source.supported)
    missing = organisations_in(text) - organisations_in(source.named)
    yield from ((Problem.ORGANISATION, code) for code in sorted(missing))
    if _negation(text, language) != _negation(source.text, source.briefing.language) and _negation(text, language):
        yield Problem.NEGATION, text[:60]
    if _turned(named, countries(source.text)):
        yield Problem.ORDER, " – ".join(named)


def _quantities(text: str, language: Language, source: _Source) -> Iterator[tuple[Problem, str]]:
    have = quantities(source.text, korean=source.korean)
    strict = language is source.briefing.language
    years = {day.year for day in days(source.text, korean=source.korean)}
    for one in quantities(text, korean=language is Language.KO):
        equal = [other for other in have if other.value == one.value]
        if not equal and (one.unit or one.value not in years):
            yield Problem.FIGURE, one.span
            continue
        # a bare number vouches for a unit only where the same number has none
        united = [other for other in equal if other.unit and one.unit]
        if equal and not any(same_unit(one.unit, other.unit, strict=strict) for other in united or equal):
            yield Problem.UNIT, one.span


def _dates(text: str, language: Language, source: _Source) -> Iterator[tuple[Problem, str]]:
    published = source.briefing.published
    have = days(source.text, korean=source.korean, published=published)
    bare = days(source.text, korean=source.korean)
    numbers = {one.value for one in quantities(source.text, korean=source.korean)}
    for one in days(text, korean=language is Language.KO):
        if any(one.fits(other) for other in (*have, *bare)):
            continue
        if not (one.month is None and one.day is None and one.year in numbers):
            yield Problem.DATE, one.span


def _names(text: str, language: Language, source: _Source) -> Iterator[str]:
    """Give the Latin words (in English: the capitalised ones) that neither the source nor the tables support."""
    have = {word.casefold() for word in latin(source.named)}
    have |= {part for word in have for part in re.split(r"[-'’&.]", word)}
    told = leaders_in(source.named)
    tables = english_of(source.supported) | spellings_of(told)
    yield from sorted(leaders_in(text) - told)
    for word, opens in _candidates(text, language):
        parts = [part for part in re.split(r"[-’'&.]", word.casefold().removesuffix("’s").removesuffix("'s")) if part]
        if word.casefold() in have or all(part in have or part in tables or part in _ALLOWED for part in parts):
            continue
        if language is Language.EN and source.korean and (_plain(parts) or (opens and not _looks_named(parts))):
            continue
        yield word


def _candidates(text: str, language: Language) -> Iterable[tuple[str, bool]]:
    if language is Language.EN:
        return ((word, opens) for word, opens in capitalised(text) if not _UNIT.fullmatch(word))
    return ((word, False) for word in latin(text) if not _UNIT.fullmatch(word))


def _plain(parts: Iterable[str]) -> bool:
    """Tell whether a capitalised word is only a term, an office or a month of our own tables."""
    return all(part in labels() or part in _ALLOWED for part in parts)


def _looks_named(parts: Sequence[str]) -> bool:
    """Tell whether the word that opens a sentence is a name the tables know, so that it needs support."""
    return any(part in familiar() for part in parts)


def _negation(text: str, language: Language) -> bool:
    return bool((_NOT_KO if language is Language.KO else _NOT_EN).search(text))


def _turned(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    both = [code for code in theirs if code in mine]
    return len(both) >= 2 and [code for code in mine if code in both][:2] != both[:2]


def _against(text: str, language: Language, found: Sequence[Event], here: set[int]) -> Iterator[tuple[Problem, str]]:
    """Hold a place against the typed events of the sections it cites."""
    for event in found:
        if event.section in here and (why := raised(text, language, event)):
            yield Problem.EVENT, f"{event.type.label}: {why}"
