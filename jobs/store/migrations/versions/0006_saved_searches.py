"""Saved searches: an interest may be a query, and each interest carries its match key.

SQLite makes the table anew, which would take what points to it along: exclusions and the match index are put back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_POINTING = ("exclusion", "subscription")


def upgrade() -> None:
    """Give every interest its key; what was asked for stays as it is."""
    op.add_column("interest", sa.Column("key", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("interest", sa.Column("query", sa.Text(), nullable=True))
    op.execute("UPDATE interest SET key = region * 64 + topic")
    for table in _POINTING:
        op.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")  # noqa: S608
    with op.batch_alter_table("interest", table_kwargs={"sqlite_autoincrement": True}) as changed:
        changed.alter_column("key", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
        changed.drop_constraint("uq_interest_chat_id_region_topic", type_="unique")
        changed.create_unique_constraint("uq_interest_chat_id_key", ["chat_id", "key"])
    for table in _POINTING:
        op.execute(f"INSERT INTO {table} SELECT * FROM kept_{table} WHERE true ON CONFLICT DO NOTHING")  # noqa: S608
        op.execute(f"DROP TABLE kept_{table}")
    searches = sa.text("query IS NOT NULL")
    op.create_index(
        "ix_interest_searches", "interest", ["key", "query"], sqlite_where=searches, postgresql_where=searches
    )
