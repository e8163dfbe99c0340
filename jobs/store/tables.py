"""The tables. A change here needs a new revision in migrations/versions; a test holds the two equal.

Instants are whole milliseconds since 1970 UTC, days are dates, structures are JSON.
"""

from typing import Any

import sqlalchemy as sa

from jobs.store.instants import Instant

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _column(name: str, kind: Any, *constraints: Any, **options: Any) -> sa.Column[Any]:
    options.setdefault("nullable", False)
    return sa.Column(name, kind, *constraints, **options)


briefing = sa.Table(
    "briefing",
    metadata,
    _column("id", sa.Integer, primary_key=True),
    _column("source_id", sa.Text),
    _column("key", sa.Text),
    _column("url", sa.Text, nullable=True),
    _column("lang", sa.Text),
    _column("series", sa.Text, nullable=True),
    _column("title", sa.Text),
    _column("title_key", sa.Text),  # folded, to find what a related line means
    _column("published", sa.Date, nullable=True),
    _column("record", sa.JSON),  # the Briefing, whole
    _column("raw", sa.Text),  # the document as it came, so that re-reading is a verb (D8)
    _column("media", sa.Text),
    _column("content_sha", sa.Text),
    _column("revision", sa.Integer, default=1),  # raised by what the source changes and by a summary written later
    _column("announced", sa.Integer, default=0),  # the revision announced last; below `revision`: work is waiting
    _column("push", sa.Boolean),
    _column("tags", sa.JSON, nullable=True),
    _column("stored_at", Instant),
    _column("revised_at", Instant, nullable=True),
    _column("written_at", Instant, nullable=True),  # a backend's summary took the place of the one that had gone out
    _column("announced_seq", sa.Integer, nullable=True),  # the order of going out; null: nobody was told
    _column("recalled", sa.Text, nullable=True),  # the reason
    _column("page_etag", sa.Text, nullable=True),  # the validators of its own page
    _column("page_last_modified", sa.Text, nullable=True),
    _column("page_url", sa.Text, nullable=True),  # the address that gave them
    _column("checked_at", Instant, nullable=True),
    _column("listed_title", sa.Text, nullable=True),  # what its list said, to read it again alike
    _column("listed_published", sa.Date, nullable=True),
    sa.UniqueConstraint("source_id", "key"),
    sa.Index("ix_briefing_title_key", "title_key"),
    sa.Index("ix_briefing_published", "published", "id"),
    sa.Index("ix_briefing_announced_seq", "announced_seq", unique=True),
    sa.Index(
        "ix_briefing_waiting",
        "id",
        sqlite_where=sa.text("announced < revision"),
        postgresql_where=sa.text("announced < revision"),
    ),
    sqlite_autoincrement=True,
)

briefing_revision = sa.Table(
    "briefing_revision",  # what a briefing said before it was revised
    metadata,
    _column("briefing_id", sa.Integer, sa.ForeignKey("briefing.id", ondelete="CASCADE"), primary_key=True),
    _column("revision", sa.Integer, primary_key=True),
    _column("record", sa.JSON),
    _column("replaced_at", Instant),
)

briefing_alias = sa.Table(
    "briefing_alias",
    metadata,
    _column("source_id", sa.Text, primary_key=True),
    _column("key", sa.Text, primary_key=True),
    _column("briefing_id", sa.Integer, sa.ForeignKey("briefing.id", ondelete="CASCADE"), index=True),
    sa.Index("ix_briefing_alias_key", "key"),  # the same article, seen at another source
)

summary = sa.Table(
    "summary",
    metadata,
    _column("briefing_id", sa.Integer, sa.ForeignKey("briefing.id", ondelete="CASCADE"), primary_key=True),
    _column("lang", sa.Text, primary_key=True),
    _column("method", sa.Text),
    _column("headline", sa.Text),
    _column("lines", sa.JSON),
)

briefing_key = sa.Table(
    "briefing_key",
    metadata,
    _column("key", sa.Integer, primary_key=True),
    _column("briefing_id", sa.Integer, sa.ForeignKey("briefing.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

search_doc = sa.Table(
    "search_doc",
    metadata,
    _column("seq", sa.Integer, primary_key=True),
    _column("briefing_id", sa.Integer, unique=True),
    _column("analyser", sa.Text),
    _column("tokens", sa.LargeBinary),
    sqlite_autoincrement=True,
)

DEFAULT_PROFILE = 1

delivery_profile = sa.Table(
    "delivery_profile",  # when chats get their messages; a row never changes, so that it can be remembered
    metadata,
    _column("id", sa.Integer, primary_key=True),
    _column("tz", sa.Text),
    _column("quiet_from", sa.Integer),  # minutes of the day; equal: no quiet hours
    _column("quiet_to", sa.Integer),
    _column("mode", sa.Text),
    _column("days", sa.Integer),  # a bit a day, Monday the lowest
    _column("at_minute", sa.Integer),
    sa.UniqueConstraint("tz", "quiet_from", "quiet_to", "mode", "days", "at_minute"),
    sqlite_autoincrement=True,
)

chat = sa.Table(
    "chat",
    metadata,
    _column("id", sa.Integer, primary_key=True),
    _column("telegram_id", sa.BigInteger),
    _column("thread", sa.BigInteger, default=0),
    _column("kind", sa.Text),
    _column("state", sa.Text),
    _column("rest_reason", sa.Text, nullable=True),
    _column("language", sa.Text),
    _column("first", sa.Text),
    _column("met_at", Instant),
    _column("profile_id", sa.Integer, default=DEFAULT_PROFILE, server_default=str(DEFAULT_PROFILE)),
    _column("muted_until", Instant, nullable=True),
    _column("mentions", sa.Boolean, default=False, server_default=sa.false()),  # true: mere mentions too
    _column("digest_due_at", Instant, nullable=True),
    _column("digest_seen", sa.Integer, default=0, server_default="0"),  # the announced_seq its last digest reached
    sa.UniqueConstraint("telegram_id", "thread"),
    sa.Index(
        "ix_chat_digest_due",
        "digest_due_at",
        "profile_id",
        "id",
        sqlite_where=sa.text("digest_due_at IS NOT NULL"),
        postgresql_where=sa.text("digest_due_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

interest = sa.Table(
    "interest",
    metadata,
    _column("id", sa.Integer, primary_key=True),
    _column("chat_id", sa.Integer, sa.ForeignKey("chat.id", ondelete="CASCADE"), index=True),
    _column("region", sa.Integer),
    _column("topic", sa.Integer),
    _column("key", sa.Integer),  # its match key; of a saved search below 0, the same for all who saved the same
    _column("query", sa.Text, nullable=True),  # a saved search
    _column("made_at", Instant),
    sa.UniqueConstraint("chat_id", "key"),
    sa.Index(
        "ix_interest_searches",
        "key",
        "query",
        sqlite_where=sa.text("query IS NOT NULL"),
        postgresql_where=sa.text("query IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

exclusion = sa.Table(
    "exclusion",
    metadata,
    _column("interest_id", sa.Integer, sa.ForeignKey("interest.id", ondelete="CASCADE"), primary_key=True),
    _column("region", sa.Integer, primary_key=True),
    sqlite_with_rowid=False,
)

subscription = sa.Table(
    "subscription",  # the match index: one row an interest of a live chat that gets its briefings as they come
    metadata,
    _column("key", sa.Integer, primary_key=True),
    _column("chat_id", sa.Integer, primary_key=True),
    _column("interest_id", sa.Integer, sa.ForeignKey("interest.id", ondelete="CASCADE"), primary_key=True, index=True),
    _column("excluding", sa.Boolean, default=False),  # true: look into `exclusion`
    _column("profile_id", sa.Integer, default=DEFAULT_PROFILE, server_default=str(DEFAULT_PROFILE)),
    sqlite_with_rowid=False,
)

dispatch = sa.Table(
    "dispatch",
    metadata,
    _column("id", sa.Integer, primary_key=True),
    _column("kind", sa.Text),
    _column("subject_id", sa.Integer),  # the briefing; of a digest the profile
    _column("revision", sa.Integer, default=0),
    _column("priority", sa.Integer),  # the smaller, the sooner
    _column("cursor", sa.Integer, default=0),  # fan-out has passed every chat up to this id
    _column("state", sa.Text),  # expanding | done | held | stopped
    _column("made_at", Instant),
    _column("payload", sa.JSON, nullable=True),
    _column("expires_at", Instant, nullable=True),
    _column("release_at", Instant, nullable=True),  # held: when it goes by itself; of a digest the slot
    sa.Index("ix_dispatch_subject", "subject_id", "kind"),
    sa.Index(
        "ix_dispatch_expanding",
        "priority",
        "id",
        sqlite_where=sa.text("state = 'expanding'"),
        postgresql_where=sa.text("state = 'expanding'"),
    ),
    sa.Index(
        "ix_dispatch_held",
        "release_at",
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    ),
    sqlite_autoincrement=True,
)

# A chat is no foreign key here: checking it costs fan-out a third, and who deletes a chat deletes its rows.
delivery = sa.Table(
    "delivery",
    metadata,
    _column("dispatch_id", sa.Integer, sa.ForeignKey("dispatch.id", ondelete="CASCADE"), primary_key=True),
    _column("chat_id", sa.Integer, primary_key=True),
    _column("state", sa.Text),  # due | claimed | sent | recalled | dead | dropped
    _column("attempts", sa.Integer, server_default="0"),
    _column("uncertain", sa.Integer, server_default="0"),
    _column("plain", sa.Boolean, server_default=sa.false()),
    _column("edits", sa.Integer, server_default="0"),
    _column("revision", sa.Integer, server_default="0"),  # what the chat was shown
    _column("not_before", Instant),
    _column("sent_at", Instant, nullable=True),
    _column("message_id", sa.BigInteger, nullable=True),
    _column("error", sa.Text, nullable=True),
    sa.Index(
        "ix_delivery_due",
        "dispatch_id",
        "not_before",
        "chat_id",
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    ),
    sa.Index(
        "ix_delivery_claimed",
        "chat_id",
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    ),
    sa.Index(
        "ix_delivery_dead",
        "dispatch_id",
        "chat_id",
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    ),
    sa.Index(
        "ix_delivery_message",
        "chat_id",
        "message_id",
        sqlite_where=sa.text("message_id IS NOT NULL"),
        postgresql_where=sa.text("message_id IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)


ONE: sa.ColumnElement[int] = sa.literal_column("1", sa.Integer)


def in_state(state: str) -> sa.ColumnElement[bool]:
    """Say that a delivery is in a state, as a literal: a partial index is used only for what stands in the text."""
    return delivery.c.state == sa.literal_column(f"'{state}'")


brake = sa.Table(
    "brake",
    metadata,
    _column("name", sa.Text, primary_key=True),
    _column("since", Instant),
    _column("by", sa.Text),
)

audit = sa.Table(
    "audit",
    metadata,
    _column("id", sa.Integer, primary_key=True),
    _column("at", Instant),
    _column("who", sa.Text),
    _column("what", sa.Text),
    _column("before", sa.Text, nullable=True),
    _column("after", sa.Text, nullable=True),
    sqlite_autoincrement=True,
)

update = sa.Table(
    "telegram_update",  # what was answered already, so that a second sight acts once
    metadata,
    _column("update_id", sa.BigInteger, primary_key=True),
    _column("done_at", Instant),
)

update_in_hand = sa.Table(
    "update_in_hand",  # updates that Telegram does not give again, and those that may have ended a process
    metadata,
    _column("update_id", sa.BigInteger, primary_key=True),
    _column("raw", sa.JSON, nullable=True),  # null: Telegram still has it
    _column("begun", sa.Integer, default=0, server_default="0"),  # so many processes began to answer it
)

kept_query = sa.Table(
    "kept_query",  # searches that buttons point to
    metadata,
    _column("key", sa.Text, primary_key=True),
    _column("chat_id", sa.Integer, sa.ForeignKey("chat.id", ondelete="CASCADE"), index=True),
    _column("text", sa.Text),
    _column("kept_at", Instant),
)
