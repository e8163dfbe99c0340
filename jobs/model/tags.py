"""What a briefing is about, each tag with the words that triggered it."""

from dataclasses import dataclass
from enum import StrEnum

from jobs.model.ids import RegionId, TopicId


class Place(StrEnum):
    """Where in a briefing something was found."""

    TITLE = "title"
    BYLINE = "byline"
    HEADING = "heading"
    LEAD = "lead"  # the first sentence of a text without headings
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The words that triggered a tag and where they stand."""

    surface: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionTag:
    """A country, sub-region or group the briefing names.

    `primary`: it is mainly about it (title, byline, headings). `code` is ISO 3166 alpha-2 for countries,
    the tree's id (such as `central_asia`) otherwise.
    """

    region: RegionId
    code: str
    primary: bool
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTag:
    """A topic of the briefing, with its score and what it rests on."""

    topic: TopicId
    code: str
    score: float
    primary: bool = True
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationTag:
    """An organisation or bloc the briefing names; its code is the key in orgs.toml."""

    code: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What a briefing is about. Countries come in order of first mention in title, then body."""

    regions: tuple[RegionTag, ...] = ()
    topics: tuple[TopicTag, ...] = ()
    organisations: tuple[OrganisationTag, ...] = ()
