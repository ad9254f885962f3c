"""Input types for invoices that an external ERP has posted."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import strawberry
from strawberry import ID

from db import tables
from db.planner.public_ids import uuid_in
from domain.core.money import ZERO
from domain.sales.posted_invoice import ErpInvoiceStatus, InvoiceReport, PostedLine
from gql.inputs.fast_construction import fast_input
from gql.inputs.input_conversion import to_customer
from gql.scalars import CurrencyCode


@fast_input
@strawberry.input(description="A line of an invoice that the ERP has posted.")
class PostedInvoiceLineInput:
    """See `domain.sales.posted_invoice.PostedLine`."""

    order_line_id: ID | None = None
    product_id: ID | None = None
    description: str | None = None
    quantity: Decimal
    price_per_unit: Decimal
    manual_discount: Decimal = ZERO
    tax: Decimal = ZERO
    extended_amount: Decimal


@strawberry.input(
    description="An invoice as it is in the ERP at present. Amounts are in the order's currency"
    " and are stored as they are: nothing is computed from them."
)
class PostedInvoiceInput:
    """See `domain.sales.posted_invoice.InvoiceReport`."""

    remote_id: str
    remote_number: str
    invoice_date: date
    due_date: date | None = None
    currency_code: CurrencyCode | None = None
    customer_id: ID | None = None
    total_amount: Decimal
    total_tax: Decimal
    discount_amount: Decimal = ZERO
    freight_amount: Decimal = ZERO
    remaining_amount: Decimal
    status: ErpInvoiceStatus = ErpInvoiceStatus.POSTED
    lines: list[PostedInvoiceLineInput]


def to_report(input: PostedInvoiceInput) -> InvoiceReport:
    """Return the domain's report of an invoice."""
    return InvoiceReport(
        remote_id=input.remote_id,
        remote_number=input.remote_number,
        invoice_date=input.invoice_date,
        due_date=input.due_date,
        currency_code=input.currency_code,
        customer=None if input.customer_id is None else _to_customer(input.customer_id),
        total_amount=input.total_amount,
        total_tax=input.total_tax,
        discount_amount=input.discount_amount,
        freight_amount=input.freight_amount,
        remaining_amount=input.remaining_amount,
        status=input.status,
        lines=[_to_line(line) for line in input.lines],
    )


def _to_customer(id: str) -> tuple[UUID | None, UUID | None]:
    values = to_customer(id)
    return values["account_id"], values["contact_id"]


def _to_line(line: PostedInvoiceLineInput) -> PostedLine:
    source, product = line.order_line_id, line.product_id
    return PostedLine(
        order_line_id=None if source is None else uuid_in(source, tables.order_lines),
        product_id=None if product is None else uuid_in(product, tables.products),
        description=line.description,
        quantity=line.quantity,
        price_per_unit=line.price_per_unit,
        manual_discount=line.manual_discount,
        tax=line.tax,
        extended_amount=line.extended_amount,
    )
