"""An index for every order that lists are offered in; made while the application goes on."""

from collections.abc import Iterator

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PLAIN = {
    "opportunities": "name currency_code probability estimated_value estimated_close_date actual_value actual_close_date account_id contact_id owner_id",
    "quotes": "name currency_code revision effective_from effective_to expires_on closed_on account_id contact_id owner_id opportunity_id",
    "orders": "name currency_code request_delivery_by date_fulfilled account_id contact_id owner_id opportunity_id quote_id",
    "invoices": "name currency_code due_date amount_paid amount_due account_id contact_id owner_id opportunity_id order_id",
    "accounts": "email industry owner_id",
    "contacts": "email account_id owner_id",
    "competitors": "website",
    "users": "name email",
    "products": "number currency_code list_price valid_from valid_to parent_id",
    "bundle_items": "created_at updated_at bundle_id product_id",
    "product_relationships": "created_at updated_at product_id related_product_id",
    "units": "updated_at name quantity unit_group_id",
    "price_lists": "currency_code begins_on ends_on",
    "price_list_items": "updated_at method amount percentage price_list_id product_id",
    "discount_lists": "type currency_code",
    "discount_tiers": "created_at updated_at low_quantity high_quantity",
    "tax_codes": "updated_at code name rate",
    "tenant_currencies": "updated_at code name precision",
}
PLACED = {
    "opportunities": {
        "status": "OPEN WON LOST",
        "status_reason": "IN_PROGRESS ON_HOLD WON CANCELED OUT_SOLD",
        "stage": "QUALIFY DEVELOP PROPOSE CLOSE",
        "rating": "HOT WARM COLD",
        "forecast_category": "PIPELINE BEST_CASE COMMITTED OMITTED WON LOST",
    },
    "quotes": {
        "status": "DRAFT ACTIVE WON CLOSED",
        "status_reason": "IN_PROGRESS OPEN WON LOST CANCELED REVISED",
    },
    "orders": {
        "status": "ACTIVE SUBMITTED CANCELED FULFILLED INVOICED",
        "status_reason": "NEW PENDING IN_PROGRESS NO_MONEY COMPLETE PARTIAL INVOICED",
        "fulfillment_status": "NONE PARTIAL COMPLETE",
        "invoicing_status": "NONE PARTIAL FULL",
    },
    "invoices": {
        "status": "ACTIVE PAID CANCELED",
        "status_reason": "NEW PARTIALLY_SHIPPED BILLED BOOKED INSTALLED COMPLETE PARTIAL CANCELED",
    },
    "products": {
        "structure": "PRODUCT FAMILY BUNDLE",
        "type": "SALES_INVENTORY MISCELLANEOUS_CHARGES SERVICES FLAT_FEES",
        "status": "DRAFT ACTIVE UNDER_REVISION RETIRED",
    },
    "product_relationships": {
        "type": "UP_SELL CROSS_SELL ACCESSORY SUBSTITUTE",
        "direction": "ONE_WAY BOTH_WAYS",
    },
}


def upgrade() -> None:
    """Make the indexes, each by itself, without keeping anybody from writing."""
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


def _indexes() -> Iterator[tuple[str, str]]:
    """The name of each and what it is made of."""
    for table, columns in PLAIN.items():
        for column in columns.split():
            yield f"ix_{table}_tenant_id_{column}_id", f"{table} (tenant_id, {column}, id)"
    for table, placed in PLACED.items():
        for column, words in placed.items():
            place = f"array_position('{{{words.replace(' ', ',')}}}'::text[], {column})"
            yield f"ix_{table}_{column}_place", f"{table} (tenant_id, {place}, id)"
