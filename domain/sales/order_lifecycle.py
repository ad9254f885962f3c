"""The life cycle of orders: active, submitted, fulfilled, invoiced, canceled (2.3)."""

from enum import StrEnum

from domain.core.action import Action
from domain.core.errors import EmptyDocument, ParentReadOnly, RecordReadOnly, Refused
from domain.core.lifecycle import Fact, Lifecycle, State, Transition, moves_from, stays_in
from domain.pricing.pricing_error import PricingErrors
from domain.sales.mailing import OrderNotSendable
from domain.sales.price_lock import PricingAlreadyLocked, PricingAlreadyUnlocked


class OrderStatus(StrEnum):
    """The status of an order."""

    ACTIVE = "ACTIVE"
    # Needs a connection to an ERP, which is not available yet; nothing leads there (I-55).
    SUBMITTED = "SUBMITTED"
    CANCELED = "CANCELED"
    FULFILLED = "FULFILLED"
    INVOICED = "INVOICED"


class OrderStatusReason(StrEnum):
    """The status reason of an order; each belongs to one status."""

    NEW = "NEW"
    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    NO_MONEY = "NO_MONEY"
    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"
    INVOICED = "INVOICED"


class OrderNotActive(Refused):
    """Only an active order can be fulfilled or given a status reason (I-51)."""

    rule = "Only an active order allows this action."
    message = "{record} is `{status}`. {rule}"


class OrderNotCancelable(Refused):
    """Only active and fulfilled orders can be canceled (2.3)."""

    rule = "Only an active or fulfilled order can be canceled."
    message = "{record} is `{status}`. {rule}"


class OrderNotInvoiceable(Refused):
    """Only active and fulfilled orders can be invoiced (4.11)."""

    rule = "Only an active or fulfilled order that is not fully invoiced can be invoiced."
    message = "{record} is `{status}`. {rule}"


class OrderHasInvoices(Refused):
    """An order with invoices that are not canceled cannot change or be canceled."""

    rule = "The order has invoices. Cancel them first."


class OrderFromQuote(Refused):
    """An order created from a quote cannot be deleted."""

    rule = "The order was created from a quote and cannot be deleted. Cancel it instead."


_ACTIVE, _FULFILLED = OrderStatus.ACTIVE, OrderStatus.FULFILLED

NEW = State(_ACTIVE, OrderStatusReason.NEW)

PENDING = State(_ACTIVE, OrderStatusReason.PENDING)

COMPLETE = State(_FULFILLED, OrderStatusReason.COMPLETE)

PARTIAL = State(_FULFILLED, OrderStatusReason.PARTIAL)

CANCELED = State(OrderStatus.CANCELED, OrderStatusReason.NO_MONEY)

INVOICED = State(OrderStatus.INVOICED, OrderStatusReason.INVOICED)

ACTIVE_STATES = (NEW, PENDING)

OPEN_STATES = (*ACTIVE_STATES, COMPLETE, PARTIAL)

# What has been invoiced must keep adding up to the order (I-54, decision 10).
_NOT_INVOICED = {Fact.HAS_INVOICES: OrderHasInvoices}

LIFECYCLE = Lifecycle(
    NEW,
    # `Order.assign` refuses amounts while there are invoices; other fields can still change.
    Transition(Action.UPDATE_ORDER, stays_in(*ACTIVE_STATES), RecordReadOnly),
    Transition(Action.EDIT_LINES, stays_in(*ACTIVE_STATES), ParentReadOnly, forbids=_NOT_INVOICED),
    Transition(Action.RECALCULATE, stays_in(*ACTIVE_STATES), RecordReadOnly, forbids=_NOT_INVOICED),
    Transition(
        Action.LOCK_PRICING,
        stays_in(*ACTIVE_STATES),
        RecordReadOnly,
        forbids={Fact.PRICES_ARE_LOCKED: PricingAlreadyLocked},
    ),
    Transition(
        Action.UNLOCK_PRICING,
        stays_in(*ACTIVE_STATES),
        RecordReadOnly,
        requires={Fact.PRICES_ARE_LOCKED: PricingAlreadyUnlocked},
        forbids=_NOT_INVOICED,
    ),
    Transition(
        Action.SET_ORDER_STATUS_REASON, moves_from(ACTIVE_STATES, *ACTIVE_STATES), OrderNotActive
    ),
    Transition(Action.FULFILL_ORDER, moves_from(ACTIVE_STATES, COMPLETE, PARTIAL), OrderNotActive),
    Transition(
        Action.CREATE_INVOICE_FROM_ORDER,
        stays_in(*OPEN_STATES),
        OrderNotInvoiceable,
        requires={Fact.HAS_LINES: EmptyDocument},
        forbids={Fact.HAS_PRICING_ERRORS: PricingErrors},
    ),
    Transition(
        Action.SEND_ORDER,
        stays_in(*OPEN_STATES, INVOICED),
        OrderNotSendable,
        requires={Fact.HAS_LINES: EmptyDocument},
    ),
    Transition(
        Action.CANCEL_ORDER,
        moves_from(OPEN_STATES, CANCELED),
        OrderNotCancelable,
        forbids=_NOT_INVOICED,
    ),
    Transition(
        Action.DELETE_ORDER,
        stays_in(NEW),
        RecordReadOnly,
        forbids={Fact.FROM_QUOTE: OrderFromQuote, **_NOT_INVOICED},
    ),
    Transition(
        # This one and the next follow from the invoices of the order.
        Action.COMPLETE_INVOICING,
        moves_from(OPEN_STATES, INVOICED),
        OrderNotInvoiceable,
        offered=False,
    ),
    Transition(
        Action.REVERT_INVOICING,
        moves_from([INVOICED], NEW, PENDING, COMPLETE, PARTIAL),
        RecordReadOnly,
        offered=False,
    ),
)
