"""A check that the ERP's totals are finite."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_NAME = "ck_submissions_remote_total_bounded"
_LIMIT = 10**15


def upgrade() -> None:
    """Add the check; present rows are validated without a lock on writers."""
    op.execute(f"ALTER TABLE submissions DROP CONSTRAINT IF EXISTS {_NAME}")
    op.execute(
        f"ALTER TABLE submissions ADD CONSTRAINT {_NAME}"
        f" CHECK (remote_total BETWEEN -{_LIMIT} AND {_LIMIT}) NOT VALID"
    )
    op.execute(f"ALTER TABLE submissions VALIDATE CONSTRAINT {_NAME}")


def downgrade() -> None:
    """Drop the check."""
    op.execute(f"ALTER TABLE submissions DROP CONSTRAINT {_NAME}")
