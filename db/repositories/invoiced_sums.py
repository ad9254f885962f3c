"""Statements that sum up what the invoices of an order have billed.

Summed in SQL: PostgreSQL adds up a thousand invoices in the time Python needs to read a dozen.
"""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, select

from db import tables
from db.repositories.statements import Statement, any_given, bind_value, mine
from domain.sales.invoice_lifecycle import InvoiceStatus
from domain.sales.invoiced_sums import PARTS

_CANCELED: Any = literal_column(f"'{InvoiceStatus.CANCELED.value}'")


def _standing(c: Any) -> ColumnElement[bool]:
    """The invoices of the given order that are not canceled."""
    return and_(mine(c), c.order_id == bind_value("order_id"), c.status != _CANCELED)


@cache
def invoiced_parts() -> Statement:
    """The billed sums of each given order line; lines that were not billed are left out."""
    lines, invoices = tables.invoice_lines.c, tables.invoices.c
    sums = (func.sum(lines[name]) for name in PARTS)
    theirs = and_(mine(lines), lines.order_line_id == any_given("lines"))
    return Statement(
        select(lines.order_line_id, *sums)
        .where(theirs, _standing(invoices), lines.invoice_id == invoices.id)
        .group_by(lines.order_line_id)
    )


@cache
def invoiced_header() -> Statement:
    """The sums of the invoices' document discounts and freight."""
    c = tables.invoices.c
    amounts = (c.total_discount_amount - c.line_discount_amount, c.freight_amount)
    zero: Any = literal_column("0")
    return Statement(
        select(*(func.coalesce(func.sum(each), zero) for each in amounts)).where(_standing(c))
    )


@cache
def quantities_elsewhere() -> Statement:
    """What the order's invoices other than the given one bill of each order line."""
    lines, invoices = tables.invoice_lines.c, tables.invoices.c
    theirs = and_(mine(lines), lines.order_line_id.is_not(None))
    return Statement(
        select(lines.order_line_id, func.sum(lines.quantity).label("quantity"))
        .where(
            theirs,
            _standing(invoices),
            lines.invoice_id == invoices.id,
            invoices.id != bind_value("id"),
        )
        .group_by(lines.order_line_id)
    )


@cache
def other_invoice() -> Statement:
    """An invoice of the order other than the given one."""
    c = tables.invoices.c
    one: Any = literal_column("1")
    return Statement(select(one).where(_standing(c), c.id != bind_value("id")).limit(one))
