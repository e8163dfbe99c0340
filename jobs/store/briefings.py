"""The archive: briefings as read, what is said of them, and under which ids they were seen."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from jobs.changes import changes
from jobs.model import Briefing, BriefingId, Change, Changes, ChatId, Edition, Interest
from jobs.settings import SourceSettings
from jobs.store import codec
from jobs.store.announcing import Announcement, announce
from jobs.store.chat_rows import interest_rows, meets
from jobs.store.dispatches import OF_A_BRIEFING
from jobs.store.editions import load_editions
from jobs.store.engine import Database
from jobs.store.polling_tables import catch_up as flood
from jobs.store.polling_tables import catch_up_item
from jobs.store.saving import Reading, Saving, Stored
from jobs.store.sightings import Known, Sightings
from jobs.store.tables import (
    briefing,
    briefing_alias,
    briefing_key,
    briefing_revision,
    delivery,
    dispatch,
    interest,
    search_doc,
)
from jobs.store.waiting import Waiting, waiting_of


class Briefings:
    """The archive's transactions."""

    def __init__(self, database: Database, sources: Mapping[str, SourceSettings]) -> None:
        self._database = database
        self._sources = sources
        self._sightings = Sightings(database)
        self._saving = Saving(database)

    # ── transaction 1 ────────────────────────────────────────────────────────────────────────────

    def save(
        self,
        source_id: str,
        readings: Sequence[Reading],
        *,
        now: datetime,
        push: bool = True,
        catch_up: int | None = None,
        held: Mapping[str, Known] | None = None,
    ) -> tuple[Stored, ...]:
        """Store what a poll read: what is new, and revisions of what is known.

        With `catch_up` what would be pushed goes into that flood's digest, if it is not told yet, instead of a message
        of its own. `held` is what the keys are known as, where the caller has looked them up in this very transaction.
        """
        with self._database.together(), self._database.writing() as connection:
            if catch_up is not None and _is_told(connection, catch_up):
                catch_up = None
            alone = push and catch_up is None
            if held is None:
                held = self._sightings.known(source_id, [key for reading in readings for key in reading.keys])
            stored = self._saving.save(connection, source_id, readings, now=now, push=alone, held=held)
            if catch_up is not None and push:
                new = [one.id for one in stored if one.change is Change.NEW]
                self._into_catch_up(connection, catch_up, new)
            return stored

    def _into_catch_up(self, connection: sa.Connection, catch_up: int, new: Sequence[BriefingId]) -> None:
        rows = [{"catch_up_id": catch_up, "briefing_id": one} for one in new]
        if rows:
            connection.execute(self._database.insert(catch_up_item).on_conflict_do_nothing(), rows)

    # ── transaction 2 ────────────────────────────────────────────────────────────────────────────

    def waiting(self, after: int = 0, *, limit: int = 20) -> tuple[Waiting, ...]:
        """Give briefings of higher ids than that whose newest revision is not announced yet, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(briefing)
                .where(briefing.c.announced < briefing.c.revision, briefing.c.id > after)
                .order_by(briefing.c.id)
                .limit(limit)
            ).all()
        return tuple(waiting_of(row) for row in rows)

    def announce(self, announcement: Announcement, *, now: datetime) -> bool:
        """Write tags, summaries, match keys, search tokens and the dispatch of one revision, all or nothing.

        Gives False, and writes nothing, when a newer revision or another saved search came meanwhile, or this one is
        announced already.
        """
        with self._database.writing() as connection:
            return announce(connection, announcement, self._sources, now)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────

    def edition(self, briefing_id: BriefingId) -> Edition | None:
        """Give a briefing with everything said of it; None where there is none or nothing is said of it yet."""
        with self._database.reading() as connection:
            return next(iter(load_editions(connection, self._sources, [briefing_id])), None)

    def record(self, briefing_id: BriefingId, revision: int) -> Briefing | None:
        """Give what a briefing said in one of its revisions; None where that is not kept."""
        was = sa.select(briefing_revision.c.record).where(
            briefing_revision.c.briefing_id == briefing_id, briefing_revision.c.revision == revision
        )
        now_said = sa.select(briefing.c.record).where(briefing.c.id == briefing_id, briefing.c.revision == revision)
        with self._database.reading() as connection:
            found = connection.execute(was).scalar() or connection.execute(now_said).scalar()
            return None if found is None else codec.briefing_of(found)

    def changes(self, briefing_id: BriefingId, shown: int) -> Changes | None:
        """Give what changed since a revision that readers were shown; None where that one is not kept."""
        with self._database.reading() as connection:
            said = sa.select(briefing.c.record).where(briefing.c.id == briefing_id)
            now_said = connection.execute(said).scalar()
        before = self.record(briefing_id, shown)
        return None if before is None or now_said is None else changes(before, codec.briefing_of(now_said))

    def editions(self, ids: Sequence[BriefingId]) -> tuple[Edition, ...]:
        """Give the briefings of these ids that exist, in the order asked, for a list: they lead nowhere themselves."""
        with self._database.reading() as connection:
            return load_editions(connection, self._sources, ids, leading_on=False)

    def latest(
        self, keys: Sequence[int] = (), *, limit: int = 5, before: BriefingId | None = None
    ) -> tuple[Edition, ...]:
        """Give the newest announced briefings by day, then id; with keys, those that match any of them."""
        chosen = sa.select(briefing.c.id).where(briefing.c.announced > 0, briefing.c.recalled.is_(None))
        if keys:
            matching = sa.select(briefing_key.c.briefing_id).where(briefing_key.c.key.in_(keys))
            chosen = chosen.where(briefing.c.id.in_(matching))
        with self._database.reading() as connection:
            if before is not None:
                day = connection.execute(sa.select(briefing.c.published).where(briefing.c.id == before)).scalar()
                older = sa.and_(_day() == (day or date.min), briefing.c.id < before)
                chosen = chosen.where(sa.or_(_day() < (day or date.min), older))
            ids = connection.execute(chosen.order_by(_day().desc(), briefing.c.id.desc()).limit(limit)).scalars().all()
            return load_editions(connection, self._sources, [BriefingId(found) for found in ids])

    def keys(self, ids: Sequence[BriefingId]) -> Mapping[BriefingId, frozenset[int]]:
        """Give the match keys of these briefings, those of saved searches among them."""
        mine = sa.select(briefing_key.c.briefing_id, briefing_key.c.key).where(briefing_key.c.briefing_id.in_(ids))
        found: dict[BriefingId, set[int]] = {one: set() for one in ids}
        with self._database.reading() as connection:
            for row in connection.execute(mine):
                found[BriefingId(row.briefing_id)].add(row.key)
        return {one: frozenset(keys) for one, keys in found.items()}

    def count_since(self, keys: Sequence[int], day: date) -> int:
        """Count the announced briefings published on or after a day that match any of the keys (() = all)."""
        counted = sa.select(sa.func.count()).select_from(briefing)
        counted = counted.where(briefing.c.announced > 0, briefing.c.recalled.is_(None), briefing.c.published >= day)
        if keys:
            matching = sa.select(briefing_key.c.briefing_id).where(briefing_key.c.key.in_(keys))
            counted = counted.where(briefing.c.id.in_(matching))
        with self._database.reading() as connection:
            return connection.execute(counted).scalar_one()

    def first_day(self) -> date | None:
        """Give the day of the oldest briefing."""
        with self._database.reading() as connection:
            return connection.execute(
                sa.select(sa.func.min(briefing.c.published)).where(briefing.c.announced > 0)
            ).scalar()

    def size(self) -> int:
        """Count the announced briefings."""
        with self._database.reading() as connection:
            counted = sa.select(sa.func.count()).select_from(briefing).where(briefing.c.announced > 0)
            return connection.execute(counted).scalar_one()

    def by_url(self, url: str) -> BriefingId | None:
        """Give the briefing at an address, as the source gave it."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(briefing.c.id).where(briefing.c.url == url).limit(1)).scalar()
            return None if found is None else BriefingId(found)

    def by_keys(self, known_by: Sequence[tuple[str, str]]) -> BriefingId | None:
        """Give the briefing that a source has shown under the first of these (source id, key) there is."""
        under = sa.tuple_(briefing_alias.c.source_id, briefing_alias.c.key).in_(known_by)
        shown = sa.select(briefing_alias.c.source_id, briefing_alias.c.key, briefing_alias.c.briefing_id).where(under)
        with self._database.reading() as connection:
            found = {(row.source_id, row.key): row.briefing_id for row in connection.execute(shown)}
        return next((BriefingId(found[one]) for one in known_by if one in found), None)

    def of_message(self, chat_id: ChatId, message_id: int) -> BriefingId | None:
        """Give the briefing that a message sent to this chat carried."""
        with self._database.reading() as connection:
            found = connection.execute(
                sa.select(dispatch.c.subject_id)
                .join(delivery, delivery.c.dispatch_id == dispatch.c.id)
                .where(delivery.c.chat_id == chat_id, delivery.c.message_id == message_id)
                .where(dispatch.c.kind.in_(OF_A_BRIEFING))
                .limit(1)
            ).scalar()
            return None if found is None else BriefingId(found)

    def matched(self, chat_id: ChatId, briefing_id: BriefingId) -> tuple[Interest, ...]:
        """Give the interests of a chat that this briefing meets, by subject or by mention: why it came."""
        wanted = (
            sa.select(interest.c.id)
            .select_from(sa.join(interest, briefing_key, meets()))
            .where(interest.c.chat_id == chat_id, briefing_key.c.briefing_id == briefing_id)
        )
        with self._database.reading() as connection:
            found = set(connection.execute(wanted).scalars())
            return tuple(one for one in interest_rows(connection, chat_id) if one.id in found)

    def documents_after(self, seq: int, limit: int = 200) -> tuple[tuple[int, bytes, str, Edition], ...]:
        """Give what the search index has not read yet, in order: seq, tokens, analyser, edition."""
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(search_doc).where(search_doc.c.seq > seq).order_by(search_doc.c.seq).limit(limit)
            ).all()
            found = {
                one.id: one
                for one in load_editions(connection, self._sources, [BriefingId(row.briefing_id) for row in rows])
            }
        return tuple(
            (row.seq, row.tokens, row.analyser, found[row.briefing_id]) for row in rows if row.briefing_id in found
        )


def _is_told(connection: sa.Connection, catch_up: int) -> bool:
    return bool(connection.execute(sa.select(flood.c.told).where(flood.c.id == catch_up)).scalar())


def _day() -> sa.ColumnElement[date]:
    return sa.func.coalesce(briefing.c.published, date.min)
