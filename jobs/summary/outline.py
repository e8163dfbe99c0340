"""The Korean side of a Korean briefing: its own headings, and up to two sentences of hard figures and decided acts."""

import re
from collections import Counter
from collections.abc import Iterator

from jobs.model import Briefing, Line, LineKind
from jobs.summary.figures import korean_figures
from jobs.summary.sentences import sentences
from jobs.summary.wording import wording

_ALIKE = 0.7
_MOST_MEASURES = 2
_LEAST = 1.5
_LONG = 110
_DONE = re.compile(r"(?:했다|됐다|되었다|였다|었다|았다|한다|된다|났다|졌다|렸다)\.?$")


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
    scored = [(_hardness(sentence), place) for place, sentence in enumerate(given)]
    best = sorted((pair for pair in scored if pair[0] >= _LEAST), key=lambda pair: (-pair[0], pair[1]))
    for _, place in sorted(best[:_MOST_MEASURES], key=lambda pair: pair[1]):
        yield verbatim(LineKind.MEASURE, given[place])


def _hardness(sentence: str) -> float:
    """Weigh a sentence: figures and decided acts for it, talk and length against it."""
    if not 15 <= len(sentence) <= 300:
        return 0.0
    words = wording()
    figures = max((figure.hardness for figure in korean_figures(sentence)), default=0)
    acts = len(set(words.acts.findall(sentence)))
    talk = len(set(words.talk.findall(sentence)))
    settled = 0.5 if _DONE.search(sentence) else 0.0
    return 0.7 * figures + 1.3 * min(acts, 2) + settled - 1.2 * talk - max(0, len(sentence) - _LONG) / 60


def _pairs(text: str) -> Counter[str]:
    letters = "".join(character for character in text.casefold() if character.isalnum())
    return Counter(letters[index : index + 2] for index in range(len(letters) - 1))
