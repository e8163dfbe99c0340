"""Editions from rows: a briefing with its tags, its summaries and where its related lines lead."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from jobs.language import fold
from jobs.model import BriefingId, Edition, Language, Method, Reference, Rights, Summary
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
    connection: sa.Connection,
    sources: Mapping[str, SourceSettings],
    ids: Sequence[BriefingId],
    *,
    leading_on: bool = True,
) -> tuple[Edition, ...]:
    """Give the announced briefings of these ids, in the order asked, within a transaction.

    Without `leading_on` nobody looks up where their related lines and references lead, which costs most.
    """
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
    made = {row.id: _edition(row, sources, said.get(row.id, {})) for row in rows}
    if leading_on:
        made = {id_: _led_on(connection, one, sources) for id_, one in made.items()}
    return tuple(made[one] for one in ids if one in made)


def _led_on(connection: sa.Connection, one: Edition, sources: Mapping[str, SourceSettings]) -> Edition:
    """Give the edition with the briefings that its related lines and its references lead to."""
    return replace(
        one,
        related_targets=tuple(_target(connection, one.id, fold(line.title)) for line in one.briefing.related),
        cited_targets=_cited(connection, one.id, one.briefing.references, sources),
    )


def _edition(row: sa.Row[Any], sources: Mapping[str, SourceSettings], said: Mapping[Language, Summary]) -> Edition:
    record = codec.briefing_of(row.record)
    settings = sources.get(row.source_id)
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
    )


def _cited(
    connection: sa.Connection, briefing_id: int, cited: Sequence[Reference], sources: Mapping[str, SourceSettings]
) -> tuple[BriefingId | None, ...]:
    """Give the announced briefing of each cited title that comes from the outlet cited, the newest; None for none."""
    keys = [fold(one.title) for one in cited]
    if not keys:
        return ()
    rows = connection.execute(
        sa.select(briefing.c.id, briefing.c.source_id, briefing.c.title_key, briefing.c.record)
        .where(briefing.c.title_key.in_(set(keys)), briefing.c.id != briefing_id, briefing.c.announced > 0)
        .order_by(briefing.c.id)
    )
    found: dict[tuple[str, str], BriefingId] = {}
    for row in rows:
        settings = sources.get(row.source_id)
        names = (codec.briefing_of(row.record).outlet, *((settings.name, settings.name_en) if settings else ()))
        found |= {(row.title_key, fold(name)): BriefingId(row.id) for name in names if name}
    return tuple(found.get((key, fold(one.outlet or ""))) for key, one in zip(keys, cited, strict=True))


def _target(connection: sa.Connection, briefing_id: int, title_key: str) -> BriefingId | None:
    found = connection.execute(_TITLED, {"titled": title_key, "own": briefing_id}).scalar()
    return None if found is None else BriefingId(found)
