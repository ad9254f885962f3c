"""The feed of changes, which begins with the creation of everything that is there."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
FOLLOWED = {
    "CURRENCY": "tenant_currencies",
    "TAX_CODE": "tax_codes",
    "UNIT_GROUP": "unit_groups",
    "UNIT": "units",
    "DISCOUNT_LIST": "discount_lists",
    "DISCOUNT_TIER": "discount_tiers",
    "PRICE_LIST": "price_lists",
    "PRODUCT": "products",
    "BUNDLE_ITEM": "bundle_items",
    "PRODUCT_RELATIONSHIP": "product_relationships",
    "PRICE_LIST_ITEM": "price_list_items",
    "ACCOUNT": "accounts",
    "CONTACT": "contacts",
    "COMPETITOR": "competitors",
    "OPPORTUNITY": "opportunities",
    "QUOTE": "quotes",
    "ORDER": "orders",
    "INVOICE": "invoices",
}

# A cursor of another feed, or of a time that a restored backup has not seen, is refused rather
# than answered with a gap.
_POSITION = """
CREATE FUNCTION feed_position(feed uuid, last bigint, given uuid, place bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF given = feed AND place BETWEEN 0 AND last THEN
    RETURN place;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'SG001', MESSAGE = 'The cursor is of another feed of changes.';
END $$
"""


def upgrade() -> None:
    """Make the tables and the function, and tell of what is there."""
    _create_feeds()
    _create_changes()
    op.execute(_POSITION)
    op.execute(_history())
    _raise_walls()


def _create_feeds() -> None:
    op.create_table(
        "change_feeds",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_change_feeds")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_change_feeds_tenant_id")
        ),
    )


def _create_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "operation IN ('CREATED', 'UPDATED', 'DELETED')", name=op.f("ck_changes_operation")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "position", name=op.f("pk_changes")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_changes_tenant_id")),
    )
    columns = ["tenant_id", "type", "position"]
    op.create_index(op.f("ix_changes_tenant_id_type_position"), "changes", columns)


def _history() -> str:
    """Each record's creation, what others refer to first; tenant by tenant, behind the walls."""
    kinds = "\nUNION ALL ".join(
        f"SELECT {at}, '{kind}', id, version, created_at, created_by FROM {table}"
        " WHERE tenant_id = tenant.id"
        for at, (kind, table) in enumerate(FOLLOWED.items(), start=1)
    )
    users = "SELECT 0, 'USER', id, 1, created_at, tenant_id FROM users WHERE tenant_id = tenant.id"
    return f"""
DO $$ DECLARE tenant record;
BEGIN
  FOR tenant IN SELECT id FROM tenants LOOP
    PERFORM set_config('app.tenant_id', tenant.id::text, true);
    INSERT INTO changes (tenant_id, position, type, record_id, operation, version, changed_at,
      changed_by)
    SELECT tenant.id, row_number() OVER (ORDER BY made.created_at, made.kind, made.id), made.type,
      made.id, 'CREATED', made.version, made.created_at, made.created_by
    FROM ({users}
UNION ALL {kinds}) AS made (kind, type, id, version, created_at, created_by);
    INSERT INTO change_feeds (tenant_id, id, last)
    SELECT tenant.id, gen_random_uuid(), coalesce(max(position), 0) FROM changes
    WHERE tenant_id = tenant.id;
  END LOOP;
  PERFORM set_config('app.tenant_id', '', true);
END $$
"""


def _raise_walls() -> None:
    op.execute(f"GRANT SELECT, INSERT ON changes TO {ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON change_feeds TO {ROLE}")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    for table in ("changes", "change_feeds"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine})")


def downgrade() -> None:
    """Forget what has changed, and when."""
    op.execute("DROP FUNCTION feed_position(uuid, bigint, uuid, bigint)")
    op.drop_table("changes")
    op.drop_table("change_feeds")
