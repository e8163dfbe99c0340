"""What backends write: commissions, answers, budgets, complaints; the glossary's names by briefing."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the tables."""
    op.add_column("briefing", sa.Column("written_at", sa.BigInteger(), nullable=True))
    _backends()
    _glossary()


def _backends() -> None:
    op.create_table(
        "commission",
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name="fk_commission_briefing_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("briefing_id", name="pk_commission"),
    )
    op.create_index("ix_commission_next_at", "commission", ["next_at"], unique=False)
    op.create_table(
        "answer",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_answer"),
    )
    op.create_table(
        "backend_use",
        sa.Column("backend", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("resting_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("backend", name="pk_backend_use"),
    )
    op.create_table(
        "complaint",
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name="fk_complaint_briefing_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_complaint_chat_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("briefing_id", "chat_id", name="pk_complaint"),
        sqlite_with_rowid=False,
    )


def _glossary() -> None:
    op.create_table(
        "gloss",
        sa.Column("briefing_id", sa.Integer(), nullable=False),
        sa.Column("korean", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("abbreviation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name="fk_gloss_briefing_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("briefing_id", "korean", "english", name="pk_gloss"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gloss_brought",
        sa.Column("korean", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("abbreviation", sa.Text(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("korean", "english", name="pk_gloss_brought"),
        sqlite_with_rowid=False,
    )
