"""The words of the newsroom: what a briefing, a tag, a summary, an interest and a delivery are.

Values only: frozen, no I/O, no clock. Times are aware and UTC; days are plain dates. Text is NFC.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

BriefingId = NewType("BriefingId", int)
ChatId = NewType("ChatId", int)
DispatchId = NewType("DispatchId", int)
RegionId = NewType("RegionId", int)
TopicId = NewType("TopicId", int)

ANY_REGION = RegionId(0)
ANY_TOPIC = TopicId(0)

TAGGED_CHARACTERS = 20_000
"""Tags and summaries look at this many first characters of a document; the record keeps all."""


class Language(StrEnum):
    """A language Sosik speaks and reads."""

    KO = "ko"
    EN = "en"


class ReaderLanguage(StrEnum):
    """What a reader asked for: Korean, English, or both (their first language open, the other folded)."""

    KO = "ko"
    EN = "en"
    BOTH = "both"


class Rights(StrEnum):
    """What of a source's text may be pushed; each includes the ones before it."""

    LINK = "link"  # title, facts, link
    HEADINGS = "headings"  # and its headings
    QUOTES = "quotes"  # and up to 300 characters of quoted sentences
    FULL = "full"


# ── a document as fetched, and the record read from it ────────────────────────────────────────────


class Media(StrEnum):
    """How a document's content is written."""

    TEXT = "text"
    HTML = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document as a source gave it, decoded, before reading.

    `title`, `published` and `outlet` are what the list, the feed or the page's own fields said;
    reading fills from the text what they leave open, and never overrides what the text itself states.
    """

    content: str
    media: Media = Media.TEXT
    language: Language = Language.KO
    url: str | None = None
    title: str | None = None
    published: date | None = None
    outlet: str | None = None
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
        seen = replace(self, previous=None, next=None, warnings=(), url=None, related=())
        return hashlib.sha256(json.dumps(asdict(seen), ensure_ascii=False, default=str).encode()).hexdigest()


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────


class Place(StrEnum):
    """Where in a briefing something was found."""

    TITLE = "title"
    BYLINE = "byline"
    HEADING = "heading"
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


# ── summaries ────────────────────────────────────────────────────────────────────────────────────


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed item: a verbatim span of the source, or a table label with the span that triggered it.

    For a verbatim line `evidence == (text,)`. Each member of `evidence` occurs in the source.
    """

    kind: LineKind
    text: str
    evidence: tuple[str, ...]
    note: str | None = None
    on: date | None = None


class Method(StrEnum):
    """How a summary was made."""

    OUTLINE = "outline"  # the source's own headings and sentences
    EXTRACT = "extract"  # sentences chosen by rank, verbatim
    RULES = "rules"  # the auto digest in the other language; never a translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is said of a briefing in one language. An empty `lines` means: nothing can be said honestly."""

    language: Language
    method: Method
    headline: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A briefing as the archive holds it: with its id, its revision and everything said of it.

    `related_targets` runs beside `briefing.related`: the briefing meant, where the archive has it.
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


# ── people and what they asked for ───────────────────────────────────────────────────────────────


class ChatKind(StrEnum):
    """What sort of chat it is; groups and channels get the group layout."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class ChatState(StrEnum):
    """Whether a chat can be reached: `resting` keeps its preferences and gets nothing."""

    ACTIVE = "active"
    RESTING = "resting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat as the desk knows it. `first` is the language a reader of both has open; the other is folded."""

    id: ChatId
    telegram_id: int
    thread: int = 0
    kind: ChatKind = ChatKind.PRIVATE
    state: ChatState = ChatState.ACTIVE
    language: ReaderLanguage = ReaderLanguage.KO
    first: Language = Language.KO

    @property
    def interface(self) -> Language:
        """Give the language in which the bot talks to this chat."""
        return self.first if self.language is ReaderLanguage.BOTH else Language(self.language.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What a person asked for: a region and a topic (0 means any), minus the excluded regions."""

    id: int = 0
    region: RegionId = ANY_REGION
    topic: TopicId = ANY_TOPIC
    excludes: tuple[RegionId, ...] = ()


def subscription_key(region: RegionId, topic: TopicId) -> int:
    """Give the match key of a region and a topic; topics stay below 64 for ever."""
    return int(region) * 64 + int(topic)


# ── comparing what is known with what was read ───────────────────────────────────────────────────


class Change(StrEnum):
    """What a reading means for the archive."""

    NEW = "new"
    REVISED = "revised"
    SAME = "same"


def compare(known_sha: str | None, briefing: Briefing) -> Change:
    """Tell whether the briefing is new, differs from the one known by `known_sha`, or is the same."""
    if known_sha is None:
        return Change.NEW
    return Change.SAME if known_sha == briefing.content_sha() else Change.REVISED


# ── deliveries ───────────────────────────────────────────────────────────────────────────────────


class DispatchKind(StrEnum):
    """What is being sent."""

    ALERT = "alert"
    CORRECTION = "correction"
    DIGEST = "digest"
    BROADCAST = "broadcast"
    RECALL = "recall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message due to one chat, claimed by the sender that holds `epoch`."""

    dispatch_id: DispatchId
    chat: Chat
    kind: DispatchKind
    subject_id: int
    attempts: int
    plain: bool = False  # Telegram refused the markup once: send it as plain text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Telegram took the message."""

    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """It may be tried again at `at`; `uncertain` when it may have arrived already."""

    at: datetime
    reason: str
    uncertain: bool = False
    limited: bool = False  # a 429: the wait is Telegram's, not a failed attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The chat cannot be reached: it rests, its preferences stay."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The group lives on under a new Telegram id; the message is due there."""

    telegram_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLost:
    """The forum topic is gone: the chat's messages go to its main thread from now on."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Telegram refuses the content; as plain text it may pass once, then it is dead."""

    reason: str


Outcome = Sent | Later | Gone | Moved | TopicLost | Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What became of one claimed delivery."""

    dispatch_id: DispatchId
    chat_id: ChatId
    outcome: Outcome


# ── sources ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the last 200 of one URL gave, byte for byte, to ask it conditionally next time."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> Mapping[str, str]:
        """Give the request headers that make a GET conditional."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One answer of a web server. `body` is empty and `not_modified` true after a 304."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""
    validators: Validators = field(default_factory=Validators)

    @property
    def not_modified(self) -> bool:
        """Tell whether the server said that nothing changed."""
        return self.status == 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed or a list: what is known of a briefing before its own page is read.

    `keys` identify it within its source, best first. `content` is the document itself where the feed
    carries it; None means that `url` has to be fetched.
    """

    keys: tuple[str, ...]
    url: str
    title: str | None = None
    published: date | None = None
    content: str | None = None
    media: Media = Media.HTML
    content_language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What a source remembers between polls."""

    source_id: str
    validators: Validators = field(default_factory=Validators)
    polled_ok: bool = False  # False until the first poll that stored something: that one is the baseline
    failures: int = 0
    next_at: datetime | None = None


def backoff_s(failures: int, interval_s: int) -> float:
    """Give the seconds to wait after so many failures in a row: doubling, at most a day."""
    return float(min(86_400, interval_s * 2 ** min(failures, 12)))


def due_again(now: datetime, failures: int, interval_s: int) -> datetime:
    """Give the time of the next poll."""
    return now + timedelta(seconds=backoff_s(failures, interval_s) if failures else interval_s)
