"""A document as a list of clean lines, each with its marker: the only form the rest of reading looks at."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from jobs.language import clean
from jobs.model import Document, Media
from jobs.reading.furniture import LONGEST_FURNITURE
from jobs.reading.markers import LETTERED, PLAIN_GLYPHS, PRIVATE_FROM, STARTS, Family, Letters, split_marker
from jobs.reading.markup import page_lines
from jobs.reading.signs import BUTTON_HEADS, SIGN_HEADS, SIGN_HINTS, SIGN_TAILS, Signed, is_finished, sign_of

_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of characters: no database takes them
_ITEMISED = frozenset("☐□■◦ㅇ○")
_ITEM = re.compile(r"(?<=[.음함임됨]) - (?=[가-힣A-Z“‘])")
_RULE = frozenset("-|=_+:~*·. ─━—")
_DASHES = frozenset("-–")
_BARS = frozenset("|¦")  # what is left of a table's empty cells
_UNPLAIN = STARTS | _RULE | _BARS | {""}  # how a line begins that is not all text


class Line(NamedTuple):
    """A line that holds words: as written, its marker, what follows it, what it says of itself, and a gap before it."""

    whole: str
    family: Family | None
    text: str
    signed: Signed | None = None
    gap: bool = False


class Page(NamedTuple):
    """The lines of a document, the title beside them, and how many characters its text has."""

    lines: list[Line]
    title: str | None
    size: int
    replaced: bool


def page_of(document: Document) -> Page:
    """Give the lines of a document, text or HTML; rules drawn in characters (---|---) are no lines.

    The title is the one its source gives, else the one of its markup.
    """
    named, content = None, document.content
    if document.media is Media.HTML:
        named, content = page_lines(content)
    title = tidy(_without_surrogates(document.title or named or "")) or None
    if not content.isascii() and not unicodedata.is_normalized("NFC", content):
        content = unicodedata.normalize("NFC", content)
    raw_lines = content.split("\n")
    printable = all(map(str.isprintable, raw_lines))
    if not printable:  # a line end of another kind, half a surrogate pair, or what is taken out line by line
        content = _without_surrogates(content).replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
        raw_lines = content.split("\n")
        printable = all(map(str.isprintable, raw_lines))
    plain = printable and "  " not in content
    return Page(
        lines=_lines(
            _with_their_own(raw_lines) if " - " in content else raw_lines,
            str.strip if plain else tidy,
            [hint for hint in SIGN_HINTS if not plain or hint in content],
        ),
        title=title,
        size=len(content),
        replaced="\ufffd" in content,
    )


def _without_surrogates(text: str) -> str:
    try:
        text.encode()  # ten times as quick as looking for them
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def _with_their_own(raw_lines: Sequence[str]) -> Sequence[str]:
    """Give the lines with each item on one of its own: `☐ … 밝혔음. - …` is a heading and what stands below it."""
    if not any(" - " in raw and raw[:1] in _ITEMISED for raw in raw_lines):
        return raw_lines
    apart = (_ITEM.sub("\n- ", raw) if raw[:1] in _ITEMISED and " - " in raw else raw for raw in raw_lines)
    return "\n".join(apart).split("\n")


def _lines(raw_lines: Sequence[str], tidied: Callable[[str], str], hints: Sequence[str]) -> list[Line]:
    """Give the lines that hold words; what a line is by itself is found out once, however often it is repeated."""
    known: dict[str, Line] = {}
    lines: list[Line] = []
    gap = False
    pending: Family | None = None
    letters = Letters()
    for raw in raw_lines:
        if not raw:
            gap, pending = True, None
            continue
        line = known.get(raw)
        if line is None:
            line = known[raw] = _alone(tidied(raw), hints)
        if not line.text:
            if line.family:
                pending = line.family  # a marker alone on its line belongs to the next one
            elif not line.whole:
                gap, pending = True, None
            continue
        if line.family in LETTERED and not letters.follows(line.whole, _unfinished(lines, gap=gap)):
            line = line._replace(family=None, text=line.whole)
        if pending:
            line, pending = line if line.family else line._replace(family=pending), None
        lines.append(Line(line.whole, line.family, line.text, line.signed, gap=True) if gap else line)
        gap = False
    return lines


def _alone(whole: str, hints: Sequence[str]) -> Line:
    """Give a line as it is by itself; without a text it holds no words: it is blank, a rule, or a marker alone.

    `hints` are those of SIGN_HINTS that the document holds.
    """
    first, text = whole[:1], whole
    family = PLAIN_GLYPHS.get(whole[:2])
    if family is not None:
        text = whole[2:]
        if first == whole[-1] in _DASHES:  # - a subtitle -
            family, text = None, text.strip(" -–")
            whole = text
    elif first in _UNPLAIN or first >= PRIVATE_FROM:
        if not whole or (len(whole) > 2 and _RULE.issuperset(whole)):
            return Line(whole, None, "")
        if _BARS.issuperset(whole):
            return Line("", None, "")
        family, text = split_marker(whole)
    head = text[:2]
    may_sign = (
        head in SIGN_HEADS
        or text[:1] in SIGN_HEADS
        or whole[-1:] in SIGN_TAILS
        or (head in BUTTON_HEADS and len(whole) <= LONGEST_FURNITURE)
        or (hints and any(map(whole.__contains__, hints)))
    )
    return Line(whole, family, text, sign_of(whole) if may_sign else None)


def _unfinished(lines: list[Line], *, gap: bool) -> str:
    """Give the line above where it breaks off, else nothing."""
    return lines[-1].whole if lines and not gap and not is_finished(lines[-1].whole) else ""


def tidy(raw: str) -> str:
    """Give a line without control characters and with single spaces between words."""
    line = raw.strip()
    if line.isprintable() and "  " not in line:
        return line
    return " ".join(clean(line).split())
