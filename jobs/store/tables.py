"""The tables. A change here needs a new revision in migrations/versions; a test holds the two equal.

Instants are whole milliseconds since 1970 UTC, days are dates, structures are JSON.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as milliseconds; a naive one is refused."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        """Give the milliseconds of an instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return (value - _EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        """Give the instant of so many milliseconds."""
        return None if value is None else _EPOCH + timedelta(milliseconds=value)


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


source = sa.Table(
    "source",
    metadata,
    _column("id", sa.Text, primary_key=True),
    _column("etag", sa.Text, nullable=True),
    _column("last_modified", sa.Text, nullable=True),
    _column("polled_ok", sa.Boolean, default=False),
    _column("failures", sa.Integer, default=0),
    _column("next_at", Instant, nullable=True),
    _column("last_ok", Instant, nullable=True),
    _column("last_new", Instant, nullable=True),
    _column("last_error", sa.Text, nullable=True),
)

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
    _column("revision", sa.Integer, default=1),
    _column("announced", sa.Integer, default=0),  # the revision announced last; below `revision`: work is waiting
    _column("push", sa.Boolean),
    _column("tags", sa.JSON, nullable=True),
    _column("stored_at", Instant),
    sa.UniqueConstraint("source_id", "key"),
    sa.Index("ix_briefing_title_key", "title_key"),
    sa.Index("ix_briefing_published", "published", "id"),
    sa.Index(
        "ix_briefing_waiting",
        "id",
        sqlite_where=sa.text("announced < revision"),
        postgresql_where=sa.text("announced < revision"),
    ),
    sqlite_autoincrement=True,
)

briefing_alias = sa.Table(
    "briefing_alias",
    metadata,
    _column("source_id", sa.Text, primary_key=True),
    _column("key", sa.Text, primary_key=True),
    _column("briefing_id", sa.Integer, sa.ForeignKey("briefing.id", ondelete="CASCADE"), index=True),
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
    sa.UniqueConstraint("telegram_id", "thread"),
    sqlite_autoincrement=True,
)

interest = sa.Table(
    "interest",
    metadata,
    _column("id", sa.Integer, primary_key=True),
    _column("chat_id", sa.Integer, sa.ForeignKey("chat.id", ondelete="CASCADE"), index=True),
    _column("region", sa.Integer),
    _column("topic", sa.Integer),
    _column("made_at", Instant),
    sa.UniqueConstraint("chat_id", "region", "topic"),
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
    "subscription",  # the match index: one row an interest of a live chat
    metadata,
    _column("key", sa.Integer, primary_key=True),
    _column("chat_id", sa.Integer, primary_key=True),
    _column("interest_id", sa.Integer, sa.ForeignKey("interest.id", ondelete="CASCADE"), primary_key=True, index=True),
    _column("excluding", sa.Boolean, default=False),  # true: look into `exclusion`
    sqlite_with_rowid=False,
)

dispatch = sa.Table(
    "dispatch",
    metadata,
    _column("id", sa.Integer, primary_key=True),
    _column("kind", sa.Text),
    _column("subject_id", sa.Integer),
    _column("revision", sa.Integer, default=0),
    _column("priority", sa.Integer),  # the smaller, the sooner
    _column("cursor", sa.Integer, default=0),  # fan-out has passed every chat up to this id
    _column("state", sa.Text),  # expanding | done
    _column("made_at", Instant),
    sa.Index(
        "ix_dispatch_expanding",
        "priority",
        "id",
        sqlite_where=sa.text("state = 'expanding'"),
        postgresql_where=sa.text("state = 'expanding'"),
    ),
    sqlite_autoincrement=True,
)

delivery = sa.Table(
    "delivery",
    metadata,
    _column("dispatch_id", sa.Integer, sa.ForeignKey("dispatch.id", ondelete="CASCADE"), primary_key=True),
    _column("chat_id", sa.Integer, sa.ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True),
    _column("state", sa.Text),  # due | claimed | sent | dead | dropped
    _column("priority", sa.Integer),
    _column("attempts", sa.Integer, default=0, server_default="0"),
    _column("uncertain", sa.Integer, default=0, server_default="0"),
    _column("plain", sa.Boolean, default=False, server_default=sa.false()),
    _column("not_before", Instant),
    _column("message_id", sa.BigInteger, nullable=True),
    _column("error", sa.Text, nullable=True),
    sa.Index(
        "ix_delivery_due",
        "priority",
        "not_before",
        "dispatch_id",
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
    sa.Index("ix_delivery_message", "chat_id", "message_id"),
    sqlite_with_rowid=False,
)

update = sa.Table(
    "telegram_update",  # what was answered already, so that a second sight acts once
    metadata,
    _column("update_id", sa.BigInteger, primary_key=True),
    _column("done_at", Instant),
)

kept_query = sa.Table(
    "kept_query",  # searches that buttons point to
    metadata,
    _column("key", sa.Text, primary_key=True),
    _column("chat_id", sa.Integer, sa.ForeignKey("chat.id", ondelete="CASCADE"), index=True),
    _column("text", sa.Text),
    _column("kept_at", Instant),
)
