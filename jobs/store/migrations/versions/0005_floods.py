"""Which flood a briefing came with is looked up by the briefing."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_catch_up_item_briefing_id", "catch_up_item", ["briefing_id"], unique=False)
