"""The texts of a briefing that may tag it, in reading order, each with where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from jobs.model import TAGGED_CHARACTERS, Briefing, Place

WHOLE = -1
"""The section number of what belongs to no ☐ section: title and byline."""


@dataclass(frozen=True, slots=True)
class Field:
    """One title, byline, heading or paragraph; `section` counts the ☐ sections."""

    text: str
    place: Place
    section: int


def fields(briefing: Briefing) -> tuple[Field, ...]:
    """Give title, byline and body up to the first TAGGED_CHARACTERS characters; never metadata."""
    given: list[Field] = []
    room = TAGGED_CHARACTERS
    for field in _all(briefing):
        if room <= 0:
            break
        if field.text:
            given.append(Field(field.text[:room], field.place, field.section))
            room -= len(field.text)
    return tuple(given)


def _all(briefing: Briefing) -> Iterator[Field]:
    yield Field(briefing.title, Place.TITLE, WHOLE)
    yield Field(briefing.region_label or "", Place.BYLINE, WHOLE)
    for number, section in enumerate(briefing.sections):
        yield Field(section.heading or "", Place.HEADING, number)
        for subsection in section.subsections:
            yield Field(subsection.heading or "", Place.HEADING, number)
            for paragraph in subsection.paragraphs:
                yield Field(paragraph, Place.BODY, number)
