"""Folders: every .txt and .html file below a directory is a briefing; also what `sosik import` reads."""

import hashlib
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath

from jobs.decoding import decode
from jobs.errors import DocumentUnreadable, SourceError
from jobs.language import has_hangul, language_share
from jobs.model import Document, Fetched, Item, Language, Listing, Media
from jobs.settings import SourceSettings

SUFFIXES = frozenset({".txt", ".html", ".htm", ".xhtml"})
LARGEST = 5_000_000
_TOO_LARGE = f"is larger than {LARGEST // 1_000_000} MB"
_UNREADABLE = "cannot be read"
_BROKEN_OFF = (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError)
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

    Known again by its name, and under another name by its content. A file that cannot be read is named and keeps no
    other from coming in. Raises SourceError for a folder that cannot be read.
    """
    del fetched
    root = Path(source.url)
    shut: list[File] = []
    try:
        paths = sorted(_files(root, shut), key=lambda path: (_facts(path)[0], str(path)), reverse=True)
    except OSError as error:
        raise SourceError(f"{root}: {error.strerror}") from error
    files = [*shut, *(_read(_name(path, root), path) for path in paths)]
    items = tuple(item_of(file) for file in files if not file.problem)
    whole = {" ".join(item.keys): item for item in _without_copies(items)}  # its keys tell all its content
    seen = frozenset(memo.splitlines())
    fresh = tuple(item for name, item in whole.items() if _short(name) not in seen)
    unread = tuple(f"{file.name}: {file.problem}" for file in files if file.problem)
    return Listing(items=fresh, memo="\n".join(map(_short, whole)), unread=unread)


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
        for one in sorted(_files(Path(path), [])):
            seen.update(f"{one}|{_facts(one)}\n".encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error
    return seen.hexdigest()[:32]


def read_files(path: Path) -> Iterator[File]:
    """Give the documents below a directory, in a .zip or .tar archive, or the file itself; in the order of their names,
    of a .tar as they come.

    Nothing is unpacked to disk, whatever the names in an archive are. One that cannot be read comes with its problem.
    Raises DocumentUnreadable for a path that is none of these.
    """
    try:
        if path.is_dir():
            shut: list[File] = []
            for one in sorted(_files(path, shut)):
                yield _read(_name(one, path), one)
            yield from shut
        elif zipfile.is_zipfile(path):
            yield from _zipped(path)
        elif _is_tar(path):
            yield from _taped(path)
        else:
            yield _read(_name(path, path.parent), path.resolve())
    except (OSError, zipfile.BadZipFile) as error:
        raise DocumentUnreadable(str(path), getattr(error, "strerror", None) or str(error)) from error


def count_files(path: Path) -> int:
    """Count the documents that `read_files` gives at the most. Raises DocumentUnreadable."""
    try:
        if path.is_dir():
            return sum(1 for _ in _files(path, []))
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return sum(1 for entry in archive.infolist() if _is_document(entry.filename))
        if _is_tar(path):
            return sum(1 for _ in _taped(path))
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


def _files(root: Path, shut: list[File]) -> Iterator[Path]:
    """Give what bears the name of a document below a directory, nothing hidden; folders that do not open go to `shut`.

    Raises OSError where that is the directory itself.
    """
    if not root.is_dir():
        raise FileNotFoundError(2, "no such folder", str(root))

    def note(error: OSError) -> None:
        if Path(error.filename) == root:
            raise error
        shut.append(File(name=_name(Path(error.filename), root), body=b"", problem=error.strerror or _UNREADABLE))

    count = 0
    for folder, below, names in os.walk(root, onerror=note):
        below[:] = [name for name in below if not name.startswith(_UNFINISHED)]
        for name in filter(_is_document, names):
            count += 1
            if count > _MOST_FILES:
                return
            yield Path(folder) / name


def _facts(path: Path) -> tuple[int, int, int]:
    """Give when a file's text and when its rights changed last, and its size; nothing of one that is gone by now."""
    try:
        facts = path.lstat()
    except OSError:
        return 0, 0, 0
    return facts.st_mtime_ns, facts.st_ctime_ns, facts.st_size


def _name(path: Path, root: Path) -> str:
    """Give a file's name within the folder; bytes in it that are no UTF-8 are spelled out: no database takes them."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def _read(name: str, path: Path) -> File:
    try:
        problem = _why_not(path.lstat())
        if problem:
            return File(name=name, body=b"", problem=problem)
        with path.open("rb") as opened:
            return _file(name, opened.read(LARGEST + 1))  # it may grow meanwhile
    except OSError as error:
        return File(name=name, body=b"", problem=error.strerror or _UNREADABLE)


def _why_not(facts: os.stat_result) -> str:
    """Say why something is not opened: a link may lead out of its folder, a pipe may never end; "" for a file."""
    if stat.S_ISLNK(facts.st_mode):
        return "is a link, which is not followed"
    if not stat.S_ISREG(facts.st_mode):
        return "is no file"
    return _TOO_LARGE if facts.st_size > LARGEST else ""


def _file(name: str, body: bytes) -> File:
    if len(body) > LARGEST:
        return File(name=name, body=b"", problem=_TOO_LARGE)
    return File(name=name, body=body)


def _zipped(path: Path) -> Iterator[File]:
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.infolist(), key=lambda one: one.filename)[:_MOST_FILES]:
            if _is_document(entry.filename) and not entry.is_dir():
                yield _unpacked(archive, entry)


def _is_tar(path: Path) -> bool:
    return path.is_file() and tarfile.is_tarfile(path)


def _taped(path: Path) -> Iterator[File]:
    """Give what is in a .tar, compressed or not, as far as it can be read."""
    try:
        with tarfile.open(path, "r:*") as archive:
            for entry in islice(filter(_is_taped_document, archive), _MOST_FILES):
                opened = archive.extractfile(entry)
                if opened is not None:
                    yield _file(entry.name.removeprefix("./"), opened.read(LARGEST + 1))
    except _BROKEN_OFF as error:
        yield File(name=path.name, body=b"", problem=f"breaks off: {error}")


def _is_taped_document(entry: tarfile.TarInfo) -> bool:
    return entry.isreg() and _is_document(entry.name)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> File:
    try:
        with archive.open(entry) as opened:
            body = opened.read(LARGEST + 1)  # what the archive says of its size need not be so
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        return File(name=entry.filename, body=b"", problem=f"cannot be unpacked: {error}")
    return _file(entry.filename, body)


def _is_document(name: str) -> bool:
    last = PurePosixPath(name).name
    return PurePosixPath(last).suffix.lower() in SUFFIXES and not last.startswith(_UNFINISHED)
