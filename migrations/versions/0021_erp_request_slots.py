"""The turns of requests to an ERP, which all worker processes share."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_tables import restrict_to_tenant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE = "erp_request_slots"


def upgrade() -> None:
    """Create the table. It is not logged: after a crash it is empty, and filled again."""
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("holder", sa.Uuid()),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "slot", name=op.f(f"pk_{TABLE}")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{TABLE}_tenant_id")),
        prefixes=["UNLOGGED"],
    )
    restrict_to_tenant(TABLE)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(TABLE)
