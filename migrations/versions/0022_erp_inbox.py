"""What the ERP has said to have changed."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_tables import restrict_to_tenant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

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
    restrict_to_tenant(TABLE)


def downgrade() -> None:
    """Drop the inbox; polling reads the same changes."""
    op.drop_table(TABLE)
