"""Older briefings come in: a directory, a .zip, a .tar or one file of them. Stored and announced, pushed to nobody.

Begun again after it was cut short, it goes on with what is missing: what is known by its name or content is left out.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from jobs.model import Change, Clock, Item, Language
from jobs.reading import read_briefing
from jobs.settings import SourceSettings
from jobs.sources.articles import same_article
from jobs.sources.folder import File, document, item_of, read_files
from jobs.store import Reading, Store
from jobs.store.lanes import Lanes

SOURCE_ID = "import"
_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How far an import has come."""

    seen: int = 0
    new: int = 0
    known: int = 0
    bad: tuple[tuple[str, str], ...] = ()  # files that were left out, each with the reason


class Importer:
    """Imports archives; built once by whoever starts the program."""

    def __init__(self, *, store: Store, lanes: Lanes, clock: Clock) -> None:
        self._store = store
        self._lanes = lanes
        self._clock = clock

    async def bring(self, path: Path, source: SourceSettings) -> AsyncIterator[Imported]:
        """Store what is below the path, giving how far it has come after each group of files.

        Raises DocumentUnreadable for a path that is no directory, archive or file.
        """
        come = Imported()
        files = read_files(path)
        while group := await asyncio.to_thread(lambda: list(islice(files, _AT_ONCE))):
            items = await asyncio.to_thread(_items, group)
            known = await self._lanes.read(
                self._store.sightings.known, source.id, [key for item in items for key in item.keys]
            )
            fresh = [item for item in items if known.keys().isdisjoint(item.keys)]
            readings = await asyncio.to_thread(_read_all, fresh, source)
            told = [reading for reading in readings if reading.briefing.title or reading.briefing.sections]
            new = await self._lanes.write(self._keep, source.id, told)
            empty = [(one.keys[0].removeprefix("file:"), "holds no words") for one in readings if one not in told]
            bad = [(file.name, file.problem) for file in group if file.problem]
            come = Imported(
                seen=come.seen + len(group),
                new=come.new + new,
                known=come.known + len(items) - new - len(empty),
                bad=(*come.bad, *sorted((*bad, *empty))),
            )
            yield come

    def _keep(self, source_id: str, readings: Sequence[Reading]) -> int:
        """Store a group; what another source has shown already is seen once more. Gives how many were new."""
        now, sightings = self._clock(), self._store.sightings
        new = []
        for reading in readings:
            elsewhere = sightings.titled(source_id, reading.briefing)
            twin = next((one for one, record in elsewhere if same_article(record, reading.briefing)), None)
            if twin is not None:
                sightings.see(source_id, [(twin, reading.keys)], now=now)
            else:
                new.append(reading)
        stored = self._store.briefings.save(source_id, new, now=now, push=False)
        return sum(one.change is Change.NEW for one in stored)


def _items(files: Sequence[File]) -> list[Item]:
    return [item_of(file) for file in files if not file.problem]


def import_settings(language: str = Language.KO, rights: str = "link") -> SourceSettings:
    """Give the settings under which imported documents are kept where config.toml has no source for them."""
    values = {"id": SOURCE_ID, "kind": "folder", "url": ".", "name": "가져온 문서", "name_en": "Imported documents"}
    return SourceSettings.model_validate({**values, "language": language, "rights": rights, "max_age_days": 0})


def _read_all(items: Sequence[Item], source: SourceSettings) -> list[Reading]:
    readings = []
    for item in items:
        found = document(item, None, source)
        readings.append(Reading(keys=item.keys, document=replace(found, url=None), briefing=read_briefing(found)))
    return readings
