"""The IDs of linked records as UUIDs, so that lists can be filtered by what is not linked."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_RECORD_ID = (
    "CASE WHEN type = ANY (ARRAY['ACCOUNT'::text, 'CONTACT'::text, 'PRODUCT'::text, 'UNIT'::text])"
    " THEN local_key::uuid ELSE NULL::uuid END"
)


def upgrade() -> None:
    """Add the column and the indexes; a tenant has a few thousand links."""
    op.execute(
        "ALTER TABLE erp_links ADD COLUMN IF NOT EXISTS record_id uuid"
        f" GENERATED ALWAYS AS ({_RECORD_ID}) STORED"
    )
    for column in ("record_id", "local_key"):
        op.create_index(
            op.f(f"ix_erp_links_tenant_id_{column}"), "erp_links", ["tenant_id", column]
        )


def downgrade() -> None:
    """Drop the column and the indexes."""
    op.drop_index(op.f("ix_erp_links_tenant_id_local_key"), "erp_links")
    op.drop_column("erp_links", "record_id")
