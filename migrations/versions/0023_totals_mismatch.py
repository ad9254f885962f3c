"""Whether the ERP's total differs from the order's, for people who look for such orders."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_INDEX = "ix_submissions_tenant_id_id"
_COMPARE = """
UPDATE submissions AS s SET totals_mismatch = true FROM orders AS o
WHERE s.tenant_id = '{tenant}' AND o.tenant_id = '{tenant}' AND o.id = s.id
  AND NOT s.totals_mismatch AND abs(s.remote_total - o.total_amount) > 0.01 * (
    SELECT count(*) FROM order_lines AS l WHERE l.tenant_id = '{tenant}' AND l.order_id = s.id)
"""


def upgrade() -> None:
    """Add the column, compare the totals that are known, and add the index."""
    op.execute(
        "ALTER TABLE submissions"
        " ADD COLUMN IF NOT EXISTS totals_mismatch boolean NOT NULL DEFAULT false"
    )
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '60s'")  # nobody waits for us meanwhile
        for tenant in op.get_bind().scalars(sa.text("SELECT id FROM tenants ORDER BY id")).all():
            op.execute(f"SELECT set_config('app.tenant_id', '{tenant}', false)")
            op.execute(_COMPARE.format(tenant=tenant))
        op.execute("SELECT set_config('app.tenant_id', '', false)")
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {_INDEX}")  # what a failed try has left
        op.execute(
            f"CREATE INDEX CONCURRENTLY {_INDEX} ON submissions (tenant_id, id)"
            " WHERE totals_mismatch"
        )
        op.execute("SET lock_timeout = '2s'")


def downgrade() -> None:
    """Drop the column, and the index with it."""
    op.execute("ALTER TABLE submissions DROP COLUMN totals_mismatch")
