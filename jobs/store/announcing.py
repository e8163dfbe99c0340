"""Transaction 2: everything that is said of a briefing, and the dispatches that carry it; what a backend says later.

| what comes | from a source with publish | dispatches |
|---|---|---|
| a new briefing | auto | an alert |
| | delay, hold | an alert that is held, and a preview of it in each language to the owners |
| a revision | auto | a correction to those who have it; who is still to get it gets the new text |
| | delay, hold | the same, held, with new previews; what is unsent of the alert is held with it |
| | delay, hold, in a flood | a new preview of the flood while it waits |
| a written summary | auto | a correction to those who have the alert |
| | delay, hold | new previews while nobody has it; nothing once the owners let it go: they never saw that text |
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from jobs.model import BriefingId, DispatchId, DispatchKind, Gloss, Language, Summary, Tags
from jobs.settings import SourceSettings
from jobs.store import codec
from jobs.store.dispatches import has_due_rows, make_known, stop_dispatches, write_dispatch
from jobs.store.polling_tables import catch_up_item
from jobs.store.saving import Reading, keep_revision, revise
from jobs.store.searches import newest_search
from jobs.store.tables import briefing, briefing_key, dispatch, search_doc, summary
from jobs.store.writing_tables import commission, gloss


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Everything that is written in the transaction that announces a briefing.

    `searches` is the newest saved search that was asked whether it meets this; None where none was asked.
    `commissioned`: no backend has written yet, and one is still asked to. `glosses`: the names its text glosses.
    """

    id: BriefingId
    revision: int
    tags: Tags
    summaries: Mapping[Language, Summary]
    keys: tuple[int, ...]
    analyser: str
    tokens: bytes
    searches: int | None = None
    glosses: tuple[Gloss, ...] = ()
    commissioned: bool = False


def announce(
    connection: sa.Connection, announcement: Announcement, sources: Mapping[str, SourceSettings], now: datetime
) -> bool:
    """Write one revision's sayings and dispatches.

    False, and nothing is written, where a newer one came, this one was announced already, or a search was saved
    meanwhile that was not asked.
    """
    if announcement.searches is not None and newest_search(connection) > announcement.searches:
        return False
    moved = connection.execute(
        briefing.update()
        .where(
            briefing.c.id == announcement.id,
            briefing.c.revision == announcement.revision,
            briefing.c.announced < announcement.revision,
        )
        .values(announced=announcement.revision, tags=codec.tags_json(announcement.tags), written_at=None)
        .returning(briefing.c.push, briefing.c.source_id, briefing.c.recalled)
    ).first()
    if moved is None:
        return False
    _write_sayings(connection, announcement)
    _commission(connection, announcement, now)
    source = sources.get(moved.source_id)
    if moved.push and moved.recalled is None:
        _send_out(connection, announcement, source, now)
    elif source is not None and source.publish != "auto":
        _show_flood_again(connection, announcement.id, source, now)
    return True


def rewrite(
    connection: sa.Connection,
    announcement: Announcement,
    sources: Mapping[str, SourceSettings],
    now: datetime,
    *,
    edit: bool,
) -> bool:
    """Let a written summary take the place of what went out as this revision, under the next one.

    Who has the alert gets it edited, with `edit`. False, and the summary is not used, where a newer revision came, the
    briefing was recalled, or the owners have let go what they saw without it; and where a search was saved meanwhile
    that was not asked: then it is still asked for.
    """
    if announcement.searches is not None and newest_search(connection) > announcement.searches:
        return False
    connection.execute(commission.delete().where(commission.c.briefing_id == announcement.id))
    mine = briefing.c.id == announcement.id
    row = connection.execute(sa.select(briefing).where(mine)).first()
    if row is None or row.recalled is not None or not row.revision == row.announced == announcement.revision:
        return False
    source = sources.get(row.source_id)
    alert = _alert_of(connection, announcement.id) if row.push else None
    decided = source is not None and source.publish != "auto" and alert is not None and not _unseen(alert)
    if edit and decided:
        return False
    keep_revision(connection, announcement.id, now)
    raised = replace(announcement, revision=announcement.revision + 1)
    values = {"revision": raised.revision, "announced": raised.revision, "written_at": now}
    connection.execute(briefing.update().where(mine).values(**values))
    _write_sayings(connection, raised)
    if edit and alert is not None:
        _show_again(connection, raised, alert, now)
    return True


def retell(connection: sa.Connection, announcement: Announcement, reading: Reading | None, now: datetime) -> bool:
    """Write what our rules say of a briefing by now; with a `reading`, which becomes its next revision. Nobody is told.

    False, and nothing is written, where a newer revision came, the briefing was recalled or waits for its owners, who
    are to send what they saw; and where a search was saved meanwhile that was not asked.
    """
    if announcement.searches is not None and newest_search(connection) > announcement.searches:
        return False
    mine = briefing.c.id == announcement.id
    row = connection.execute(sa.select(briefing).where(mine)).first()
    if row is None or row.recalled is not None or not row.revision == row.announced == announcement.revision:
        return False
    alert = _alert_of(connection, announcement.id) if row.push else None
    if alert is not None and alert.state == "held":
        return False
    if reading is not None:
        revise(connection, announcement.id, reading, now, announced=announcement.revision + 1)
    connection.execute(briefing.update().where(mine).values(tags=codec.tags_json(announcement.tags)))
    _write_sayings(connection, announcement)
    return True


def _show_again(connection: sa.Connection, raised: Announcement, alert: sa.Row[Any], now: datetime) -> None:
    """Preview the new text where owners are to decide; else correct what was sent."""
    if _unseen(alert):
        stop_dispatches(connection, raised.id, DispatchKind.PREVIEW)
        _preview(connection, raised, DispatchId(alert.id), now)
        return
    stop_dispatches(connection, raised.id, DispatchKind.CORRECTION)
    write_dispatch(connection, DispatchKind.CORRECTION, raised.id, now=now, revision=raised.revision)


def _commission(connection: sa.Connection, announcement: Announcement, now: datetime) -> None:
    connection.execute(commission.delete().where(commission.c.briefing_id == announcement.id))
    if announcement.commissioned:
        row = {"briefing_id": announcement.id, "revision": announcement.revision, "since": now, "next_at": now}
        connection.execute(commission.insert().values(**row))


def _send_out(
    connection: sa.Connection, announcement: Announcement, source: SourceSettings | None, now: datetime
) -> None:
    alert = _alert_of(connection, announcement.id)
    held = source is not None and source.publish != "auto"
    release_at = now + timedelta(seconds=source.delay_s) if source and source.publish == "delay" else None
    waits: dict[str, Any] = {"state": "held", "release_at": release_at} if held else {}
    shown: DispatchId | None = None
    if alert is None:
        urgent = source is not None and source.urgent
        shown = write_dispatch(
            connection,
            DispatchKind.ALERT,
            announcement.id,
            now=now,
            revision=announcement.revision,
            urgent=urgent,
            **waits,
        )
        if not held:
            make_known(connection, announcement.id)
    else:
        stop_dispatches(connection, announcement.id, DispatchKind.CORRECTION, DispatchKind.PREVIEW)
        shown = _correct(connection, announcement, alert, now=now, waits=waits)
    if held and shown is not None:
        _preview(connection, announcement, shown, now)


def _alert_of(connection: sa.Connection, briefing_id: BriefingId) -> sa.Row[Any] | None:
    mine = (dispatch.c.subject_id == briefing_id, dispatch.c.kind == DispatchKind.ALERT)
    return connection.execute(sa.select(dispatch).where(*mine).order_by(dispatch.c.id.desc()).limit(1)).first()


def _unseen(alert: sa.Row[Any]) -> bool:
    """Tell whether an alert waits for the owners and nobody has it yet."""
    return bool(alert.state == "held" and alert.cursor == 0)


def _preview(connection: sa.Connection, announcement: Announcement, shown: DispatchId, now: datetime) -> None:
    """Show the owners a held dispatch, in each language."""
    for language in announcement.summaries:
        payload = {"of": shown, "language": str(language)}
        write_dispatch(
            connection,
            DispatchKind.PREVIEW,
            announcement.id,
            now=now,
            revision=announcement.revision,
            payload=payload,
        )


def _show_flood_again(
    connection: sa.Connection, briefing_id: BriefingId, source: SourceSettings, now: datetime
) -> None:
    """Preview a flood anew that waits for the owners and holds this briefing; once for all that changed with it."""
    mine = sa.select(dispatch).join(catch_up_item, catch_up_item.c.catch_up_id == dispatch.c.subject_id)
    mine = mine.where(dispatch.c.kind == DispatchKind.CATCH_UP, catch_up_item.c.briefing_id == briefing_id)
    held = connection.execute(mine.where(dispatch.c.state == "held")).first()
    if held is None:
        return
    if held.release_at is not None:
        later = {"release_at": now + timedelta(seconds=source.delay_s)}
        connection.execute(dispatch.update().where(dispatch.c.id == held.id).values(**later))
    on_its_way = (dispatch.c.kind == DispatchKind.PREVIEW, dispatch.c.state == "expanding")
    shown = connection.execute(sa.select(dispatch.c.payload).where(*on_its_way)).scalars()
    if not any(payload["of"] == held.id for payload in shown):
        write_dispatch(connection, DispatchKind.PREVIEW, 0, now=now, payload={"of": held.id})  # of no one briefing


def _correct(
    connection: sa.Connection,
    announcement: Announcement,
    alert: sa.Row[Any],
    *,
    now: datetime,
    waits: Mapping[str, Any],
) -> DispatchId | None:
    """Write the correction of an alert and hold back what is unsent of it where it waits; give which to preview."""
    if _unseen(alert):
        if waits and alert.release_at is not None:
            connection.execute(dispatch.update().where(dispatch.c.id == alert.id).values(**waits))
        return DispatchId(alert.id)
    if waits and (alert.state == "expanding" or has_due_rows(connection, alert.id)):
        connection.execute(dispatch.update().where(dispatch.c.id == alert.id).values(**waits))
    return write_dispatch(
        connection, DispatchKind.CORRECTION, announcement.id, now=now, revision=announcement.revision, **waits
    )


def _write_sayings(connection: sa.Connection, announcement: Announcement) -> None:
    mine = announcement.id
    for table in (summary, briefing_key, search_doc, gloss):
        connection.execute(table.delete().where(table.c.briefing_id == mine))
    rows = [
        {
            "briefing_id": mine,
            "lang": said.language,
            "method": said.method,
            "headline": said.headline,
            "lines": codec.lines_json(said.lines),
        }
        for said in announcement.summaries.values()
    ]
    if rows:
        connection.execute(summary.insert(), rows)
    if announcement.keys:
        keys = sorted(set(announcement.keys))
        connection.execute(briefing_key.insert(), [{"key": key, "briefing_id": mine} for key in keys])
    glossed = {(one.korean, one.english or ""): one.abbreviation or "" for one in announcement.glosses}
    if glossed:
        names = [
            {"briefing_id": mine, "korean": korean, "english": english, "abbreviation": abbreviation}
            for (korean, english), abbreviation in glossed.items()
        ]
        connection.execute(gloss.insert(), names)
    connection.execute(
        search_doc.insert().values(briefing_id=mine, analyser=announcement.analyser, tokens=announcement.tokens)
    )
