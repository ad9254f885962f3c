"""The customer's purchase order number of quotes, orders and invoices."""

from alembic import op

from migrations.sorting import create_sort_index

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES, COLUMN = ("quotes", "orders", "invoices"), "purchase_order_number"


def upgrade() -> None:
    """Add the column, then its index for sorting, while the application goes on."""
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {COLUMN} text")
    for table in TABLES:
        create_sort_index(table, COLUMN)


def downgrade() -> None:
    """Drop the column and its index."""
    for table in TABLES:
        op.drop_column(table, COLUMN)
