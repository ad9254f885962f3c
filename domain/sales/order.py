"""Orders: agreed sales, to be delivered and invoiced."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.core.action import Action
from domain.core.errors import NotFound
from domain.core.lifecycle import Fact, Facts
from domain.pricing.line import LineType, OrderLine
from domain.pricing.price_book import PriceBook
from domain.pricing.pricing_error import PricingError
from domain.sales.close_details import CloseDetails
from domain.sales.delivery_refusals import OrderLineShipped
from domain.sales.document import OWN
from domain.sales.line_copies import copy_lines
from domain.sales.opportunity import Opportunity
from domain.sales.order_lifecycle import LIFECYCLE, OrderHasInvoices, OrderStatus, OrderStatusReason
from domain.sales.price_lock import PriceLocking
from domain.sales.quote import Quote
from domain.sales.submission import ErpAttempt, ErpStatus, OrderSnapshot


class FulfillmentStatus(StrEnum):
    """How much has been delivered, independent of how much is invoiced (W6)."""

    NONE = "NONE"
    PARTIAL = "PARTIAL"
    COMPLETE = "COMPLETE"


class InvoicingStatus(StrEnum):
    """How much has been invoiced, without canceled invoices."""

    NONE = "NONE"
    PARTIAL = "PARTIAL"
    FULL = "FULL"


class OrderNotFound(NotFound):
    """The order does not exist, or the caller may not see it."""

    rule = "The order does not exist. Check its ID."


@dataclass(eq=False, kw_only=True, slots=True)
class Order(PriceLocking[OrderLine]):
    """An order. Editable while ACTIVE; prices are locked if created from another document."""

    lifecycle = LIFECYCLE
    edit = Action.UPDATE_ORDER
    sending = Action.SEND_ORDER
    noun = "Order"
    not_found = OrderNotFound
    line_kind = OrderLine

    status: OrderStatus = OrderStatus.ACTIVE
    status_reason: OrderStatusReason = OrderStatusReason.NEW
    quote_id: UUID | None = None
    request_delivery_by: date | None = None
    date_fulfilled: date | None = None
    fulfillment_status: FulfillmentStatus = FulfillmentStatus.NONE
    invoicing_status: InvoicingStatus = InvoicingStatus.NONE
    # NEW, PENDING or IN_PROGRESS: what the order returns to without its invoices and shipments.
    returns_to: OrderStatusReason | None = None
    erp_status: ErpStatus | None = field(default=None, metadata=OWN)  # None until submitted
    snapshots: list[OrderSnapshot] = field(default_factory=list, metadata=OWN)  # new ones only
    erp_attempts: list[ErpAttempt] = field(default_factory=list, metadata=OWN)  # new ones only
    # What an action has found out about the tenant and the caller; not stored.
    erp_is_connected: bool = field(default=False, metadata=OWN)
    is_open_to_caller: bool = field(default=False, metadata=OWN)

    @classmethod
    def from_quote(cls, quote: Quote, number: str) -> "Order":
        """Create the order of a won quote, with the same amounts and locked prices (I-12)."""
        return cls(
            number=number,
            quote_id=quote.id,
            prices_locked=True,
            lines=copy_lines(quote.lines, OrderLine, lambda line: {"quote_line_id": line.id}),
            **quote.content_for(cls),
        )

    @classmethod
    def from_opportunity(cls, opportunity: Opportunity, number: str) -> "Order":
        """Create an order directly from an opportunity, prices locked (4.10)."""
        return cls(
            number=number,
            opportunity_id=opportunity.id,
            prices_locked=True,
            lines=copy_lines(opportunity.lines, OrderLine),
            **opportunity.content_for(cls),
        )

    def facts(self) -> Facts:
        """Return the facts that the life cycle's conditions need."""
        return {
            Fact.HAS_LINES: bool(self.lines),
            Fact.HAS_INVOICES: self.invoicing_status is not InvoicingStatus.NONE,
            Fact.FROM_QUOTE: self.quote_id is not None,
            Fact.HAS_PRICING_ERRORS: self.pricing_error is not PricingError.NONE,
            Fact.PRICES_ARE_LOCKED: self.prices_locked,
            Fact.ERP_IS_CONNECTED: self.erp_is_connected,
            Fact.WAS_SUBMITTED: self.erp_status is not None,
            Fact.LOCKED_BY_ERP: self.is_submitted and not self.is_open_to_caller,
            Fact.HAS_SHIPMENTS: self.fulfillment_status is not FulfillmentStatus.NONE,
            Fact.IS_DELIVERED: self.fulfillment_status is FulfillmentStatus.COMPLETE,
        }

    @property
    def is_submitted(self) -> bool:
        """Whether the order belongs to the ERP at present."""
        return self.status is OrderStatus.SUBMITTED

    def assign(self, changes: Mapping[str, Any]) -> None:
        """Check and write values. Raises ORDER_HAS_INVOICES for amounts if there are invoices."""
        amounts = {"discount_percentage", "discount_amount", "freight_amount"}
        # The shares on the invoices were computed from these amounts (decision 10).
        if amounts & changes.keys() and self.facts()[Fact.HAS_INVOICES]:
            raise OrderHasInvoices
        PriceLocking.assign(self, changes)

    def allow_line_change(self, line: OrderLine, changes: Mapping[str, Any]) -> None:
        """Raise ORDER_LINE_SHIPPED for less than was shipped, PRICES_LOCKED for a new price."""
        if "quantity" in changes:
            self._check_shipped(line, changes["quantity"])
        PriceLocking.allow_line_change(self, line, changes)

    def allow_line_removal(self, line: OrderLine) -> None:
        """Raise ORDER_LINE_SHIPPED if any of the line was shipped."""
        if line.shipped_quantity:
            raise OrderLineShipped

    def _check_shipped(self, line: OrderLine, quantity: Decimal) -> None:
        """Raise ORDER_LINE_SHIPPED for a quantity below what was shipped of a line or its items."""
        least = line.shipped_quantity
        shares = [
            item.shipped_quantity * line.quantity / item.quantity
            for item in self.items_of(line)
            if item.line_type is LineType.REQUIRED_BUNDLE_PRODUCT and item.quantity
        ]
        least = max([least, *shares], key=abs)
        if least and (quantity * least <= 0 or abs(quantity) < abs(least)):
            raise OrderLineShipped(path=("quantity",))

    def set_status_reason(self, reason: OrderStatusReason) -> None:
        """Set the status reason of an active order to NEW or PENDING (I-21)."""
        self.lifecycle.move(Action.SET_ORDER_STATUS_REASON, self, reason)

    def cancel(self, details: CloseDetails) -> None:
        """Cancel the order permanently (I-52). Raises ORDER_HAS_INVOICES."""
        self.close(Action.CANCEL_ORDER, details)

    def submit(self) -> None:
        """Hand the order over to the ERP, which locks it here (S-1).

        Raises ORDER_NOT_SUBMITTABLE, SOP_DISABLED, EMPTY_DOCUMENT, PRICING_ERRORS,
        ORDER_HAS_INVOICES.
        """
        self.lifecycle.move(Action.SUBMIT_ORDER, self, facts=self.facts())
        self.erp_status = ErpStatus.PENDING

    def recall(self) -> None:
        """Take the order back from the ERP, so that it can be edited and submitted again (O-10)."""
        self.lifecycle.check(Action.RECALL_ORDER, self)
        self.returns_to = OrderStatusReason.PENDING
        self.lifecycle.move(Action.RECALL_ORDER, self, self._reason_of_facts())
        self.erp_status = ErpStatus.RECALLED

    def sum_up(self, prices: PriceBook) -> None:
        """Compute the totals, but never those of a submitted order: the ERP knows them (O-7)."""
        if not self.is_submitted:
            PriceLocking.sum_up(self, prices)
        # Other orders that have shipments cannot be edited.
        elif self.fulfillment_status is not FulfillmentStatus.NONE:
            self.fulfillment_status = self.measure_delivery()

    def measure_delivery(self) -> FulfillmentStatus:
        """Return the extent of delivery of an order that has a shipment (I-67)."""
        complete = all(line.shipped_quantity == line.quantity for line in self.lines)
        return FulfillmentStatus.COMPLETE if complete else FulfillmentStatus.PARTIAL

    def count_invoiced(self, status: InvoicingStatus) -> None:
        """Set the invoicing status; FULL makes the order Invoiced (5.2)."""
        self.invoicing_status = status
        is_invoiced = self.status is OrderStatus.INVOICED
        if status is InvoicingStatus.FULL and not is_invoiced:
            self._move(Action.COMPLETE_INVOICING)
        elif status is not InvoicingStatus.FULL and is_invoiced:
            # Shipments may have been recorded or canceled while the order was invoiced.
            self._move(Action.REVERT_INVOICING)

    def count_shipped(
        self,
        action: Action,
        status: FulfillmentStatus,
        latest: date | None,
        details: CloseDetails | None = None,
    ) -> None:
        """Set the extent of delivery and the date of the latest shipment, and move the order.

        An invoiced order keeps its status (5.3). With details, the order gets a close record.
        """
        facts = self.facts()
        self.fulfillment_status, self.date_fulfilled = status, latest
        self._move(action, facts, details)

    def _move(
        self, action: Action, facts: Facts | None = None, details: CloseDetails | None = None
    ) -> None:
        """Move to the state that follows from what is invoiced and delivered (2.3)."""
        here = {OrderStatus.ACTIVE, OrderStatus.SUBMITTED}
        if self.status in here:
            self.returns_to = self.status_reason
        if details is None:
            self.lifecycle.move(action, self, self._reason_of_facts(), facts)
        else:
            self.close(action, details, self._reason_of_facts(), facts, may_precede=True)
        if self.status in here:
            self.returns_to = None

    def _reason_of_facts(self) -> OrderStatusReason:
        if self.invoicing_status is InvoicingStatus.FULL:
            return OrderStatusReason.INVOICED
        # The ERP owns a submitted order until it is invoiced, however much is shipped (O-12).
        in_erp = self.returns_to is OrderStatusReason.IN_PROGRESS
        if self.fulfillment_status is not FulfillmentStatus.NONE and not in_erp:
            return OrderStatusReason(self.fulfillment_status.value)
        return self.returns_to or OrderStatusReason.NEW
