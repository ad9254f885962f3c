"""The life cycle of invoices: active, paid, canceled (2.4)."""

from enum import StrEnum

from domain.core.action import Action
from domain.core.errors import EmptyDocument, ParentReadOnly, RecordReadOnly, Refused
from domain.core.lifecycle import Fact, Lifecycle, State, Transition, moves_from, stays_in
from domain.sales.price_lock import PricingAlreadyLocked, PricingAlreadyUnlocked


class InvoiceStatus(StrEnum):
    """The status of an invoice."""

    ACTIVE = "ACTIVE"
    PAID = "PAID"
    CANCELED = "CANCELED"


class InvoiceStatusReason(StrEnum):
    """The status reason of an invoice; each belongs to one status."""

    NEW = "NEW"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    BILLED = "BILLED"
    BOOKED = "BOOKED"
    INSTALLED = "INSTALLED"
    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"
    CANCELED = "CANCELED"


class InvoiceNotActive(Refused):
    """Only an active invoice can be given a status reason."""

    rule = "Only an active invoice allows this action."
    message = "{record} is `{status}`. {rule}"


class InvoiceCanceled(Refused):
    """A canceled invoice cannot be changed (I-59)."""

    rule = "The invoice is canceled and can no longer be changed."


class InvoiceAlreadyPaid(Refused):
    """The invoice has been paid in full."""

    rule = "The invoice is already paid in full."


class InvoiceNotPaid(Refused):
    """Only payments can be reversed."""

    rule = "The invoice has no payments that can be reversed."


class InvoiceOwnedByErp(Refused):
    """An invoice that the ERP has posted follows the ERP; nobody changes it here (O-13)."""

    rule = (
        "The ERP posted the invoice, so it cannot be changed here. Change it in the ERP, which"
        " reports the change."
    )


class InvoiceLineFromOrder(Refused):
    """The quantity of a line that bills an order line is fixed (I-54)."""

    rule = (
        "The line bills a line of an order. To bill another quantity, cancel this invoice"
        " and create a new one from the order."
    )


_ACTIVE, _PAID = InvoiceStatus.ACTIVE, InvoiceStatus.PAID

NEW = State(_ACTIVE, InvoiceStatusReason.NEW)

BILLED = State(_ACTIVE, InvoiceStatusReason.BILLED)

ACTIVE_STATES = (
    NEW,
    State(_ACTIVE, InvoiceStatusReason.PARTIALLY_SHIPPED),
    BILLED,
    State(_ACTIVE, InvoiceStatusReason.BOOKED),
    State(_ACTIVE, InvoiceStatusReason.INSTALLED),
)

COMPLETE = State(_PAID, InvoiceStatusReason.COMPLETE)

PARTIAL = State(_PAID, InvoiceStatusReason.PARTIAL)

CANCELED = State(InvoiceStatus.CANCELED, InvoiceStatusReason.CANCELED)

# The states of an invoice that the ERP has posted (I-9, I-10).
ERP_STATES = (BILLED, PARTIAL, COMPLETE, CANCELED)

_NOT_OWNED = {Fact.OWNED_BY_ERP: InvoiceOwnedByErp}

LIFECYCLE = Lifecycle(
    NEW,
    Transition(
        Action.UPDATE_INVOICE,
        stays_in(*ACTIVE_STATES),
        RecordReadOnly,
        bars=_NOT_OWNED,
    ),
    Transition(
        Action.EDIT_LINES,
        stays_in(*ACTIVE_STATES),
        ParentReadOnly,
        bars=_NOT_OWNED,
    ),
    Transition(
        Action.RECALCULATE,
        stays_in(*ACTIVE_STATES),
        RecordReadOnly,
        bars=_NOT_OWNED,
    ),
    Transition(
        Action.LOCK_PRICING,
        stays_in(*ACTIVE_STATES),
        RecordReadOnly,
        bars=_NOT_OWNED,
        forbids={Fact.PRICES_ARE_LOCKED: PricingAlreadyLocked},
    ),
    Transition(
        Action.UNLOCK_PRICING,
        stays_in(*ACTIVE_STATES),
        RecordReadOnly,
        bars=_NOT_OWNED,
        requires={Fact.PRICES_ARE_LOCKED: PricingAlreadyUnlocked},
        # With prices of the catalog, the invoices would no longer add up to the order (I-54).
        forbids={Fact.FROM_ORDER: InvoiceLineFromOrder},
    ),
    Transition(
        Action.SET_INVOICE_STATUS_REASON,
        moves_from(ACTIVE_STATES, *ACTIVE_STATES),
        InvoiceNotActive,
        bars=_NOT_OWNED,
    ),
    Transition(
        Action.PAY_INVOICE,
        moves_from(ACTIVE_STATES, COMPLETE, PARTIAL) | moves_from([PARTIAL], COMPLETE),
        InvoiceAlreadyPaid,
        bars=_NOT_OWNED,
        refusals={InvoiceStatus.CANCELED: InvoiceCanceled},
    ),
    Transition(
        Action.RECORD_PAYMENT,
        moves_from([*ACTIVE_STATES, PARTIAL], COMPLETE, PARTIAL),
        InvoiceAlreadyPaid,
        bars=_NOT_OWNED,
        refusals={InvoiceStatus.CANCELED: InvoiceCanceled},
    ),
    Transition(
        Action.REVERSE_PAYMENT,
        moves_from([COMPLETE, PARTIAL], PARTIAL, NEW),
        InvoiceNotPaid,
        bars=_NOT_OWNED,
        refusals={InvoiceStatus.CANCELED: InvoiceCanceled},
    ),
    Transition(
        Action.SEND_INVOICE,
        stays_in(*ACTIVE_STATES, COMPLETE, PARTIAL),
        InvoiceCanceled,
        requires={Fact.HAS_LINES: EmptyDocument},
    ),
    Transition(
        # A paid invoice needs a reason, which is no fact about it: `Invoice.cancel` checks that.
        Action.CANCEL_INVOICE,
        moves_from([*ACTIVE_STATES, COMPLETE, PARTIAL], CANCELED),
        InvoiceCanceled,
        bars=_NOT_OWNED,
    ),
    Transition(
        # The invoice follows the payments in the ERP, forth and back (O-14).
        Action.FOLLOW_ERP,
        moves_from(ERP_STATES, *ERP_STATES),
        RecordReadOnly,
        offered=False,
    ),
)
