"""What the index keeps of a document: its fields, and marks of its morphemes in order, to rank and verify with.

A mark is two bytes, so a document is looked at closely without its text being stored. All that is kept stands in one
stored field: to read several costs more than to take one apart.
"""

import json
from array import array
from datetime import date
from itertools import accumulate, chain
from struct import Struct
from typing import NamedTuple, cast
from zlib import crc32

import tantivy

from jobs.language import fold
from jobs.search.documents import SearchDocument
from jobs.search.folding import sketch
from jobs.search.tokens import Tokens, normal, runs_of, spelt_out

LAYOUT = "l3"
"""Part of the version: raised whenever the fields below change."""

TAGS = ("region", "topic", "source", "series", "language")
_EPOCH = date(1970, 1, 1)
_HEAD = Struct("<5H3I")
_MARKS = 0xD800  # below the surrogates, so that marks can be read as the characters of a string
_LONGEST = 60_000  # morphemes of a document that are marked
_AT_HAND = 100_000  # marks


class Kept(NamedTuple):
    """What the index keeps of one document to rank it with care: a mark for each morpheme, in order, by field.

    `day` counts from 1970, 0 where there is none. `ends` are where title, headings, body and side end in `marks`.
    `shown` is read only for the few that are looked at closer; `title` is the title without spaces, folded.
    """

    id: str
    title: bytes
    shown: bytes
    day: int
    marks: str
    ends: tuple[int, int, int, int]
    few: bytes

    @property
    def sketch(self) -> frozenset[int]:
        """Give the hashes by which near-duplicates are known."""
        return frozenset(array("I", self.few))

    def counts(self, mark: str) -> tuple[int, int, int, int] | None:
        """Tell how often the morpheme with that mark stands in title, headings, body and side; None: nowhere."""
        marks = self.marks
        held = marks.count(mark)
        if not held:
            return None
        title, headings, body, side = self.ends
        in_title = marks.count(mark, 0, title) if title else 0
        in_headings = marks.count(mark, title, headings) if headings > title else 0
        in_side = marks.count(mark, body, side) if side > body else 0
        return in_title, in_headings, held - in_title - in_headings - in_side, in_side

    def in_a_row(self, row: str) -> bool:
        """Tell whether these morphemes stand one after the other in one field, by their marks."""
        at = self.marks.find(row)
        while at >= 0:
            if not any(at < end < at + len(row) for end in self.ends):
                return True
            at = self.marks.find(row, at + 1)
        return False

    def lengths(self) -> tuple[int, int]:
        """Give the number of morphemes in the title and in all fields."""
        return self.ends[0], self.ends[3]

    def fields(self) -> dict[str, str | tuple[str, ...]]:
        """Give what is shown of the document."""
        return {
            key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(self.shown).items()
        }


def schema() -> tantivy.Schema:
    """Give the fields of the index."""
    fields = tantivy.SchemaBuilder()
    fields.add_text_field("id", tokenizer_name="raw", index_option="basic")
    fields.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    for name in ("words", "title", "bigrams"):
        fields.add_text_field(name, tokenizer_name="split", index_option="freq")
    fields.add_text_field("pairs", tokenizer_name="split", index_option="basic")
    for name in TAGS:
        fields.add_text_field(name, tokenizer_name="lines", index_option="basic")
    fields.add_integer_field("day", indexed=True, fast=True)
    fields.add_unsigned_field("length", fast=True)
    fields.add_unsigned_field("title_length", fast=True)
    fields.add_bytes_field("kept", stored=True)
    return fields.build()


def document_of(given: SearchDocument, tokens: Tokens) -> tantivy.Document:
    """Give what the index takes of a document."""
    parts = [part for part in (tokens.title, tokens.headings, tokens, tokens.side) if part]
    row = tantivy.Document()
    row.add_text("id", given.id)
    row.add_text("kind", "document")
    row.add_text("words", " ".join(chain.from_iterable(part.morphemes for part in parts)))
    row.add_text("title", " ".join(tokens.title.morphemes) if tokens.title else "")
    row.add_text("pairs", " ".join(chain.from_iterable(part.pairs for part in parts)))
    row.add_text("bigrams", spelt_out([*chain.from_iterable(runs_of(part.bigrams) for part in parts)]))
    for name, held in tags_of(given).items():
        if held:
            row.add_text(name, "\n".join(held))
    row.add_integer("day", given.published.toordinal() if given.published else 0)
    row.add_unsigned("length", sum(len(part.morphemes) for part in parts))
    row.add_unsigned("title_length", len(tokens.title.morphemes) if tokens.title else 0)
    row.add_bytes("kept", _packed(given, tokens))
    return row


def tags_of(given: SearchDocument) -> dict[str, list[str]]:
    """Give what filters look at, by field, as the index holds it."""
    values = (given.regions, given.topics, (given.source,), (given.series,), (given.language,))
    return {name: [fold(str(value)) for value in held if value != ""] for name, held in zip(TAGS, values, strict=True)}


def kept(row: tantivy.Document) -> Kept:
    """Read back what `document_of` stored."""
    packed = cast("bytes", row.get_first("kept"))
    title, headings, body, side, day, id_length, title_length, few_length = _HEAD.unpack_from(packed)
    marks = _HEAD.size + id_length
    squeezed = marks + 2 * side
    few = squeezed + title_length
    shown = few + few_length
    return Kept(
        packed[_HEAD.size : marks].decode(),
        packed[squeezed:few],
        packed[shown:],
        day,
        packed[marks:squeezed].decode("utf-16-le"),
        (title, headings, body, side),
        packed[few:shown],
    )


class _MarkTable(dict[str, str]):
    """The marks of the morphemes met so far."""

    def __missing__(self, morpheme: str) -> str:
        if len(self) >= _AT_HAND:
            self.clear()
        mark = self[morpheme] = chr(crc32(morpheme.encode()) % _MARKS)
        return mark


mark_of = _MarkTable().__getitem__
"""Give the mark of a morpheme: one character; one chance in 200 that one never there seems to be."""


def day_number(day: date | None) -> int:
    """Give the day as the index counts it: days since 1970, at least 1; 0 for none."""
    return min(65_535, max(1, (day - _EPOCH).days)) if day else 0


def _packed(given: SearchDocument, tokens: Tokens) -> bytes:
    """Pack where the fields end and the day, then id, marks in order, title, sketch and what is shown."""
    parts = (tokens.title, tokens.headings, tokens, tokens.side)
    rows = ["".join(map(mark_of, part.morphemes)) if part else "" for part in parts]
    ends = [min(end, _LONGEST) for end in accumulate(map(len, rows))]
    id_, title = given.id.encode(), "".join(normal(given.title).split()).encode()
    few = array("I", sketch(rows[2])).tobytes()
    head = _HEAD.pack(*ends, day_number(given.published), len(id_), len(title), len(few))
    marks = "".join(rows)[:_LONGEST].encode("utf-16-le")
    return b"".join((head, id_, marks, title, few, _shown(given)))


def _shown(given: SearchDocument) -> bytes:
    shown = {
        "title": given.title,
        "published": given.published.isoformat() if given.published else "",
        "source": given.source,
        "series": given.series,
        "language": given.language,
        "regions": [str(value) for value in given.regions],
        "topics": [str(value) for value in given.topics],
    }
    return json.dumps(shown, ensure_ascii=False).encode()
