"""The tables of what backends write: commissions, answers, budgets, complaints; and of the glossary."""

from functools import partial

import sqlalchemy as sa

from jobs.store.instants import Instant
from jobs.store.tables import metadata

column = partial(sa.Column, nullable=False)


def _of_briefing(*, primary_key: bool = True) -> "sa.Column[int]":
    return column("briefing_id", sa.Integer, sa.ForeignKey("briefing.id", ondelete="CASCADE"), primary_key=primary_key)


commission = sa.Table(
    "commission",  # an alert went out without a backend's summary: one is still asked for
    metadata,
    _of_briefing(),
    column("revision", sa.Integer),
    column("since", Instant),
    column("next_at", Instant, index=True),
)

answer = sa.Table(
    "answer",  # what backends wrote, by all that it depends on
    metadata,
    column("key", sa.Text, primary_key=True),
    column("text", sa.Text),
    column("kept_at", Instant),
)

backend_use = sa.Table(
    "backend_use",
    metadata,
    column("backend", sa.Text, primary_key=True),
    column("day", sa.Date, nullable=True),
    column("requests", sa.Integer),
    column("characters", sa.Integer),
    column("failures", sa.Integer),
    column("resting_until", Instant, nullable=True),
)

complaint = sa.Table(
    "complaint",  # "this summary is wrong", once a chat and briefing
    metadata,
    _of_briefing(),
    column("chat_id", sa.Integer, sa.ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True),
    column("at", Instant),
    sqlite_with_rowid=False,
)

gloss = sa.Table(
    "gloss",  # the names a briefing glosses; counted, they are the glossary
    metadata,
    _of_briefing(),
    column("korean", sa.Text, primary_key=True),
    column("english", sa.Text, primary_key=True),
    column("abbreviation", sa.Text),
    sqlite_with_rowid=False,
)

gloss_brought = sa.Table(
    "gloss_brought",  # what a person brought into the glossary, beyond what briefings say
    metadata,
    column("korean", sa.Text, primary_key=True),
    column("english", sa.Text, primary_key=True),
    column("abbreviation", sa.Text),
    column("seen", sa.Integer),
    column("chosen", sa.Boolean),  # the form to use, whatever most briefings say
    sqlite_with_rowid=False,
)
