"""One writer a database: an OS lock on `<database>.lock`, freed by the kernel however its process ends."""

import fcntl
import os
from pathlib import Path
from typing import IO

from jobs.errors import StoreLocked


class WriterLock:
    """Held from `take` until `release` or the end of the process."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self.path = database.with_name(database.name + ".lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Become the only writer. Raises StoreLocked with the pid of the one that is."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise StoreLocked(str(self._database), int(holder) if holder.isdigit() else None) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        """Let another process write."""
        if self._file is not None:
            self._file.close()
            self._file = None
