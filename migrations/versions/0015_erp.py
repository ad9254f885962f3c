"""Connections to an ERP, submitted orders, and users who are programs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
TABLES = ("erp_connections", "submissions", "order_snapshots")
_INDEX = "ix_orders_tenant_id_erp_status_created_at_id"


def upgrade() -> None:
    """Create the tables, and add the columns of users and orders, while the application goes on."""
    # A column with a constant default does not rewrite the table.
    op.execute(
        "ALTER TABLE users ADD COLUMN IF NOT EXISTS is_integration boolean NOT NULL DEFAULT false"
    )
    op.execute("ALTER TABLE orders ADD COLUMN IF NOT EXISTS erp_status text")
    _create_connections()
    _create_submissions()
    _create_snapshots()
    for table in TABLES:
        _raise_wall(table)
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '60s'")  # nobody waits for us meanwhile
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {_INDEX}")  # what a failed try has left
        op.execute(
            f"CREATE INDEX CONCURRENTLY {_INDEX} ON orders (tenant_id, erp_status, created_at, id)"
        )
        op.execute("SET lock_timeout = '2s'")


def _create_connections() -> None:
    op.create_table(
        "erp_connections",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("directory_id", sa.Text()),
        sa.Column("environment", sa.Text()),
        sa.Column("company_id", sa.Text()),
        sa.Column("client_id", sa.Text()),
        sa.Column("client_secret", sa.Text()),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("write_in_item", sa.Text()),
        sa.Column("freight_account", sa.Text()),
        sa.Column("post_orders", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("version", sa.Integer(), nullable=False),
        *_stamps(),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_erp_connections")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_erp_connections_tenant_id")
        ),
        sa.CheckConstraint("id = tenant_id", name=op.f("ck_erp_connections_id")),
        if_not_exists=True,
    )


def _create_submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("problem", sa.Text()),
        sa.Column("remote_id", sa.Text()),
        sa.Column("remote_number", sa.Text()),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("remote_total", sa.Numeric()),
        sa.Column("version", sa.Integer(), nullable=False),
        *_stamps(),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_submissions")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_submissions_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_submissions_tenant_id_id"),
        ),
        if_not_exists=True,
    )


def _create_snapshots() -> None:
    op.create_table(
        "order_snapshots",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_snapshots")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_order_snapshots_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_order_snapshots_tenant_id_order_id"),
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "order_id",
            "round",
            name=op.f("uq_order_snapshots_tenant_id_order_id_round"),
        ),
        if_not_exists=True,
    )


def _stamps() -> list[sa.Column[object]]:
    return [
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
    ]


def _raise_wall(table: str) -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    op.execute(f"DROP POLICY IF EXISTS tenant ON {table}")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine})")


def downgrade() -> None:
    """Drop the tables and the columns; refused while orders are submitted."""
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM orders WHERE status = 'SUBMITTED') THEN"
        " RAISE EXCEPTION 'Orders are still submitted to an ERP: recall them first.';"
        " END IF; END $$"
    )
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("orders", "erp_status")
    op.drop_column("users", "is_integration")
