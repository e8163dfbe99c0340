"""Readings go into the archive, each recognised first: one transaction for all that come together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from jobs.model import BriefingId
from jobs.recognising import meant
from jobs.sources.articles import cut_short, same_article
from jobs.store import Known, Reading, Store, Stored

Pending = tuple[Reading, bool]
"""A reading on its way into the archive, and whether it goes out."""

_SHARED = ("url:", "hash:", "sha:")
"""Keys that another source can have for the same article."""


class Archive:
    """Keeps readings; its functions run on the writer's thread, where nobody else stores anything meanwhile."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(
        self, source_id: str, readings: Sequence[Pending], *, now: datetime, catch_up: int | None = None
    ) -> tuple[Stored, ...]:
        """Store readings, in their order and in one transaction; what is recognised is seen once more instead.

        With `catch_up`, what would go out goes into that flood's digest.
        """
        stored: list[Stored] = []
        with self._store.together():
            own, known, held = self._recognised(source_id, [reading for reading, _ in readings])
            for at, one in known.items():
                self._store.sightings.see(source_id, [(one, own[at].keys)], now=now, url=own[at].document.url)
            fresh = [(own[at], push) for at, (_, push) in enumerate(readings) if at not in known]
            for push, some in groupby(fresh, key=itemgetter(1)):
                alike = [reading for reading, _ in some]
                stored += self._store.briefings.save(
                    source_id, alike, now=now, push=push, catch_up=catch_up, held=None if stored else held
                )
        return tuple(stored)

    def _recognised(
        self, source_id: str, readings: Sequence[Reading]
    ) -> tuple[Sequence[Reading], Mapping[int, BriefingId], Mapping[str, Known]]:
        """Give the readings with the keys that are their own, and the briefings of which they say nothing new.

        These by position: another source's, or the source's own cut short. Beside them what the keys are known as.
        """
        own: list[Reading] = []
        found: dict[int, BriefingId] = {}
        strange: dict[int, list[str]] = {}
        asked = [key for reading in readings for key in reading.keys]
        held = self._store.sightings.known(source_id, asked)
        for at, reading in enumerate(readings):
            known, mine = meant(reading, held, self._store.sightings.record)
            own.append(mine)
            if known is None:
                strange[at] = [key for key in mine.keys if key.startswith(_SHARED)]
                continue
            before = self._store.sightings.record(known.id) if known.own else None
            if not known.own or (before is not None and cut_short(before, reading.briefing)):
                found[at] = known.id
        elsewhere = self._store.sightings.elsewhere(source_id, [key for some in strange.values() for key in some])
        for at, some in strange.items():
            shown = dict.fromkeys(one for key in some for one in elsewhere.get(key, ()))
            twin = next((one for one in shown if self._is_twin(one, readings[at])), None)
            if twin is not None:
                found[at] = twin
        given = {key for reading in own for key in reading.keys}.difference(asked)
        if given:
            held = {**held, **self._store.sightings.known(source_id, list(given))}
        return own, found, held

    def _is_twin(self, known: BriefingId, reading: Reading) -> bool:
        before = self._store.sightings.record(known)
        return before is not None and same_article(before, reading.briefing)
