"""Actions on invoices: create, pay, cancel."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from domain.actions.documents import check_copy, create_document
from domain.core.action import Action
from domain.core.payment_terms import PaymentTerms
from domain.core.record import Values
from domain.ports.unit_of_work import NumberKind, UnitOfWork
from domain.sales.billing import Billing
from domain.sales.close_details import CloseDetails
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import InvoiceStatusReason
from domain.sales.payment import Payment
from domain.sales.portion import Portion

# Days until the net amount is due; the period for an early-payment discount does not matter here.
_DAYS = {
    PaymentTerms.NET_30: 30,
    PaymentTerms.TWO_PERCENT_10_NET_30: 30,
    PaymentTerms.NET_45: 45,
    PaymentTerms.NET_60: 60,
}


async def create_invoice(work: UnitOfWork, values: Values, lines: Sequence[Values]) -> Invoice:
    """Create an invoice without an order; its prices are not locked (5.1)."""
    due_date = values.get("due_date") or _due(work.today, values.get("payment_terms"))
    values_with_date = {**values, "due_date": due_date}
    return await create_document(
        work, work.invoices, Invoice, NumberKind.INVOICE, values=values_with_date, lines=lines
    )


async def create_invoice_from_opportunity(work: UnitOfWork, opportunity_id: UUID) -> Invoice:
    """Create an invoice from the opportunity's lines with locked prices (4.10).

    The opportunity does not change.
    """
    opportunity = await work.opportunities.get(opportunity_id)
    # Before a number is drawn, which is used up even if this fails (decision 8).
    opportunity.lifecycle.check(
        Action.CREATE_INVOICE_FROM_OPPORTUNITY, opportunity, opportunity.facts()
    )
    await check_copy(work, opportunity)
    number = await work.next_number(NumberKind.INVOICE)
    copy = partial(Invoice.from_opportunity, opportunity, number)
    invoice = await work.compute(copy, len(opportunity.lines))
    # An opportunity has no payment terms.
    invoice.due_date = _due(work.today, None)
    work.invoices.add(invoice)
    return invoice


async def create_invoice_from_order(
    work: UnitOfWork,
    order_id: UUID,
    portions: Sequence[Portion] | None,
    due_date: date | None,
    expected_version: int | None,
) -> Invoice:
    """Invoice all that is left of an order, or selected lines and quantities (I-53, I-54)."""
    billing = Billing(await work.orders.get(order_id))
    billing.order.expect(expected_version)
    connection = await work.lookups.share_erp_connection()
    billing.order.erp_is_connected = connection is not None and connection.is_open
    # Before the sums are read and a number is used up (decision 8).
    billing.check_invoiceable()
    # Most invoices need no sums of earlier ones, so their cost does not grow with those
    # (docs/limits.md).
    billing.billed = await work.orders.sum_invoiced(billing.order, billing.sums_needed(portions))
    rules = await work.get_pricing_rules()
    number = await work.next_number(NumberKind.INVOICE)
    due = due_date or _due(work.today, billing.order.payment_terms)
    bill = partial(billing.invoice, number, portions, due, rules)
    invoice = await work.compute(bill, len(billing.order.lines))
    work.invoices.add(invoice)
    return invoice


async def set_invoice_status_reason(
    work: UnitOfWork, invoice_id: UUID, reason: InvoiceStatusReason, expected_version: int | None
) -> Invoice:
    """Set the status reason of an active invoice."""
    invoice = await work.invoices.get_header(invoice_id)
    invoice.expect(expected_version)
    invoice.set_status_reason(reason)
    return invoice


async def pay_invoice(
    work: UnitOfWork,
    invoice_id: UUID,
    reason: InvoiceStatusReason,
    details: CloseDetails,
    expected_version: int | None,
) -> Invoice:
    """Mark the invoice as paid in full or in part."""
    invoice = await work.invoices.get_header(invoice_id)
    invoice.expect(expected_version)
    invoice.pay(details, reason)
    return invoice


async def record_payment(
    work: UnitOfWork,
    invoice_id: UUID,
    amount: Decimal,
    *,
    on: date,
    reference: str | None,
    expected_version: int | None,
) -> Payment:
    """Record a payment; the one that settles the invoice makes it Paid/Complete."""
    invoice = await work.invoices.get_header(invoice_id)
    invoice.expect(expected_version)
    return invoice.record_payment(amount, on, reference)


async def reverse_payment(
    work: UnitOfWork, payment_id: UUID, on: date, reason: str | None, expected_version: int | None
) -> tuple[Payment, Invoice]:
    """Reverse a payment by a second payment with the opposite sign."""
    received = await work.invoices.get_payment(payment_id)
    invoice = received.invoice
    invoice.expect(expected_version)
    reversal = invoice.reverse_payment(
        received.payment, on, reason, is_reversed=received.is_reversed
    )
    return reversal, invoice


async def cancel_invoice(
    work: UnitOfWork, invoice_id: UUID, details: CloseDetails, expected_version: int | None
) -> Invoice:
    """Cancel the invoice, so that its quantities can be invoiced again."""
    # The order is locked before the invoice, although the caller names the invoice (decision 3).
    invoice, order = await work.invoices.get_with_order(invoice_id)
    invoice.expect(expected_version)
    if order is None:
        invoice.cancel(details)
    else:
        # Decides whether the order is invoiced in part or not at all afterwards (5.2).
        is_only = await work.invoices.is_only_one(invoice)
        cancel = partial(Billing(order).cancel, invoice, details, is_only=is_only)
        await work.compute(cancel, len(invoice.lines))
    return invoice


def _due(today: date, terms: PaymentTerms | None) -> date:
    return today + timedelta(days=_DAYS[terms] if terms else 30)
