"""The tables of polling: sources, the diary of their polls, pauses, pages, sightings, catch-ups."""

from functools import partial

import sqlalchemy as sa

from jobs.store.instants import Instant
from jobs.store.tables import metadata

__all__ = [
    "catch_up",
    "catch_up_item",
    "host_pause",
    "metadata",
    "page",
    "poll_log",
    "sighting",
    "source",
    "waiting_page",
]

column = partial(sa.Column, nullable=False)

source = sa.Table(
    "source",
    metadata,
    column("id", sa.Text, primary_key=True),
    column("etag", sa.Text, nullable=True),
    column("last_modified", sa.Text, nullable=True),
    column("polled_ok", sa.Boolean, default=False),
    column("failures", sa.Integer, default=0),
    column("next_at", Instant, nullable=True),
    column("last_ok", Instant, nullable=True),
    column("last_new", Instant, nullable=True),
    column("last_error", sa.Text, nullable=True),
    column("validators_url", sa.Text, nullable=True),
    column("door", sa.Text, default="", server_default=""),
    column("configured", sa.Text, default="", server_default=""),
    column("read_as", sa.Text, default="", server_default=""),  # by which kind and selectors
    column("url", sa.Text, default="", server_default=""),  # asked in place of the configured one
    column("moved_to", sa.Text, default="", server_default=""),
    column("moved_seen", sa.Integer, default=0, server_default="0"),
    column("status", sa.Text, default="ok", server_default="ok"),
    column("gone", sa.Integer, default=0, server_default="0"),
    column("missing_since", Instant, nullable=True),
    column("drifts", sa.Integer, default=0, server_default="0"),
    column("drift", sa.Text, default="", server_default=""),
    column("pages_waiting", sa.Integer, default=0, server_default="0"),
    column("pace", sa.Text, default="", server_default=""),
    column("rhythm_s", sa.Integer, default=0, server_default="0"),
    column("body_sha", sa.Text, default="", server_default=""),
    column("list_sha", sa.Text, default="", server_default=""),
    column("last_polled", Instant, nullable=True),
    column("polls", sa.Integer, default=0, server_default="0"),
    sa.Index("ix_source_next_at", "next_at"),
)

poll_log = sa.Table(
    "poll_log",  # the last polls of each source, in a ring of fifty slots
    metadata,
    column("source_id", sa.Text, primary_key=True),
    column("slot", sa.Integer, primary_key=True),
    column("at", Instant),
    column("outcome", sa.Text),
    column("status", sa.Text),
    column("new", sa.Integer),
    column("revised", sa.Integer),
    column("answered", sa.Integer, nullable=True),
    column("reason", sa.Text),
    sqlite_with_rowid=False,
)

host_pause = sa.Table(
    "host_pause",  # hosts that asked to be left alone (429)
    metadata,
    column("host", sa.Text, primary_key=True),
    column("until", Instant),
)

page = sa.Table(
    "page",  # the validators of the further pages of lists
    metadata,
    column("source_id", sa.Text, primary_key=True),
    column("url", sa.Text, primary_key=True),
    column("etag", sa.Text, nullable=True),
    column("last_modified", sa.Text, nullable=True),
    column("validators_url", sa.Text, nullable=True),
    column("checked_at", Instant),
    sqlite_with_rowid=False,
)

waiting_page = sa.Table(
    "waiting_page",  # entries of lists whose own page could not be read yet
    metadata,
    column("source_id", sa.Text, primary_key=True),
    column("key", sa.Text, primary_key=True),
    column("item", sa.JSON),
    column("push", sa.Boolean),
    column("tries", sa.Integer),
    column("next_at", Instant),
    column("reason", sa.Text),
)

catch_up = sa.Table(
    "catch_up",  # more at once than alerts should carry: one message instead
    metadata,
    column("id", sa.Integer, primary_key=True),
    column("source_id", sa.Text, index=True),
    column("since", Instant),
    column("until", Instant, nullable=True),  # NULL while its briefings are still coming in
    column("told", sa.Boolean, default=False),
    sqlite_autoincrement=True,
)

sighting = sa.Table(
    "sighting",  # which sources beside its own have shown a briefing, and where
    metadata,
    column("briefing_id", sa.Integer, sa.ForeignKey("briefing.id", ondelete="CASCADE"), primary_key=True),
    column("source_id", sa.Text, primary_key=True),
    column("url", sa.Text, nullable=True),
    column("first_seen", Instant),
    sqlite_with_rowid=False,
)

catch_up_item = sa.Table(
    "catch_up_item",
    metadata,
    column("catch_up_id", sa.Integer, sa.ForeignKey("catch_up.id", ondelete="CASCADE"), primary_key=True),
    column("briefing_id", sa.Integer, sa.ForeignKey("briefing.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
