"""The texts of a briefing that may tag it, in reading order, each with where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jobs import regions
from jobs.model import TAGGED_CHARACTERS, Briefing, Place

WHOLE = -1
"""The section number of what belongs to no ☐ section: title and byline."""
_LONGEST_LEAD = 300
_APART = re.compile(r"\s*[,/·]\s*")
_SENTENCE_END = re.compile(r"다\.|[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Field:
    """One title, byline, heading or paragraph; `section` counts the ☐ sections.

    `leads` are the ends of the first sentences of a text without headings, () everywhere else: one of them is its lead.
    """

    text: str
    place: Place
    section: int
    leads: tuple[int, ...] = ()


def fields(briefing: Briefing) -> tuple[Field, ...]:
    """Give title, byline and body up to the first TAGGED_CHARACTERS characters; never metadata."""
    given: list[Field] = []
    room = TAGGED_CHARACTERS
    for field in _all(briefing):
        if room <= 0:
            break
        if field.text:
            given.append(replace(field, text=field.text[:room]))
            room -= len(field.text)
    return tuple(_led(given))


def _led(given: list[Field]) -> list[Field]:
    """Mark where the lead may end, where there is no heading to say what the text is about."""
    first = next((at for at, field in enumerate(given) if field.place is Place.BODY), None)
    if first is None or any(field.place is Place.HEADING for field in given):
        return given
    text = given[first].text[:_LONGEST_LEAD]
    ends = [end.end() for end in _SENTENCE_END.finditer(text)]
    given[first] = replace(given[first], leads=(*ends, len(text)))
    return given


def _all(briefing: Briefing) -> Iterator[Field]:
    yield Field(briefing.title, Place.TITLE, WHOLE)
    yield Field(briefing.region_label or "", Place.BYLINE, WHOLE)
    yield Field(_region_of(briefing.series or ""), Place.BYLINE, WHOLE)
    for number, section in enumerate(briefing.sections):
        yield Field(section.heading or "", Place.HEADING, number)
        for subsection in section.subsections:
            yield Field(subsection.heading or "", Place.HEADING, number)
            for paragraph in subsection.paragraphs:
                yield Field(paragraph, Place.BODY, number)


def _region_of(series: str) -> str:
    """Give the series where it is nothing but regions (`[우즈베키스탄] …`), else nothing."""
    return series if series and all(regions.find(part) for part in _APART.split(series)) else ""
