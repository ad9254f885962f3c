"""The life cycle of opportunities: open, won, lost (2.1)."""

from enum import StrEnum

from domain.core.action import Action
from domain.core.errors import EmptyDocument, ParentReadOnly, RecordReadOnly, Refused
from domain.core.lifecycle import Fact, Lifecycle, State, Transition, moves_from, stays_in
from domain.pricing.pricing_error import PricingErrors


class OpportunityStatus(StrEnum):
    """The status of an opportunity."""

    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"


class OpportunityStatusReason(StrEnum):
    """The status reason of an opportunity; each belongs to one status."""

    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    WON = "WON"
    CANCELED = "CANCELED"
    OUT_SOLD = "OUT_SOLD"


class OpportunityAlreadyClosed(Refused):
    """A closed opportunity cannot be closed again (Dynamics 0x80040515, I-17)."""

    rule = "The opportunity is already closed. Reopen it first with `reopenOpportunity`."
    message = "{record} is `{status}`. {rule}"


class OpportunityAlreadyOpen(Refused):
    """An open opportunity cannot be reopened (Dynamics 0x8004051a)."""

    rule = "The opportunity is already open."


class OpportunityNotInProgress(Refused):
    """Only an opportunity in progress can be put on hold."""

    rule = "Only an open opportunity that is in progress can be put on hold."


class OpportunityNotOnHold(Refused):
    """Only an opportunity on hold can be resumed."""

    rule = "Only an opportunity on hold can be resumed."


class OpportunityLost(Refused):
    """No documents can be created from a lost opportunity (4.1)."""

    rule = "The opportunity is lost. Reopen it first with `reopenOpportunity`."


class OpportunityHasOpenQuotes(Refused):
    """An opportunity with draft or active quotes cannot close (Dynamics 0x80040516, I-17)."""

    rule = (
        "The opportunity still has draft or active quotes. Close them first, or set"
        " `cancelOpenQuotes` to true."
    )
    message = "{record} still has draft or active quotes: {numbers}. {rule}"


class OpportunityHasDocuments(Refused):
    """An opportunity with quotes, orders or invoices cannot be deleted."""

    rule = "The opportunity has quotes, orders or invoices and cannot be deleted."


_OPEN, _WON, _LOST = OpportunityStatus.OPEN, OpportunityStatus.WON, OpportunityStatus.LOST

IN_PROGRESS = State(_OPEN, OpportunityStatusReason.IN_PROGRESS)

ON_HOLD = State(_OPEN, OpportunityStatusReason.ON_HOLD)

WON = State(_WON, OpportunityStatusReason.WON)

CANCELED = State(_LOST, OpportunityStatusReason.CANCELED)

OUT_SOLD = State(_LOST, OpportunityStatusReason.OUT_SOLD)

OPEN_STATES = (IN_PROGRESS, ON_HOLD)

LOST_STATES = (CANCELED, OUT_SOLD)

_NO_LIVE_QUOTES = {Fact.HAS_OPEN_QUOTES: OpportunityHasOpenQuotes}

LIFECYCLE = Lifecycle(
    IN_PROGRESS,
    Transition(Action.UPDATE_OPPORTUNITY, stays_in(*OPEN_STATES), RecordReadOnly),
    Transition(Action.EDIT_LINES, stays_in(*OPEN_STATES), ParentReadOnly),
    Transition(Action.RECALCULATE, stays_in(*OPEN_STATES), RecordReadOnly),
    Transition(
        Action.HOLD_OPPORTUNITY,
        moves_from([IN_PROGRESS], ON_HOLD),
        OpportunityNotInProgress,
        refusals={_WON: OpportunityAlreadyClosed, _LOST: OpportunityAlreadyClosed},
    ),
    Transition(
        Action.RESUME_OPPORTUNITY,
        moves_from([ON_HOLD], IN_PROGRESS),
        OpportunityNotOnHold,
        refusals={_WON: OpportunityAlreadyClosed, _LOST: OpportunityAlreadyClosed},
    ),
    Transition(
        Action.WIN_OPPORTUNITY,
        moves_from(OPEN_STATES, WON),
        OpportunityAlreadyClosed,
        forbids=_NO_LIVE_QUOTES,
    ),
    Transition(
        Action.LOSE_OPPORTUNITY,
        moves_from(OPEN_STATES, *LOST_STATES),
        OpportunityAlreadyClosed,
        forbids=_NO_LIVE_QUOTES,
    ),
    Transition(
        Action.REOPEN_OPPORTUNITY,
        moves_from([WON, *LOST_STATES], IN_PROGRESS),
        OpportunityAlreadyOpen,
    ),
    # A won opportunity can get new quotes (decision 9). A quote can begin without lines, because
    # it is a draft; orders and invoices cannot (I-44).
    Transition(Action.CREATE_QUOTE_FROM_OPPORTUNITY, stays_in(*OPEN_STATES, WON), OpportunityLost),
    Transition(
        Action.CREATE_ORDER_FROM_OPPORTUNITY,
        stays_in(*OPEN_STATES, WON),
        OpportunityLost,
        requires={Fact.HAS_LINES: EmptyDocument},
        forbids={Fact.HAS_PRICING_ERRORS: PricingErrors},
    ),
    Transition(
        Action.CREATE_INVOICE_FROM_OPPORTUNITY,
        stays_in(*OPEN_STATES, WON),
        OpportunityLost,
        requires={Fact.HAS_LINES: EmptyDocument},
        forbids={Fact.HAS_PRICING_ERRORS: PricingErrors},
    ),
    Transition(
        Action.DELETE_OPPORTUNITY,
        stays_in(*OPEN_STATES),
        RecordReadOnly,
        forbids={Fact.HAS_DOCUMENTS: OpportunityHasDocuments},
    ),
)
