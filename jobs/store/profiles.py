"""The delivery profiles: who shares a zone, quiet hours and a mode shares a row.

A row never changes and never goes, so what was read once is remembered.
"""

from datetime import datetime

import sqlalchemy as sa

from jobs.due import quiet_until
from jobs.model import Mode, Profile
from jobs.store.engine import Database
from jobs.store.tables import delivery_profile


class Profiles:
    """The profiles by id."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[int, Profile] = {}

    def known(self, profile_id: int) -> Profile:
        """Give the profile of that id, which a row names that was read before."""
        if profile_id not in self._known:
            with self._database.reading() as connection:
                self._read(connection)
        return self._known[profile_id]

    def of(self, connection: sa.Connection, profile_id: int) -> Profile:
        """Give the profile of that id."""
        if profile_id not in self._known:
            self._read(connection)
        return self._known[profile_id]

    def id_of(self, connection: sa.Connection, profile: Profile) -> int:
        """Give the id of a profile, writing it down at first sight."""
        row = _columns(profile)
        connection.execute(self._database.insert(delivery_profile).values(**row).on_conflict_do_nothing())
        mine = sa.select(delivery_profile.c.id).where(*(delivery_profile.c[name] == row[name] for name in row))
        return int(connection.execute(mine).scalar_one())

    def quiet_now(self, connection: sa.Connection, now: datetime) -> dict[datetime, list[int]]:
        """Give the profiles whose quiet hours these are, by the end of them."""
        self._read(connection)
        found: dict[datetime, list[int]] = {}
        for profile_id, profile in self._known.items():
            if profile.quiet and (end := quiet_until(profile, now)) is not None:
                found.setdefault(end, []).append(profile_id)
        return found

    def _read(self, connection: sa.Connection) -> None:
        newer = delivery_profile.c.id > max(self._known, default=0)
        found = {row.id: _profile(row) for row in connection.execute(sa.select(delivery_profile).where(newer)).all()}
        self._known = self._known | found  # replaced, not changed: readers of other threads look at it


def _columns(profile: Profile) -> dict[str, object]:
    begin, end = profile.quiet or (0, 0)
    return {
        "tz": profile.tz,
        "quiet_from": begin,
        "quiet_to": end,
        "mode": profile.mode,
        "days": sum(1 << day for day in profile.days),
        "at_minute": profile.at_minute,
    }


def _profile(row: sa.Row[tuple[object, ...]]) -> Profile:
    quiet = None if row.quiet_from == row.quiet_to else (row.quiet_from, row.quiet_to)
    days = frozenset(day for day in range(7) if row.days >> day & 1)
    return Profile(tz=row.tz, quiet=quiet, mode=Mode(row.mode), days=days, at_minute=row.at_minute)
