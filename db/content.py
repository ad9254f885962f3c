"""All that a printed document says, as one JSON object: rows as they are, nothing formatted."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    case,
    cast,
    func,
    literal_column,
    select,
)

from db import tables
from db.scope import Scoped, scoped

KINDS: dict[Table, str] = {
    tables.quotes: "quote",
    tables.orders: "order",
    tables.invoices: "invoice",
}
_LINES: dict[Table, tuple[Table, str]] = {
    tables.quotes: (tables.quote_lines, "quote_id"),
    tables.orders: (tables.order_lines, "order_id"),
    tables.invoices: (tables.invoice_lines, "invoice_id"),
}
_LETTERHEAD = (
    "company_name", "address_lines", "phone", "email", "website", "tax_id", "footer", "locale",
)  # fmt: skip

Json = ColumnElement[Any]


def file_name(table: Table, row: Any) -> ColumnElement[str]:
    """QUO-01001.pdf, QUO-01001-1.pdf for its first revision; nothing but safe characters."""
    unsafe: Json = literal_column("'[^A-Za-z0-9._-]+'", Text)
    stem: ColumnElement[str] = func.regexp_replace(
        row["number"], unsafe, _word("_"), _word("g"), type_=Text
    )
    if "revision" in table.c:
        revision = row["revision"]
        stem = stem + case(
            (revision > literal_column("0"), _word("-") + cast(revision, Text)), else_=_word("")
        )
    return stem + _word(".pdf")


def content_of(document: Scoped, head: Scoped) -> Json:
    """The JSON object of a row of a document and the tenant's letterhead."""
    d = document.c
    parts: dict[str, Json] = {
        "kind": _word(KINDS[document.table]),
        "document": _whole(document),
        "lines": _lines(document),
        "customer": func.coalesce(_account(document), _contact(document)),
        "owner": _picked(tables.users, d.owner_id, "name", "email"),
        "currency": _currency(document),
        "letterhead": _object({name: head.c[name] for name in _LETTERHEAD}),
    }
    if document.table is tables.orders:
        parts["quote"] = _picked(tables.quotes, d.quote_id, "number", "revision")
    if document.table is tables.invoices:
        parts["order"] = _picked(tables.orders, d.order_id, "number")
        parts["payments"] = _payments(document)
    return _object(parts)


def _lines(document: Scoped) -> Json:
    table, parent = _LINES[document.table]
    line = scoped(table)
    product, unit = scoped(tables.products), scoped(tables.units)
    more: dict[str, Json] = {
        "product_number": product.select(product.c.number)
        .where(product.c.id == line.c.product_id)
        .scalar_subquery(),
        "product_name": product.select(product.c.name)
        .where(product.c.id == line.c.product_id)
        .scalar_subquery(),
        "unit_name": unit.select(unit.c.name).where(unit.c.id == line.c.unit_id).scalar_subquery(),
    }
    item = _whole(line).op("||")(_object(more))
    return _list(line, item, line.c[parent] == document.c.id, line.c.line_number)


def _payments(document: Scoped) -> Json:
    payment = scoped(tables.payments)
    mine = payment.c.invoice_id == document.c.id
    return _list(payment, _whole(payment), mine, payment.c.paid_on, payment.c.created_at)


def _account(document: Scoped) -> Json:
    account = scoped(tables.accounts)
    names = ("name", "email", "address", "locale")
    picked = _object({name: account.c[name] for name in names})
    return account.select(picked).where(account.c.id == document.c.account_id).scalar_subquery()


def _contact(document: Scoped) -> Json:
    """A person reads in the language of the account, if nothing else is said."""
    contact, account = scoped(tables.contacts), scoped(tables.accounts)

    def of_account(name: str) -> Json:
        found = account.select(account.c[name]).where(account.c.id == contact.c.account_id)
        return found.scalar_subquery()

    picked = _object(
        {
            "name": contact.c.name,
            "company": of_account("name"),
            "email": contact.c.email,
            "address": func.coalesce(contact.c.address, of_account("address")),
            "locale": func.coalesce(contact.c.locale, of_account("locale")),
        }
    )
    return contact.select(picked).where(contact.c.id == document.c.contact_id).scalar_subquery()


def _currency(document: Scoped) -> Json:
    currency = scoped(tables.tenant_currencies)
    picked = _object({"code": currency.c.code, "precision": currency.c.precision})
    same = currency.c.code == document.c.currency_code
    return currency.select(picked).where(same).scalar_subquery()


def _picked(table: Table, key: Json, *names: str) -> Json:
    """Some columns of the row that a key names, or null."""
    row = scoped(table)
    picked = _object({name: row.c[name] for name in names})
    return row.select(picked).where(row.c.id == key).scalar_subquery()


def _list(rows: Scoped, item: Json, where: ColumnElement[bool], *order: Json) -> Json:
    ordered = rows.select(item.label("item"), *(key.label(None) for key in order)).where(where)
    inner = ordered.order_by(*order).subquery()
    made = func.coalesce(func.jsonb_agg(inner.c.item), literal_column("'[]'::jsonb"))
    return select(made).scalar_subquery()


def _whole(rows: Scoped) -> Json:
    return func.to_jsonb(rows.rows.table_valued())


def _object(parts: dict[str, Json]) -> Json:
    pairs = [item for name, value in parts.items() for item in (_word(name), value)]
    return func.jsonb_build_object(*pairs)


def _word(word: str) -> ColumnElement[str]:
    """One of our own words as a text."""
    return literal_column(f"'{word}'", Text)
