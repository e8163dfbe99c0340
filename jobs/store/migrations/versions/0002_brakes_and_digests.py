"""When chats get their messages, corrections, recalls and brakes.

The outbox is made anew: the priority of a delivery is its dispatch's, and its due rows are found by dispatch.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEPT = "dispatch_id, chat_id, state, attempts, uncertain, plain, not_before, message_id, error"


def upgrade() -> None:
    """Add what is new and keep every row."""
    _archive()
    _people()
    _dispatches()
    _deliveries()
    _owners()


def _archive() -> None:
    for column in (
        sa.Column("revised_at", sa.BigInteger(), nullable=True),
        sa.Column("announced_seq", sa.Integer(), nullable=True),
        sa.Column("recalled", sa.Text(), nullable=True),
        sa.Column("page_etag", sa.Text(), nullable=True),
        sa.Column("page_last_modified", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("listed_title", sa.Text(), nullable=True),
        sa.Column("listed_published", sa.Date(), nullable=True),
    ):
        op.add_column("briefing", column)
    op.create_index("ix_briefing_announced_seq", "briefing", ["announced_seq"], unique=True)
    op.execute("UPDATE briefing SET announced_seq = id WHERE push AND announced > 0")
    op.create_table(
        "briefing_revision",
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["briefing_id"], ["briefing.id"], name="fk_briefing_revision_briefing_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("briefing_id", "revision", name="pk_briefing_revision"),
    )


def _people() -> None:
    profile = op.create_table(
        "delivery_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tz", sa.Text(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_to", sa.Integer(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_profile"),
        sa.UniqueConstraint(
            "tz",
            "quiet_from",
            "quiet_to",
            "mode",
            "days",
            "at_minute",
            name="uq_delivery_profile_tz_quiet_from_quiet_to_mode_days_at_minute",
        ),
        sqlite_autoincrement=True,
    )
    first = {"tz": "Asia/Seoul", "quiet_from": 0, "quiet_to": 0, "mode": "now", "days": 127, "at_minute": 480}
    op.bulk_insert(profile, [first])
    op.add_column("chat", sa.Column("profile_id", sa.Integer(), server_default="1", nullable=False))
    op.add_column("chat", sa.Column("muted_until", sa.BigInteger(), nullable=True))
    op.add_column("chat", sa.Column("digest_due_at", sa.BigInteger(), nullable=True))
    op.add_column("chat", sa.Column("digest_seen", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_chat_digest_due",
        "chat",
        ["digest_due_at", "profile_id", "id"],
        sqlite_where=sa.text("digest_due_at IS NOT NULL"),
        postgresql_where=sa.text("digest_due_at IS NOT NULL"),
    )
    op.add_column("subscription", sa.Column("profile_id", sa.Integer(), server_default="1", nullable=False))


def _dispatches() -> None:
    op.add_column("dispatch", sa.Column("payload", sa.JSON(), nullable=True))
    op.add_column("dispatch", sa.Column("expires_at", sa.BigInteger(), nullable=True))
    op.add_column("dispatch", sa.Column("release_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_dispatch_subject", "dispatch", ["subject_id", "kind"])
    op.create_index(
        "ix_dispatch_held",
        "dispatch",
        ["release_at"],
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )


def _deliveries() -> None:
    for name in ("ix_delivery_due", "ix_delivery_claimed", "ix_delivery_message"):
        op.drop_index(name, "delivery")
    op.rename_table("delivery", "delivery_before")
    op.create_table(
        "delivery",
        sa.Column("dispatch_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("uncertain", sa.Integer(), server_default="0", nullable=False),
        sa.Column("plain", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("edits", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatch.id"], name="fk_delivery_dispatch", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dispatch_id", "chat_id", name="pk_deliveries"),
        sqlite_with_rowid=False,
    )
    # when the old ones were sent is not known: not after they were due
    op.execute(
        f"INSERT INTO delivery ({_KEPT}, sent_at, revision) "  # noqa: S608 — constants
        f"SELECT {_KEPT}, CASE WHEN state = 'sent' THEN not_before END, CASE WHEN state = 'sent' THEN 1 ELSE 0 END "
        "FROM delivery_before"
    )
    op.drop_table("delivery_before")
    partial = {
        "ix_delivery_due": (["dispatch_id", "not_before", "chat_id"], "state = 'due'"),
        "ix_delivery_claimed": (["chat_id"], "state = 'claimed'"),
        "ix_delivery_dead": (["dispatch_id", "chat_id"], "state = 'dead'"),
        "ix_delivery_message": (["chat_id", "message_id"], "message_id IS NOT NULL"),
    }
    for name, (columns, where) in partial.items():
        op.create_index(name, "delivery", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _owners() -> None:
    op.create_table(
        "brake",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_brake"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
