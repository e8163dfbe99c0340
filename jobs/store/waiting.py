"""A briefing of which something is still to be said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jobs.model import Briefing, BriefingId
from jobs.store import codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A revision that waits: to be announced, or to be written about by a backend. `since`: when it came in."""

    id: BriefingId
    revision: int
    source_id: str
    briefing: Briefing
    push: bool
    since: datetime


def waiting_of(row: sa.Row[Any]) -> Waiting:
    """Give a row of the table of briefings as what waits."""
    return Waiting(
        id=BriefingId(row.id),
        revision=row.revision,
        source_id=row.source_id,
        briefing=codec.briefing_of(row.record),
        push=row.push,
        since=row.revised_at or row.stored_at,
    )
