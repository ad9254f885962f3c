"""The tables, by subject. SQLAlchemy Core only; rows become records in db/repositories."""

from sqlalchemy import Table

from db.tables.catalog import (
    bundle_items,
    discount_lists,
    discount_tiers,
    price_list_items,
    price_lists,
    product_relationships,
    products,
    tax_codes,
    tenant_currencies,
    unit_groups,
    units,
)
from db.tables.changes import FOLLOWED, change_feeds, changes, unnumbered_changes
from db.tables.close_records import close_records, payments
from db.tables.columns import metadata
from db.tables.group_indexes import COVERED
from db.tables.lines import invoice_lines, opportunity_lines, order_lines, quote_lines
from db.tables.parties import accounts, competitors, contacts
from db.tables.printing import letterheads, mailings, renditions
from db.tables.sales import invoices, opportunities, orders, quotes
from db.tables.search import SEARCHED
from db.tables.sort_keys import ORDERED
from db.tables.system import currencies, number_series, tenant_settings, tenants, users

__all__ = [
    "COVERED",
    "FOLLOWED",
    "ORDERED",
    "SEARCHED",
    "Table",
    "accounts",
    "bundle_items",
    "change_feeds",
    "changes",
    "close_records",
    "competitors",
    "contacts",
    "currencies",
    "discount_lists",
    "discount_tiers",
    "invoice_lines",
    "invoices",
    "letterheads",
    "mailings",
    "metadata",
    "number_series",
    "opportunities",
    "opportunity_lines",
    "order_lines",
    "orders",
    "payments",
    "price_list_items",
    "price_lists",
    "product_relationships",
    "products",
    "quote_lines",
    "quotes",
    "renditions",
    "tax_codes",
    "tenant_currencies",
    "tenant_settings",
    "tenants",
    "unit_groups",
    "units",
    "unnumbered_changes",
    "users",
]
