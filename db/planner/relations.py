"""Relations between tables, named like the fields of the API. Filters and sort orders use them.

They are derived from foreign keys, except for those that are listed by hand.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from db import tables
from db.tables.document_lines import LINES
from domain.core.text import camel


@dataclass(frozen=True, slots=True)
class Relation:
    """The rows of another table whose `foreign` column equals the `local` column of this row."""

    table: Table
    local: str
    foreign: str


def _to_one_relations(table: Table) -> dict[str, Relation]:
    """A relation `x` for every column `x_id` of a table."""
    found: dict[str, Relation] = {}
    for column in table.c:
        other = referenced_table(table, column.name)
        if column.name.endswith("_id") and other is not None:
            found[camel(column.name.removesuffix("_id"))] = Relation(other, column.name, "id")
    return found


def referenced_table(table: Table, column: str) -> Table | None:
    """The table whose ids a column holds, or None."""
    if column == "id":
        return table
    # Foreign keys consist of the tenant and the id; only the part on `id` says which table it is.
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
    table: _to_one_relations(table) for table in tables.metadata.tables.values()
}
# The reference is on the order, but a quote has at most one.
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
