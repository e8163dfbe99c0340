"""What the chain must not forget: answers by what they depend on, and what each backend used of its day."""

import asyncio
from pathlib import Path
from typing import Protocol

from jobs.model import BackendUse


class Records(Protocol):
    """Where the chain keeps things; the archive's are rows (`jobs.commissioning`), the command line's are files."""

    async def answer(self, key: str) -> str | None:
        """Give the answer kept under the key."""
        ...

    async def keep(self, key: str, answer: str) -> None:
        """Keep an answer."""
        ...

    async def use(self, backend: str) -> BackendUse:
        """Give what a backend used of its day."""
        ...

    async def note(self, backend: str, use: BackendUse) -> None:
        """Keep what a backend used of its day."""
        ...


class FileRecords:
    """Answers as files of a folder, one a key; use is counted for this process only."""

    def __init__(self, path: Path) -> None:
        """Keep where; the folder is made on the first answer."""
        self._path = path
        self._uses: dict[str, BackendUse] = {}

    async def answer(self, key: str) -> str | None:
        """Give the answer kept under the key, None where there is nothing readable."""
        try:
            return await asyncio.to_thread((self._path / f"{key}.json").read_text, encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    async def keep(self, key: str, answer: str) -> None:
        """Keep it whole or not at all."""
        await asyncio.to_thread(self._write, key, answer)

    async def use(self, backend: str) -> BackendUse:
        """Give what a backend used since the start."""
        return self._uses.get(backend, BackendUse())

    async def note(self, backend: str, use: BackendUse) -> None:
        """Keep it in memory."""
        self._uses[backend] = use

    def _write(self, key: str, answer: str) -> None:
        self._path.mkdir(parents=True, exist_ok=True)
        part = self._path / f"{key}.part"
        part.write_text(answer, encoding="utf-8")
        part.replace(self._path / f"{key}.json")
