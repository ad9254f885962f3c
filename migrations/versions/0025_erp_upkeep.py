"""When subscriptions and the comparison with the ERP were last done, and how far orders were read."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

COLUMNS = {
    "orders_read_to": "timestamptz",
    "subscriptions_kept_at": "timestamptz",
    "kept_for_version": "integer",
    "reconciled_at": "timestamptz",
}


def upgrade() -> None:
    """Add the columns; nothing was done yet."""
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE erp_circuits ADD COLUMN IF NOT EXISTS {name} {kind}")


def downgrade() -> None:
    """Drop the columns: everything is done again."""
    for name in COLUMNS:
        op.execute(f"ALTER TABLE erp_circuits DROP COLUMN {name}")
