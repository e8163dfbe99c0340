"""Editions from rows: a briefing with its tags, its summaries and where its related lines lead."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from jobs.language import fold
from jobs.model import BriefingId, Edition, Language, Method, Rights, Summary
from jobs.settings import SourceSettings
from jobs.store import codec
from jobs.store.tables import briefing, summary

# built once: putting them together costs more than running them; the document itself (`raw`) is not wanted
_SHOWN = [column for column in briefing.c if column is not briefing.c.raw]
_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_ANNOUNCED = sa.select(*_SHOWN).where(briefing.c.id.in_(_IDS), briefing.c.announced > 0)
_SAID = sa.select(summary).where(summary.c.briefing_id.in_(_IDS))
_TITLED = (
    sa.select(briefing.c.id)
    .where(briefing.c.title_key == sa.bindparam("titled"))
    .where(briefing.c.id != sa.bindparam("own"), briefing.c.announced > 0)
    .order_by(briefing.c.id.desc())
    .limit(1)
)


def load_editions(
    connection: sa.Connection, sources: Mapping[str, SourceSettings], ids: Sequence[BriefingId]
) -> tuple[Edition, ...]:
    """Give the announced briefings of these ids, in the order asked, within a transaction."""
    if not ids:
        return ()
    wanted = {"ids": list(ids)}
    rows = connection.execute(_ANNOUNCED, wanted).all()
    said: dict[int, dict[Language, Summary]] = {}
    for row in connection.execute(_SAID, wanted):
        language = Language(row.lang)
        said.setdefault(row.briefing_id, {})[language] = Summary(
            language=language, method=Method(row.method), headline=row.headline, lines=codec.lines_of(row.lines)
        )
    made = {row.id: _edition(connection, row, sources.get(row.source_id), said.get(row.id, {})) for row in rows}
    return tuple(made[one] for one in ids if one in made)


def _edition(
    connection: sa.Connection, row: sa.Row[Any], settings: SourceSettings | None, said: Mapping[Language, Summary]
) -> Edition:
    record = codec.briefing_of(row.record)
    return Edition(
        id=BriefingId(row.id),
        revision=row.revision,
        source_id=row.source_id,
        source_name=(settings.name if settings else "") or record.outlet or row.source_id,
        source_name_en=(settings.name_en if settings else "") or record.outlet or row.source_id,
        rights=settings.rights if settings else Rights.LINK,
        briefing=record,
        tags=codec.tags_of(row.tags),
        summaries=said,
        revised_at=row.revised_at,
        written_at=row.written_at,
        recalled=row.recalled,
        related_targets=tuple(_target(connection, row.id, fold(one.title)) for one in record.related),
    )


def _target(connection: sa.Connection, briefing_id: int, title_key: str) -> BriefingId | None:
    found = connection.execute(_TITLED, {"titled": title_key, "own": briefing_id}).scalar()
    return None if found is None else BriefingId(found)
