"""Mutations of invoices."""

from datetime import date

import strawberry
from strawberry import ID

from db import tables
from domain.actions import documents, invoices as actions
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import InvoiceStatusReason
from gql.inputs.input_conversion import lines_to_domain, to_domain_values
from gql.inputs.invoices import CreateInvoiceInput, PaymentInput, UpdateInvoiceInput
from gql.inputs.lines import OrderLineQuantityInput, to_portions
from gql.mutations.enums import Extent
from gql.mutations.mutation import (
    LINES_COPIED,
    LINES_READ,
    LINES_WRITTEN,
    Changed,
    Info,
    begin_transaction,
    closing,
    mutation,
    today,
    uuid_of,
)
from gql.mutations.payloads import (
    CreateInvoiceFromOrderPayload,
    InvoicePayload,
    RecordPaymentPayload,
)


@strawberry.type
class InvoiceMutations:
    """Create, change, pay and cancel invoices."""

    @mutation(InvoicePayload)
    async def create_invoice(self, info: Info, input: CreateInvoiceInput) -> Changed:
        """Creates an invoice without an order. Its prices are not locked."""
        async with begin_transaction(info) as work:
            invoice = await actions.create_invoice(
                work, to_domain_values(input, without=["lines"]), lines_to_domain(input.lines)
            )
        return {"invoice": invoice.id}

    @mutation(InvoicePayload, weight=LINES_COPIED)
    async def create_invoice_from_opportunity(self, info: Info, opportunity_id: ID) -> Changed:
        """Creates an invoice with the lines of an opportunity and locked prices.

        The opportunity stays as it is. Refused if it is lost, has no lines or has pricing errors.
        """
        async with begin_transaction(info) as work:
            invoice = await actions.create_invoice_from_opportunity(
                work, uuid_of(tables.opportunities, opportunity_id)
            )
        return {"invoice": invoice.id}

    @mutation(CreateInvoiceFromOrderPayload, weight=LINES_COPIED)
    async def create_invoice_from_order(
        self,
        info: Info,
        order_id: ID,
        lines: list[OrderLineQuantityInput] | None = None,
        due_date: date | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Creates an invoice from an active or fulfilled order, with locked prices.

        The invoice covers everything that has not been invoiced yet, or the given lines and
        quantities. The invoice that completes the order sets its status to `INVOICED`. Refused if
        the order has no lines or has pricing errors.
        """
        invoiced = uuid_of(tables.orders, order_id)
        async with begin_transaction(info) as work:
            invoice = await actions.create_invoice_from_order(
                work, invoiced, to_portions(lines), due_date, expected_version
            )
        return {"invoice": invoice.id, "order": invoiced}

    @mutation(InvoicePayload, weight=LINES_READ)
    async def update_invoice(
        self, info: Info, id: ID, input: UpdateInvoiceInput, expected_version: int | None = None
    ) -> Changed:
        """Changes header fields of an active invoice."""
        invoice_id = uuid_of(tables.invoices, id)
        async with begin_transaction(info) as work:
            await documents.update_document(
                work, Invoice, invoice_id, to_domain_values(input), expected_version
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
        """Sets the status reason of an active invoice.

        Allowed values are `NEW`, `PARTIALLY_SHIPPED`, `BILLED`, `BOOKED` or `INSTALLED`.
        """
        async with begin_transaction(info) as work:
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
        """Marks an invoice as paid.

        `COMPLETE` records the amount due as a payment; `PARTIAL` records no payment.
        """
        async with begin_transaction(info) as work:
            invoice = await actions.pay_invoice(
                work,
                uuid_of(tables.invoices, invoice_id),
                InvoiceStatusReason(status.value),
                # An error about the date names the argument of this mutation (decision 40).
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
        """Records a payment received for an invoice.

        The payment that leaves nothing due marks the invoice as completely paid.
        """
        paid, payment_values = uuid_of(tables.invoices, invoice_id), to_domain_values(input)
        async with begin_transaction(info) as work:
            payment = await actions.record_payment(
                work,
                paid,
                payment_values["amount"],
                # Payments can be recorded late, so the date can be in the past (decision 40).
                on=payment_values.get("date") or today(),
                reference=payment_values.get("reference"),
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
        """Reverses a payment by recording a payment of the opposite amount.

        The amount due increases again. Each payment can be reversed once.
        """
        async with begin_transaction(info) as work:
            reversal, invoice = await actions.reverse_payment(
                work,
                uuid_of(tables.payments, payment_id),
                date or today(),
                reason,
                expected_version,
            )
        return {"invoice": invoice.id, "payment": reversal.id}

    # The quantities are given back to the lines of the order, which are written (5.2).
    @mutation(InvoicePayload, weight=LINES_WRITTEN)
    async def cancel_invoice(
        self,
        info: Info,
        invoice_id: ID,
        cancel_date: date | None = None,
        description: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Cancels an invoice. This cannot be undone, but its quantities can be invoiced again.

        A paid or partly paid invoice can be canceled only with a reason in `description`.
        """
        async with begin_transaction(info) as work:
            invoice = await actions.cancel_invoice(
                work,
                uuid_of(tables.invoices, invoice_id),
                closing(cancel_date, description, field="cancelDate"),
                expected_version,
            )
        return {"invoice": invoice.id}
