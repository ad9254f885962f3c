"""Rules across an order and the invoices that the ERP posts for it (O-12 to O-15).

The rules I-3 to I-10 that this module names are those of docs/erp.md. Amounts are written as the
ERP reported them. Nothing here rounds or sums up what the ERP did (O-7, I-6): what it does not
report follows from its amounts by exact subtraction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from uuid import UUID

from domain.core.action import Action
from domain.core.money import EXACT, ZERO, padded, trimmed
from domain.pricing.line import InvoiceLine, LineType, OrderLine
from domain.pricing.pricing_error import PricingError
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import InvoiceStatus, InvoiceStatusReason
from domain.sales.line_copies import copy_line
from domain.sales.order import InvoicingStatus, Order
from domain.sales.posted_invoice import ErpInvoiceStatus, InvoiceReport, PostedLine

_MAX_WRITE_IN = 500


def new_invoice(order: Order, number: str) -> Invoice:
    """Create the invoice of an order that the ERP has posted; `ErpBilling` writes it (I-3)."""
    invoice = Invoice.from_order(order, number, [])
    invoice.status_reason = InvoiceStatusReason.BILLED
    invoice.owned_by_erp = True
    invoice.discount_percentage = None
    invoice.pricing_error = PricingError.NONE
    return invoice


@dataclass(slots=True)
class ErpBilling:
    """An order, and what its other invoices bill that are not canceled.

    `elsewhere` has quantities by order line, `has_others` says whether there are such invoices.
    A lock on the order protects all of it.
    """

    order: Order
    elsewhere: Mapping[UUID, Decimal]
    has_others: bool

    def follow(self, invoice: Invoice, report: InvoiceReport) -> bool:
        """Bring an invoice and its order up to date. Returns whether a person should look (O-15).

        A report that says nothing new changes nothing.
        """
        with localcontext(EXACT):
            self._write_lines(invoice, report)
            self._write_header(invoice, report)
        self._move(invoice, report)
        invoice.convert()
        self._count(invoice)
        return self._needs_attention(report)

    def _needs_attention(self, report: InvoiceReport) -> bool:
        ordered = {line.id for line in self.order.lines}
        is_unknown = any(
            line.order_line_id is not None and line.order_line_id not in ordered
            for line in report.lines
        )
        customer = (self.order.account_id, self.order.contact_id)
        return is_unknown or report.customer not in {None, customer}

    def _write_lines(self, invoice: Invoice, report: InvoiceReport) -> None:
        """Write the lines (I-7). They keep their IDs, so a repeated report changes nothing."""
        ids = [line.id for line in invoice.lines]
        ordered = {line.id: line for line in self.order.lines}
        lines = []
        for at, posted in enumerate(report.lines):
            source = None if posted.order_line_id is None else ordered.get(posted.order_line_id)
            line = self._make_line(at + 1, posted, source)
            if at < len(ids):
                line.id = ids[at]
            lines.append(line)
        bundles = {line.order_line_id: line.id for line in lines if line.order_line_id}
        for line in lines:
            if line.bundle_line_id is not None:
                line.bundle_line_id = bundles.get(line.bundle_line_id)
        invoice.lines = lines

    def _make_line(self, number: int, posted: PostedLine, source: OrderLine | None) -> InvoiceLine:
        line = self._start_line(number, posted, source)
        places = self.order.currency.precision
        line.quantity = trimmed(posted.quantity)
        line.price_per_unit, line.is_price_overridden = padded(posted.price_per_unit, places), True
        # The breakdown must not explain amounts that nothing here has computed.
        line.price_basis, line.pricing_error = {"posted": True}, PricingError.NONE
        line.volume_discount = self.order.currency.zero
        line.manual_discount = padded(posted.manual_discount, places)
        line.manual_discount_amount, line.manual_discount_percent = line.manual_discount, None
        line.tax, line.tax_code_id, line.tax_rate = padded(posted.tax, places), None, None
        line.extended_amount = padded(posted.extended_amount, places)
        line.base_amount = line.extended_amount - line.tax + line.manual_discount
        return line

    def _start_line(self, number: int, posted: PostedLine, source: OrderLine | None) -> InvoiceLine:
        text = (posted.description or "").strip()
        if source is not None:
            line = copy_line(source, InvoiceLine, order_line_id=source.id)
            line.line_number = number
            line.description = text or line.description
            return line
        return InvoiceLine(
            line_number=number,
            currency_code=self.order.currency_code,
            line_type=LineType.WRITE_IN,
            write_in=text[:_MAX_WRITE_IN] or f"Line {number}",
            # What does not fit is not lost.
            description=text if len(text) > _MAX_WRITE_IN else None,
            quantity=posted.quantity,
            price_per_unit=posted.price_per_unit,
        )

    def _write_header(self, invoice: Invoice, report: InvoiceReport) -> None:
        """Write the totals of the ERP; line discounts are the only sum, of the ERP's own (I-6)."""
        places = invoice.currency.precision
        for name in ("total_amount", "total_tax", "discount_amount", "freight_amount"):
            setattr(invoice, name, padded(getattr(report, name), places))
        invoice.pre_freight_amount = (
            invoice.total_amount - invoice.total_tax - invoice.freight_amount
        )
        invoice.detail_amount = invoice.pre_freight_amount + invoice.discount_amount
        zero = invoice.currency.zero
        invoice.line_discount_amount = sum((line.manual_discount for line in invoice.lines), zero)
        invoice.total_discount_amount = invoice.line_discount_amount + invoice.discount_amount
        invoice.due_date = report.due_date
        is_canceled = report.status is ErpInvoiceStatus.CANCELED
        # A canceled invoice is settled by a credit memo in the ERP, not by a payment.
        rest = zero if is_canceled else padded(report.remaining_amount, places)
        invoice.amount_due = rest
        invoice.amount_paid = zero if is_canceled else invoice.total_amount - rest

    def _move(self, invoice: Invoice, report: InvoiceReport) -> None:
        """Let the status follow the payments in the ERP (I-9, I-10, O-14)."""
        if report.status is ErpInvoiceStatus.CANCELED:
            reason = InvoiceStatusReason.CANCELED
        elif invoice.amount_due == 0:
            reason = InvoiceStatusReason.COMPLETE
        elif invoice.amount_due == invoice.total_amount:
            reason = InvoiceStatusReason.BILLED
        else:
            reason = InvoiceStatusReason.PARTIAL
        invoice.lifecycle.move(Action.FOLLOW_ERP, invoice, reason, invoice.facts())

    def _count(self, invoice: Invoice) -> None:
        """Count what is invoiced of each line and of the order (O-12, A-5, A-6)."""
        billed = dict(self.elsewhere)
        stands = invoice.status is not InvoiceStatus.CANCELED
        for part in invoice.lines if stands else ():
            if part.order_line_id is not None:
                earlier = billed.get(part.order_line_id, ZERO)
                billed[part.order_line_id] = earlier + part.quantity
        for line in self.order.lines:
            line.invoiced_quantity = within_ordered(line, billed.get(line.id, ZERO))
        self._count_items(billed)
        is_full = all(line.invoiced_quantity == line.quantity for line in self.order.lines)
        if not stands and not self.has_others:
            self.order.count_invoiced(InvoicingStatus.NONE)
        else:
            self.order.count_invoiced(InvoicingStatus.FULL if is_full else InvoicingStatus.PARTIAL)

    def _count_items(self, billed: Mapping[UUID, Decimal]) -> None:
        """Count required items with their bundle, if the ERP bills the bundle only (I-39)."""
        complete = {line.id for line in self.order.lines if line.invoiced_quantity == line.quantity}
        for line in self.order.lines:
            is_item = line.line_type is LineType.REQUIRED_BUNDLE_PRODUCT
            if is_item and line.id not in billed and line.bundle_line_id in complete:
                line.invoiced_quantity = line.quantity


def within_ordered(line: OrderLine, quantity: Decimal) -> Decimal:
    """Return the quantity within what was ordered; an ERP may bill more."""
    if quantity * line.quantity <= 0:
        return ZERO
    return line.quantity if abs(quantity) >= abs(line.quantity) else trimmed(quantity)
