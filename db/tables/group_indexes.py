"""Covering indexes on documents, with the columns that aggregates mostly use.

A document's row is wide, and finding a few columns in it takes most of the time of an aggregate.
If a query uses only columns of these indexes, its filter included, PostgreSQL does not read the
rows at all (decision 35).
"""

from sqlalchemy import Index, Table

from db.tables.sales import invoices, opportunities, orders, quotes

_EACH = (
    *("currency_code", "owner_id", "account_id", "created_at"),
    *("total_amount", "total_amount_in_base"),
)

COVERED: dict[Table, tuple[str, ...]] = {
    opportunities: (
        *_EACH,
        *("stage", "forecast_category", "probability"),
        *("estimated_close_date", "estimated_value", "estimated_value_in_base"),
        *("actual_close_date", "actual_value", "actual_value_in_base"),
    ),
    quotes: (*_EACH, "status_reason", "expires_on", "closed_on"),
    orders: (*_EACH, "status_reason", "fulfillment_status", "invoicing_status"),
    invoices: (*_EACH, "status_reason", "due_date", "amount_due", "amount_due_in_base"),
}

for _table, _columns in COVERED.items():
    Index(
        f"ix_{_table.name}_groups",
        _table.c.tenant_id,
        _table.c.status,
        postgresql_include=_columns,
    )
