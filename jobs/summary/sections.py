"""What the English side says of each section: its event and the headlines cited under it; the rest "in the text".

A cited headline goes under the section with which it shares at least two names or glossary terms, and clearly more
than with any other; the countries and leaders of the title tell no section from another. The rest is "also cited".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from jobs import regions
from jobs.language import TokenPass
from jobs.model import Briefing, Language, Line, LineKind, Section, Tags
from jobs.summary.actors import Actor, Cast, countries
from jobs.summary.event_record import Event
from jobs.summary.event_types import EventType, Heading, closed_lists, event_types
from jobs.summary.events import events
from jobs.summary.terms import terms
from jobs.summary.wording import wording

_LEAST = 2
_MARGIN = 1.0
_HEADING, _BELOW, _BODY = 2.0, 1.5, 1.0
_WORD = re.compile(r"[a-z0-9]+(?:[-’'][a-z0-9]+)*")
_SEGMENT = re.compile(r"\s*(?:,|…|\.{2,3})\s*")
_MOST_IN_TEXT = 6


def event_lines(briefing: Briefing, tags: Tags, tokens: TokenPass) -> tuple[Line, ...]:
    """Give the events: one a section where its ☐ heading bears it out, then those that only stand in the text."""
    found = events(briefing, tags, tokens)
    cast = Cast(briefing, tags)
    leading: list[Line] = []
    used: set[str] = set()
    for number, section in enumerate(briefing.sections):
        stated = _from_body(section, [event for event in found if event.section == number])
        if stated is not None:
            used.add(stated.span)
            leading.append(_line(stated, number))
            continue
        line = _from_headings(section, cast, number)
        if line is not None:
            leading.append(line)
    rest = [event for event in found if event.span not in used]
    said = {(line.text, line.note) for line in leading}
    rest = [event for event in rest if (event.type.label, event.note) not in said][:_MOST_IN_TEXT]
    return (*leading, *(_line(event, None) for event in rest))


def placed(cited: Iterable[Line], briefing: Briefing, tags: Tags, tokens: TokenPass) -> Iterator[Line]:
    """Give the cited headlines, each with the section it belongs to, None for "also cited"."""
    cast = Cast(briefing, tags)
    common = {word for _, _, actor in cast.called(briefing.title) if actor.region for word in _words_of(actor.label)}
    sections = [_weights(section, cast, tokens) for section in briefing.sections]
    for line in cited:
        yield replace(line, section=_section_of(_words_of(line.text), sections, common))


def _section_of(words: frozenset[str], sections: Sequence[Mapping[str, float]], common: set[str]) -> int | None:
    """Give the section that shares two words or more with a headline and clearly more of its own than any other."""
    telling = words - common
    scores = [sum(weights.get(word, 0.0) for word in telling) for weights in sections]
    best = max(range(len(sections)), key=lambda number: scores[number], default=None)
    if best is None:
        return None
    mine = sections[best]
    named = any(mine.get(word, 0.0) >= _HEADING for word in telling)
    enough = named or sum(word in mine for word in telling) >= _LEAST
    others = [score for number, score in enumerate(scores) if number != best]
    clear = scores[best] - max(others, default=0.0) >= _MARGIN
    return best if enough and clear and sum(word in mine for word in words) >= _LEAST else None


def _line(event: Event, section: int | None) -> Line:
    return Line(
        kind=LineKind.EVENT, text=event.type.label, evidence=(event.span,), note=event.note or None, section=section
    )


def _from_body(section: Section, found: Iterable[Event]) -> Event | None:
    """Give the first event of the section whose own words stand in its ☐ heading."""
    heading = (section.heading or "").replace(" ", "")
    for event in found:
        if re.sub(r"[을를에의](?=\s|$)|\s", "", event.act) in heading:
            return event
    return None


def _from_headings(section: Section, cast: Cast, number: int) -> Line | None:
    """Read the ☐ heading itself, and add what its ◦ headings say in such a form, with the names glossed below them."""
    main = _stated(section.heading or "", section, cast)
    if main is None:
        return None
    label, note, evidence = main
    notes, spans = [note], [evidence]
    for subsection in section.subsections:
        below = _stated(subsection.heading or "", section, cast)
        if below is None or below[0] == label:
            continue
        notes.append(f"{below[0]}: {below[1]}")
        spans.append(below[2])
        names = [
            (actor.label, text[start:end])
            for text in subsection.paragraphs
            for start, end, actor in cast.called(text)
            if actor.kind == "name"
        ]
        if names:
            notes.append("named: " + ", ".join(dict.fromkeys(label for label, _ in names)))
            spans += dict.fromkeys(surface for _, surface in names)
    return Line(
        kind=LineKind.EVENT, text=label, evidence=tuple(spans), note=" · ".join(filter(None, notes)), section=number
    )


def _stated(heading: str, section: Section, cast: Cast) -> tuple[str, str, str] | None:
    """Read a heading that states an event: its label, what is said of it, and the words it was read from."""
    *before, last = _SEGMENT.split(heading.strip()) or [""]
    body = " ".join(text for subsection in section.subsections for text in subsection.paragraphs)
    for kind in event_types():
        if not kind.on:
            continue
        for form in kind.headings:
            match = form.pattern.fullmatch(last)
            if match is not None and (form.needs is None or form.needs.search(body)):
                return _said(kind, form, match, heading, _parties(before, body, cast))
    return None


def _said(
    kind: EventType, form: Heading, match: re.Match[str], heading: str, parties: tuple[str, ...]
) -> tuple[str, str, str] | None:
    tables = closed_lists().tables
    values = {name: tables[name].get(word, "") for name, word in match.groupdict().items() if name in tables}
    values["outcome"] = form.outcome
    if "country" in match.groupdict():
        found = regions.find(match["country"])
        if len(found) != 1 or not regions.is_country(found[0]):
            return None
        values["country"] = regions.label(found[0], Language.EN)
    label, _, note = (form.says if "|" in form.says else f"{kind.label}|{form.says}").partition("|")
    said = " · ".join(filter(None, (note.format(**values), ", ".join(parties))))
    return label.format(**values), said, heading


def _parties(before: Iterable[str], body: str, cast: Cast) -> tuple[str, ...]:
    """Give who 양국 and 양국 정상 before the comma are: the pair the section and the briefing are about."""
    said = next((part for part in before if part in ("양국", "양국 정상", "두 나라")), None)
    pair = cast.primary
    people = {actor for _, _, actor in cast.called(body) if actor.kind == "person"}
    if said is None or len(pair) != 2 or not set(countries(people)) <= {actor.code for actor in pair}:
        return ()
    if said != "양국 정상":
        return tuple(actor.label for actor in pair)
    found: list[Actor | None] = [cast.person(actor.code) for actor in pair]
    return tuple((person or country).label for person, country in zip(found, pair, strict=True))


def _weights(section: Section, cast: Cast, tokens: TokenPass) -> dict[str, float]:
    """Give the English of a section's names and terms: what its ☐ heading names weighs most."""
    weights: dict[str, float] = {}
    texts = [(section.heading or "", _HEADING)]
    for subsection in section.subsections:
        texts += [(subsection.heading or "", _BELOW), *((text, _BODY) for text in subsection.paragraphs)]
    for text, weight in texts:
        for word in _english(text, cast, tokens):
            weights[word] = max(weight, weights.get(word, 0.0))
    return weights


def _english(text: str, cast: Cast, tokens: TokenPass) -> set[str]:
    found = set(_english_names(text, cast))
    for term in terms(text, tokens.of(text)) if text else ():
        found |= _words_of(term.label)
    return found


def _english_names(text: str, cast: Cast) -> Iterator[str]:
    for _, _, actor in cast.called(text):
        yield from _words_of(actor.label)


@lru_cache(maxsize=2048)
def _words_of(text: str) -> frozenset[str]:
    """Give the words of an English text as they are compared: lower case, without endings and little words."""
    words = {re.sub(r"['’]s$", "", word) for word in _WORD.findall(text.casefold())}
    stems = (_stem(word) for word in words if word not in _LITTLE and len(word) > 1)
    return frozenset(wording().alike.get(word, word) for word in stems)


def _stem(word: str) -> str:
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) >= least:
            return word.removesuffix(ending)
    return word


_ENDINGS = (("ening", 6), ("ments", 7), ("ment", 7), ("ies", 5), ("ing", 6), ("ed", 5), ("es", 6), ("s", 4))
_LITTLE = frozenset(
    {"the", "of", "and", "to", "in", "on", "for", "with", "an", "at", "by", "as", "from", "new", "its", "their", "key"}
    | {"plan", "talks", "visit", "or", "up", "over", "after", "is", "be", "says", "said"}
)
