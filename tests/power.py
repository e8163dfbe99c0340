"""A disk whose power can fail, below the real store: what was not synced is gone, or there in part.

SQLite writes through a VFS kept in memory. At the cut every 512-byte sector written since its file's last sync is kept
or not by chance, and one of those kept is torn. `powered(disk)` puts SQLAlchemy's SQLite dialect on that VFS; engines,
pragmas and transactions are the store's own. (Two things differ: without shared memory a WAL needs
`locking_mode=EXCLUSIVE`, so readers share the writer's connection.)
"""

import contextlib
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import apsw
import sqlalchemy as sa

SECTOR = 512


class PowerCut(Exception):
    """The machine is off."""


class Image:
    """One file: as the system shows it, and as it is on the platter."""

    def __init__(self, content: bytes = b"") -> None:
        self.shown = bytearray(content)
        self._durable = bytearray(content)
        self._unsynced: dict[int, None] = {}  # sectors, in the order of their last writing

    def write(self, at: int, content: bytes) -> None:
        end = at + len(content)
        self.shown.extend(b"\0" * (end - len(self.shown)))
        self.shown[at:end] = content
        for sector in range(at // SECTOR, (end - 1) // SECTOR + 1):
            self._unsynced.pop(sector, None)
            self._unsynced[sector] = None

    def truncate(self, size: int) -> None:
        """Cut the file short; that is a matter of the file system's own journal."""
        del self.shown[size:]
        self.sync()
        del self._durable[size:]

    def sync(self) -> None:
        for sector in self._unsynced:
            _put(self._durable, sector, bytes(self.shown[sector * SECTOR : (sector + 1) * SECTOR]))
        self._unsynced.clear()

    def after_a_cut(self, rng: random.Random) -> bytes:
        """Give what is found on the platter."""
        left = bytearray(self._durable)
        kept = [one for one in self._unsynced if rng.random() < 0.5]
        for sector in kept:
            new = bytes(self.shown[sector * SECTOR : (sector + 1) * SECTOR])
            _put(left, sector, new[: rng.randrange(len(new) + 1)] if sector == kept[-1] else new)
        return bytes(left)


def _put(content: bytearray, sector: int, new: bytes) -> None:
    start = sector * SECTOR
    content.extend(b"\0" * (start - len(content)))
    content[start : start + len(new)] = new


class Disk:
    """The files, and how many writes and syncs are left before the cut (None: it never comes)."""

    def __init__(self, files: dict[str, bytes], *, cut_after: int | None = None) -> None:
        self.files = {name: Image(content) for name, content in files.items()}
        self.left = cut_after
        self.steps = 0
        self.off = False

    def step(self) -> None:
        """Count one act that changes the disk; the last one before the cut does not take place."""
        if self.off:
            raise PowerCut
        self.steps += 1
        if self.left is not None and self.steps > self.left:
            self.off = True
            raise PowerCut

    def after_a_cut(self, rng: random.Random) -> dict[str, bytes]:
        return {name: image.after_a_cut(rng) for name, image in self.files.items()}

    def shown(self) -> dict[str, bytes]:
        return {name: bytes(image.shown) for name, image in self.files.items()}


class _File:
    """An open file, with the methods that SQLite calls."""

    def __init__(self, disk: Disk, name: str) -> None:
        self._disk = disk
        self._name = name

    @property
    def _image(self) -> Image:
        return self._disk.files.setdefault(self._name, Image())

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 — SQLite's names, here and below
        return bytes(self._image.shown[offset : offset + amount])

    def xWrite(self, content: bytes, offset: int) -> None:  # noqa: N802
        self._disk.step()
        self._image.write(offset, content)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.step()
        self._image.truncate(size)

    def xSync(self, _flags: int) -> None:  # noqa: N802
        self._disk.step()
        self._image.sync()

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._image.shown)

    def xLock(self, _level: int) -> None:  # noqa: N802
        pass

    def xUnlock(self, _level: int) -> None:  # noqa: N802
        pass

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, _operation: int, _pointer: int) -> bool:  # noqa: N802
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return SECTOR

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return 0  # it promises nothing

    def xClose(self) -> None:  # noqa: N802
        pass


class _Vfs(apsw.VFS):
    """SQLite's way to the disk."""

    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, base="")
        self._disk = disk

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802
        flags[1] = flags[0]
        return _File(self._disk, Path(name.filename() if isinstance(name, apsw.URIFilename) else str(name)).name)

    def xAccess(self, pathname: str, _flags: int) -> bool:  # noqa: N802
        return Path(pathname).name in self._disk.files

    def xDelete(self, filename: str, _syncdir: bool) -> None:  # noqa: N802
        self._disk.step()
        self._disk.files.pop(Path(filename).name, None)


class _Cursor:
    """A DBAPI cursor over apsw's: everything is fetched at once."""

    arraysize = 1

    def __init__(self, disk: Disk, connection: apsw.Connection) -> None:
        self._disk = disk
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        self._run(statement, [parameters])

    def executemany(self, statement: str, sets: Sequence[Sequence[Any]]) -> None:
        self._run(statement, sets)

    def _run(self, statement: str, sets: Sequence[Sequence[Any]]) -> None:
        if "query_only" in statement:  # the readers share the writer's connection
            return
        self.description = None
        self._rows = []
        before = self._connection.total_changes()
        cursor = self._connection.cursor()
        cursor.exec_trace = self._describe
        try:
            for parameters in sets:
                self._rows = list(cursor.execute(statement, tuple(parameters)))
        except apsw.ConstraintError as error:
            raise sqlite3.IntegrityError(str(error)) from error
        except apsw.SQLError as error:
            raise sqlite3.OperationalError(str(error)) from error
        except apsw.Error:
            if self._disk.off:
                raise PowerCut from None
            raise
        self.rowcount = self._connection.total_changes() - before
        self.lastrowid = self._connection.last_insert_rowid()

    def _describe(self, cursor: apsw.Cursor, _statement: str, _bindings: object) -> bool:
        columns = cursor.get_description()
        self.description = [(name, *[None] * 6) for name, _ in columns] or None
        return True

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    def fetchall(self) -> list[Any]:
        taken, self._rows = self._rows, []
        return taken

    def close(self) -> None:
        self._rows = []


class _Connection:
    """A DBAPI connection over apsw's, as much of it as SQLAlchemy's dialect uses."""

    def __init__(self, disk: Disk, connection: apsw.Connection, synchronous: str) -> None:
        self._disk = disk
        self._connection = connection
        self._synchronous = synchronous
        self.isolation_level: str | None = None

    def cursor(self) -> _Cursor:
        return _Cursor(self._disk, self._connection)

    def execute(self, statement: str) -> _Cursor:
        cursor = self.cursor()
        cursor.execute(statement.replace("synchronous=FULL", f"synchronous={self._synchronous}"))
        return cursor

    def create_function(self, *_: object, **__: object) -> None:
        pass  # the dialect's REGEXP; nothing of ours uses it

    def commit(self) -> None:
        if self._connection.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction and not self._disk.off:
            self.execute("ROLLBACK")

    def close(self) -> None:
        pass  # the disk's one connection ends with `powered`


@contextlib.contextmanager
def powered(disk: Disk, *, synchronous: str = "FULL") -> Iterator[None]:
    """Let every SQLite database that SQLAlchemy opens within the block live on this disk."""
    name = f"power-{id(disk)}"
    vfs = _Vfs(name, disk)
    opened: dict[str, apsw.Connection] = {}

    def connect(_dialect: sa.Dialect, _record: object, arguments: Sequence[str], _options: object) -> _Connection:
        path = arguments[0]
        if path not in opened:
            opened[path] = apsw.Connection(path, vfs=name)
            opened[path].execute("PRAGMA locking_mode=EXCLUSIVE")
            opened[path].execute("PRAGMA wal_autocheckpoint=40")  # so that cuts fall into checkpoints too
        return _Connection(disk, opened[path], synchronous)

    listener: Callable[..., Any] = connect
    sa.event.listen(sa.Engine, "do_connect", listener)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "do_connect", listener)
        for connection in opened.values():
            disk.off = True  # a process that is gone writes nothing any more, not even at its end
            with contextlib.suppress(apsw.Error, PowerCut):
                connection.close()
        vfs.unregister()
