"""The setting that creates products as active is named for what it does."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename the column."""
    op.execute(
        "ALTER TABLE tenant_settings RENAME COLUMN products_born_active TO create_products_as_active"
    )


def downgrade() -> None:
    """Give the column its earlier name."""
    op.execute(
        "ALTER TABLE tenant_settings RENAME COLUMN create_products_as_active TO products_born_active"
    )
