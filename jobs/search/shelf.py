"""The tantivy index in its directory: what each document leaves there, one writer, readers that follow it.

Beside the documents stands one record of its own (`STATE`): the last `search_doc.seq` and the version of the tokens.
It is written in the same commit as the documents it speaks of, so the two can never differ.
"""

import json
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast
from zlib import crc32

import tantivy

from jobs.errors import StoreLocked
from jobs.language import fold
from jobs.search.documents import SearchDocument
from jobs.search.folding import sketch
from jobs.search.tokens import Tokens

STATE = "\x00state"
LAYOUT = "l1"
"""Part of the version: raised whenever the fields below change."""

TAGS = ("region", "topic", "source", "series", "language")
_EPOCH = date(1970, 1, 1)
_OWN_NAMES = frozenset({"meta.json", ".managed.json"})
_OWN_SUFFIXES = frozenset({".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm", ".del", ".temp"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What the index keeps of one document to rank it with care: fingerprints of its morphemes by field.

    `day` counts from 1970, 0 where there is none. `shown` is read only for the few that are looked at closer.
    """

    id: str
    shown: bytes
    day: int
    parts: tuple["array[int]", ...]
    sketch: frozenset[int]

    def counts(self, mark: int) -> tuple[int, ...]:
        """Tell how often the morpheme with that mark stands in title, headings, body and side."""
        found = []
        for part in self.parts:
            at = bisect_left(part, mark)
            found.append(bisect_right(part, mark, at) - at if at < len(part) and part[at] == mark else 0)
        return tuple(found)

    def lengths(self) -> tuple[int, ...]:
        """Give the number of morphemes in title, headings, body and side."""
        return tuple(len(part) for part in self.parts)

    def fields(self) -> dict[str, str | tuple[str, ...]]:
        """Give what is shown of the document."""
        return {
            key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(self.shown).items()
        }


def schema() -> tantivy.Schema:
    """Give the fields of the index."""
    fields = tantivy.SchemaBuilder()
    fields.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    fields.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    for name in ("words", "title", "bigrams"):
        fields.add_text_field(name, tokenizer_name="split", index_option="freq")
    fields.add_text_field("pairs", tokenizer_name="split", index_option="basic")
    for name in TAGS:
        fields.add_text_field(name, tokenizer_name="lines", index_option="basic")
    fields.add_integer_field("day", indexed=True, fast=True)
    fields.add_unsigned_field("length", fast=True)
    fields.add_unsigned_field("title_length", fast=True)
    fields.add_bytes_field("shown", stored=True)
    fields.add_bytes_field("marks", stored=True)
    return fields.build()


class Shelf:
    """A directory with an index in it; `path` None keeps it in memory."""

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._lock = threading.RLock()
        self._writer: tantivy.IndexWriter | None = None
        self._stamp: tuple[int, int] | None = None
        self._index, self._searcher = self._opened()

    def _opened(self) -> tuple[tantivy.Index, tantivy.Searcher]:
        """Open what is there; what is damaged is given up: emptied by its writer, ignored by a reader."""
        if self.path is None:
            return _empty(None)
        self._stamp = _stamp(self.path)
        if self._stamp is None:
            return _empty(None) if self.read_only else _empty(self.path)
        try:
            return _checked(_prepared(tantivy.Index.open(str(self.path))))
        except (ValueError, OSError):
            return _empty(None) if self.read_only else _empty(self.path)

    def searcher(self) -> tantivy.Searcher:
        """Give a view of the last commit, also one made by another process."""
        if self.read_only and self.path is not None and _stamp(self.path) != self._stamp:
            with self._lock:
                self._follow()
        return self._searcher

    def _follow(self) -> None:
        """Open the writer's latest commit; one that cannot be read yet is tried again at the next question."""
        stamp = _stamp(self.path) if self.path else None
        if stamp is None or stamp == self._stamp:
            return
        try:
            self._index, self._searcher = _checked(_prepared(tantivy.Index.open(str(self.path))))
            self._stamp = stamp
        except (ValueError, OSError):
            self._stamp = None

    def wipe(self) -> None:
        """Leave an empty index."""
        with self._lock:
            self._writer = None
            self._index, self._searcher = _empty(self.path)

    def write(self, documents: Iterable[tantivy.Document], gone: Iterable[str], memory_mb: int) -> int:
        """Put documents in and take ids out; nothing shows before `commit`. Gives how many were put in."""
        with self._lock:
            writer = self._writing(memory_mb)
            for id_ in gone:
                writer.delete_documents_by_term("id", id_)
            added = 0
            for document in documents:
                writer.delete_documents_by_term("id", cast("str", document.get_first("id")))
                writer.add_document(document)
                added += 1
            return added

    def commit(self, state: Mapping[str, str | int], memory_mb: int) -> None:
        """Show everything written so far, together with the state."""
        with self._lock:
            writer = self._writing(memory_mb)
            writer.delete_documents_by_term("id", STATE)
            record = tantivy.Document()
            record.add_text("id", STATE)
            record.add_bytes("shown", json.dumps(dict(state)).encode())
            writer.add_document(record)
            writer.commit()
            self._index.reload()
            self._searcher = self._index.searcher()

    def state(self) -> Mapping[str, str | int]:
        """Give the state of the last commit; {} before the first."""
        searcher = self.searcher()
        found = searcher.search(tantivy.Query.term_query(self._index.schema, "id", STATE), 1, count=False).hits
        if not found:
            return {}
        return cast("dict[str, str | int]", json.loads(cast("bytes", searcher.doc(found[0][1]).get_first("shown"))))

    @property
    def schema(self) -> tantivy.Schema:
        """Give the schema of the index as it is."""
        return self._index.schema

    def close(self) -> None:
        """Let go of the writer and its lock; what was not committed is lost."""
        with self._lock:
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.wait_merging_threads()

    def _writing(self, memory_mb: int) -> tantivy.IndexWriter:
        if self.read_only:
            raise StoreLocked(str(self.path), None)
        if self._writer is None:
            try:
                self._writer = self._index.writer(heap_size=memory_mb * 1_000_000, num_threads=1)
            except ValueError as error:
                if "lock" not in str(error).lower():
                    raise
                raise StoreLocked(str(self.path), None) from error
        return self._writer


def document_of(given: SearchDocument, tokens: Tokens) -> tantivy.Document:
    """Give what the index takes of a document."""
    parts = (tokens.title, tokens.headings, tokens, tokens.side)
    morphemes = [part.morphemes if part else () for part in parts]
    row = tantivy.Document()
    row.add_text("id", given.id)
    row.add_text("kind", "document")
    row.add_text("words", " ".join(word for part in morphemes for word in part))
    row.add_text("title", " ".join(morphemes[0]))
    row.add_text("pairs", " ".join(pair for part in parts if part for pair in part.pairs))
    row.add_text("bigrams", " ".join(two for part in parts if part for two in part.bigrams))
    shown = {
        "title": given.title,
        "published": given.published.isoformat() if given.published else "",
        "source": given.source,
        "series": given.series,
        "language": given.language,
        "regions": [str(value) for value in given.regions],
        "topics": [str(value) for value in given.topics],
    }
    values = (given.regions, given.topics, (given.source,), (given.series,), (given.language,))
    for name, held in zip(TAGS, values, strict=True):
        row.add_text(name, "\n".join(fold(str(value)) for value in held if value != ""))
    row.add_integer("day", given.published.toordinal() if given.published else 0)
    row.add_unsigned("length", sum(len(part) for part in morphemes))
    row.add_unsigned("title_length", len(morphemes[0]))
    row.add_bytes("shown", json.dumps(shown, ensure_ascii=False).encode())
    row.add_bytes("marks", _marks(morphemes, sketch(tokens.morphemes), day_number(given.published)))
    return row


def kept(row: tantivy.Document) -> Kept:
    """Read back what `document_of` stored."""
    marks = cast("bytes", row.get_first("marks"))
    head = array("H", marks[:10])
    rest = array("H", marks[10:])
    parts = []
    at = 0
    for size in head[:4]:
        parts.append(rest[at : at + size])
        at += size
    few = array("I", marks[10 + 2 * at :])
    id_, shown = cast("str", row.get_first("id")), cast("bytes", row.get_first("shown"))
    return Kept(id_, shown, head[4], tuple(parts), frozenset(few))


def mark_of(morpheme: str) -> int:
    """Give the fingerprint of a morpheme: two bytes; one chance in 200 that one never there seems to be."""
    return crc32(morpheme.encode()) & 0xFFFF


def day_number(day: date | None) -> int:
    """Give the day as the index counts it: days since 1970, at least 1; 0 for none."""
    return min(65_535, max(1, (day - _EPOCH).days)) if day else 0


def _marks(parts: Sequence[Sequence[str]], few: Sequence[int], day: int) -> bytes:
    """Pack sizes, day, sorted fingerprints and the sketch."""
    lists = [array("H", sorted(mark_of(word) for word in part)[:60_000]) for part in parts]
    head = array("H", [*(len(part) for part in lists), day])
    return head.tobytes() + b"".join(part.tobytes() for part in lists) + array("I", few).tobytes()


def _stamp(path: Path) -> tuple[int, int] | None:
    """Give what changes with every commit; None where there is no index."""
    try:
        found = (path / "meta.json").stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _prepared(index: tantivy.Index) -> tantivy.Index:
    for name, tokenizer in (
        ("split", tantivy.Tokenizer.whitespace()),
        ("lines", tantivy.Tokenizer.regex("[^\n]+")),
    ):
        index.register_tokenizer(name, tantivy.TextAnalyzerBuilder(tokenizer).build())
    index.config_reader("manual")
    return index


def _checked(index: tantivy.Index) -> tuple[tantivy.Index, tantivy.Searcher]:
    """Read a little of every segment, so that damage shows now. Raises ValueError."""
    index.reload()
    searcher = index.searcher()
    everything = searcher.search(tantivy.Query.all_query(), 3)
    for _, address in everything.hits:
        searcher.doc(address)
    searcher.aggregate(tantivy.Query.all_query(), {"n": {"max": {"field": "length"}}})
    return index, searcher


def _empty(path: Path | None) -> tuple[tantivy.Index, tantivy.Searcher]:
    if path is None:
        index = _prepared(tantivy.Index(schema()))
    else:
        path.mkdir(parents=True, exist_ok=True)
        for file in path.iterdir():
            if file.name in _OWN_NAMES or file.suffix in _OWN_SUFFIXES:
                file.unlink()
        index = _prepared(tantivy.Index(schema(), path=str(path)))
    index.reload()
    return index, index.searcher()
