"""Users can be deactivated: they stay as owners and authors, and can no longer sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; everybody is active."""
    op.add_column("users", sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop the column: everybody can sign in again."""
    op.drop_column("users", "deactivated_at")
