"""The Korean side of a Korean briefing: its own headings, and up to two sentences of hard figures and decided acts."""

import re
from collections import Counter
from collections.abc import Iterator

from jobs.model import Briefing, Line, LineKind
from jobs.summary.hardness import hardness
from jobs.summary.sentences import sentences

_ALIKE = 0.7
_MOST_MEASURES = 2
_LEAST = 1.5
_MARKS = " 0123456789.:-[]<>()〈〉"
_RUBRIC = "정치|경제|사회|문화|외교|안보|통상|산업|정무|국내|국제|대외|대내"  # of a weekly report
_NOUN = (
    rf"(?:(?:{_RUBRIC}|주요|향후|현재|추진|최근|관련|세부|기타|종합|국내외|대내외|핵심|기본|참고|회의|행사|조사|사업)\s?)*"
    rf"(?:{_RUBRIC}|기타|배경|개요|현황|상황|서론|본론|결론|요약|목차|도입|시사점|전망|평가|분석|내용|의의|참고|붙임|첨부|일반|동향|경과|계획|이슈"
    r"|일정|사항|과제|특징|결과|총평|맺음말|머리말|들어가며|나가며|주요내용|방향|대응|요인|원인|영향)"
)
_LABEL = re.compile(rf"{_NOUN}(?:(?:\s?[·/,&]\s?|\s및\s|[와과]\s){_NOUN})*")


def outline(briefing: Briefing) -> tuple[Line, ...]:
    """Give the headings in order (one that repeats the title is dropped), then the measures.

    Nothing where no heading says anything: 배경, 시사점, 정치·외교 are the same in every report.
    """
    lines = list(_headings(briefing))
    return (*lines, *_measures(briefing)) if not all(_is_label(line.text) for line in lines) else ()


def near(one: str, other: str) -> bool:
    """Tell whether two headings say the same in nearly the same letters."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return False
    return 2 * sum((first & second).values()) / (sum(first.values()) + sum(second.values())) >= _ALIKE


def verbatim(kind: LineKind, text: str) -> Line:
    """Give a line that is nothing but a span of the source."""
    return Line(kind=kind, text=text, evidence=(text,))


def _is_label(heading: str) -> bool:
    return _LABEL.fullmatch(heading.strip(_MARKS)) is not None


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
