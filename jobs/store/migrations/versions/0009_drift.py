"""What a drifted source showed, so that its owners are told in their own language."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the drift of each source, empty where there is none."""
    op.add_column("source", sa.Column("drift", sa.Text(), nullable=False, server_default=""))
