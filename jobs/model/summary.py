"""What is said of a briefing, line by line, and the briefing as the archive holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from jobs.model.ids import BriefingId, Language, RegionId, Rights
from jobs.model.record import Briefing
from jobs.model.tags import Tags


class LineKind(StrEnum):
    """What a line of a summary is; captions are given by the phrases, never by the summary."""

    HEADING = "heading"  # a ☐ heading, verbatim
    POINT = "point"  # a ◦ heading or a sentence, verbatim
    MEASURE = "measure"  # a verbatim sentence of hard figures or decided acts
    REGION = "region"  # a region's label in the summary's language
    TOPIC = "topic"  # a topic's label in the summary's language
    NAME = "name"  # a glossed name; `note` is the role the text itself gives, if the table knows it
    ORGANISATION = "organisation"  # an organisation's label
    FIGURE = "figure"  # a figure with its unit; `note` holds the terms around it
    CITED = "cited"  # a cited headline, verbatim; `note` is its outlet, `on` its date
    EVENT = "event"  # a typed event's name; `note` says how it is put and who did what to whom
    WRITER = "writer"  # the backend that wrote the other lines; `note` are the rights it wrote under; no evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed item: a verbatim span of the source, or a table label with the span that triggered it.

    For a verbatim line `evidence == (text,)`. Each member of `evidence` occurs in the source. `section` counts the
    ☐ sections from 0: where an event or a cited headline belongs; None where it belongs to none.
    """

    kind: LineKind
    text: str
    evidence: tuple[str, ...]
    note: str | None = None
    on: date | None = None
    section: int | None = None


class Method(StrEnum):
    """How a summary was made."""

    OUTLINE = "outline"  # the source's own headings and sentences
    EXTRACT = "extract"  # sentences chosen by rank, verbatim
    RULES = "rules"  # the auto digest in the other language; never a translation
    WRITTEN = "written"  # by a backend, checked by machine: figures, dates, names; never its meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is said of a briefing in one language. An empty `lines` means: nothing can be said honestly."""

    language: Language
    method: Method
    headline: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendUse:
    """What a backend was asked on a day of UTC, and how it is doing: kept, so that no restart forgets a budget."""

    day: date | None = None
    requests: int = 0
    characters: int = 0
    failures: int = 0  # in a row
    resting_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A briefing as the archive holds it: with its id, its revision and everything said of it.

    `related_targets` runs beside `briefing.related`: the briefing meant, where the archive has it; `cited_targets`
    beside `briefing.references`: the briefing of the same title from the same outlet.
    """

    id: BriefingId
    revision: int
    source_id: str
    source_name: str
    source_name_en: str
    rights: Rights
    briefing: Briefing
    tags: Tags = field(default_factory=Tags)
    summaries: Mapping[Language, Summary] = field(default_factory=dict)
    related_targets: tuple[BriefingId | None, ...] = ()
    cited_targets: tuple[BriefingId | None, ...] = ()
    revised_at: datetime | None = None  # when the source was seen to have changed it
    written_at: datetime | None = None  # when a backend's summary took the place of the one that had gone out
    recalled: str | None = None  # the reason, where an owner took it back
    mentioned: tuple[RegionId, ...] = ()  # as one reader gets it: the regions for whose mere mention it comes
