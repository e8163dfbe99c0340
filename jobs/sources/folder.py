"""Folders: every .txt and .html file below a directory is a briefing; also what `sosik import` reads."""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from jobs.decoding import decode
from jobs.errors import DocumentUnreadable, SourceError
from jobs.language import has_hangul, language_share
from jobs.model import Document, Fetched, Item, Language, Listing, Media
from jobs.settings import SourceSettings

SUFFIXES = frozenset({".txt", ".html", ".htm", ".xhtml"})
LARGEST = 5_000_000
_TOO_LARGE = f"is larger than {LARGEST // 1_000_000} MB"
_MOST_FILES = 100_000
_UNFINISHED = (".", "~", "#")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a folder or an archive: its name within it, with `/`, and its bytes, or why they cannot be had."""

    name: str
    body: bytes
    problem: str = ""


def listing(fetched: Fetched, source: SourceSettings, memo: str = "") -> Listing:
    """Give the folder's files, the youngest first, each with its content. `fetched` is not looked at.

    Known again by its name, and under another name by its content. Raises SourceError for a folder that cannot be read.
    """
    del fetched
    root = Path(source.url)
    try:
        paths = sorted(_files(root), key=lambda path: (path.stat().st_mtime, str(path)), reverse=True)
        items = tuple(_item(_name(path, root), path.read_bytes()) for path in paths)
    except OSError as error:
        raise SourceError(f"{root}: {error.strerror}") from error
    whole = {" ".join(item.keys): item for item in _without_copies(items)}  # its keys tell all its content
    seen = frozenset(memo.splitlines())
    fresh = tuple(item for name, item in whole.items() if _short(name) not in seen)
    return Listing(items=fresh, memo="\n".join(map(_short, whole)))


def document(item: Item, page: Fetched | None, source: SourceSettings) -> Document:
    """Give the document of a file; it says itself which language it is in."""
    del page
    return Document(
        content=item.content or "",
        media=item.media,
        language=item.content_language or source.language,
        region_label=source.region or None,
    )


def pages(source: SourceSettings) -> tuple[str, ...]:
    """Give the folder itself."""
    return (source.url,)


def fingerprint(path: str) -> str:
    """Give a word that changes whenever a file of the folder does. Raises SourceError where it cannot be read."""
    seen = hashlib.sha256()
    try:
        for one in sorted(_files(Path(path))):
            facts = one.stat()
            seen.update(f"{one}|{facts.st_size}|{facts.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error
    return seen.hexdigest()[:32]


def read_files(path: Path) -> Iterator[File]:
    """Give the documents below a directory, in a .zip archive, or the file itself, in the order of their names.

    One that cannot be read comes with its problem. Raises DocumentUnreadable for a path that is none of these.
    """
    try:
        if path.is_dir():
            for one in sorted(_files(path, largest=None)):
                yield _read(_name(one, path), one)
        elif zipfile.is_zipfile(path):
            yield from _zipped(path)
        else:
            yield _read(_name(path, path.parent), path)
    except (OSError, zipfile.BadZipFile) as error:
        raise DocumentUnreadable(str(path), getattr(error, "strerror", None) or str(error)) from error


def count_files(path: Path) -> int:
    """Count the documents that `read_files` gives at the most. Raises DocumentUnreadable."""
    try:
        if path.is_dir():
            return sum(1 for _ in _files(path, largest=None))
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return sum(1 for entry in archive.infolist() if _is_document(entry.filename))
    except (OSError, zipfile.BadZipFile) as error:
        raise DocumentUnreadable(str(path), str(error)) from error
    if not path.is_file():
        raise DocumentUnreadable(str(path), "no such file")
    return 1


def item_of(file: File) -> Item:
    """Give the entry that a file is."""
    return _item(file.name, file.body)


def _item(name: str, body: bytes) -> Item:
    decoded = decode(body)
    named_html = PurePosixPath(name).suffix.lower() in SUFFIXES - {".txt"}
    html = named_html or decoded.text.lstrip()[:15].lower().startswith(("<!doctype html", "<html"))
    head = decoded.text[:4_000]
    english = not has_hangul(head) or language_share(head) < 0.1
    return Item(
        keys=(f"file:{name}", "sha:" + hashlib.sha256(body).hexdigest()[:32]),
        url="",
        content=decoded.text,
        media=Media.HTML if html else Media.TEXT,
        content_language=Language.EN if english and any(map(str.isalpha, head)) else Language.KO,
    )


def _without_copies(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Give each content once: of copies the youngest, which takes the others' names."""
    found: dict[str, Item] = {}
    for item in items:
        name, content = item.keys
        if content in found:
            first = found[content]
            found[content] = replace(first, keys=(*first.keys[:-1], name, content))
        else:
            found[content] = item
    return tuple(found.values())


def _short(names: str) -> str:
    return hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _files(root: Path, *, largest: int | None = LARGEST) -> Iterator[Path]:
    """Give the documents below a directory: no links that lead out of it, nothing hidden, nothing too large."""
    if not root.is_dir():
        raise FileNotFoundError(2, "no such folder", str(root))
    count = 0
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if not name.startswith(_UNFINISHED)]
        for name in names:
            path = Path(folder) / name
            if not _is_document(name) or not path.is_file() or path.is_symlink():
                continue
            if largest is None or path.stat().st_size <= largest:
                count += 1
                if count > _MOST_FILES:
                    return
                yield path


def _name(path: Path, root: Path) -> str:
    """Give a file's name within the folder; bytes in it that are no UTF-8 are spelled out: no database takes them."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def _read(name: str, path: Path) -> File:
    try:
        if path.stat().st_size > LARGEST:
            return File(name=name, body=b"", problem=_TOO_LARGE)
        return File(name=name, body=path.read_bytes())
    except OSError as error:
        return File(name=name, body=b"", problem=error.strerror or "cannot be read")


def _zipped(path: Path) -> Iterator[File]:
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.infolist(), key=lambda one: one.filename)[:_MOST_FILES]:
            if _is_document(entry.filename) and not entry.is_dir():
                yield _unpacked(archive, entry)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> File:
    try:
        with archive.open(entry) as opened:
            body = opened.read(LARGEST + 1)  # what the archive says of its size need not be so
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        return File(name=entry.filename, body=b"", problem=f"cannot be unpacked: {error}")
    if len(body) > LARGEST:
        return File(name=entry.filename, body=b"", problem=_TOO_LARGE)
    return File(name=entry.filename, body=body)


def _is_document(name: str) -> bool:
    last = PurePosixPath(name).name
    return PurePosixPath(last).suffix.lower() in SUFFIXES and not last.startswith(_UNFINISHED)
