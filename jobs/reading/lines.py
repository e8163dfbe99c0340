"""A document as a list of clean lines, each with its marker: the only form the rest of reading looks at."""

import re
import unicodedata
from typing import NamedTuple

from jobs.language import clean
from jobs.model import Document, Media
from jobs.reading.markers import LETTERED, PLAIN_GLYPHS, Family, Letters, split_marker
from jobs.reading.markup import page_lines
from jobs.reading.signs import is_finished

_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of characters: no database takes them
_RULE = frozenset("-|=_+:~*·. ─━—")


class Line(NamedTuple):
    """A line that holds words: as written, its marker, what follows it, and whether a blank line came before."""

    whole: str
    family: Family | None
    text: str
    gap: bool


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
    content = _without_surrogates(content)
    if not content.isascii() and not unicodedata.is_normalized("NFC", content):
        content = unicodedata.normalize("NFC", content)
    content = content.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    return Page(
        lines=_lines(content),
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


def _lines(content: str) -> list[Line]:
    raw_lines = content.split("\n")
    clean_already = "  " not in content and "".join(raw_lines).isprintable()
    lines: list[Line] = []
    gap = False
    pending: Family | None = None
    letters = Letters()
    for raw in raw_lines:
        whole = raw.strip() if clean_already else tidy(raw)
        if not whole:
            gap = True
            continue
        family, text = PLAIN_GLYPHS.get(whole[:2]), whole[2:]
        if family is None:
            if whole[0] in _RULE and len(whole) > 2 and _RULE.issuperset(whole):
                continue
            family, text = split_marker(whole)
            if family in LETTERED and not letters.follows(whole, _unfinished(lines, gap=gap)):
                family, text = None, whole
            if pending and family is None:
                family, pending = pending, None
        if text:
            lines.append(Line(whole, family, text, gap))
            gap, pending = False, None
        else:
            pending = family  # a marker alone on its line belongs to the next one
    return lines


def _unfinished(lines: list[Line], *, gap: bool) -> str:
    """Give the line above where it breaks off, else nothing."""
    return lines[-1].whole if lines and not gap and not is_finished(lines[-1].whole) else ""


def tidy(raw: str) -> str:
    """Give a line without control characters and with single spaces between words."""
    line = raw.strip()
    if line.isprintable() and "  " not in line:
        return line
    return " ".join(clean(line).split())
