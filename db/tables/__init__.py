"""The tables, by subject. SQLAlchemy Core only; rows become records in db/repositories."""

from sqlalchemy import Table

from db.tables.catalogue import products
from db.tables.closing import close_records, payments
from db.tables.lines import invoice_lines, opportunity_lines, order_lines, quote_lines
from db.tables.metadata import metadata
from db.tables.parties import accounts, competitors, contacts
from db.tables.sales import invoices, opportunities, orders, quotes
from db.tables.system import currencies, number_series, tenant_settings, tenants, users

__all__ = [
    "Table",
    "accounts",
    "close_records",
    "competitors",
    "contacts",
    "currencies",
    "invoice_lines",
    "invoices",
    "metadata",
    "number_series",
    "opportunities",
    "opportunity_lines",
    "order_lines",
    "orders",
    "payments",
    "products",
    "quote_lines",
    "quotes",
    "tenant_settings",
    "tenants",
    "users",
]
