"""The digests: which are due, and what each holds when it is sent."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa

from jobs.due import LONGEST_LEAD, start_early
from jobs.model import BriefingId, ChatId, DispatchId, Edition, Slot
from jobs.settings import SourceSettings
from jobs.store.digest_rows import floor_of, fresh, write_digests
from jobs.store.editions import load_editions
from jobs.store.engine import Database
from jobs.store.profiles import Profiles
from jobs.store.tables import briefing, chat, dispatch

PAGE = 500
MOST = 500  # editions in one digest: more than any message shows
_DUE = chat.c.digest_due_at.is_not(None)


class Digests:
    """The transactions of digests."""

    def __init__(self, database: Database, profiles: Profiles, sources: Mapping[str, SourceSettings]) -> None:
        self._database = database
        self._profiles = profiles
        self._sources = sources

    def slots(self, until: datetime, rate_per_s: float) -> tuple[Slot, ...]:
        """Give the times until then at which digests are due, the next first, with how long they take."""
        counted = (
            sa.select(chat.c.digest_due_at, sa.func.count().label("chats"))
            .where(_DUE, chat.c.digest_due_at <= until)
            .group_by(chat.c.digest_due_at)
            .order_by(chat.c.digest_due_at)
        )
        with self._database.reading() as connection:
            rows = connection.execute(counted).all()
        return tuple(
            Slot(
                at=row.digest_due_at,
                chats=row.chats,
                starts_at=start_early(row.chats, rate_per_s, row.digest_due_at),
            )
            for row in rows
        )

    def due(self, now: datetime, limit: int = PAGE, *, rate_per_s: float = 28.0) -> int | None:
        """Write the digests of up to `limit` chats of one slot and profile whose time has come.

        A slot of many chats begins early enough to finish near its time. Gives how many digests were written (a chat
        without news gets none), None when none is due.
        """
        ready = [one.at for one in self.slots(now + LONGEST_LEAD, rate_per_s) if one.starts_at <= now]
        if not ready:
            return None
        with self._database.writing() as connection:
            of_slot = sa.and_(_DUE, chat.c.digest_due_at == ready[0])
            first = sa.select(chat.c.profile_id).where(of_slot).order_by(chat.c.profile_id).limit(1)
            profile_id = connection.execute(first).scalar()
            if profile_id is None:
                return None
            some = sa.select(chat).where(of_slot, chat.c.profile_id == profile_id).order_by(chat.c.id).limit(limit)
            chats = connection.execute(some).all()
            profile = self._profiles.of(connection, profile_id)
            return write_digests(connection, slot=ready[0], profile=profile, chats=chats, now=now)

    def editions(self, chat_id: ChatId, dispatch_id: DispatchId) -> tuple[Edition, ...]:
        """Give what the digest of a chat holds, newest first; () where nothing is left of it."""
        with self._database.reading() as connection:
            upto = connection.execute(sa.select(dispatch.c.revision).where(dispatch.c.id == dispatch_id)).scalar()
            seen = connection.execute(sa.select(chat.c.digest_seen).where(chat.c.id == chat_id)).scalar()
            if upto is None or seen is None or not (floor := floor_of(connection, seen)):
                return ()
            held = fresh(sa.literal(seen), upto, floor=floor, chat_id=sa.literal(chat_id))
            day = sa.func.coalesce(briefing.c.published, date.min)
            newest = sa.select(briefing.c.id).where(briefing.c.id.in_(held))
            ids = connection.execute(newest.order_by(day.desc(), briefing.c.announced_seq.desc()).limit(MOST)).scalars()
            return load_editions(connection, self._sources, [BriefingId(one) for one in ids])
