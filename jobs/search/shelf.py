"""The tantivy index in its directory: one writer, readers that follow it, and the swap for one built beside it.

Beside the documents stands one record of its own (`STATE`): the last `search_doc.seq` and the version of the tokens.
It is written in the same commit as the documents it speaks of, so the two can never differ. While a new index is built
it stands in `next/`; its files are immutable and have names of their own, so that taking it over is one rename of
`meta.json`: a reader sees the old index or the new one.
"""

import json
import shutil
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

import tantivy

from jobs.errors import StoreLocked
from jobs.search.kept import LAYOUT, schema

STATE = "\x00state"
NEXT = "next"
"""The folder in which a new index is built."""

REQUEST = "rebuild"
"""The file that asks the process which owns the directory to build the index anew."""

_META = "meta.json"
_MANAGED = ".managed.json"
_OWN_SUFFIXES = frozenset({".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm", ".del", ".temp"})
_TRIES = 3  # to open an index that is being swapped


class _Pen:
    """Writes documents so that each id stands once; nothing shows before `commit`.

    The engine remembers every deletion until the commit, a kilobyte each: asked to delete what is not there, a million
    documents would take a gigabyte. So only what was committed or written under that id is taken out.
    """

    def __init__(self, index: tantivy.Index, memory_mb: int) -> None:
        self._writer = index.writer(heap_size=memory_mb * 1_000_000, num_threads=1)
        index.reload()  # the lock is ours: nobody commits after this
        self._committed: tantivy.Searcher | None = index.searcher()
        self._fresh: set[str] = set()

    def put(self, id_: str, document: tantivy.Document) -> None:
        """Write a document in place of the one of that id."""
        self.remove(id_)
        self._writer.add_document(document)
        self._fresh.add(id_)

    def remove(self, id_: str) -> None:
        """Take out the document of that id, if there is one."""
        if id_ in self._fresh or (self._committed is not None and self._committed.doc_freq("id", id_)):
            self._writer.delete_documents_by_term("id", id_)

    def remove_all(self) -> None:
        """Take every document out."""
        self._writer.delete_all_documents()
        self._committed = None

    def commit(self, index: tantivy.Index) -> None:
        """Show everything written so far."""
        self._writer.commit()
        index.reload()
        self._committed = index.searcher()
        self._fresh.clear()

    def close(self) -> None:
        """Let go of the lock; what was not committed is lost."""
        self._writer.wait_merging_threads()


class Shelf:
    """A directory with an index in it; `path` None keeps it in memory."""

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._lock = threading.RLock()
        self._pen: _Pen | None = None
        self._stamp: tuple[int, int] | None = None
        self._index, self._searcher = self._opened()
        self._state = _state_of(self._index, self._searcher)

    def _opened(self) -> tuple[tantivy.Index, tantivy.Searcher]:
        """Open what is there; what is damaged is given up: emptied by its writer, ignored by a reader."""
        if self.path is None:
            return _empty(None)
        for _ in range(_TRIES):
            self._stamp = _stamp(self.path)
            if self._stamp is None:
                break
            try:
                return _checked(_prepared(tantivy.Index.open(str(self.path))))
            except (ValueError, OSError):
                if _stamp(self.path) == self._stamp:
                    break
        return _empty(None if self.read_only else self.path)

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
            self._show(*_checked(_prepared(tantivy.Index.open(str(self.path)))))
            self._stamp = stamp
        except (ValueError, OSError):
            self._stamp = None

    def wipe(self) -> None:
        """Leave an empty index."""
        with self._lock:
            self._pen = None
            self._show(*_empty(self.path))

    def forget_all(self, memory_mb: int) -> None:
        """Take every document out; they vanish with the next commit."""
        with self._lock:
            self._writing(memory_mb).remove_all()

    def write(self, documents: Iterable[tantivy.Document], gone: Iterable[str], memory_mb: int) -> int:
        """Put documents in and take ids out; nothing shows before `commit`. Gives how many were put in."""
        with self._lock:
            pen = self._writing(memory_mb)
            for id_ in gone:
                pen.remove(id_)
            added = 0
            for document in documents:
                pen.put(cast("str", document.get_first("id")), document)
                added += 1
            return added

    def commit(self, state: Mapping[str, str | int], memory_mb: int) -> None:
        """Show everything written so far, together with the state."""
        with self._lock:
            pen = self._writing(memory_mb)
            record = tantivy.Document()
            record.add_text("id", STATE)
            record.add_bytes("kept", json.dumps(dict(state)).encode())
            pen.put(STATE, record)
            pen.commit(self._index)
            self._show(self._index, self._index.searcher())

    def state(self) -> Mapping[str, str | int]:
        """Give the state of the last commit; {} before the first."""
        self.searcher()
        return self._state

    @property
    def schema(self) -> tantivy.Schema:
        """Give the schema of the index as it is."""
        return self._index.schema

    def take_over(self, other: "Shelf", memory_mb: int) -> None:
        """Answer from now on with what the other shelf holds, and drop what was here. The other one is used up.

        Files come first and `meta.json` last: whenever the process dies, the directory holds a whole index.
        """
        with self._lock:
            other.close()
            if self.path is None or other.path is None:
                self._pen = None
                self._show(other._index, other._searcher)  # noqa: SLF001 — of its own class
                return
            self._dropped()
            self.path.mkdir(parents=True, exist_ok=True)
            with suppress(ValueError, OSError):  # what is damaged cannot be locked
                self._writing(memory_mb)
            old = [file for file in self.path.iterdir() if file.suffix in _OWN_SUFFIXES]
            for file in other.path.iterdir():
                if file.suffix in _OWN_SUFFIXES:
                    file.replace(self.path / file.name)
            (other.path / _MANAGED).replace(self.path / _MANAGED)
            (other.path / _META).replace(self.path / _META)
            self._pen = None
            for file in old:
                file.unlink(missing_ok=True)
            shutil.rmtree(other.path, ignore_errors=True)
            self._show(*_checked(_prepared(tantivy.Index.open(str(self.path)))))

    def close(self) -> None:
        """Let go of the writer and its lock; what was not committed is lost."""
        with self._lock:
            pen, self._pen = self._pen, None
            if pen is not None:
                pen.close()

    def _dropped(self) -> None:
        """Let go of the writer, also of one whose files are gone."""
        with suppress(ValueError, OSError, RuntimeError):
            self.close()

    def _show(self, index: tantivy.Index, searcher: tantivy.Searcher) -> None:
        self._state = _state_of(index, searcher)
        self._index, self._searcher = index, searcher

    def _writing(self, memory_mb: int) -> _Pen:
        if self.read_only:
            raise StoreLocked(str(self.path), None)
        if self._pen is None:
            try:
                self._pen = _Pen(self._index, memory_mb)
            except ValueError as error:
                if "lock" not in str(error).lower():
                    raise
                raise StoreLocked(str(self.path), None) from error
        return self._pen


def ask_to_rebuild(directory: Path) -> None:
    """Ask whichever process owns the index there to build it anew; it looks every second."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / REQUEST).touch()


def _state_of(index: tantivy.Index, searcher: tantivy.Searcher) -> Mapping[str, str | int]:
    found = searcher.search(tantivy.Query.term_query(index.schema, "id", STATE), 1, count=False).hits
    if not found:
        return {}
    kept = searcher.doc(found[0][1]).get_first("kept")
    if kept is None:
        raise ValueError("an index of another layout")
    return cast("dict[str, str | int]", json.loads(cast("bytes", kept)))


def _stamp(path: Path) -> tuple[int, int] | None:
    """Give what changes with every commit; None where there is no index."""
    try:
        found = (path / _META).stat()
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
    """Read a little of every segment, so that damage and another layout show now. Raises ValueError."""
    index.reload()
    searcher = index.searcher()
    everything = searcher.search(tantivy.Query.all_query(), 3)
    for _, address in everything.hits:
        searcher.doc(address)
    searcher.aggregate(tantivy.Query.all_query(), {"n": {"max": {"field": "length"}}})
    version = str(_state_of(index, searcher).get("version", LAYOUT))
    if version.split("/", 1)[0] != LAYOUT:
        raise ValueError(f"an index of layout {version}")
    return index, searcher


def _empty(path: Path | None) -> tuple[tantivy.Index, tantivy.Searcher]:
    if path is None:
        index = _prepared(tantivy.Index(schema()))
    else:
        path.mkdir(parents=True, exist_ok=True)
        for file in path.iterdir():
            if file.name in {_META, _MANAGED} or file.suffix in _OWN_SUFFIXES:
                file.unlink()
        index = _prepared(tantivy.Index(schema(), path=str(path)))
    index.reload()
    return index, index.searcher()
