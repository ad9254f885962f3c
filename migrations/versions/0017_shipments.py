"""Deliveries are records: shipments of orders, and how much of each order line is shipped.

Orders that count as delivered get one shipment: of everything if they are delivered completely,
without lines if it is not known what was delivered. Its ID is that of the order, and the IDs of its
lines are those of the order lines. An attempt that failed can be repeated.
"""

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
MINE = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
LIMIT = 10**11
BATCH = 500  # orders
WITHIN = (
    "shipped_quantity = 0 OR (sign(shipped_quantity) = sign(quantity)"
    " AND abs(shipped_quantity) <= abs(quantity))"
)

# Whoever changes an order or its lines locks the order first, and so does this.
_SOME = """
SELECT id FROM orders AS o WHERE o.tenant_id = '{tenant}' AND o.id > '{after}' AND {condition}
ORDER BY o.id LIMIT {batch} FOR NO KEY UPDATE
"""
_UNRECORDED = """o.fulfillment_status <> 'NONE' AND NOT EXISTS (
  SELECT FROM shipments AS s WHERE s.tenant_id = '{tenant}' AND s.order_id = o.id)"""
_UNREMEMBERED = """o.status = 'INVOICED' AND o.returns_to IS NULL
  AND o.reason_before_invoicing IN ('NEW', 'PENDING', 'IN_PROGRESS')"""
# The tenant's ID stands for the system, as in the feed's first entries.
_SHIPMENTS = """
INSERT INTO shipments (tenant_id, id, order_id, shipped_on, version, created_at, created_by,
  updated_at, updated_by)
SELECT tenant_id, id, id, coalesce(date_fulfilled, (updated_at AT TIME ZONE 'UTC')::date), 1, now(),
  tenant_id, now(), tenant_id
FROM orders WHERE tenant_id = '{tenant}' AND id = ANY ('{orders}')
"""
_LINES = """
INSERT INTO shipment_lines (tenant_id, id, shipment_id, order_line_id, quantity)
SELECT l.tenant_id, l.id, l.order_id, l.id, l.quantity FROM order_lines AS l
JOIN orders AS o ON o.tenant_id = '{tenant}' AND o.id = l.order_id
WHERE l.tenant_id = '{tenant}' AND l.order_id = ANY ('{orders}') AND l.quantity <> 0
  AND o.fulfillment_status = 'COMPLETE' AND NOT (l.line_type = 'BUNDLE' AND EXISTS (
    SELECT FROM order_lines AS i WHERE i.tenant_id = '{tenant}' AND i.bundle_line_id = l.id
      AND i.line_type = 'REQUIRED_BUNDLE_PRODUCT' AND i.quantity <> 0))
"""
_QUANTITIES = """
UPDATE order_lines AS l SET shipped_quantity = l.quantity FROM orders AS o
WHERE l.tenant_id = '{tenant}' AND l.order_id = ANY ('{orders}')
  AND o.tenant_id = '{tenant}' AND o.id = l.order_id AND o.fulfillment_status = 'COMPLETE'
"""
_FEED = """
INSERT INTO unnumbered_changes (tenant_id, id, moment, types, record_ids, operations, versions,
  changed_at, changed_by)
VALUES ('{tenant}', gen_random_uuid(), clock_timestamp(), array_fill('SHIPMENT'::text, '{{{count}}}'),
  '{orders}', array_fill('CREATED'::text, '{{{count}}}'), array_fill(1, '{{{count}}}'), now(),
  '{tenant}')
"""
_REASONS = """
UPDATE orders SET returns_to = reason_before_invoicing
WHERE tenant_id = '{tenant}' AND id = ANY ('{orders}')
"""
_FITS = "ck_order_lines_shipped_within_ordered"


def upgrade() -> None:
    """Create the tables and columns, then fill them while the application goes on."""
    # The first half is one transaction: if a failed attempt has made a part, it has made all of it.
    if op.get_bind().scalar(sa.text("SELECT to_regclass('shipments')")) is None:
        _create_tables()
        op.execute("ALTER TABLE orders ADD COLUMN returns_to text")
        op.execute("ALTER TABLE order_lines ADD COLUMN shipped_quantity numeric NOT NULL DEFAULT 0")
        op.execute(f"ALTER TABLE order_lines ADD CONSTRAINT {_FITS} CHECK ({WITHIN}) NOT VALID")
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '60s'")  # nobody waits for us meanwhile
        for tenant in _tenants():
            op.execute(f"SELECT set_config('app.tenant_id', '{tenant}', false)")
            _change_some(tenant, _UNREMEMBERED, _REASONS)
            _change_some(tenant, _UNRECORDED, _SHIPMENTS, _LINES, _QUANTITIES, _FEED)
            op.execute(f"SELECT number_changes('{tenant}')")  # null if a server is doing that
        op.execute("SELECT set_config('app.tenant_id', '', false)")
        op.execute(f"ALTER TABLE order_lines VALIDATE CONSTRAINT {_FITS}")
        op.execute("SET lock_timeout = '2s'")


def _create_tables() -> None:
    op.create_table(
        "shipments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=False),
        sa.Column("tracking_number", sa.Text(), nullable=True),
        sa.Column("canceled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("canceled_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(canceled_at IS NULL) = (canceled_by IS NULL)", name=op.f("ck_shipments_canceled")
        ),
        *_keys("shipments", order_id="orders"),
    )
    op.create_table(
        "shipment_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.CheckConstraint(
            f"quantity BETWEEN -{LIMIT} AND {LIMIT}",
            name=op.f("ck_shipment_lines_quantity_bounded"),
        ),
        *_keys("shipment_lines", shipment_id="shipments", order_line_id="order_lines"),
    )
    _index("shipments", "created_at", "id")
    _index("shipments", "updated_at", "id")
    _index("shipments", "order_id", "created_at", "id")
    for column in ("shipped_on", "tracking_number", "order_id"):
        _index("shipments", column, "id")
    _index("shipment_lines", "shipment_id", "id")
    _index("shipment_lines", "order_line_id")
    for table in ("shipments", "shipment_lines"):
        _raise_wall(table)


def _keys(table: str, **references: str) -> Iterator[sa.Constraint]:
    yield sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}"))
    yield sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id"))
    for column, other in references.items():
        yield sa.ForeignKeyConstraint(
            ["tenant_id", column],
            [f"{other}.tenant_id", f"{other}.id"],
            name=op.f(f"fk_{table}_tenant_id_{column}"),
        )


def _index(table: str, *columns: str) -> None:
    op.create_index(
        op.f(f"ix_{table}_tenant_id_{'_'.join(columns)}"), table, ["tenant_id", *columns]
    )


def _raise_wall(table: str) -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({MINE}) WITH CHECK ({MINE})")


def _tenants() -> list[UUID]:
    return list(op.get_bind().scalars(sa.text("SELECT id FROM tenants ORDER BY id")))


def _change_some(tenant: UUID, condition: str, *statements: str) -> None:
    """Execute the statements for the orders that meet a condition, some at a time."""
    after, chosen = UUID(int=0), condition.format(tenant=tenant)
    while True:
        op.execute("BEGIN")
        some = _SOME.format(tenant=tenant, after=after, condition=chosen, batch=BATCH)
        found = list(op.get_bind().scalars(sa.text(some)))
        orders = f"{{{','.join(map(str, found))}}}"
        for statement in statements if found else ():
            op.execute(statement.format(tenant=tenant, orders=orders, count=len(found)))
        op.execute("COMMIT")
        if not found:
            break
        after = found[-1]


def downgrade() -> None:
    """Drop them, and what the feed tells of shipments."""
    for tenant in _tenants():
        op.execute(f"SELECT set_config('app.tenant_id', '{tenant}', true)")
        op.execute(f"SELECT number_changes('{tenant}')")
        op.execute(f"DELETE FROM changes WHERE tenant_id = '{tenant}' AND type = 'SHIPMENT'")
    op.execute("SELECT set_config('app.tenant_id', '', true)")
    op.drop_table("shipment_lines")
    op.drop_table("shipments")
    op.drop_column("order_lines", "shipped_quantity")
    op.drop_column("orders", "returns_to")
