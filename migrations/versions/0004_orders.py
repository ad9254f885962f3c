"""What lists are ordered by: integers that stand in for words and amounts, and all the indexes.

The new columns are written into every row while the table is locked; the indexes are made one by
one while the application goes on.
"""

from collections.abc import Iterator

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = {
    "opportunities": {
        "status": "OPEN,WON,LOST",
        "status_reason": "IN_PROGRESS,ON_HOLD,WON,CANCELED,OUT_SOLD",
        "stage": "QUALIFY,DEVELOP,PROPOSE,CLOSE",
        "rating": "HOT,WARM,COLD",
        "forecast_category": "PIPELINE,BEST_CASE,COMMITTED,OMITTED,WON,LOST",
    },
    "quotes": {
        "status": "DRAFT,ACTIVE,WON,CLOSED",
        "status_reason": "IN_PROGRESS,OPEN,WON,LOST,CANCELED,REVISED",
    },
    "orders": {
        "status": "ACTIVE,SUBMITTED,CANCELED,FULFILLED,INVOICED",
        "status_reason": "NEW,PENDING,IN_PROGRESS,NO_MONEY,COMPLETE,PARTIAL,INVOICED",
        "fulfillment_status": "NONE,PARTIAL,COMPLETE",
        "invoicing_status": "NONE,PARTIAL,FULL",
    },
    "invoices": {
        "status": "ACTIVE,PAID,CANCELED",
        "status_reason": "NEW,PARTIALLY_SHIPPED,BILLED,BOOKED,INSTALLED,COMPLETE,PARTIAL,CANCELED",
    },
    "products": {
        "structure": "PRODUCT,FAMILY,BUNDLE",
        "type": "SALES_INVENTORY,MISCELLANEOUS_CHARGES,SERVICES,FLAT_FEES",
        "status": "DRAFT,ACTIVE,UNDER_REVISION,RETIRED",
    },
    "product_relationships": {
        "type": "UP_SELL,CROSS_SELL,ACCESSORY,SUBSTITUTE",
        "direction": "ONE_WAY,BOTH_WAYS",
    },
}
AMOUNTS = {
    "opportunities": "total_amount estimated_value actual_value",
    "quotes": "total_amount",
    "orders": "total_amount",
    "invoices": "total_amount amount_paid amount_due",
    "products": "list_price",
    "units": "quantity",
    "price_list_items": "amount percentage",
    "discount_tiers": "low_quantity high_quantity",
    "tax_codes": "rate",
}
INDEXES = {
    "opportunities": "name status_sort status_reason_sort total_amount_sort currency_code stage_sort rating_sort forecast_category_sort probability estimated_value_sort estimated_close_date actual_value_sort actual_close_date account_id contact_id owner_id",
    "quotes": "name status_sort status_reason_sort total_amount_sort currency_code revision effective_from effective_to expires_on closed_on account_id contact_id owner_id opportunity_id",
    "orders": "name status_sort status_reason_sort total_amount_sort currency_code fulfillment_status_sort invoicing_status_sort request_delivery_by date_fulfilled account_id contact_id owner_id opportunity_id quote_id",
    "invoices": "name status_sort status_reason_sort total_amount_sort currency_code due_date amount_paid_sort amount_due_sort account_id contact_id owner_id opportunity_id order_id",
    "accounts": "email industry owner_id",
    "contacts": "email account_id owner_id",
    "competitors": "website",
    "users": "name email",
    "products": "number structure_sort type_sort status_sort currency_code list_price_sort valid_from valid_to parent_id",
    "bundle_items": "created_at updated_at bundle_id product_id",
    "product_relationships": "created_at updated_at type_sort direction_sort product_id related_product_id",
    "units": "updated_at name quantity_sort unit_group_id",
    "price_lists": "currency_code begins_on ends_on",
    "price_list_items": "updated_at method amount_sort percentage_sort price_list_id product_id",
    "discount_lists": "type currency_code",
    "discount_tiers": "created_at updated_at low_quantity_sort high_quantity_sort",
    "tax_codes": "updated_at code name rate_sort",
    "tenant_currencies": "updated_at code name precision",
}
NULLABLE = {
    "opportunities.actual_value",
    "opportunities.estimated_value",
    "opportunities.rating",
    "price_list_items.amount",
    "price_list_items.percentage",
    "products.list_price",
    "products.type",
}
MOST = 900_000_000_000_000
REPLACED = ("opportunities", "quotes", "orders", "invoices")  # by total_amount_sort


def upgrade() -> None:
    """Add the columns, all of a table at once, then make the indexes, each by itself."""
    for table in {**WORDS, **AMOUNTS}:
        op.execute(
            f"ALTER TABLE {table} {', '.join(f'ADD COLUMN {one}' for one in _columns(table))}"
        )
    for table in REPLACED:
        op.execute(f"DROP INDEX ix_{table}_tenant_id_total_amount_id")
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '60s'")  # nobody waits for us meanwhile
        for name, definition in _indexes():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # what a failed try has left
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {definition}")
        op.execute("SET lock_timeout = '2s'")


def downgrade() -> None:
    """Drop them."""
    for name, _ in _indexes():
        op.execute(f"DROP INDEX IF EXISTS {name}")
    for table in REPLACED:
        op.execute(
            f"CREATE INDEX ix_{table}_tenant_id_total_amount_id"
            f" ON {table} (tenant_id, total_amount, id)"
        )
    for table in {**WORDS, **AMOUNTS}:
        names = (one.split()[0] for one in _columns(table))
        op.execute(f"ALTER TABLE {table} {', '.join(f'DROP COLUMN {name}' for name in names)}")


def _columns(table: str) -> Iterator[str]:
    """The new columns of a table."""
    for column, words in WORDS.get(table, {}).items():
        value = f"array_position('{{{words}}}'::text[], {column})"
        yield f"{column}_sort smallint {_made_of(table, column, value)}"
    for column in AMOUNTS.get(table, "").split():
        value = (
            f"CASE WHEN {column} > {MOST} THEN {MOST} WHEN {column} < -{MOST} THEN -{MOST}"
            f" ELSE {column} END * 10000"
        )
        yield f"{column}_sort bigint {_made_of(table, column, value)}"


def _made_of(table: str, column: str, value: str) -> str:
    null = "NULL" if f"{table}.{column}" in NULLABLE else "NOT NULL"
    return f"GENERATED ALWAYS AS ({value}) STORED {null}"


def _indexes() -> Iterator[tuple[str, str]]:
    """The name of each and what it is made of."""
    for table, columns in INDEXES.items():
        for column in columns.split():
            yield f"ix_{table}_tenant_id_{column}_id", f"{table} (tenant_id, {column}, id)"
