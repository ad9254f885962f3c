"""The content of a PDF as one JSON object with raw, unformatted rows."""

from collections.abc import Mapping

from sqlalchemy import Table

from db import tables
from db.planner.selection import Row
from db.scope import TenantRows, tenant_rows
from db.sql.expressions import ZERO, Expression, case, cast, constant
from db.sql.functions import call, coalesce
from db.sql.selects import Select
from db.sql.sql_types import JSONB, TEXT
from db.tables.document_lines import LINE_TABLES

KINDS: dict[Table, str] = {
    tables.quotes: "quote",
    tables.orders: "order",
    tables.invoices: "invoice",
}
_LETTERHEAD = (
    "company_name", "address_lines", "phone", "email", "website", "tax_id", "footer", "locale",
)  # fmt: skip

_UNSAFE = "[^A-Za-z0-9._-]+"


def file_name(table: Table, row: Row) -> Expression:
    """The file name of a PDF: QUO-01001.pdf, or QUO-01001-1.pdf for the first revision.

    Unsafe characters are replaced by underscores.
    """
    stem = call("regexp_replace", row["number"], constant(_UNSAFE), constant("_"), constant("g"))
    if "revision" in table.c:
        number = constant("-") + cast(row["revision"], TEXT)
        stem = stem + case((row["revision"] > ZERO, number), otherwise=constant(""))
    return stem + constant(".pdf")


def content_of(document: TenantRows, head: TenantRows) -> Expression:
    """The JSON object for a document's row and the tenant's letterhead."""
    d = document.c
    parts: dict[str, Expression] = {
        "kind": constant(KINDS[document.table]),
        "document": _whole(document),
        "lines": _lines(document),
        "customer": coalesce(_account(document), _contact(document)),
        "owner": _select_columns(tables.users, d.owner_id, "name", "email"),
        "currency": _currency(document),
        "letterhead": _object({name: head[name] for name in _LETTERHEAD}),
    }
    if document.table is tables.orders:
        parts["quote"] = _select_columns(tables.quotes, d.quote_id, "number", "revision")
    if document.table is tables.invoices:
        parts["order"] = _select_columns(tables.orders, d.order_id, "number")
        parts["payments"] = _payments(document)
    return _object(parts)


def _lines(document: TenantRows) -> Expression:
    table, parent = LINE_TABLES[document.table]
    line = tenant_rows(table, "line")
    product, unit = tenant_rows(tables.products, "product"), tenant_rows(tables.units, "unit")
    more: dict[str, Expression] = {
        "product_number": product.select(product.c.number)
        .where(product.c.id == line.c.product_id)
        .value(),
        "product_name": product.select(product.c.name)
        .where(product.c.id == line.c.product_id)
        .value(),
        "unit_name": unit.select(unit.c.name).where(unit.c.id == line.c.unit_id).value(),
    }
    item = Expression(f"{_whole(line).sql} || {_object(more).sql}", JSONB)
    return _list(line, item, line[parent] == document.c.id, line.c.line_number)


def _payments(document: TenantRows) -> Expression:
    payment = tenant_rows(tables.payments, "payment")
    mine = payment.c.invoice_id == document.c.id
    return _list(payment, _whole(payment), mine, payment.c.paid_on, payment.c.created_at)


def _account(document: TenantRows) -> Expression:
    account = tenant_rows(tables.accounts, "account")
    names = ("name", "email", "address", "locale")
    account_json = _object({name: account[name] for name in names})
    return account.select(account_json).where(account.c.id == document.c.account_id).value()


def _contact(document: TenantRows) -> Expression:
    """The contact, with the address and locale of its account if it has none of its own."""
    contact = tenant_rows(tables.contacts, "contact")
    account = tenant_rows(tables.accounts, "employer")

    def of_account(name: str) -> Expression:
        value = account.select(account[name]).where(account.c.id == contact.c.account_id)
        return value.value()

    contact_json = _object(
        {
            "name": contact.c.name,
            "company": of_account("name"),
            "email": contact.c.email,
            "address": coalesce(contact.c.address, of_account("address")),
            "locale": coalesce(contact.c.locale, of_account("locale")),
        }
    )
    return contact.select(contact_json).where(contact.c.id == document.c.contact_id).value()


def _currency(document: TenantRows) -> Expression:
    currency = tenant_rows(tables.tenant_currencies, "currency")
    currency_json = _object({"code": currency.c.code, "precision": currency.c.precision})
    same = currency.c.code == document.c.currency_code
    return currency.select(currency_json).where(same).value()


def _select_columns(table: Table, key: Expression, *names: str) -> Expression:
    """Some columns of the row with this id, or null."""
    row = tenant_rows(table, "picked")
    row_json = _object({name: row[name] for name in names})
    return row.select(row_json).where(row.c.id == key).value()


def _list(rows: TenantRows, item: Expression, where: Expression, *order: Expression) -> Expression:
    ordered = rows.select(item.label("item")).where(where).order_by(*order).rows("listed")
    json = coalesce(
        call("jsonb_agg", ordered["item"], kind=JSONB), Expression("'[]'::JSONB", JSONB)
    )
    return Select(json).of(ordered).value()


def _whole(rows: TenantRows) -> Expression:
    return Expression(f"to_jsonb({rows.name})", JSONB)


def _object(parts: Mapping[str, Expression]) -> Expression:
    pairs = [item for name, value in parts.items() for item in (constant(name), value)]
    return call("jsonb_build_object", *pairs, kind=JSONB)
