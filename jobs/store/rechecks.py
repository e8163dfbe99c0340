"""Which known briefings' pages are read again for corrections, and the validators of those pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from jobs.model import BriefingId, Document, Language, Validators
from jobs.store.engine import Database
from jobs.store.tables import briefing, briefing_alias


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """A known briefing that was read from its own page, with what its list said of it."""

    id: BriefingId
    key: str
    url: str
    title: str | None
    published: date | None
    language: Language
    page: Validators
    checked_at: datetime | None


class Rechecks:
    """The transactions of reading again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, source_id: str, limit: int) -> tuple[Recheck, ...]:
        """Give the newest briefings of a source that were read from their own pages."""
        mine = briefing.c.source_id == source_id
        own_page = sa.and_(mine, briefing.c.checked_at.is_not(None), briefing.c.url.is_not(None))
        return self._read(sa.select(briefing).where(own_page).order_by(briefing.c.id.desc()).limit(limit))

    def of_keys(self, source_id: str, keys: Sequence[str]) -> tuple[Recheck, ...]:
        """Give the briefings that a source has shown under any of the keys."""
        known = sa.select(briefing_alias.c.briefing_id).where(
            briefing_alias.c.source_id == source_id, briefing_alias.c.key.in_(keys)
        )
        return self._read(sa.select(briefing).where(briefing.c.id.in_(known), briefing.c.url.is_not(None)))

    def _read(self, chosen: sa.Select[tuple[object, ...]]) -> tuple[Recheck, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(chosen).all()
        return tuple(
            Recheck(
                id=BriefingId(row.id),
                key=row.key,
                url=row.url,
                title=row.listed_title,
                published=row.listed_published,
                language=Language(row.lang),
                page=Validators(etag=row.page_etag, last_modified=row.page_last_modified, url=row.page_url),
                checked_at=row.checked_at,
            )
            for row in rows
        )

    def checked(self, briefing_id: BriefingId, page: Validators, now: datetime) -> None:
        """Write down that a page was asked for and is what it was, or less, or is not to be had now."""
        with self._database.writing() as connection:
            connection.execute(
                briefing.update().where(briefing.c.id == briefing_id).values(**_columns(page), checked_at=now)
            )


def _columns(page: Validators) -> dict[str, str | None]:
    return {"page_etag": page.etag, "page_last_modified": page.last_modified, "page_url": page.url}


def write_check(
    connection: sa.Connection, briefing_id: BriefingId, document: Document, page: Validators, now: datetime
) -> None:
    """Keep the validators of a briefing's page, within the transaction that stores what the page said (D13)."""
    connection.execute(
        briefing.update()
        .where(briefing.c.id == briefing_id)
        .values(
            **_columns(page),
            checked_at=now,
            listed_title=document.title,
            listed_published=document.published,
        )
    )
