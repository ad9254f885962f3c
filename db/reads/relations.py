"""How tables hang together: the rows that a row names, and the rows that name it.

Filters and orders go along these; the names are those of the fields in the API.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from db import tables
from db.document_lines import LINES
from domain.text import camel


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of another table: those whose `foreign` column has the value of our `local` one."""

    table: Table
    local: str
    foreign: str


def _named(table: Table) -> dict[str, Relation]:
    """The rows that a column `x_id` names, as `x`."""
    found: dict[str, Relation] = {}
    for column in table.c:
        other = referred(table, column.name)
        if column.name.endswith("_id") and other is not None:
            found[camel(column.name.removesuffix("_id"))] = Relation(other, column.name, "id")
    return found


def referred(table: Table, column: str) -> Table | None:
    """The table whose ids a column holds."""
    if column == "id":
        return table
    for key in table.c[column].foreign_keys:
        if key.column.name == "id":
            found: Any = key.column.table
            return found  # type: ignore[no-any-return]
    return None


def _many(column: str, **named: Table) -> dict[str, Relation]:
    return {camel(name): Relation(table, "id", column) for name, table in named.items()}


_SALES = {
    "opportunities": tables.opportunities,
    "quotes": tables.quotes,
    "orders": tables.orders,
    "invoices": tables.invoices,
}

TO_ONE: dict[Table, dict[str, Relation]] = {
    table: _named(table) for table in tables.metadata.tables.values()
}
TO_ONE[tables.quotes]["order"] = Relation(tables.orders, "id", "quote_id")

TO_MANY: dict[Table, dict[str, Relation]] = {
    tables.accounts: _many("account_id", contacts=tables.contacts, **_SALES),
    tables.contacts: _many("contact_id", **_SALES),
    tables.opportunities: _many(
        "opportunity_id",
        quotes=tables.quotes,
        orders=tables.orders,
        invoices=tables.invoices,
    ),
    tables.quotes: {},
    tables.orders: _many("order_id", invoices=tables.invoices),
    tables.invoices: _many("invoice_id", payments=tables.payments),
    tables.unit_groups: _many("unit_group_id", units=tables.units),
    tables.products: {
        **_many("parent_id", children=tables.products),
        **_many("bundle_id", bundle_items=tables.bundle_items),
        **_many("product_id", price_list_items=tables.price_list_items),
    },
    tables.price_lists: _many("price_list_id", items=tables.price_list_items),
    tables.discount_lists: _many("discount_list_id", tiers=tables.discount_tiers),
}
for document, (lines, parent) in LINES.items():
    TO_MANY[document]["lines"] = Relation(lines, "id", parent)
