"""By which kind and selectors a source was read: under others its list is looked at anew though it is the same."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the word; where there is none yet, a source is taken to be read as it was."""
    op.add_column("source", sa.Column("read_as", sa.Text(), nullable=False, server_default=""))
