"""Who also gets what only mentions their regions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the switch, off for everybody."""
    op.add_column("chat", sa.Column("mentions", sa.Boolean(), nullable=False, server_default=sa.false()))
