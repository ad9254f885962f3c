"""How far the ERP's invoices have been read."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nothing has been read yet."""
    op.execute("ALTER TABLE erp_circuits ADD COLUMN IF NOT EXISTS invoices_read_to timestamptz")


def downgrade() -> None:
    """Drop the column: everything is read again."""
    op.execute("ALTER TABLE erp_circuits DROP COLUMN invoices_read_to")
