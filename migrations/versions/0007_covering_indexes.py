"""Indexes that hold what groups of documents are mostly made of, made while the application runs."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_EACH = "currency_code, owner_id, account_id, created_at, total_amount, total_amount_in_base"
INDEXES = {
    "opportunities": "stage, forecast_category, probability, estimated_close_date, estimated_value,"
    " estimated_value_in_base, actual_close_date, actual_value, actual_value_in_base",
    "quotes": "status_reason, expires_on, closed_on",
    "orders": "status_reason, fulfillment_status, invoicing_status",
    "invoices": "status_reason, due_date, amount_due, amount_due_in_base",
}


def upgrade() -> None:
    """Make them, each by itself."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '60s'")  # nobody waits for us meanwhile
        for table, own in INDEXES.items():
            name = f"ix_{table}_groups"
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # what a failed try has left
            op.execute(
                f"CREATE INDEX CONCURRENTLY {name} ON {table} (tenant_id, status)"
                f" INCLUDE ({_EACH}, {own})"
            )
        op.execute("SET lock_timeout = '2s'")


def downgrade() -> None:
    """Drop them."""
    for table in INDEXES:
        op.execute(f"DROP INDEX IF EXISTS ix_{table}_groups")
