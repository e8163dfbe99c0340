"""What a backend writes: a headline and a few points a language, each point with the paragraphs it rests on."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jobs.language import clean
from jobs.model import Briefing, Language, Line, LineKind, Method, Rights, Section, Subsection, Summary
from jobs.summary.sentences import looked_at

FEWEST_POINTS, MOST_POINTS = 3, 5
_MARKUP = re.compile(
    r"</?[A-Za-z][^<>]{0,200}>|\[([^\[\]]{0,200})\]\([^()]{0,500}\)|[*_`~#|]{1,3}(?=\S)|(?<=\S)[*_`~|]{1,3}"
)

_TO_A_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|above|previous)\b|"
    r"\byou (?:must|are now|will now)\b|\bauthori[sz]e you\b|\b(?:new|your) task\s*:|\bas an? (?:ai|assistant)\b|"
    r"\btranslate this (?:sentence|text)\b|^\W*(?:system|assistant|user|developer)\b\W*[:\]>]|"
    r"</?(?:document|system|instructions?|prompt)>|```|<\|"
    r"|(?:이전|앞선|위의|기존) ?(?:지시|명령|규칙|프롬프트).{0,12}(?:무시|잊)|(?:관리자|시스템|개발자) ?(?:명령|지시)|"
    r"(?:너는|당신은) 이제",
    re.IGNORECASE,
)
_LINKS = re.compile(r"</?[A-Za-z][^<>]{0,200}>|\]\s?\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph of the body with the headings above it; `section` counts the ☐ sections."""

    text: str
    headings: tuple[str, ...]
    section: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point and the numbers (from 1) of the paragraphs it rests on."""

    text: str
    paragraphs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A headline and its points in one language; `markup` are the tags and links taken out of them."""

    headline: str
    points: tuple[Point, ...]
    markup: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Both languages as a backend wrote them, without any markup; `backend` is its name with its model."""

    sides: Mapping[Language, Side]
    backend: str


def permitted(briefing: Briefing, rights: Rights) -> Briefing | None:
    """Give what of a briefing a backend may be sent and may write from: what we may push (D23). None: nothing.

    Under `headings` that is its title and its headings, as paragraphs, with the names glossed in them.
    """
    if rights is Rights.LINK:
        return None
    if rights is not Rights.HEADINGS:
        return briefing
    shown = "\n".join((briefing.title, *briefing.headings()))
    return Briefing(
        title=briefing.title,
        language=briefing.language,
        series=briefing.series,
        region_label=briefing.region_label,
        outlet=briefing.outlet,
        published=briefing.published,
        sections=tuple(_headings_only(section) for section in briefing.sections),
        glosses=tuple(gloss for gloss in briefing.glosses if gloss.korean in shown),
        url=briefing.url,
    )


def _headings_only(section: Section) -> Section:
    headings = (section.heading, *(subsection.heading for subsection in section.subsections))
    return Section(subsections=(Subsection(paragraphs=tuple(filter(None, headings))),))


def passages(briefing: Briefing) -> tuple[Passage, ...]:
    """Give the paragraphs a backend sees; its paragraph 1 is the first of them.

    A paragraph that talks to a machine is no news: it is neither shown to a backend nor may anything rest on it.
    """
    found = []
    for number, section in enumerate(looked_at(briefing).sections):
        for subsection in section.subsections:
            headings = tuple(filter(None, (section.heading, subsection.heading)))
            told = (text for text in subsection.paragraphs if not _TO_A_MACHINE.search(text))
            found += [Passage(text=text, headings=headings, section=number) for text in told]
    return tuple(found)


def bare(text: str) -> str:
    """Give a backend's words without markup, links' targets and control characters, on one line."""
    plain = clean(html.unescape(text))
    for _ in range(3):
        plain = _MARKUP.sub(lambda match: match[1] or "", plain)
    return " ".join(plain.replace("<", "‹").replace(">", "›").split())


def side_of(headline: str, points: Iterable[tuple[str, Iterable[int]]]) -> Side:
    """Give a side with its texts bare."""
    given = [(text, tuple(paragraphs)) for text, paragraphs in points]
    markup = [match.group() for text in (headline, *(text for text, _ in given)) for match in _LINKS.finditer(text)]
    return Side(
        headline=bare(headline),
        points=tuple(Point(text=bare(text), paragraphs=paragraphs) for text, paragraphs in given),
        markup=tuple(markup),
    )


def summaries(written: Written, briefing: Briefing, rights: Rights) -> Mapping[Language, Summary]:
    """Give the written sides as summaries; each line's evidence are the paragraphs it cites.

    The briefing is the one that was sent, `permitted` under these rights.
    """
    given = passages(briefing)
    return {
        language: Summary(
            language=language,
            method=Method.WRITTEN,
            headline=side.headline,
            lines=(
                *(_line(point, given) for point in side.points),
                Line(kind=LineKind.WRITER, text=written.backend, evidence=(), note=rights.value),
            ),
        )
        for language, side in written.sides.items()
    }


def _line(point: Point, given: Sequence[Passage]) -> Line:
    evidence = tuple(given[number - 1].text for number in point.paragraphs)
    return Line(kind=LineKind.POINT, text=point.text, evidence=evidence)
