"""Invoices: the amounts owed, paid and due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.core.action import Action
from domain.core.errors import Invalid, NotFound
from domain.core.lifecycle import Fact, Facts
from domain.core.money import ZERO, check_scale, plain
from domain.core.text import check_texts, is_blank
from domain.pricing.calculation import PricingRules, convert
from domain.pricing.line import InvoiceLine
from domain.sales.close_details import CloseDetails
from domain.sales.document_fields import AMOUNTS
from domain.sales.invoice_lifecycle import (
    LIFECYCLE,
    InvoiceLineFromOrder,
    InvoiceStatus,
    InvoiceStatusReason,
)
from domain.sales.line_copies import copy_lines
from domain.sales.opportunity import Opportunity
from domain.sales.order import Order
from domain.sales.payment import (
    InvoiceNothingDue,
    Payment,
    PaymentAlreadyReversed,
    PaymentAmountInvalid,
    PaymentExceedsAmountDue,
    PaymentIsReversal,
    ReversalDateInvalid,
)
from domain.sales.price_lock import PriceLocking


class InvoiceNotFound(NotFound):
    """The invoice does not exist, or the caller may not see it."""

    rule = "The invoice does not exist. Check its ID."


class CancellationReasonRequired(Invalid):
    """Canceling a paid invoice requires a reason (2.4)."""

    rule = "A paid invoice can be canceled only with a reason. Give the reason in `description`."


@dataclass(eq=False, kw_only=True, slots=True)
class Invoice(PriceLocking[InvoiceLine]):
    """An invoice. Editable while ACTIVE."""

    lifecycle = LIFECYCLE
    edit = Action.UPDATE_INVOICE
    sending = Action.SEND_INVOICE
    noun = "Invoice"
    not_found = InvoiceNotFound
    amounts = (*AMOUNTS, "amount_paid", "amount_due")
    line_kind = InvoiceLine

    status: InvoiceStatus = InvoiceStatus.ACTIVE
    status_reason: InvoiceStatusReason = InvoiceStatusReason.NEW
    order_id: UUID | None = None
    due_date: date | None = None
    owned_by_erp: bool = False  # the ERP posted it, and its amounts are the ERP's
    amount_paid: Decimal = ZERO
    amount_due: Decimal = ZERO
    amount_paid_in_base: Decimal | None = None
    amount_due_in_base: Decimal | None = None
    payments: list[Payment] = field(default_factory=list)

    @classmethod
    def from_order(cls, order: Order, number: str, lines: list[InvoiceLine]) -> "Invoice":
        """Create an invoice of order lines with locked prices (I-53). `Billing` totals it."""
        return cls(
            number=number,
            order_id=order.id,
            prices_locked=True,
            amount_paid=order.currency.zero,
            lines=lines,
            **order.content_for(cls),
        )

    @classmethod
    def from_opportunity(cls, opportunity: Opportunity, number: str) -> "Invoice":
        """Create an invoice directly from an opportunity, prices locked (4.10)."""
        return cls(
            number=number,
            opportunity_id=opportunity.id,
            prices_locked=True,
            lines=copy_lines(opportunity.lines, InvoiceLine),
            amount_paid=opportunity.currency.zero,
            # All amounts are copied, not computed, so these are copied, too (I-50).
            amount_due=opportunity.total_amount,
            amount_due_in_base=opportunity.total_amount_in_base,
            **opportunity.content_for(cls),
        )

    def facts(self) -> Facts:
        """Return the facts that the life cycle's conditions need."""
        return {
            Fact.HAS_LINES: bool(self.lines),
            Fact.FROM_ORDER: self.order_id is not None,
            Fact.OWNED_BY_ERP: self.owned_by_erp,
            Fact.PRICES_ARE_LOCKED: self.prices_locked,
        }

    def total(self, rules: PricingRules) -> None:
        """Compute the totals and the amount due."""
        PriceLocking.total(self, rules)
        self.amount_paid = rules.amount(self.amount_paid, self.currency.precision)
        self.amount_due = self.total_amount - self.amount_paid

    def allow_line_change(self, line: InvoiceLine, changes: Mapping[str, Any]) -> None:
        """Raise INVOICE_LINE_FROM_ORDER for a new quantity, PRICES_LOCKED for a new price."""
        if "quantity" in changes and line.order_line_id is not None:
            raise InvoiceLineFromOrder(path=("quantity",))
        PriceLocking.allow_line_change(self, line, changes)

    def allow_line_removal(self, line: InvoiceLine) -> None:
        """Raise INVOICE_LINE_FROM_ORDER: the order counts the line as invoiced."""
        if line.order_line_id is not None:
            raise InvoiceLineFromOrder

    def set_status_reason(self, reason: InvoiceStatusReason) -> None:
        """Set the status reason of an active invoice (I-21)."""
        self.lifecycle.move(Action.SET_INVOICE_STATUS_REASON, self, reason, self.facts())

    def pay(self, details: CloseDetails, reason: InvoiceStatusReason) -> None:
        """Mark as paid: COMPLETE records the rest as a payment, PARTIAL leaves it due (I-59)."""
        self.close(Action.PAY_INVOICE, details, reason, may_precede=True)
        # An invoice with nothing due is paid without a payment.
        if reason is InvoiceStatusReason.COMPLETE and self.amount_due != 0:
            self._receive(self.amount_due, details.on, None)

    def record_payment(self, amount: Decimal, on: date, reference: str | None) -> Payment:
        """Record a payment, after which the invoice is Paid/Complete or Paid/Partial."""
        self.lifecycle.check(Action.RECORD_PAYMENT, self, self.facts())
        check_texts(Payment, {"reference": reference})
        self._check_payment(amount)
        payment = self._receive(amount, on, reference)
        # Only after the payment is it known where the invoice moves.
        paid = InvoiceStatusReason.COMPLETE if self.amount_due == 0 else InvoiceStatusReason.PARTIAL
        self.lifecycle.move(Action.RECORD_PAYMENT, self, paid, self.facts())
        return payment

    def reverse_payment(
        self, payment: Payment, on: date, reference: str | None, *, is_reversed: bool
    ) -> Payment:
        """Reverse a payment by a new one with the opposite sign; the amount due grows.

        The invoice becomes Active if no payment is left, else Paid/Partial. Raises
        INVOICE_CANCELED, PAYMENT_IS_REVERSAL, PAYMENT_ALREADY_REVERSED, REVERSAL_DATE_INVALID.
        """
        self.lifecycle.check(Action.REVERSE_PAYMENT, self, self.facts())
        check_texts(Payment, {"reference": reference})
        if payment.reverses_payment_id is not None:
            raise PaymentIsReversal(path=("paymentId",))
        if is_reversed:
            raise PaymentAlreadyReversed(path=("paymentId",))
        if on < payment.paid_on:
            raise ReversalDateInvalid(on=on, paid_on=payment.paid_on, path=("date",))
        reversal = self._receive(-payment.amount, on, reference)
        reversal.reverses_payment_id = payment.id
        left = InvoiceStatusReason.NEW if self.amount_paid == 0 else InvoiceStatusReason.PARTIAL
        self.lifecycle.move(Action.REVERSE_PAYMENT, self, left, self.facts())
        return reversal

    def cancel(self, details: CloseDetails) -> None:
        """Cancel the invoice permanently; nothing remains due (I-59).

        Raises INVOICE_CANCELED, CANCELLATION_REASON_REQUIRED for a paid one (2.4).
        """
        self.lifecycle.check(Action.CANCEL_INVOICE, self, self.facts())
        if self.status is InvoiceStatus.PAID and is_blank(details.description):
            raise CancellationReasonRequired(path=("description",))
        self.close(Action.CANCEL_INVOICE, details)
        # Payments stay; what was paid is now owed to the customer (`creditAmount`).
        self.amount_due = self.currency.zero
        self._convert_payments()

    def _check_payment(self, amount: Decimal) -> None:
        check_scale(amount, self.currency.scale, "amount", ("amount",))
        if self.amount_due == 0:
            raise InvoiceNothingDue
        facts = {"amount": plain(amount), "due": plain(self.amount_due)}
        # A negative invoice has a negative amount due, and is paid with negative amounts (I-38).
        if amount * self.amount_due <= 0:
            raise PaymentAmountInvalid(**facts, path=("amount",))
        if abs(amount) > abs(self.amount_due):
            raise PaymentExceedsAmountDue(**facts, path=("amount",))

    def _receive(self, amount: Decimal, on: date, reference: str | None) -> Payment:
        payment = Payment(
            amount=round(amount, self.currency.precision),
            currency_code=self.currency.code,
            paid_on=on,
            reference=reference,
        )
        self.payments.append(payment)
        self.amount_paid += payment.amount
        self.amount_due -= payment.amount
        self._convert_payments()
        return payment

    def _convert_payments(self) -> None:
        # At the invoice's own rate; its other amounts do not change when it is paid (I-25).
        names = ("amount_paid", "amount_due")
        convert([self], names, self.currency, self.exchange_rate)
