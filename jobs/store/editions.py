"""Editions from rows: a briefing with its tags, its summaries and where its related lines lead."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from jobs.language import fold
from jobs.model import BriefingId, Edition, Language, Method, Reference, Rights, Summary
from jobs.settings import SourceSettings
from jobs.store import codec
from jobs.store.instants import instant
from jobs.store.prepared import Among, Answer, Values
from jobs.store.tables import briefing, summary

_LIVE = briefing.c.announced > 0


def _shown(ids: Values) -> sa.Select[Any]:
    """Everything but the document itself; the JSON is read as text, so that what is at hand is not decoded again."""
    own = briefing.c
    record, tags = sa.cast(own.record, sa.Text), sa.cast(own.tags, sa.Text)
    chosen = sa.select(own.id, own.revision, own.source_id, record, tags, own.revised_at, own.written_at, own.recalled)
    return chosen.where(own.id.in_(ids), _LIVE)


def _said(ids: Values) -> sa.Select[Any]:
    own = summary.c
    lines = sa.cast(own.lines, sa.Text)
    return sa.select(own.briefing_id, own.lang, own.method, own.headline, lines).where(own.briefing_id.in_(ids))


@lru_cache(maxsize=8)
def _asked(dialect: sa.Dialect) -> tuple[Among, Among]:
    """Give both, put together once a database: to put them together costs more than to run them."""
    return Among(_shown, dialect, sa.Integer), Among(_said, dialect, sa.Integer)


_TITLED = (
    sa.select(briefing.c.id)
    .where(briefing.c.title_key == sa.bindparam("titled"))
    .where(briefing.c.id != sa.bindparam("own"), _LIVE)
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
    shown, said_of = _asked(connection.dialect)
    said: dict[int, dict[Language, Summary]] = {}
    for id_, lang, method, headline, lines in said_of.ask(connection, ids, {}):
        said.setdefault(id_, {})[Language(lang)] = Summary(
            language=Language(lang), method=Method(method), headline=headline, lines=codec.lines_read(lines)
        )
    made = {row[0]: _edition(row, sources, said.get(row[0], {})) for row in shown.ask(connection, ids, {})}
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


def _edition(row: Answer, sources: Mapping[str, SourceSettings], said: Mapping[Language, Summary]) -> Edition:
    """Give the edition of a row of `_shown`."""
    id_, revision, source_id, record, tags, revised_at, written_at, recalled = row
    shown = codec.briefing_read(record)
    settings = sources.get(source_id)
    return Edition(
        id=BriefingId(id_),
        revision=revision,
        source_id=source_id,
        source_name=(settings.name if settings else "") or shown.outlet or source_id,
        source_name_en=(settings.name_en if settings else "") or shown.outlet or source_id,
        rights=settings.rights if settings else Rights.LINK,
        briefing=shown,
        tags=codec.tags_read(tags),
        summaries=said,
        revised_at=instant(revised_at),
        written_at=instant(written_at),
        recalled=recalled,
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
        .where(briefing.c.title_key.in_(set(keys)), briefing.c.id != briefing_id, _LIVE)
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
