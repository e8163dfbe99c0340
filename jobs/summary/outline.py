"""The Korean side of a Korean briefing: its own headings, and up to two sentences of hard figures and decided acts."""

from collections import Counter
from collections.abc import Iterator

from jobs.model import Briefing, Line, LineKind
from jobs.summary.hardness import hardness
from jobs.summary.sentences import sentences

_ALIKE = 0.7
_MOST_MEASURES = 2
_LEAST = 1.5


def outline(briefing: Briefing) -> tuple[Line, ...]:
    """Give the headings in order (one that repeats the title is dropped), then the measures."""
    lines = list(_headings(briefing))
    return (*lines, *_measures(briefing)) if lines else ()


def near(one: str, other: str) -> bool:
    """Tell whether two headings say the same in nearly the same letters."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return False
    return 2 * sum((first & second).values()) / (sum(first.values()) + sum(second.values())) >= _ALIKE


def verbatim(kind: LineKind, text: str) -> Line:
    """Give a line that is nothing but a span of the source."""
    return Line(kind=kind, text=text, evidence=(text,))


def _headings(briefing: Briefing) -> Iterator[Line]:
    for section in briefing.sections:
        if section.heading and not near(section.heading, briefing.title):
            yield verbatim(LineKind.HEADING, section.heading)
        for subsection in section.subsections:
            if subsection.heading and not near(subsection.heading, briefing.title):
                yield verbatim(LineKind.POINT, subsection.heading)


def _measures(briefing: Briefing) -> Iterator[Line]:
    given = [sentence for paragraph in briefing.paragraphs() for sentence in sentences(paragraph)]
    scored = [(hardness(sentence), place) for place, sentence in enumerate(given)]
    best = sorted((pair for pair in scored if pair[0] >= _LEAST), key=lambda pair: (-pair[0], pair[1]))
    for _, place in sorted(best[:_MOST_MEASURES], key=lambda pair: pair[1]):
        yield verbatim(LineKind.MEASURE, given[place])


def _pairs(text: str) -> Counter[str]:
    letters = "".join(character for character in text.casefold() if character.isalnum())
    return Counter(letters[index : index + 2] for index in range(len(letters) - 1))
