"""Actions on invoices that the ERP has posted: take them over, and keep them up to date."""

from uuid import UUID

from domain.actions.erp_status import repeating_status
from domain.actions.submissions import check_integration_user
from domain.ports.unit_of_work import NumberKind, UnitOfWork
from domain.pricing.line import check_count
from domain.sales.erp_billing import ErpBilling, new_invoice
from domain.sales.invoice import Invoice
from domain.sales.order import Order
from domain.sales.order_lifecycle import OrderNotSubmitted, OrderStatus
from domain.sales.posted_invoice import InvoiceReport, PostedInvoice, is_own_number
from domain.sales.posted_lines import find_order_lines

_IN_ERP = frozenset({OrderStatus.SUBMITTED, OrderStatus.INVOICED})


async def report_posted_invoice(
    work: UnitOfWork, order_id: UUID, report: InvoiceReport
) -> tuple[Invoice, Order]:
    """Take over an invoice from an external ERP (O-17).

    Raises INTEGRATION_USER_REQUIRED, and what `upsert_posted_invoice` raises.
    """
    order = await work.orders.get(order_id)
    await check_integration_user(work)
    return await upsert_posted_invoice(work, order, find_order_lines(order.lines, report)), order


async def upsert_posted_invoice(work: UnitOfWork, order: Order, report: InvoiceReport) -> Invoice:
    """Update the one invoice that stands for the ERP's, or create it (O-13).

    The order is locked and has its lines, so reports of its invoices come one after another. A
    report that says nothing new changes nothing. Raises ORDER_NOT_SUBMITTED,
    POSTED_INVOICE_CONFLICT, TOO_MANY_LINES, and what `InvoiceReport.check` raises.
    """
    report.check(order.currency)
    rules = await work.get_pricing_rules()
    check_count(len(report.lines), rules.max_lines_per_document, ("lines",))
    invoice, posted = await _find_or_create(work, order, report)
    billing = ErpBilling(
        order,
        await work.orders.sum_quantities(order, invoice.id),
        has_others=not await work.invoices.is_only_one(invoice),
    )
    count = len(order.lines) + len(report.lines)
    posted.needs_attention = await work.compute(lambda: billing.follow(invoice, report), count)
    await _follow_invoices(work, order)
    return invoice


async def _find_or_create(
    work: UnitOfWork, order: Order, report: InvoiceReport
) -> tuple[Invoice, PostedInvoice]:
    values = {"remote_id": report.remote_id, "remote_number": report.remote_number}
    new = PostedInvoice(
        order_id=order.id,
        remote_id=report.remote_id,
        remote_number=report.remote_number,
        invoice_date=report.invoice_date,
    )
    new.assign(values)
    posted = await work.posted_invoices.find(new.remote_id)
    if posted is not None:
        posted.expect_order(order.id)
        posted.assign({**values, "invoice_date": report.invoice_date})
        return await work.invoices.get(posted.id), posted
    if order.erp_status is None or order.status not in _IN_ERP:
        raise OrderNotSubmitted(record=order.label, status=order.status.value)
    invoice = new_invoice(order, await _choose_number(work, new.remote_number))
    new.id = invoice.id
    work.invoices.add(invoice)
    work.posted_invoices.add(new)
    return invoice, new


async def _choose_number(work: UnitOfWork, remote_number: str) -> str:
    """Return the ERP's number (I-3), or one of ours if it is taken or belongs to our series."""
    if is_own_number(remote_number) or await work.lookups.is_invoice_number_taken(remote_number):
        return await work.next_number(NumberKind.INVOICE)
    return remote_number


async def _follow_invoices(work: UnitOfWork, order: Order) -> None:
    submission = await work.submissions.find(order.id)
    if submission is not None:
        is_complete = order.status is OrderStatus.INVOICED
        with repeating_status(order, submission):
            submission.follow_invoices(work.now, is_complete=is_complete)
