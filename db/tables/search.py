"""Tables with full-text search. Each has a generated tsvector column (migration 0005)."""

from sqlalchemy import Column, Computed, Index, Table
from sqlalchemy.dialects.postgresql import TSVECTOR

from db.tables.catalog import products
from db.tables.parties import accounts, competitors, contacts
from db.tables.sales import invoices, opportunities, orders, quotes

_TEXTS: dict[Table, str] = {
    opportunities: "number, name, description",
    quotes: "number, name, description",
    orders: "number, name, description",
    invoices: "number, name, description",
    accounts: "NULL::text, name, email, website, industry, description",
    contacts: "NULL::text, name, email, job_title, description",
    products: "number, name, description",
    competitors: "NULL::text, name, website",
}

SEARCHED: dict[str, Table] = {
    "OPPORTUNITY": opportunities,
    "QUOTE": quotes,
    "ORDER": orders,
    "INVOICE": invoices,
    "ACCOUNT": accounts,
    "CONTACT": contacts,
    "PRODUCT": products,
    "COMPETITOR": competitors,
}

for _table, _texts in _TEXTS.items():
    _number, _, _others = _texts.partition(", ")
    _vector = f"search_vector(tenant_id, {_number}, VARIADIC ARRAY[{_others}])"
    _made = Computed(_vector, persisted=True)
    _table.append_column(Column("search", TSVECTOR, _made, nullable=False))
    Index(f"ix_{_table.name}_search", _table.c.search, postgresql_using="gin")
