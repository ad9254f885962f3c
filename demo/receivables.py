"""From the order to the payment: delivery, invoices, and payments on time or late."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from demo.timeline import Timeline
from domain.core.payment_terms import PaymentTerms
from domain.ports.unit_of_work import NumberKind
from domain.pricing.calculation import PricingRules
from domain.sales.billing import Billing
from domain.sales.close_details import CloseDetails
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import InvoiceStatusReason
from domain.sales.invoiced_sums import sum_invoiced
from domain.sales.order import FulfillmentStatus, InvoicingStatus, Order
from domain.sales.order_lifecycle import OrderStatusReason
from domain.sales.portion import Portion
from domain.sales.shipping import Shipping

PRICING_RULES = PricingRules()
Number = Callable[[NumberKind], str]

_DAYS_TO_PAY = {PaymentTerms.NET_45: 45, PaymentTerms.NET_60: 60}  # 30 for all others
_NEVER = 10_000
_LATENESS = (range(-25, 1), range(1, 31), range(31, 61), range(61, 160), range(_NEVER, _NEVER + 1))
_SHARES = (48, 28, 14, 8, 2)  # percentages of customers, by lateness
_RECENTLY = 90


@dataclass(slots=True, kw_only=True)
class Receivables:
    """Delivers, invoices and collects the order of a deal."""

    time: Timeline
    number: Number

    def deliver(self, order: Order, day: int) -> None:
        """Deliver and invoice an order created on this day, as far as the dates are in the past."""
        fate, delivered = self._chance(), day + self.time.chance.randrange(10, 60)
        if fate < 0.06 and self.time.has_come(day + 3):
            details = CloseDetails(
                on=self.time.on(day + 3), description="Canceled by the customer."
            )
            order.cancel(details)
        elif self.time.has_come(delivered):
            self._fulfill(order, delivered)
        elif fate < 0.45:
            order.set_status_reason(OrderStatusReason.PENDING)

    def _fulfill(self, order: Order, day: int) -> None:
        recent = self.time.age - day < _RECENTLY
        partly = self._chance() < (0.3 if recent else 0.04)
        self._ship(order, day, partly=partly)
        billed = day + self.time.chance.randrange(1, 12)
        if self.time.has_come(billed) and self._chance() < (0.5 if partly else 0.98):
            self._bill(order, billed)

    def _ship(self, order: Order, day: int, *, partly: bool) -> None:
        """Ship the order, or its first line; of a single line, all that makes half of it."""
        shipping, line = Shipping(order), order.lines[0]
        if not partly:
            details = CloseDetails(on=self.time.on(day))
            shipment = shipping.fulfill(details, FulfillmentStatus.COMPLETE)
        elif len(order.lines) > 1 or line.quantity >= 2:
            part = line.quantity if len(order.lines) > 1 else line.quantity // 2
            number = f"1Z{order.id.hex[-10:].upper()}"
            shipment = shipping.record([Portion(line.id, part)], self.time.on(day), number)
        else:
            details = CloseDetails(on=self.time.on(day), description="Without the manual.")
            shipment = shipping.fulfill(details, FulfillmentStatus.PARTIAL)
        self.time.add_document(shipment, day)

    def _bill(self, order: Order, day: int) -> None:
        """Invoice everything at once, or one line first; a canceled invoice is replaced."""
        billing, split = Billing(order), self._chance() < 0.3 and len(order.lines) > 1
        line = order.lines[0]
        portions = [Portion(line.id, line.quantity)] if split else None
        first = self._invoice(billing, portions, day)
        canceled = self._chance() < 0.04 and self.time.has_come(day + 2)
        if canceled:
            details = CloseDetails(on=self.time.on(day + 2), description="Wrong address.")
            billing.cancel(first, details, is_only=True)
        else:
            self._collect(first, day)
        billing.billed = sum_invoiced([first])
        later = day + (35 if split else 4)
        is_rest = order.invoicing_status is not InvoicingStatus.FULL
        if is_rest and self.time.has_come(later):
            self._collect(self._invoice(billing, None, later), later)

    def _invoice(self, billing: Billing, portions: list[Portion] | None, day: int) -> Invoice:
        due = self.time.on(day + _days_to_pay(billing.order))
        number = self.number(NumberKind.INVOICE)
        invoice: Invoice = billing.invoice(number, portions, due, PRICING_RULES)
        self.time.add_document(invoice, day)
        return invoice

    def _collect(self, invoice: Invoice, day: int) -> None:
        """Record the payments: most customers pay on time, some late, a few never."""
        (lateness,) = self.time.chance.choices(_LATENESS, _SHARES)
        due = (invoice.due_date or self.time.on(day)) - self.time.first
        paid = max(due.days + self.time.chance.choice(lateness), day + 1)
        half = round(invoice.amount_due / 2, invoice.currency.precision)
        if not self.time.has_come(paid):
            if self._chance() < 0.3:
                invoice.set_status_reason(InvoiceStatusReason.BILLED)
        elif self._chance() < 0.3 and half > 0:
            self._pay_in_two(invoice, paid, half)
        else:
            self._pay(invoice, paid)

    def _pay_in_two(self, invoice: Invoice, day: int, half: Decimal) -> None:
        invoice.record_payment(half, self.time.on(day), "First half")
        rest = day + self.time.chance.randrange(30, 120)
        if self.time.has_come(rest):
            self._pay(invoice, rest)

    def _pay(self, invoice: Invoice, day: int) -> None:
        invoice.pay(CloseDetails(on=self.time.on(day)), InvoiceStatusReason.COMPLETE)

    def _chance(self) -> float:
        return self.time.chance.random()


def _days_to_pay(order: Order) -> int:
    return _DAYS_TO_PAY.get(order.payment_terms or PaymentTerms.NET_30, 30)
