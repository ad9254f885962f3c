"""A document has at most 1,000 lines, unless the tenant's settings say more."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE, COLUMN = "tenant_settings", "max_lines_per_document"


def upgrade() -> None:
    """Add the setting. Documents that are longer stay as they are."""
    op.add_column(
        TABLE, sa.Column(COLUMN, sa.SmallInteger(), server_default="1000", nullable=False)
    )
    op.alter_column(TABLE, COLUMN, server_default=None)
    op.create_check_constraint(COLUMN, TABLE, f"{COLUMN} BETWEEN 1000 AND 5000")


def downgrade() -> None:
    """Drop the setting."""
    op.drop_column(TABLE, COLUMN)
