"""The expected life cycles, written by hand: one row per action.

Each column is a state. A cell is the result of the action in that state: `=` is allowed and keeps
the state, `>NEW` moves to the state NEW, and a word is the name of the error.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.core.errors import DomainError, InvalidState, ParentReadOnly, RecordReadOnly
from domain.core.lifecycle import State
from domain.sales import (
    delivery_refusals,
    invoice_lifecycle,
    opportunity_lifecycle,
    order_lifecycle,
    quote_lifecycle,
)
from domain.sales.mailing import OrderNotSendable

REFUSALS: dict[str, type[DomainError]] = {
    "read_only": RecordReadOnly,
    "parent": ParentReadOnly,
    "closed": opportunity_lifecycle.OpportunityAlreadyClosed,
    "open": opportunity_lifecycle.OpportunityAlreadyOpen,
    "lost": opportunity_lifecycle.OpportunityLost,
    "not_in_progress": opportunity_lifecycle.OpportunityNotInProgress,
    "not_on_hold": opportunity_lifecycle.OpportunityNotOnHold,
    "not_draft": quote_lifecycle.QuoteNotDraft,
    "quote": quote_lifecycle.QuoteNotActive,
    "ordered": quote_lifecycle.QuoteAlreadyOrdered,
    "accepted": quote_lifecycle.QuoteAlreadyAccepted,
    "order": order_lifecycle.OrderNotActive,
    "locked": order_lifecycle.OrderLockedByErp,
    "not_submittable": order_lifecycle.OrderNotSubmittable,
    "not_submitted": order_lifecycle.OrderNotSubmitted,
    "order_canceled": delivery_refusals.OrderCanceled,
    "nothing": delivery_refusals.OrderNothingToShip,
    "unshipped": delivery_refusals.OrderHasNoShipments,
    "not_cancelable": order_lifecycle.OrderNotCancelable,
    "not_sendable": OrderNotSendable,
    "not_invoiceable": order_lifecycle.OrderNotInvoiceable,
    "invoice": invoice_lifecycle.InvoiceNotActive,
    "paid": invoice_lifecycle.InvoiceAlreadyPaid,
    "not_paid": invoice_lifecycle.InvoiceNotPaid,
    "canceled": invoice_lifecycle.InvoiceCanceled,
    "state": InvalidState,
}

OPPORTUNITY_STATES = {
    "IN_PROGRESS": opportunity_lifecycle.IN_PROGRESS,
    "ON_HOLD": opportunity_lifecycle.ON_HOLD,
    "WON": opportunity_lifecycle.WON,
    "CANCELED": opportunity_lifecycle.CANCELED,
    "OUT_SOLD": opportunity_lifecycle.OUT_SOLD,
}
OPPORTUNITY = """
                                IN_PROGRESS     ON_HOLD      WON          CANCELED     OUT_SOLD
UPDATE_OPPORTUNITY              =               =            read_only    read_only    read_only
EDIT_LINES/add                  =               =            parent       parent       parent
EDIT_LINES/change               =               =            parent       parent       parent
EDIT_LINES/remove               =               =            parent       parent       parent
RECALCULATE                     =               =            read_only    read_only    read_only
HOLD_OPPORTUNITY                >ON_HOLD        not_in_progress closed    closed       closed
RESUME_OPPORTUNITY              not_on_hold     >IN_PROGRESS closed       closed       closed
WIN_OPPORTUNITY                 >WON            >WON         closed       closed       closed
LOSE_OPPORTUNITY                >CANCELED       >CANCELED    closed       closed       closed
LOSE_OPPORTUNITY/CANCELED       >CANCELED       >CANCELED    closed       closed       closed
LOSE_OPPORTUNITY/OUT_SOLD       >OUT_SOLD       >OUT_SOLD    closed       closed       closed
REOPEN_OPPORTUNITY              open            open         >IN_PROGRESS >IN_PROGRESS >IN_PROGRESS
CREATE_QUOTE_FROM_OPPORTUNITY   =               =            =            lost         lost
CREATE_ORDER_FROM_OPPORTUNITY   =               =            =            lost         lost
CREATE_INVOICE_FROM_OPPORTUNITY =               =            =            lost         lost
DELETE_OPPORTUNITY              =               =            read_only    read_only    read_only
"""

QUOTE_STATES = {
    "DRAFT": quote_lifecycle.DRAFT,
    "IN_PROGRESS": quote_lifecycle.IN_PROGRESS,
    "OPEN": quote_lifecycle.OPEN,
    "WON": quote_lifecycle.WON,
    "LOST": quote_lifecycle.LOST,
    "CANCELED": quote_lifecycle.CANCELED,
    "REVISED": quote_lifecycle.REVISED,
}
QUOTE = """
                          DRAFT        IN_PROGRESS  OPEN         WON       LOST      CANCELED  REVISED
UPDATE_QUOTE              =            read_only    read_only    read_only read_only read_only read_only
EDIT_LINES/add            =            parent       parent       parent    parent    parent    parent
EDIT_LINES/change         =            parent       parent       parent    parent    parent    parent
EDIT_LINES/remove         =            parent       parent       parent    parent    parent    parent
RECALCULATE               =            read_only    read_only    read_only read_only read_only read_only
ACTIVATE_QUOTE            >IN_PROGRESS =            =            not_draft not_draft not_draft not_draft
SET_QUOTE_STATUS_REASON/I quote        >IN_PROGRESS >IN_PROGRESS quote     quote     quote     quote
SET_QUOTE_STATUS_REASON/O quote        >OPEN        >OPEN        quote     quote     quote     quote
CREATE_ORDER_FROM_QUOTE   quote        >WON         >WON         ordered   quote     quote     quote
REVISE_QUOTE              quote        >REVISED     >REVISED     accepted  =         =         =
CLOSE_QUOTE/REVISED       quote        >REVISED     >REVISED     quote     quote     quote     quote
CLOSE_QUOTE/CANCELED      quote        >CANCELED    >CANCELED    quote     quote     quote     quote
CLOSE_QUOTE/LOST          quote        >LOST        >LOST        quote     quote     quote     quote
SEND_QUOTE                quote        =            =            quote     quote     quote     quote
CANCEL_WITH_OPPORTUNITY   >CANCELED    >CANCELED    >CANCELED    read_only read_only read_only read_only
DELETE_QUOTE              =            read_only    read_only    read_only read_only read_only read_only
"""  # noqa: E501 - a table is read as a whole

ORDER_STATES = {
    "NEW": order_lifecycle.NEW,
    "PENDING": order_lifecycle.PENDING,
    "COMPLETE": order_lifecycle.COMPLETE,
    "PARTIAL": order_lifecycle.PARTIAL,
    "SUBMITTED": order_lifecycle.SUBMITTED,
    "CANCELED": order_lifecycle.CANCELED,
    "INVOICED": order_lifecycle.INVOICED,
}
ORDER = """
                               NEW           PENDING       COMPLETE        PARTIAL         SUBMITTED       CANCELED        INVOICED
UPDATE_ORDER                   =             =             read_only       read_only       locked          read_only       read_only
EDIT_LINES/add                 =             =             parent          parent          locked          parent          parent
EDIT_LINES/change              =             =             parent          parent          locked          parent          parent
EDIT_LINES/remove              =             =             parent          parent          locked          parent          parent
RECALCULATE                    =             =             read_only       read_only       locked          read_only       read_only
LOCK_PRICING                   =             =             read_only       read_only       locked          read_only       read_only
UNLOCK_PRICING                 =             =             read_only       read_only       locked          read_only       read_only
SET_ORDER_STATUS_REASON/NEW    >NEW          >NEW          order           order           locked          order           order
SET_ORDER_STATUS_REASON/PEND   >PENDING      >PENDING      order           order           locked          order           order
FULFILL_ORDER/COMPLETE         >COMPLETE     >COMPLETE     order           >COMPLETE       locked          order           =
FULFILL_ORDER/PARTIAL          >PARTIAL      >PARTIAL      order           =               locked          order           =
RECORD_SHIPMENT/all            >COMPLETE     >COMPLETE     nothing         >COMPLETE       locked          order_canceled  =
RECORD_SHIPMENT/part           >PARTIAL      >PARTIAL      nothing         =               locked          order_canceled  =
CANCEL_SHIPMENT/only           unshipped     unshipped     >NEW            >NEW            unshipped       order_canceled  =
CANCEL_SHIPMENT/pending        unshipped     unshipped     >PENDING        >PENDING        unshipped       order_canceled  =
CANCEL_SHIPMENT/one            unshipped     unshipped     >PARTIAL        =               unshipped       order_canceled  =
CANCEL_SHIPMENT/blank          unshipped     unshipped     =               =               unshipped       order_canceled  =
CREATE_INVOICE_FROM_ORDER/all  >INVOICED     >INVOICED     >INVOICED       >INVOICED       locked          not_invoiceable not_invoiceable
CREATE_INVOICE_FROM_ORDER/part =             =             =               =               locked          not_invoiceable not_invoiceable
SEND_ORDER                     =             =             =               =               =               not_sendable    =
CANCEL_ORDER                   >CANCELED     >CANCELED     >CANCELED       >CANCELED       locked          not_cancelable  not_cancelable
DELETE_ORDER                   =             read_only     read_only       read_only       locked          read_only       read_only
COMPLETE_INVOICING             >INVOICED     >INVOICED     >INVOICED       >INVOICED       >INVOICED       not_invoiceable not_invoiceable
REVERT_INVOICING               read_only     read_only     read_only       read_only       read_only       read_only       >NEW
SUBMIT_ORDER                   >SUBMITTED    >SUBMITTED    not_submittable not_submittable not_submittable not_submittable not_submittable
RECALL_ORDER                   not_submitted not_submitted not_submitted   not_submitted   >PENDING        not_submitted   not_submitted
"""  # noqa: E501 - a table is read as a whole

INVOICE_STATES = {
    "NEW": invoice_lifecycle.NEW,
    "SHIPPED": invoice_lifecycle.ACTIVE_STATES[1],
    "BILLED": invoice_lifecycle.ACTIVE_STATES[2],
    "BOOKED": invoice_lifecycle.ACTIVE_STATES[3],
    "INSTALLED": invoice_lifecycle.ACTIVE_STATES[4],
    "COMPLETE": invoice_lifecycle.COMPLETE,
    "PARTIAL": invoice_lifecycle.PARTIAL,
    "CANCELED": invoice_lifecycle.CANCELED,
}
INVOICE = """
                         NEW        SHIPPED    BILLED     BOOKED     INSTALLED  COMPLETE  PARTIAL   CANCELED
UPDATE_INVOICE           =          =          =          =          =          read_only read_only read_only
EDIT_LINES/add           =          =          =          =          =          parent    parent    parent
EDIT_LINES/change        =          =          =          =          =          parent    parent    parent
EDIT_LINES/remove        =          =          =          =          =          parent    parent    parent
RECALCULATE              =          =          =          =          =          read_only read_only read_only
LOCK_PRICING             =          =          =          =          =          read_only read_only read_only
UNLOCK_PRICING           =          =          =          =          =          read_only read_only read_only
SET_INVOICE_STATUS_REASON/NEW       >NEW >NEW >NEW >NEW >NEW                               invoice invoice invoice
SET_INVOICE_STATUS_REASON/SHIPPED   >SHIPPED >SHIPPED >SHIPPED >SHIPPED >SHIPPED           invoice invoice invoice
SET_INVOICE_STATUS_REASON/BILLED    >BILLED >BILLED >BILLED >BILLED >BILLED                invoice invoice invoice
SET_INVOICE_STATUS_REASON/BOOKED    >BOOKED >BOOKED >BOOKED >BOOKED >BOOKED                invoice invoice invoice
SET_INVOICE_STATUS_REASON/INSTALLED >INSTALLED >INSTALLED >INSTALLED >INSTALLED >INSTALLED invoice invoice invoice
PAY_INVOICE/COMPLETE     >COMPLETE  >COMPLETE  >COMPLETE  >COMPLETE  >COMPLETE  paid      >COMPLETE canceled
PAY_INVOICE/PARTIAL      >PARTIAL   >PARTIAL   >PARTIAL   >PARTIAL   >PARTIAL   paid      state     canceled
RECORD_PAYMENT/all       >COMPLETE  >COMPLETE  >COMPLETE  >COMPLETE  >COMPLETE  paid      >COMPLETE canceled
RECORD_PAYMENT/part      >PARTIAL   >PARTIAL   >PARTIAL   >PARTIAL   >PARTIAL   paid      >PARTIAL  canceled
REVERSE_PAYMENT/all      not_paid   not_paid   not_paid   not_paid   not_paid   >NEW      >NEW      canceled
REVERSE_PAYMENT/part     not_paid   not_paid   not_paid   not_paid   not_paid   >PARTIAL  >PARTIAL  canceled
SEND_INVOICE             =          =          =          =          =          =         =         canceled
CANCEL_INVOICE           >CANCELED  >CANCELED  >CANCELED  >CANCELED  >CANCELED  >CANCELED >CANCELED canceled
FOLLOW_ERP/BILLED        read_only  read_only  >BILLED    read_only  read_only  >BILLED   >BILLED   >BILLED
FOLLOW_ERP/PARTIAL       read_only  read_only  >PARTIAL   read_only  read_only  >PARTIAL  >PARTIAL  >PARTIAL
FOLLOW_ERP/COMPLETE      read_only  read_only  >COMPLETE  read_only  read_only  >COMPLETE >COMPLETE >COMPLETE
FOLLOW_ERP/CANCELED      read_only  read_only  >CANCELED  read_only  read_only  >CANCELED >CANCELED >CANCELED
"""  # noqa: E501 - a table is read as a whole


@dataclass(frozen=True)
class Cell:
    """The result of one action in one state."""

    act: str
    state: State
    target: State | None = None  # None if refused
    refusal: type[DomainError] | None = None


def cells(table: str, states: dict[str, State]) -> list[Cell]:
    """Return the cells of a table, row by row."""
    heads, *rows = (row.split() for row in table.strip().splitlines())
    assert heads == list(states)
    found = []
    for act, *words in rows:
        assert len(words) == len(heads), act
        for head, word in zip(heads, words, strict=True):
            if word in REFUSALS:
                found.append(Cell(act, states[head], refusal=REFUSALS[word]))
            else:
                target = states[head] if word == "=" else states[word.removeprefix(">")]
                found.append(Cell(act, states[head], target=target))
    return found


def name_of(cell: Any) -> str:
    """Return the test ID of a cell."""
    return f"{cell.act}-{cell.state.status}-{cell.state.reason}"


Act = Callable[[Any], object]
