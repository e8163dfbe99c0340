"""The metadata behind the body: reviewer, references, related posts, credit, disclaimer, navigation, notes."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, auto

from jobs.model import Neighbour, Reference, Related, Reviewer
from jobs.reading.citations import (
    address_of,
    are_outlets,
    looks_cited,
    read_neighbour,
    read_reference,
    read_related,
    split_accessed,
    usual_reference,
)
from jobs.reading.lines import Line
from jobs.reading.markers import NUMBERED, Family
from jobs.reading.reviewers import read_reviewer
from jobs.reading.signs import STANDALONE, Sign, Signed, is_sentence

_REFERENCE_LONGEST = 400
_LONGEST = 600  # of a disclaimer


class _Among(Enum):
    """The list that the lines read now belong to."""

    NOTES = auto()
    REFERENCES = auto()
    RELATED = auto()
    REMARKS = auto()


@dataclass(slots=True)
class Closing:
    """The metadata as far as it was read. `day` is the document's: days without a year are beside it."""

    day: date | None = None
    reviewer: Reviewer | None = None
    references: list[Reference] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    previous: Neighbour | None = None
    next: Neighbour | None = None
    image_credit: str | None = None
    disclaimer: str | None = None
    notes: list[str] = field(default_factory=list)
    _among: _Among = _Among.NOTES
    _steering: Sign | None = None  # 이전글 stood alone: its post is on the next line
    _disclaiming: bool = False  # the disclaimer's sentence is not at its end

    def begin(self) -> None:
        """Forget which list a line above the body opened: the metadata behind it begins afresh."""
        self._among, self._steering, self._disclaiming = _Among.NOTES, None, False

    def take(self, line: Line) -> None:
        """Read one more line of the metadata."""
        steering, self._steering = self._steering, None
        if line.signed is not None:
            self.take_signed(line, line.signed)
        elif steering:
            self._take_neighbour(steering, line.whole)
        elif self._disclaiming and line.family is None and not line.gap and len(self.disclaimer or "") < _LONGEST:
            self.disclaimer = f"{self.disclaimer} {line.whole}"
            self._disclaiming = not is_sentence(line.whole)
        else:
            self._take_plain(line)

    def take_signed(self, line: Line, signed: Signed) -> None:
        """Read a line that says by itself what it is."""
        self._disclaiming = False
        match signed.sign:
            case Sign.REVIEWER:
                self._take_reviewer(line, signed.rest)
            case Sign.REFERENCES | Sign.SOURCE:
                self._among = _Among.REFERENCES
                names = [name.strip() for name in signed.rest.split(",")]
                for part in names if are_outlets(names) else _parts(signed.rest):
                    self._take_reference(part)
            case Sign.RELATED | Sign.INSET:
                self._among = self._among if signed.sign is Sign.INSET else _Among.RELATED
                self.related += [read_related(signed.rest, self.day)] if signed.rest else []
            case Sign.REMARKS:
                self._among = _Among.REMARKS
            case Sign.CREDIT | Sign.DISCLAIMER:
                self._take_text(signed)
            case Sign.NOTICE | Sign.ASIDE | Sign.FURNITURE:
                self._among = self._among if signed.sign is Sign.FURNITURE else _Among.NOTES
                self.notes.append(line.whole)
            case Sign.PREVIOUS | Sign.NEXT:
                self._steering = None if signed.rest else signed.sign
                if signed.rest:
                    self._take_neighbour(signed.sign, signed.rest)

    def _take_reviewer(self, line: Line, rest: str) -> None:
        if self.reviewer is None:
            self.reviewer = read_reviewer(rest)
            self._among = _Among.NOTES
        else:
            self.notes.append(line.whole)

    def _take_text(self, signed: Signed) -> None:
        if signed.sign is Sign.CREDIT and self.image_credit is None:
            self.image_credit = signed.rest
        elif signed.sign is Sign.DISCLAIMER and self.disclaimer is None:
            self.disclaimer = signed.rest
            self._disclaiming = not is_sentence(signed.rest)
        else:
            self.notes.append(signed.rest)
        self._among = _Among.REMARKS if self._among is _Among.REMARKS else _Among.NOTES

    def _take_neighbour(self, sign: Sign, text: str) -> None:
        neighbour = read_neighbour(text)
        if neighbour is None:
            return
        if sign is Sign.PREVIOUS and self.previous is None:
            self.previous = neighbour
        elif sign is Sign.NEXT and self.next is None:
            self.next = neighbour
        else:
            self.notes.append(text)

    def _take_plain(self, line: Line) -> None:
        prose = len(line.whole) > _REFERENCE_LONGEST or line.whole.endswith(("다.", "다", "요."))
        if prose or self._among is _Among.REMARKS:
            self.notes.append(line.whole)
        elif self._among is _Among.RELATED and line.text.strip(" .-") != "없음":
            self.related.append(read_related(line.whole, self.day))
        elif self._among is _Among.REFERENCES or looks_cited(line.whole):
            for part in _parts(line.whole):
                self._take_reference(part, apart=line.family in NUMBERED)
        else:
            self.notes.append(line.whole)

    def _take_reference(self, text: str, *, apart: bool = False) -> None:
        """Add a reference; an address alone belongs to the one above that has none, unless it bears its own number."""
        if usual := usual_reference(text):
            self.references.append(usual)
            return
        text, accessed = split_accessed(text)
        self.notes += [accessed] if accessed else []
        address = None if apart else address_of(text)
        if address and self.references and self.references[-1].url is None:
            self.references[-1] = replace(self.references[-1], url=address)
        else:
            self.references.append(read_reference(text, self.day))


def _parts(rest: str) -> list[str]:
    """Give the references written on one line, set apart by semicolons."""
    if "; " not in rest:
        return [rest] if rest else []
    parts = [part.strip() for part in rest.split("; ") if part.strip()]
    return parts if all(looks_cited(part) for part in parts) else [rest]


def may_stand_alone(line: Line, signed: Signed) -> bool:
    """Tell whether a line is metadata wherever it stands: unless a marker makes it part of the outline."""
    if signed.sign is Sign.FURNITURE:
        return line.family in (None, Family.SMALL)  # of a list of industries 인쇄 is one
    return signed.sign in STANDALONE and (line.family is None or not line.whole.startswith(tuple("☐□■◦○●-–")))
