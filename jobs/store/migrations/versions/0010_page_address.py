"""Which address gave the validators of a briefing's own page: the one it was redirected to, as a rule https."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the address; where there is none yet, the validators are those of the page as its list names it."""
    op.add_column("briefing", sa.Column("page_url", sa.Text(), nullable=True))
