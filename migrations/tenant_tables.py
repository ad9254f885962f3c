"""What migrations do for new tables of tenants.

Released migrations call these functions, so what they do never changes: add others instead.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

_ROLE = "salesgraph_app"


def record_columns() -> list[sa.Column[Any]]:
    """Return the columns of every master record: who created and last changed it, and when."""
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
    ]


def create_tenant_table(table: str, *items: sa.Column[Any] | sa.Constraint) -> None:
    """Create a table of a tenant's records, which the application may read and write.

    Row-level security hides the rows of other tenants from the application.
    """
    op.create_table(
        table,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *items,
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id")),
    )
    restrict_to_tenant(table)


def restrict_to_tenant(table: str) -> None:
    """Let the application read and write a new table, but see only the rows of its tenant."""
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {_ROLE}")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    op.execute(f"CREATE POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine})")


def create_tenant_index(table: str, *columns: str) -> None:
    """Create an index of a new table; it begins with the tenant."""
    name = op.f(f"ix_{table}_tenant_id_{'_'.join(columns)}")
    op.create_index(name, table, ["tenant_id", *columns])
