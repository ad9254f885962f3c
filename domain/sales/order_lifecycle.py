"""The life cycle of orders: active, submitted, fulfilled, invoiced, canceled (2.3)."""

from enum import StrEnum

from domain.core.action import Action
from domain.core.errors import EmptyDocument, ParentReadOnly, RecordReadOnly, Refused
from domain.core.lifecycle import Fact, Lifecycle, State, Transition, moves_from, stays_in
from domain.pricing.pricing_error import PricingErrors
from domain.sales.delivery_refusals import (
    OrderCanceled,
    OrderHasNoShipments,
    OrderInUse,
    OrderNothingToShip,
)
from domain.sales.mailing import OrderNotSendable
from domain.sales.price_lock import PricingAlreadyLocked, PricingAlreadyUnlocked


class OrderStatus(StrEnum):
    """The status of an order."""

    ACTIVE = "ACTIVE"
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
    """The order is canceled or delivered, or not active, as a new status reason needs (I-51)."""

    rule = (
        "Only an active order allows this action; `fulfillOrder` also allows one that is partly"
        " delivered or invoiced."
    )
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


class SopDisabled(Refused):
    """Orders can be submitted only while an ERP is connected (O-1, F-1)."""

    rule = "No ERP is connected, so orders are not submitted. Create the invoice here instead."


class ErpOwnsInvoicing(Refused):
    """The invoices of orders come from the connected ERP (O-1, F-1)."""

    rule = "The connected ERP creates the invoices of orders. Submit the order instead."


class OrderLockedByErp(Refused):
    """A submitted order belongs to the ERP; only integration users may change it (O-6, S-2)."""

    rule = "The order was submitted to the ERP and is locked here. Recall it to change it."


class OrderNotSubmittable(Refused):
    """Only an active order can be submitted (S-1)."""

    rule = "Only an active order can be submitted to the ERP."
    message = "{record} is `{status}`. {rule}"


class OrderNotSubmitted(Refused):
    """The order is not in the ERP."""

    rule = "Only a submitted order allows this action."
    message = "{record} is `{status}`. {rule}"


class OrderFromQuote(Refused):
    """An order created from a quote cannot be deleted."""

    rule = "The order was created from a quote and cannot be deleted. Cancel it instead."


class OrderWasSubmitted(Refused):
    """What happened to an order in the ERP stays on record."""

    rule = "The order was submitted to an ERP before and cannot be deleted. Cancel it instead."


_ACTIVE, _FULFILLED = OrderStatus.ACTIVE, OrderStatus.FULFILLED

NEW = State(_ACTIVE, OrderStatusReason.NEW)

PENDING = State(_ACTIVE, OrderStatusReason.PENDING)

COMPLETE = State(_FULFILLED, OrderStatusReason.COMPLETE)

PARTIAL = State(_FULFILLED, OrderStatusReason.PARTIAL)

SUBMITTED = State(OrderStatus.SUBMITTED, OrderStatusReason.IN_PROGRESS)

CANCELED = State(OrderStatus.CANCELED, OrderStatusReason.NO_MONEY)

INVOICED = State(OrderStatus.INVOICED, OrderStatusReason.INVOICED)

ACTIVE_STATES = (NEW, PENDING)

OPEN_STATES = (*ACTIVE_STATES, COMPLETE, PARTIAL)

# What has been invoiced must keep adding up to the order (I-54, decision 10).
_NOT_INVOICED = {Fact.HAS_INVOICES: OrderHasInvoices}

# The ERP owns a submitted order. Its integration users may still correct header and lines; this
# condition comes last, because only it depends on the caller.
_NOT_LOCKED = {Fact.LOCKED_BY_ERP: OrderLockedByErp}

_IN_ERP: dict[StrEnum, type[Refused]] = {OrderStatus.SUBMITTED: OrderLockedByErp}
# Goods that are paid for can be delivered later: an invoiced order keeps its status (W6), and so
# does a submitted one, of which the ERP's integration users record the shipments (O-12).
_DELIVERIES = {
    **moves_from((*ACTIVE_STATES, PARTIAL), COMPLETE, PARTIAL),
    **stays_in(SUBMITTED, INVOICED),
}

LIFECYCLE = Lifecycle(
    NEW,
    # `Order.assign` refuses amounts while there are invoices; other fields can still change.
    Transition(
        Action.UPDATE_ORDER,
        stays_in(*ACTIVE_STATES, SUBMITTED),
        RecordReadOnly,
        forbids=_NOT_LOCKED,
    ),
    Transition(
        Action.EDIT_LINES,
        stays_in(*ACTIVE_STATES, SUBMITTED),
        ParentReadOnly,
        forbids={**_NOT_INVOICED, **_NOT_LOCKED},
    ),
    Transition(
        Action.RECALCULATE,
        stays_in(*ACTIVE_STATES),
        RecordReadOnly,
        refusals=_IN_ERP,
        forbids=_NOT_INVOICED,
    ),
    Transition(
        Action.LOCK_PRICING,
        stays_in(*ACTIVE_STATES),
        RecordReadOnly,
        refusals=_IN_ERP,
        forbids={Fact.PRICES_ARE_LOCKED: PricingAlreadyLocked},
    ),
    Transition(
        Action.UNLOCK_PRICING,
        stays_in(*ACTIVE_STATES),
        RecordReadOnly,
        refusals=_IN_ERP,
        requires={Fact.PRICES_ARE_LOCKED: PricingAlreadyUnlocked},
        forbids=_NOT_INVOICED,
    ),
    Transition(
        Action.SET_ORDER_STATUS_REASON,
        moves_from(ACTIVE_STATES, *ACTIVE_STATES),
        OrderNotActive,
        refusals=_IN_ERP,
    ),
    Transition(
        Action.FULFILL_ORDER,
        _DELIVERIES,
        OrderNotActive,
        requires={Fact.HAS_LINES: EmptyDocument},
        forbids={Fact.IS_DELIVERED: OrderNothingToShip, **_NOT_LOCKED},
    ),
    Transition(
        Action.RECORD_SHIPMENT,
        _DELIVERIES,
        OrderCanceled,
        refusals={_FULFILLED: OrderNothingToShip},
        requires={Fact.HAS_LINES: EmptyDocument},
        forbids={Fact.IS_DELIVERED: OrderNothingToShip, **_NOT_LOCKED},
    ),
    Transition(
        # What is left of the shipments decides where the order moves.
        Action.CANCEL_SHIPMENT,
        {
            COMPLETE: (COMPLETE, PARTIAL, *ACTIVE_STATES),
            PARTIAL: (PARTIAL, *ACTIVE_STATES),
            **stays_in(SUBMITTED, INVOICED),
        },
        OrderCanceled,
        refusals={_ACTIVE: OrderHasNoShipments},
        requires={Fact.HAS_SHIPMENTS: OrderHasNoShipments},
        forbids=_NOT_LOCKED,
    ),
    Transition(
        Action.CREATE_INVOICE_FROM_ORDER,
        stays_in(*OPEN_STATES),
        OrderNotInvoiceable,
        refusals=_IN_ERP,
        requires={Fact.HAS_LINES: EmptyDocument},
        forbids={
            Fact.HAS_PRICING_ERRORS: PricingErrors,
            Fact.ERP_IS_CONNECTED: ErpOwnsInvoicing,
        },
    ),
    Transition(
        Action.SEND_ORDER,
        stays_in(*OPEN_STATES, SUBMITTED, INVOICED),
        OrderNotSendable,
        requires={Fact.HAS_LINES: EmptyDocument},
    ),
    Transition(
        Action.CANCEL_ORDER,
        moves_from(OPEN_STATES, CANCELED),
        OrderNotCancelable,
        refusals=_IN_ERP,
        forbids=_NOT_INVOICED,
    ),
    Transition(
        Action.DELETE_ORDER,
        stays_in(NEW),
        RecordReadOnly,
        refusals=_IN_ERP,
        forbids={
            Fact.FROM_QUOTE: OrderFromQuote,
            Fact.WAS_SUBMITTED: OrderWasSubmitted,
            **_NOT_INVOICED,
            Fact.IS_USED: OrderInUse,
        },
    ),
    Transition(
        Action.SUBMIT_ORDER,
        moves_from(ACTIVE_STATES, SUBMITTED),
        OrderNotSubmittable,
        requires={Fact.ERP_IS_CONNECTED: SopDisabled, Fact.HAS_LINES: EmptyDocument},
        forbids={Fact.HAS_PRICING_ERRORS: PricingErrors, **_NOT_INVOICED},
        settled=frozenset({SUBMITTED}),
    ),
    Transition(
        # What the ERP knows of the order decides, too (`Submission.recall`), and what it shipped.
        Action.RECALL_ORDER,
        moves_from([SUBMITTED], PENDING, COMPLETE, PARTIAL),
        OrderNotSubmitted,
    ),
    Transition(
        # This one and the next follow from the invoices of the order.
        Action.COMPLETE_INVOICING,
        moves_from((*OPEN_STATES, SUBMITTED), INVOICED),
        OrderNotInvoiceable,
        offered=False,
    ),
    Transition(
        Action.REVERT_INVOICING,
        moves_from([INVOICED], NEW, PENDING, COMPLETE, PARTIAL, SUBMITTED),
        RecordReadOnly,
        offered=False,
    ),
)
