"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of a new archive."""
    _archive()
    _people()
    _outbox()


def _archive() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("polled_ok", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("last_ok", sa.BigInteger(), nullable=True),
        sa.Column("last_new", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )
    op.create_table(
        "briefing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("content_sha", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("announced", sa.Integer(), nullable=False),
        sa.Column("push", sa.Boolean(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=True),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_briefing"),
        sa.UniqueConstraint("source_id", "key", name="uq_briefing_source_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_briefing_published", "briefing", ["published", "id"], unique=False)
    op.create_index("ix_briefing_title_key", "briefing", ["title_key"], unique=False)
    op.create_index(
        "ix_briefing_waiting",
        "briefing",
        ["id"],
        unique=False,
        sqlite_where=sa.text("announced < revision"),
        postgresql_where=sa.text("announced < revision"),
    )
    op.create_table(
        "briefing_alias",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["briefing_id"], ["briefing.id"], name="fk_briefing_alias_briefing_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "key", name="pk_briefing_alias"),
    )
    op.create_index("ix_briefing_alias_briefing_id", "briefing_alias", ["briefing_id"], unique=False)
    op.create_table(
        "summary",
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name="fk_summary_briefing_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("briefing_id", "lang", name="pk_summary"),
    )
    op.create_table(
        "briefing_key",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["briefing_id"], ["briefing.id"], name="fk_briefing_key_briefing_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "briefing_id", name="pk_briefing_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_briefing_key_briefing_id", "briefing_key", ["briefing_id"], unique=False)
    op.create_table(
        "search_doc",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("analyser", sa.Text(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_search_doc"),
        sa.UniqueConstraint("briefing_id", name="uq_search_doc_briefing_id"),
        sqlite_autoincrement=True,
    )


def _people() -> None:
    op.create_table(
        "chat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rest_reason", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("met_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat"),
        sa.UniqueConstraint("telegram_id", "thread", name="uq_chat_telegram_id_thread"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_interest_chat_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_interest"),
        sa.UniqueConstraint("chat_id", "region", "topic", name="uq_interest_chat_id_region_topic"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_interest_chat_id", "interest", ["chat_id"], unique=False)
    op.create_table(
        "exclusion",
        sa.Column("interest_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["interest_id"], ["interest.id"], name="fk_exclusion_interest_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("interest_id", "region", name="pk_exclusion"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subscription",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("interest_id", sa.Integer(), nullable=False),
        sa.Column("excluding", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interest_id"], ["interest.id"], name="fk_subscription_interest_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "chat_id", "interest_id", name="pk_subscription"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_subscription_interest_id", "subscription", ["interest_id"], unique=False)
    op.create_table(
        "kept_query",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_kept_query_chat_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name="pk_kept_query"),
    )
    op.create_index("ix_kept_query_chat_id", "kept_query", ["chat_id"], unique=False)
    op.create_table(
        "telegram_update",
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_telegram_update"),
    )


def _outbox() -> None:
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dispatch"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_dispatch_expanding",
        "dispatch",
        ["priority", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'expanding'"),
        postgresql_where=sa.text("state = 'expanding'"),
    )
    op.create_table(
        "delivery",
        sa.Column("dispatch_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("uncertain", sa.Integer(), server_default="0", nullable=False),
        sa.Column("plain", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_delivery_chat_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatch.id"], name="fk_delivery_dispatch_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dispatch_id", "chat_id", name="pk_delivery"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_delivery_claimed",
        "delivery",
        ["chat_id"],
        unique=False,
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["priority", "not_before", "dispatch_id", "chat_id"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index("ix_delivery_message", "delivery", ["chat_id", "message_id"], unique=False)
