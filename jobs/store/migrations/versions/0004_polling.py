"""What polling remembers: status, moves, validators of pages, sightings, the diary of polls."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NAMED = ("door", "configured", "url", "moved_to", "pace", "body_sha", "list_sha")
_COUNTED = ("moved_seen", "gone", "drifts", "pages_waiting", "rhythm_s", "polls")


def upgrade() -> None:
    """Add the columns and tables of polling; sources polled before keep what they know."""
    _source()
    _beside_source()
    _beside_briefing()


def _source() -> None:
    with op.batch_alter_table("source") as table:
        table.add_column(sa.Column("validators_url", sa.Text(), nullable=True))
        for name in _NAMED:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        for name in _COUNTED:
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("status", sa.Text(), nullable=False, server_default="ok"))
        for name in ("missing_since", "last_polled"):
            table.add_column(sa.Column(name, sa.BigInteger(), nullable=True))
        table.create_index("ix_source_next_at", ["next_at"], unique=False)


def _beside_source() -> None:
    op.create_table(
        "poll_log",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "slot", name="pk_poll_log"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "host_pause",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_host_pause"),
    )
    op.create_table(
        "page",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("validators_url", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "url", name="pk_page"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "waiting_page",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("item", sa.JSON(), nullable=False),
        sa.Column("push", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "key", name="pk_waiting_page"),
    )


def _beside_briefing() -> None:
    op.create_index("ix_briefing_alias_key", "briefing_alias", ["key"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name="fk_sighting_briefing_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("briefing_id", "source_id", name="pk_sighting"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "catch_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catch_up"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_catch_up_source_id", "catch_up", ["source_id"], unique=False)
    op.create_table(
        "catch_up_item",
        sa.Column("catch_up_id", sa.Integer(), nullable=False),
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["catch_up_id"], ["catch_up.id"], name="fk_catch_up_item_catch_up_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["briefing_id"], ["briefing.id"], name="fk_catch_up_item_briefing_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("catch_up_id", "briefing_id", name="pk_catch_up_item"),
        sqlite_with_rowid=False,
    )
