"""Where each briefing was seen: under which keys, at which sources, and what is still to be read of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from jobs.language import fold
from jobs.model import Briefing, BriefingId, Item, Validators
from jobs.store import codec
from jobs.store.engine import Database
from jobs.store.polling_tables import page, sighting, waiting_page
from jobs.store.prepared import Values
from jobs.store.tables import briefing, briefing_alias

_ITEM = TypeAdapter(Item)
_PAGES_FOR = timedelta(days=90)
_ELSEWHERE = 5  # briefings under the same key that are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A briefing that was seen before under some key; `own` where this source brought it first."""

    id: BriefingId
    own: bool
    content_sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage:
    """An entry whose own page could not be read yet."""

    item: Item
    push: bool
    tries: int
    next_at: datetime
    reason: str


def _known(keys: Values) -> sa.Select[Any]:
    return (
        sa.select(briefing_alias.c.key, briefing_alias.c.briefing_id, briefing.c.source_id, briefing.c.content_sha)
        .join(briefing, briefing.c.id == briefing_alias.c.briefing_id)
        .where(briefing_alias.c.source_id == sa.bindparam("of"), briefing_alias.c.key.in_(keys))
    )


def _elsewhere(keys: Values) -> sa.Select[Any]:
    """Give the first few of each key: one that many sources use must not crowd out those of the others."""
    key, shown = briefing_alias.c.key, briefing_alias.c.briefing_id
    place = sa.func.dense_rank().over(partition_by=key, order_by=shown).label("place")
    ranked = (
        sa.select(key, shown, place).where(key.in_(keys), briefing_alias.c.source_id != sa.bindparam("of")).subquery()
    )
    few = ranked.c.place <= _ELSEWHERE
    return sa.select(ranked.c.key, ranked.c.briefing_id).where(few).distinct().order_by(ranked.c.briefing_id)


class Sightings:
    """The transactions of recognising."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known = database.among(_known)
        self._elsewhere = database.among(_elsewhere)

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────

    def known(self, source_id: str, keys: Sequence[str]) -> Mapping[str, Known]:
        """Give what this source has shown under these keys."""
        with self._database.reading() as connection:
            rows = self._known.ask(connection, keys, {"of": source_id})
        return {key: Known(id=one, own=by == source_id, content_sha=sha) for key, one, by, sha in rows}

    def elsewhere(self, source_id: str, keys: Sequence[str]) -> Mapping[str, tuple[BriefingId, ...]]:
        """Give the first briefings that other sources show under each of these keys; five at most."""
        if not keys:
            return {}
        with self._database.reading() as connection:
            rows = self._elsewhere.ask(connection, keys, {"of": source_id})
        found: dict[str, tuple[BriefingId, ...]] = {}
        for key, one in rows:
            found[key] = (*found.get(key, ()), BriefingId(one))
        return found

    def titled(self, source_id: str, shown: Briefing) -> tuple[tuple[BriefingId, Briefing], ...]:
        """Give the briefings of other sources with the same title and day."""
        chosen = sa.select(briefing.c.id, briefing.c.record).where(
            briefing.c.title_key == fold(shown.title),
            briefing.c.published.is_not_distinct_from(shown.published),
            briefing.c.source_id != source_id,
        )
        with self._database.reading() as connection:
            rows = connection.execute(chosen.order_by(briefing.c.id).limit(5)).all()
        return tuple((BriefingId(row.id), codec.briefing_of(row.record)) for row in rows)

    def record(self, briefing_id: BriefingId) -> Briefing | None:
        """Give a briefing as it is stored, announced or not."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(briefing.c.record).where(briefing.c.id == briefing_id)).scalar()
        return None if found is None else codec.briefing_of(found)

    def see(
        self, source_id: str, seen: Sequence[tuple[BriefingId, Sequence[str]]], *, now: datetime, url: str | None = None
    ) -> None:
        """Keep every key under which this source shows these briefings; what a key already means, it goes on to."""
        aliases = [{"source_id": source_id, "key": key, "briefing_id": one} for one, keys in seen for key in keys]
        sights = [{"briefing_id": one, "source_id": source_id, "url": url, "first_seen": now} for one, _ in seen]
        if not sights:
            return
        with self._database.writing() as connection:
            if aliases:
                connection.execute(self._database.insert(briefing_alias).on_conflict_do_nothing(), aliases)
            connection.execute(self._database.insert(sighting).on_conflict_do_nothing(), sights)

    def sources_of(self, briefing_id: BriefingId) -> tuple[str, ...]:
        """Give the sources that have shown a briefing, the one that brought it first."""
        chosen = sa.select(sighting.c.source_id).where(sighting.c.briefing_id == briefing_id)
        first = sa.select(briefing.c.source_id).where(briefing.c.id == briefing_id)
        with self._database.reading() as connection:
            others = connection.execute(chosen.order_by(sighting.c.first_seen, sighting.c.source_id)).scalars().all()
            return tuple(dict.fromkeys((*connection.execute(first).scalars(), *others)))

    # ── pages ────────────────────────────────────────────────────────────────────────────────────

    def validators(self, source_id: str, url: str) -> Validators:
        """Give what the last 200 of a further page of a list gave; none at all where it was never read."""
        chosen = sa.select(page).where(page.c.source_id == source_id, page.c.url == url)
        with self._database.reading() as connection:
            row = connection.execute(chosen).first()
        if row is None:
            return Validators()
        return Validators(etag=row.etag, last_modified=row.last_modified, url=row.validators_url)

    def keep_validators(self, source_id: str, url: str, validators: Validators, *, now: datetime) -> None:
        """Remember what the last 200 of a page gave; those of pages not read for 90 days are forgotten."""
        values = {
            "etag": validators.etag,
            "last_modified": validators.last_modified,
            "validators_url": validators.url,
            "checked_at": now,
        }
        start = self._database.insert(page).values(source_id=source_id, url=url, **values)
        with self._database.writing() as connection:
            connection.execute(start.on_conflict_do_update(index_elements=["source_id", "url"], set_=values))
            connection.execute(page.delete().where(page.c.source_id == source_id, page.c.checked_at < now - _PAGES_FOR))

    def waiting(self, source_id: str) -> tuple[WaitingPage, ...]:
        """Give the entries whose pages are still to be read."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(waiting_page).where(waiting_page.c.source_id == source_id)).all()
        return tuple(
            WaitingPage(
                item=_ITEM.validate_python(row.item),
                push=row.push,
                tries=row.tries,
                next_at=row.next_at,
                reason=row.reason,
            )
            for row in rows
        )

    def wait(self, source_id: str, waiting: WaitingPage) -> None:
        """Write down that an entry's page is to be read later."""
        values = {
            "item": _ITEM.dump_python(waiting.item, mode="json"),
            "push": waiting.push,
            "tries": waiting.tries,
            "next_at": waiting.next_at,
            "reason": waiting.reason[:500],
        }
        start = self._database.insert(waiting_page).values(source_id=source_id, key=waiting.item.keys[0], **values)
        with self._database.writing() as connection:
            connection.execute(start.on_conflict_do_update(index_elements=["source_id", "key"], set_=values))

    def wait_no_more(self, source_id: str, keys: Sequence[str]) -> None:
        """Forget that entries under these keys were waiting."""
        with self._database.writing() as connection:
            connection.execute(
                waiting_page.delete().where(waiting_page.c.source_id == source_id, waiting_page.c.key.in_(keys))
            )
