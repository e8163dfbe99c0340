"""How a reading becomes a row: new, a revision of what it is known as, or the same and seen once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from jobs.language import fold
from jobs.model import Briefing, BriefingId, Change, Document, Validators, Written, compare
from jobs.store.engine import Database
from jobs.store.instants import Instant, milliseconds
from jobs.store.prepared import Prepared
from jobs.store.rechecks import write_check
from jobs.store.sightings import Known
from jobs.store.tables import briefing, briefing_alias, briefing_revision

_COLUMNS = (
    "source_id", "key", "push", "stored_at", "url", "lang", "series", "title", "title_key", "published", "record",
    "raw", "media", "content_sha", "revision", "announced", "listed_title", "listed_published",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A document read, on its way into the archive, with every key its source shows it under (best first).

    `page` holds the validators of its own page, where it was read from one; `written` is the record as another process
    wrote it, where one has read it.
    """

    keys: tuple[str, ...]
    document: Document
    briefing: Briefing
    page: Validators | None = None
    written: Written | None = None

    @cached_property
    def content_sha(self) -> str:
        """Give the fingerprint of what readers see of it."""
        return self.written.content_sha if self.written else self.briefing.content_sha()

    def json(self) -> str:
        """Give its record as it is stored."""
        return self.written.json if self.written else self.briefing.spelled()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What saving one reading did."""

    id: BriefingId
    change: Change


class Saving:
    """Writes readings within the transaction of what they came with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def _insert(self) -> Prepared:
        return self._database.prepared(briefing.insert().returning(briefing.c.id), _COLUMNS, plain=True)

    @cached_property
    def _alias(self) -> Prepared:
        aliases = self._database.insert(briefing_alias).on_conflict_do_nothing()
        return self._database.prepared(aliases, briefing_alias.columns.keys())

    def save(
        self,
        connection: sa.Connection,
        source_id: str,
        readings: Sequence[Reading],
        *,
        now: datetime,
        push: bool,
        held: Mapping[str, Known],
    ) -> tuple[Stored, ...]:
        """Write readings in their order; `held` says what their keys are known as."""
        seen = dict(held)
        stored: list[Stored] = []
        aliases: list[dict[str, Any]] = []
        for reading in readings:
            known = min((seen[key] for key in reading.keys if key in seen), key=lambda one: one.id, default=None)
            change = compare(known.content_sha if known else None, reading.content_sha)
            if known is not None and change is Change.REVISED and _only_we_changed(connection, known.id, reading):
                change = Change.SAME
            if known is None:
                ((made,),) = self._insert.ask(connection, _new_row(source_id, reading, now=now, push=push))
                briefing_id = BriefingId(made)
            else:
                briefing_id = known.id
                if change is Change.REVISED:
                    revise(connection, briefing_id, reading, now, revised_at=now)
            if reading.page is not None:
                write_check(connection, briefing_id, reading.document, reading.page, now)
            aliases += [{"source_id": source_id, "key": key, "briefing_id": briefing_id} for key in reading.keys]
            said = Known(id=briefing_id, own=True, content_sha=reading.content_sha)
            if change is Change.REVISED:
                seen.update({key: said for key, one in seen.items() if one.id == briefing_id})
            seen.update({key: said for key in reading.keys if key not in seen})
            stored.append(Stored(id=briefing_id, change=change))
        self._alias.run(connection, aliases)
        return tuple(stored)


def _only_we_changed(connection: sa.Connection, briefing_id: BriefingId, reading: Reading) -> bool:
    """Tell whether the source shows what it showed: then our own rules read it otherwise, and nobody is corrected.

    Of briefings stored without what their list said, title and day of the record count instead.
    """
    own = briefing.c
    title, day = sa.func.coalesce(own.listed_title, own.title), sa.func.coalesce(own.listed_published, own.published)
    before = connection.execute(sa.select(own.raw, title, day).where(own.id == briefing_id)).one()
    shown = reading.document
    listed = (shown.title or reading.briefing.title, shown.published or reading.briefing.published)
    return tuple(before) == (shown.content, *listed)


def revise(connection: sa.Connection, briefing_id: BriefingId, reading: Reading, now: datetime, **beside: Any) -> None:
    """Write the reading in place of what was known, which stays among the revisions; `beside`: other columns."""
    keep_revision(connection, briefing_id, now)
    columns = {
        **_texts(reading),
        "published": reading.briefing.published,
        "record": sa.type_coerce(reading.json(), sa.Text),  # JSON already: as a new row's
        "listed_published": reading.document.published,
        "revision": briefing.c.revision + 1,
        **beside,
    }
    connection.execute(briefing.update().where(briefing.c.id == briefing_id).values(**columns))


def keep_revision(connection: sa.Connection, briefing_id: BriefingId, now: datetime) -> None:
    """Keep what a briefing says among its revisions: another one is to be written in its place."""
    shown = sa.select(briefing.c.id, briefing.c.revision, briefing.c.record, sa.literal(now, Instant))
    columns = ("briefing_id", "revision", "record", "replaced_at")
    connection.execute(briefing_revision.insert().from_select(columns, shown.where(briefing.c.id == briefing_id)))


def _new_row(source_id: str, reading: Reading, *, now: datetime, push: bool) -> dict[str, Any]:
    """Give the row of a new briefing as the driver takes it."""
    day, listed = reading.briefing.published, reading.document.published
    return {
        **_texts(reading),
        "published": None if day is None else day.isoformat(),
        "listed_published": None if listed is None else listed.isoformat(),
        "record": reading.json(),
        "source_id": source_id,
        "key": reading.keys[0],
        "push": int(push),
        "stored_at": milliseconds(now),
        "revision": 1,
        "announced": 0,
    }


def _texts(reading: Reading) -> dict[str, Any]:
    record = reading.briefing
    return {
        "url": reading.document.url,
        "lang": record.language,
        "series": record.series,
        "title": record.title,
        "title_key": fold(record.title),
        "raw": reading.document.content,
        "media": reading.document.media.value,
        "content_sha": reading.content_sha,
        "listed_title": reading.document.title,
    }
