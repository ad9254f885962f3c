"""Invoices that the ERP has posted."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
TABLE = "posted_invoices"


def upgrade() -> None:
    """Create the table, and mark the invoices that belong to an ERP: none so far."""
    # A column with a constant default does not rewrite the table.
    op.execute(
        "ALTER TABLE invoices ADD COLUMN IF NOT EXISTS owned_by_erp boolean NOT NULL DEFAULT false"
    )
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("remote_number", sa.Text(), nullable=False),
        sa.Column("invoice_date", sa.Date(), nullable=False),
        sa.Column("needs_attention", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_posted_invoices")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_posted_invoices_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_posted_invoices_tenant_id_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_posted_invoices_tenant_id_order_id"),
        ),
        sa.UniqueConstraint(
            "tenant_id", "remote_id", name=op.f("uq_posted_invoices_tenant_id_remote_id")
        ),
        if_not_exists=True,
    )
    op.create_index(
        op.f("ix_posted_invoices_tenant_id_order_id"),
        TABLE,
        ["tenant_id", "order_id"],
        if_not_exists=True,
    )
    _raise_wall()


def _raise_wall() -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLE} TO {ROLE}")
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    op.execute(f"DROP POLICY IF EXISTS tenant ON {TABLE}")
    op.execute(f"CREATE POLICY tenant ON {TABLE} USING ({mine}) WITH CHECK ({mine})")


def downgrade() -> None:
    """Drop the table and the column; refused while there are such invoices."""
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM invoices WHERE owned_by_erp) THEN"
        " RAISE EXCEPTION 'There are invoices that an ERP has posted.'; END IF; END $$"
    )
    op.drop_table(TABLE)
    op.drop_column("invoices", "owned_by_erp")
