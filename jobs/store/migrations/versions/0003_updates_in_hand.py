"""Updates taken from Telegram that are not answered yet, and those that may have ended a process."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "update_in_hand",
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=True),
        sa.Column("begun", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_update_in_hand"),
    )
