"""How a connection to the ERP is doing, and the ERP's invoices that are not here."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_tables import create_tenant_index, create_tenant_table

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_LIMIT = 10**15


def upgrade() -> None:
    """Add the columns and the table."""
    for column in (
        "last_success_at timestamptz",
        "last_problem_at timestamptz",
        "last_problem text",
    ):
        op.execute(f"ALTER TABLE erp_circuits ADD COLUMN IF NOT EXISTS {column}")
    create_tenant_table(
        "unmatched_erp_invoices",
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("remote_number", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text()),
        sa.Column("invoice_date", sa.Date()),
        sa.Column("currency_code", sa.Text()),
        sa.Column("total_amount", sa.Numeric()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            f"total_amount BETWEEN -{_LIMIT} AND {_LIMIT}",
            name=op.f("ck_unmatched_erp_invoices_total_amount_bounded"),
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "remote_id",
            name=op.f("uq_unmatched_erp_invoices_tenant_id_remote_id"),
        ),
    )
    for column in ("created_at", "updated_at"):
        create_tenant_index("unmatched_erp_invoices", column, "id")


def downgrade() -> None:
    """Drop the table and the columns: the next readings find the same invoices."""
    op.drop_table("unmatched_erp_invoices")
    for column in ("last_success_at", "last_problem_at", "last_problem"):
        op.drop_column("erp_circuits", column)
