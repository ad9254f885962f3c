"""What the ERP has said to have changed."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
TABLE = "erp_inbox"


def upgrade() -> None:
    """Create the inbox; only the application of its tenant sees its rows."""
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("notices", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("now()"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "resource", "record_id", name=op.f("pk_erp_inbox")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_erp_inbox_tenant_id")),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLE} TO {ROLE}")
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    op.execute(f"CREATE POLICY tenant ON {TABLE} USING ({mine}) WITH CHECK ({mine})")


def downgrade() -> None:
    """Drop the inbox; polling reads the same changes."""
    op.drop_table(TABLE)
