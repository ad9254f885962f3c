"""Mutations of invoices."""

from datetime import date

import strawberry
from strawberry import ID

from db import tables
from domain.actions import documents, invoices as actions
from domain.billing import Portion
from domain.invoice import Invoice, InvoiceStatusReason
from gql.inputs.invoices import CreateInvoiceInput, UpdateInvoiceInput
from gql.inputs.lines import OrderLineQuantityInput, PaymentInput
from gql.inputs.typed import typed, typed_lines
from gql.mutations.edge import Changed, Info, begin, closing, mutation, today, uuid_of
from gql.mutations.enums import Extent
from gql.mutations.payloads import (
    CreateInvoiceFromOrderPayload,
    InvoicePayload,
    RecordPaymentPayload,
)


@strawberry.type
class InvoiceMutations:
    """Create, change, pay, cancel."""

    @mutation(InvoicePayload)
    async def create_invoice(self, info: Info, input: CreateInvoiceInput) -> Changed:
        """Begin an invoice without an order; its prices begin unlocked."""
        async with begin(info) as work:
            invoice = await actions.create_invoice(
                work, typed(input, without=["lines"]), typed_lines(input.lines)
            )
        return {"invoice": invoice.id}

    @mutation(InvoicePayload)
    async def create_invoice_from_opportunity(self, info: Info, opportunity_id: ID) -> Changed:
        """Begin an invoice with an opportunity's lines, prices locked; the opportunity stays."""
        async with begin(info) as work:
            invoice = await actions.create_invoice_from_opportunity(
                work, uuid_of(tables.opportunities, opportunity_id)
            )
        return {"invoice": invoice.id}

    @mutation(CreateInvoiceFromOrderPayload)
    async def create_invoice_from_order(
        self,
        info: Info,
        order_id: ID,
        lines: list[OrderLineQuantityInput] | None = None,
        due_date: date | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Invoice all that is left of an order, or chosen lines and quantities."""
        invoiced = uuid_of(tables.orders, order_id)
        async with begin(info) as work:
            invoice = await actions.create_invoice_from_order(
                work, invoiced, _portions(lines), due_date, expected_version
            )
        return {"invoice": invoice.id, "order": invoiced}

    @mutation(InvoicePayload)
    async def update_invoice(
        self, info: Info, id: ID, input: UpdateInvoiceInput, expected_version: int | None = None
    ) -> Changed:
        """Change header fields of an active invoice; absent fields stay as they are."""
        invoice_id = uuid_of(tables.invoices, id)
        async with begin(info) as work:
            await documents.update_document(
                work, Invoice, invoice_id, typed(input), expected_version
            )
        return {"invoice": invoice_id}

    @mutation(InvoicePayload)
    async def set_invoice_status_reason(
        self,
        info: Info,
        invoice_id: ID,
        status_reason: InvoiceStatusReason,
        expected_version: int | None = None,
    ) -> Changed:
        """Say NEW, PARTIALLY_SHIPPED, BILLED, BOOKED or INSTALLED of an active invoice."""
        async with begin(info) as work:
            invoice = await actions.set_invoice_status_reason(
                work, uuid_of(tables.invoices, invoice_id), status_reason, expected_version
            )
        return {"invoice": invoice.id}

    @mutation(InvoicePayload)
    async def pay_invoice(
        self,
        info: Info,
        invoice_id: ID,
        status: Extent = Extent.COMPLETE,
        date: date | None = None,
        description: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Mark an invoice paid: COMPLETE records the amount due as a payment, PARTIAL does not."""
        async with begin(info) as work:
            invoice = await actions.pay_invoice(
                work,
                uuid_of(tables.invoices, invoice_id),
                InvoiceStatusReason(status.value),
                closing(date, description, field="date"),
                expected_version,
            )
        return {"invoice": invoice.id}

    @mutation(RecordPaymentPayload)
    async def record_payment(
        self,
        info: Info,
        invoice_id: ID,
        input: PaymentInput,
        expected_version: int | None = None,
    ) -> Changed:
        """Record money received; the payment that leaves nothing due completes the invoice."""
        paid = uuid_of(tables.invoices, invoice_id)
        async with begin(info) as work:
            payment = await actions.record_payment(
                work,
                paid,
                input.amount,
                on=input.date or today(),
                reference=input.reference,
                expected_version=expected_version,
            )
        return {"invoice": paid, "payment": payment.id}

    @mutation(RecordPaymentPayload)
    async def reverse_payment(
        self,
        info: Info,
        payment_id: ID,
        date: date | None = None,
        reason: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Take a payment back, once; what is due grows again. The reversal is a payment too."""
        async with begin(info) as work:
            reversal, invoice = await actions.reverse_payment(
                work,
                uuid_of(tables.payments, payment_id),
                date or today(),
                reason,
                expected_version,
            )
        return {"invoice": invoice.id, "payment": reversal.id}

    @mutation(InvoicePayload)
    async def cancel_invoice(
        self,
        info: Info,
        invoice_id: ID,
        cancel_date: date | None = None,
        description: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Cancel an invoice for good; its quantities can be invoiced again.

        A paid or partly paid invoice is canceled only with a reason in `description`.
        """
        async with begin(info) as work:
            invoice = await actions.cancel_invoice(
                work,
                uuid_of(tables.invoices, invoice_id),
                closing(cancel_date, description, field="cancelDate"),
                expected_version,
            )
        return {"invoice": invoice.id}


def _portions(lines: list[OrderLineQuantityInput] | None) -> list[Portion] | None:
    if lines is None:
        return None
    return [
        Portion(uuid_of(tables.order_lines, line.order_line_id), line.quantity) for line in lines
    ]
