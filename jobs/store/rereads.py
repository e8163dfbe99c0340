"""The archive as it came in, to be read again by the rules of today (D8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jobs.model import BriefingId, Document, Edition, Language, Media
from jobs.settings import SourceSettings
from jobs.store.announcing import Announcement, retell
from jobs.store.editions import load_editions
from jobs.store.engine import Database
from jobs.store.saving import Reading
from jobs.store.tables import briefing, search_doc

_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An announced briefing with the document it was read from.

    Of documents stored long ago it is not known what their list said: then `document` has no title and no day.
    """

    key: str
    document: Document
    content_sha: str
    tokens: bytes
    edition: Edition


class Rereads:
    """The transactions of reading the archive again."""

    def __init__(self, database: Database, sources: Mapping[str, SourceSettings]) -> None:
        self._database = database
        self._sources = sources

    def count(self, source_id: str | None = None) -> int:
        """Count what there is to read again, of one source or of all."""
        counted = sa.select(sa.func.count()).select_from(briefing).where(*_there(source_id))
        with self._database.reading() as connection:
            return connection.execute(counted).scalar_one()

    def after(self, briefing_id: int, source_id: str | None = None, *, limit: int = _PAGE) -> tuple[Held, ...]:
        """Give the next briefings behind an id, in their order; what was taken back is left out."""
        chosen = sa.select(briefing, search_doc.c.tokens).outerjoin_from(
            briefing, search_doc, search_doc.c.briefing_id == briefing.c.id
        )
        chosen = chosen.where(*_there(source_id), briefing.c.id > briefing_id).order_by(briefing.c.id).limit(limit)
        with self._database.reading() as connection:
            rows = {row.id: row for row in connection.execute(chosen)}
            editions = load_editions(connection, self._sources, list(map(BriefingId, rows)), leading_on=False)
        return tuple(_held(rows[edition.id], edition) for edition in editions)

    def retell(self, announcement: Announcement, reading: Reading | None, *, now: datetime) -> bool:
        """Write what our rules say of a briefing by now, and its reading where that is another; nobody is told.

        False, and nothing is written, where it changed meanwhile, was recalled, or waits for its owners.
        """
        with self._database.writing() as connection:
            return retell(connection, announcement, reading, now)


def _there(source_id: str | None) -> tuple[sa.ColumnElement[bool], ...]:
    own = briefing.c
    there = (own.announced > 0, own.recalled.is_(None))
    return there if source_id is None else (*there, own.source_id == source_id)


def _held(row: sa.Row[Any], edition: Edition) -> Held:
    document = Document(
        content=row.raw,
        media=Media(row.media),
        language=Language(row.lang),
        url=row.url,
        title=row.listed_title,
        published=row.listed_published,
        warnings=edition.briefing.warnings,
    )
    return Held(key=row.key, document=document, content_sha=row.content_sha, tokens=row.tokens or b"", edition=edition)
