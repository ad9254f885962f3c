"""A posted invoice of Business Central as a report for its order."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.core.money import ZERO
from domain.sales.erp_link import ErpLinkType
from domain.sales.order import Order
from domain.sales.posted_invoice import ErpInvoiceStatus, InvoiceReport, PostedLine
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.line_matching import LineMatching
from integrations.business_central.order_mapping import Links
from integrations.business_central.values import (
    Json,
    date_of,
    decimal_of,
    enum_of,
    id_of,
    text_of,
)

_STANDS = {"Open", "Paid"}


def is_posted(invoice: Json) -> bool:
    """Whether an invoice is posted and bills an order: drafts can be "Open", too."""
    names_order = id_of(invoice, "orderId") or text_of(invoice, "orderNumber")
    return enum_of(invoice, "status") in {*_STANDS, "Canceled"} and names_order is not None


def to_report(
    invoice: Json,
    order: Order,
    billed: Mapping[UUID, Decimal],
    connection: ErpConnection,
    links: Links,
) -> InvoiceReport:
    """Return what the invoice says now, with the lines of the order that it bills (I-6, I-7).

    `billed` has the quantities of the order's other invoices, by order line.
    """
    is_canceled = enum_of(invoice, "status") == "Canceled"
    lines, freight = _lines(invoice, order, billed, connection, links)
    return InvoiceReport(
        remote_id=str(invoice["id"]),
        remote_number=str(invoice["number"]),
        invoice_date=_date(invoice),
        due_date=date_of(invoice, "dueDate"),
        currency_code=_currency(invoice, order, links),
        customer=_customer(invoice, order, links),
        total_amount=decimal_of(invoice, "totalAmountIncludingTax"),
        total_tax=decimal_of(invoice, "totalTaxAmount"),
        discount_amount=decimal_of(invoice, "discountAmount"),
        freight_amount=freight,
        remaining_amount=ZERO if is_canceled else decimal_of(invoice, "remainingAmount"),
        status=ErpInvoiceStatus.CANCELED if is_canceled else ErpInvoiceStatus.POSTED,
        lines=lines,
    )


def _currency(invoice: Json, order: Order, links: Links) -> str | None:
    """Return our code for the order's currency, and the ERP's for any other (O-15)."""
    theirs = text_of(invoice, "currencyCode")
    linked = links.get((ErpLinkType.CURRENCY, order.currency_code))
    is_same = linked is not None and theirs == linked.remote_number
    return order.currency_code if is_same else theirs


def _customer(invoice: Json, order: Order, links: Links) -> tuple[UUID | None, UUID | None] | None:
    """Return the customer if it is not the order's: with no IDs if nobody here is linked (I-4)."""
    key = (ErpLinkType.ACCOUNT, str(order.account_id))
    if order.account_id is None:
        key = (ErpLinkType.CONTACT, str(order.contact_id))
    theirs, ours = id_of(invoice, "customerId"), links.get(key)
    if theirs is None or ours is None or ours.remote_id == theirs:
        return None
    return (None, None)


def _date(invoice: Json) -> date:
    on = date_of(invoice, "invoiceDate") or date_of(invoice, "postingDate")
    if on is None:
        raise ValueError("a posted invoice has a date")
    return on


def _lines(
    invoice: Json,
    order: Order,
    billed: Mapping[UUID, Decimal],
    connection: ErpConnection,
    links: Links,
) -> tuple[list[PostedLine], Decimal]:
    """Return the lines without comments, and the freight, which is a line there (L-7)."""
    matching = LineMatching(order.lines, connection, links, billed)
    lines, freight = [], ZERO
    for line in invoice.get("salesInvoiceLines", ()):
        kind, number = enum_of(line, "lineType"), text_of(line, "lineObjectNumber")
        if kind == "Comment":
            continue
        if kind == "Account" and number == connection.freight_account:
            freight += decimal_of(line, "netAmount") + decimal_of(line, "invoiceDiscountAllocation")
            continue
        ours = matching.find(line)
        if ours is not None:
            matching.use_up(ours)
        lines.append(_line(line, ours.id if ours else None))
    return lines, freight


def _line(line: Json, order_line_id: UUID | None) -> PostedLine:
    """Return amounts without the line's share of the document discount (I-7)."""
    share = decimal_of(line, "invoiceDiscountAllocation")
    return PostedLine(
        order_line_id=order_line_id,
        description=_description(line),
        quantity=decimal_of(line, "quantity"),
        price_per_unit=decimal_of(line, "unitPrice"),
        manual_discount=decimal_of(line, "discountAmount"),
        tax=decimal_of(line, "netTaxAmount"),
        extended_amount=decimal_of(line, "netAmountIncludingTax") + share,
    )


def _description(line: Json) -> str | None:
    parts: Iterable[str | None] = (
        text_of(line, "lineObjectNumber"),
        text_of(line, "description"),
    )
    return " ".join(part for part in parts if part) or None
