"""A document as fetched, the record read from it, and what a new reading means for the archive."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import StrEnum

from jobs.model.ids import Language


class Media(StrEnum):
    """How a document's content is written."""

    TEXT = "text"
    HTML = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document as a source gave it, decoded, before reading.

    `title`, `published`, `outlet` and `region_label` are what the list, the feed, the page's own fields or the source's
    settings said;
    reading fills from the text what they leave open, and never overrides what the text itself states.
    """

    content: str
    media: Media = Media.TEXT
    language: Language = Language.KO
    url: str | None = None
    title: str | None = None
    published: date | None = None
    outlet: str | None = None
    region_label: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsection:
    """A ◦ heading and the paragraphs below it; the heading is None where paragraphs stand alone."""

    heading: str | None = None
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A ☐ heading and what it holds."""

    heading: str | None = None
    subsections: tuple[Subsection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Who reviewed the briefing (감수)."""

    name: str
    affiliation: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An article the briefing cites."""

    outlet: str | None = None
    title: str
    published: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another briefing of the same source that this one points to."""

    title: str
    published: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The previous or next post in the site's navigation; it says nothing about this briefing."""

    series: str | None = None
    title: str
    published: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """A Korean name with the English or the abbreviation the text itself gives for it."""

    korean: str
    english: str | None = None
    abbreviation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossCount:
    """How often a Korean name was given in one English form; `chosen`: a person wants this form."""

    korean: str
    english: str
    abbreviation: str = ""
    seen: int = 1
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A document read into its structure. Every word of the input stands in exactly one structural field."""

    title: str = ""
    language: Language = Language.KO
    category: str | None = None
    series: str | None = None
    region_label: str | None = None
    outlet: str | None = None
    published: date | None = None
    sections: tuple[Section, ...] = ()
    reviewer: Reviewer | None = None
    references: tuple[Reference, ...] = ()
    related: tuple[Related, ...] = ()
    previous: Neighbour | None = None
    next: Neighbour | None = None
    image_credit: str | None = None
    disclaimer: str | None = None
    notes: tuple[str, ...] = ()  # lines after the body that fit no other field
    glosses: tuple[Gloss, ...] = ()
    url: str | None = None
    warnings: tuple[str, ...] = ()

    def headings(self) -> Iterator[str]:
        """Give every heading in reading order."""
        for section in self.sections:
            if section.heading:
                yield section.heading
            for subsection in section.subsections:
                if subsection.heading:
                    yield subsection.heading

    def paragraphs(self) -> Iterator[str]:
        """Give every paragraph of the body in reading order."""
        for section in self.sections:
            for subsection in section.subsections:
                yield from subsection.paragraphs

    def content_sha(self) -> str:
        """Give a fingerprint that changes when, and only when, what readers see of it would change."""
        seen = {name: getattr(self, name) for name in self.__dataclass_fields__}
        seen.update(previous=None, next=None, warnings=(), url=None, related=())
        return hashlib.sha256(_SPELLED.encode(seen).encode()).hexdigest()

    def spelled(self) -> str:
        """Give all of it as JSON, each field under its name."""
        return _SPELLED.encode(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A record with its JSON and its fingerprint, as the process that read it wrote them down."""

    briefing: Briefing
    json: str
    content_sha: str


def _spelled(value: object) -> object:
    """Give a record as its fields and a date as it is written: what json asks for (asdict would copy all of it)."""
    if not is_dataclass(value):
        return str(value)
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


_SPELLED = json.JSONEncoder(ensure_ascii=False, default=_spelled)


class Change(StrEnum):
    """What a reading means for the archive."""

    NEW = "new"
    REVISED = "revised"
    SAME = "same"


def compare(known_sha: str | None, shown_sha: str) -> Change:
    """Tell by its fingerprints whether what is shown is new, differs from what is known, or is the same."""
    if known_sha is None:
        return Change.NEW
    return Change.SAME if known_sha == shown_sha else Change.REVISED


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A figure, a date or a name that a revision changed, as it stood and stands; None: it was or is not there."""

    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a reader of the earlier revision has to be told; all empty where only the wording changed."""

    figures: tuple[Changed, ...] = ()
    dates: tuple[Changed, ...] = ()
    names: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to tell."""
        return bool(self.figures or self.dates or self.names)
