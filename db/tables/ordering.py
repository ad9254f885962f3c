"""By which of its columns a list can be ordered, and the index that serves each of them.

Columns of related rows (ACCOUNT_NAME) are served by two: the other table's by that column, and
this table's by the reference.
"""

from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, Index, Integer, Table, Text, func, literal_column
from sqlalchemy.dialects.postgresql import ARRAY

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


def place(column: ColumnElement[str], words: Sequence[str]) -> ColumnElement[int]:
    """The place of a column's word among the words of its kind; null stays null."""
    known: ColumnElement[Sequence[str]] = literal_column(
        f"'{{{','.join(words)}}}'::text[]", ARRAY(Text)
    )
    return func.array_position(known, column, type_=Integer)


def _placed(column: Column[str], words: Sequence[str]) -> Index:
    table = column.table
    name = f"ix_{table.name}_{column.name}_place"
    return Index(name, table.c.tenant_id, place(column, words), table.c.id)


def _has_index(table: Table, column: str) -> bool:
    """Whether the table declares one for this order by itself."""
    wanted = ["tenant_id", column, "id"]
    return any([known.name for known in index.columns] == wanted for index in table.indexes)


for _table, _columns in ORDERED.items():
    for _name in (*_columns, *REFERRED.get(_table, ())):
        if (_table, _name) in WORDS:
            _placed(_table.c[_name], WORDS[_table, _name])
        elif not _has_index(_table, _name):
            tenant_index(_table, _name, "id")
