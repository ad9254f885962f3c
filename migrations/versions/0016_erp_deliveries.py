"""Deliveries of submitted orders to the ERP: attempts, links and the circuit breaker."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_tables import create_tenant_index, create_tenant_table, record_columns

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
TABLES = ("erp_attempts", "erp_links", "erp_circuits")


def upgrade() -> None:
    """Create the tables, and add the columns of submissions."""
    for column in ("leased_until", "unknown_since"):
        op.execute(f"ALTER TABLE submissions ADD COLUMN IF NOT EXISTS {column} timestamptz")
    _create_attempts()
    _create_links()
    _create_circuits()
    _raise_wall("erp_circuits")


def _create_attempts() -> None:
    create_tenant_table(
        "erp_attempts",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("message", sa.Text()),
        sa.Column("http_status", sa.Integer()),
        sa.Column("error_code", sa.Text()),
        sa.Column("correlation_id", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_erp_attempts_tenant_id_order_id"),
        ),
    )
    create_tenant_index("erp_attempts", "order_id", "created_at", "id")


def _create_links() -> None:
    create_tenant_table(
        "erp_links",
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("local_key", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("remote_number", sa.Text(), nullable=False),
        sa.Column("remote_name", sa.Text()),
        *record_columns(),
        sa.UniqueConstraint(
            "tenant_id", "type", "local_key", name=op.f("uq_erp_links_tenant_id_type_local_key")
        ),
    )
    for column in ("created_at", "updated_at"):
        create_tenant_index("erp_links", column, "id")


def _create_circuits() -> None:
    op.create_table(
        "erp_circuits",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("opened_until", sa.DateTime(timezone=True)),
        sa.Column("probing_until", sa.DateTime(timezone=True)),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_erp_circuits")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_erp_circuits_tenant_id")
        ),
        if_not_exists=True,
    )


def _raise_wall(table: str) -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    op.execute(f"DROP POLICY IF EXISTS tenant ON {table}")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine})")


def downgrade() -> None:
    """Drop the tables and the columns."""
    for table in TABLES:
        op.drop_table(table)
    for column in ("leased_until", "unknown_since"):
        op.drop_column("submissions", column)
