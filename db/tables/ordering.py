"""By which of its columns a list can be ordered, and the index that serves each of them.

Columns of related rows (ACCOUNT_NAME) are served by two: the other table's by that column, and
this table's by the reference.

Words and amounts are ordered by a generated column of integers beside them: words by their place
in their enum, amounts because row-level security keeps PostgreSQL from looking up a numeric in an
index (its comparisons are not leakproof), and a page far down would be read from the beginning.
"""

from sqlalchemy import BigInteger, Column, Computed, Integer, Numeric, SmallInteger, Table

from db.tables import catalogue, parties, sales, system
from db.tables.metadata import tenant_index
from db.tables.words import WORDS

_RECORD = ("created_at", "updated_at")
_DOCUMENT = (
    *_RECORD,
    *("number", "name", "status", "status_reason", "total_amount", "currency_code"),
)

ORDERED: dict[Table, tuple[str, ...]] = {
    sales.opportunities: (
        *_DOCUMENT,
        *("stage", "rating", "forecast_category", "probability"),
        *("estimated_value", "estimated_close_date", "actual_value", "actual_close_date"),
    ),
    sales.quotes: (
        *_DOCUMENT,
        *("revision", "effective_from", "effective_to", "expires_on", "closed_on"),
    ),
    sales.orders: (
        *_DOCUMENT,
        *("fulfillment_status", "invoicing_status", "request_delivery_by", "date_fulfilled"),
    ),
    sales.invoices: (*_DOCUMENT, "due_date", "amount_paid", "amount_due"),
    parties.accounts: (*_RECORD, "name", "email", "industry"),
    parties.contacts: (*_RECORD, "name", "email"),
    parties.competitors: (*_RECORD, "name", "website"),
    system.users: ("created_at", "name", "email"),
    catalogue.products: (
        *_RECORD,
        *("number", "name", "structure", "type", "status", "currency_code", "list_price"),
        *("valid_from", "valid_to"),
    ),
    catalogue.bundle_items: _RECORD,
    catalogue.product_relationships: (*_RECORD, "type", "direction"),
    catalogue.unit_groups: (*_RECORD, "name"),
    catalogue.units: (*_RECORD, "name", "quantity"),
    catalogue.price_lists: (*_RECORD, "name", "currency_code", "begins_on", "ends_on"),
    catalogue.price_list_items: (*_RECORD, "method", "amount", "percentage"),
    catalogue.discount_lists: (*_RECORD, "name", "type", "currency_code"),
    catalogue.discount_tiers: (*_RECORD, "low_quantity", "high_quantity"),
    catalogue.tax_codes: (*_RECORD, "code", "name", "rate"),
    catalogue.tenant_currencies: (*_RECORD, "code", "name", "precision"),
}

REFERRED: dict[Table, tuple[str, ...]] = {
    sales.opportunities: ("account_id", "contact_id", "owner_id"),
    sales.quotes: ("account_id", "contact_id", "owner_id", "opportunity_id"),
    sales.orders: ("account_id", "contact_id", "owner_id", "opportunity_id", "quote_id"),
    sales.invoices: ("account_id", "contact_id", "owner_id", "opportunity_id", "order_id"),
    parties.accounts: ("owner_id",),
    parties.contacts: ("account_id", "owner_id"),
    catalogue.products: ("parent_id",),
    catalogue.bundle_items: ("bundle_id", "product_id"),
    catalogue.product_relationships: ("product_id", "related_product_id"),
    catalogue.units: ("unit_group_id",),
    catalogue.price_list_items: ("price_list_id", "product_id"),
}


SORTED: dict[tuple[Table, str], Column[int]] = {}  # the stand-in of a column that has one

_MOST = 9 * 10**14  # of what is sorted exactly, to four decimals; beyond it amounts are as equal


def _stand_in(table: Table, name: str) -> str:
    """The column to order by: its own, or the one that stands in for it, made here."""
    column = table.c[name]
    words = WORDS.get((table, name))
    if words is None and not isinstance(column.type, Numeric):
        return name
    kind: type[Integer] = BigInteger
    value = (
        f"CASE WHEN {name} > {_MOST} THEN {_MOST} WHEN {name} < -{_MOST} THEN -{_MOST}"
        f" ELSE {name} END * 10000"
    )
    if words is not None:
        kind, value = SmallInteger, f"array_position('{{{','.join(words)}}}'::text[], {name})"
    made = Column(f"{name}_sort", kind, Computed(value, persisted=True), nullable=column.nullable)
    table.append_column(made)
    SORTED[table, name] = made
    return made.name


def _has_index(table: Table, column: str) -> bool:
    """Whether the table declares one for this order by itself."""
    wanted = ["tenant_id", column, "id"]
    return any([known.name for known in index.columns] == wanted for index in table.indexes)


for _table, _columns in ORDERED.items():
    for _name in (*_columns, *REFERRED.get(_table, ())):
        _column = _stand_in(_table, _name)
        if not _has_index(_table, _column):
            tenant_index(_table, _column, "id")
