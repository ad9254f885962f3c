"""Any sequence of shipments, invoices and cancellations keeps an order in agreement with them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import event, given, settings, strategies as st

from domain.core.errors import DomainError
from domain.pricing.line import LineType, OrderLine
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import InvoiceStatus
from domain.sales.order import FulfillmentStatus, InvoicingStatus, Order
from domain.sales.order_lifecycle import OrderStatus, OrderStatusReason
from domain.sales.portion import Portion
from domain.sales.shipment import Shipment
from domain.sales.shipping import Shipping
from tests.domain import make
from tests.domain.make import RULES, TODAY, closing, typed
from tests.domain.test_bundles import bundle, bundle_book

QUANTITIES = st.sampled_from([Decimal(text) for text in ("-3", "-0.5", "0", "0.5", "1", "2", "3")])
DAYS = st.integers(0, 5).map(lambda day: TODAY + timedelta(days=day))
CHOICES = st.lists(st.tuples(st.integers(0, 4), QUANTITIES), min_size=1, max_size=3)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("ship"), st.none() | CHOICES, DAYS),
        st.tuples(st.just("fulfill"), st.sampled_from(list(FulfillmentStatus)[1:]), DAYS),
        st.tuples(st.just("cancel_shipment"), st.integers(0, 5)),
        st.tuples(st.just("invoice"), st.none() | CHOICES),
        st.tuples(st.just("cancel_invoice"), st.integers(0, 3)),
        st.tuples(st.just("set_reason"), st.sampled_from(["NEW", "PENDING"])),
        st.tuples(st.sampled_from(["submit", "recall", "cancel"])),
    ),
    max_size=14,
)


@dataclass
class Deal:
    """An order with its shipments and invoices; an act that is refused changes nothing."""

    order: Order
    shipments: list[Shipment] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    active: OrderStatusReason = OrderStatusReason.NEW

    def act(self, name: str, *details: Any) -> None:
        """Perform an act."""
        before = make.snapshot(self.order, *self.shipments)
        try:
            getattr(self, name)(*details)
        except DomainError as refused:
            assert make.snapshot(self.order, *self.shipments) == before
            event(f"{name}: {refused.code}")

    def ship(self, choices: list[tuple[int, Decimal]] | None, on: date) -> None:
        self.shipments.append(Shipping(self.order).record(self.portions(choices), on, None))

    def fulfill(self, extent: FulfillmentStatus, on: date) -> None:
        self.shipments.append(Shipping(self.order).fulfill(closing(on=on), extent))

    def cancel_shipment(self, at: int) -> None:
        shipment = self.shipments[at % len(self.shipments)] if self.shipments else None
        if shipment is not None:
            others = [each for each in self.standing() if each is not shipment]
            latest = max((each.shipped_on for each in others), default=None)
            Shipping(self.order).cancel(shipment, make.NOW, make.OWNER, latest)

    def invoice(self, choices: list[tuple[int, Decimal]] | None) -> None:
        ledger = make.Ledger(self.order, self.invoices)
        made = ledger.invoice("INV-1", self.portions(choices), None, RULES.rules)
        self.invoices.append(made)

    def cancel_invoice(self, at: int) -> None:
        if self.invoices:
            invoice = self.invoices[at % len(self.invoices)]
            make.Ledger(self.order, self.invoices).cancel(invoice, closing())

    def set_reason(self, reason: str) -> None:
        self.order.set_status_reason(OrderStatusReason(reason))
        self.active = OrderStatusReason(reason)

    def submit(self) -> None:
        self.order.erp_is_connected = True
        try:
            self.order.submit()
        finally:
            self.order.erp_is_connected = False
        self.active = OrderStatusReason.IN_PROGRESS

    def recall(self) -> None:
        self.order.recall()
        self.active = OrderStatusReason.PENDING

    def cancel(self) -> None:
        self.order.cancel(closing())

    def portions(self, choices: list[tuple[int, Decimal]] | None) -> list[Portion] | None:
        if choices is None:
            return None
        lines = self.order.lines
        return [Portion(lines[at % len(lines)].id, quantity) for at, quantity in choices]

    def standing(self) -> list[Shipment]:
        return [each for each in self.shipments if each.canceled_at is None]


def shipped_of(deal: Deal, line: OrderLine) -> Decimal:
    """Add up what the shipments say of a line."""
    lines = (part for shipment in deal.standing() for part in shipment.lines)
    return sum((part.quantity for part in lines if part.order_line_id == line.id), Decimal(0))


def check_lines(deal: Deal) -> None:
    for line in deal.order.lines:
        assert abs(line.shipped_quantity) <= abs(line.quantity)
        assert line.shipped_quantity * line.quantity >= 0
        items = [
            item
            for item in deal.order.items_of(line)
            if item.line_type is LineType.REQUIRED_BUNDLE_PRODUCT
        ]
        if items:
            shares = [item.shipped_quantity * line.quantity / item.quantity for item in items]
            assert line.shipped_quantity == min(shares)
            assert shipped_of(deal, line) == 0
        else:
            assert line.shipped_quantity == shipped_of(deal, line)


def expected_extent(deal: Deal) -> FulfillmentStatus:
    if not deal.standing():
        return FulfillmentStatus.NONE
    lines = deal.order.lines
    if all(line.shipped_quantity == line.quantity for line in lines):
        return FulfillmentStatus.COMPLETE
    return FulfillmentStatus.PARTIAL


def expected_reason(deal: Deal) -> str:
    order = deal.order
    if order.invoicing_status is InvoicingStatus.FULL:
        return "INVOICED"
    if deal.active is OrderStatusReason.IN_PROGRESS:
        return "IN_PROGRESS"
    extent = order.fulfillment_status
    return str(deal.active if extent is FulfillmentStatus.NONE else extent)


def check_order(deal: Deal) -> None:
    order, standing = deal.order, deal.standing()
    assert order.fulfillment_status is expected_extent(deal)
    assert order.date_fulfilled == max((each.shipped_on for each in standing), default=None)
    billed = [each for each in deal.invoices if each.status is not InvoiceStatus.CANCELED]
    assert (order.invoicing_status is InvoicingStatus.NONE) is (not billed)
    if order.status is OrderStatus.CANCELED:
        assert billed == []
    else:
        assert order.status_reason == expected_reason(deal)


@given(st.booleans(), ACTS)
@settings(max_examples=300, deadline=None)
def test_quantities_and_status_agree_with_the_records(bundled: bool, acts: list[Any]) -> None:  # noqa: FBT001
    lines = [typed("3"), typed("-2"), typed("0"), typed("1.5")]
    if bundled:
        lines = [bundle("3"), typed("1")]
    deal = Deal(make.order(*lines, prices=bundle_book()))
    deal.order.is_open_to_caller = True

    for name, *details in acts:
        deal.act(name, *details)

        check_lines(deal)
        check_order(deal)
