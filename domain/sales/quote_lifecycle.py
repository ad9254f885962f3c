"""The life cycle of quotes: draft, active, won, closed (2.2)."""

from enum import StrEnum

from domain.core.action import Action
from domain.core.errors import EmptyDocument, ParentReadOnly, RecordReadOnly, Refused
from domain.core.lifecycle import Fact, Lifecycle, State, Transition, moves_from, stays_in
from domain.pricing.pricing_error import PricingErrors
from domain.sales.opportunity_lifecycle import OpportunityLost


class QuoteStatus(StrEnum):
    """The status of a quote."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    WON = "WON"
    CLOSED = "CLOSED"


class QuoteStatusReason(StrEnum):
    """The status reason of a quote; IN_PROGRESS belongs to DRAFT and to ACTIVE."""

    IN_PROGRESS = "IN_PROGRESS"
    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"
    CANCELED = "CANCELED"
    REVISED = "REVISED"


class QuoteNotDraft(Refused):
    """A quote that is no longer a draft cannot be activated (4.3)."""

    rule = "Only a draft quote can be activated. Revise this one to get a new draft."
    message = "{record} is `{status}`. {rule}"


class QuoteNotActive(Refused):
    """Only an active quote can be ordered, closed or revised (I-6, I-7, I-11)."""

    rule = (
        "Only an active quote allows this action. Activate a draft first, or revise a closed quote."
    )
    message = "{record} is `{status}`. {rule}"


class QuoteAlreadyOrdered(Refused):
    """The quote already has an order (I-13)."""

    rule = "An order has already been created from the quote."
    message = "{record} already has an order, {order}."


class QuoteAlreadyAccepted(Refused):
    """A won quote cannot be revised (I-6)."""

    rule = "The quote has been won and cannot be revised. Create a new quote instead."


class QuoteLiveRevisionExists(Refused):
    """Another revision of the same number is Draft or Active (Dynamics 0x80048d00, I-5)."""

    rule = "Another revision of this quote is a draft or active. Continue with that revision."


_DRAFT, _ACTIVE = QuoteStatus.DRAFT, QuoteStatus.ACTIVE

_WON, _CLOSED = QuoteStatus.WON, QuoteStatus.CLOSED

DRAFT = State(_DRAFT, QuoteStatusReason.IN_PROGRESS)

IN_PROGRESS = State(_ACTIVE, QuoteStatusReason.IN_PROGRESS)

OPEN = State(_ACTIVE, QuoteStatusReason.OPEN)

WON = State(_WON, QuoteStatusReason.WON)

LOST = State(_CLOSED, QuoteStatusReason.LOST)

CANCELED = State(_CLOSED, QuoteStatusReason.CANCELED)

REVISED = State(_CLOSED, QuoteStatusReason.REVISED)

ACTIVE_STATES = (IN_PROGRESS, OPEN)

LIVE = frozenset({_DRAFT, _ACTIVE})

LOST_STATES = (LOST, CANCELED)  # not REVISED: a revised quote continues as its next revision

LIFECYCLE = Lifecycle(
    DRAFT,
    Transition(Action.UPDATE_QUOTE, stays_in(DRAFT), RecordReadOnly),
    Transition(Action.EDIT_LINES, stays_in(DRAFT), ParentReadOnly),
    Transition(Action.RECALCULATE, stays_in(DRAFT), RecordReadOnly),
    Transition(
        Action.ACTIVATE_QUOTE,
        moves_from([DRAFT], IN_PROGRESS),
        QuoteNotDraft,
        requires={Fact.HAS_LINES: EmptyDocument},
        forbids={Fact.HAS_PRICING_ERRORS: PricingErrors},
        settled=frozenset(ACTIVE_STATES),
    ),
    Transition(
        Action.SET_QUOTE_STATUS_REASON,
        moves_from(ACTIVE_STATES, *ACTIVE_STATES),
        QuoteNotActive,
    ),
    Transition(
        Action.CREATE_ORDER_FROM_QUOTE,
        # Pricing errors need no check: an active quote had none when activated and cannot change
        # (I-43).
        moves_from(ACTIVE_STATES, WON),
        QuoteNotActive,
        refusals={_WON: QuoteAlreadyOrdered},
        requires={Fact.HAS_LINES: EmptyDocument},
    ),
    Transition(
        Action.REVISE_QUOTE,
        # A lost or canceled quote keeps its status when it is revised (I-4).
        moves_from(ACTIVE_STATES, REVISED) | stays_in(LOST, CANCELED, REVISED),
        QuoteNotActive,
        refusals={_WON: QuoteAlreadyAccepted},
        forbids={
            Fact.HAS_LIVE_REVISION: QuoteLiveRevisionExists,
            Fact.OPPORTUNITY_IS_LOST: OpportunityLost,
        },
    ),
    Transition(
        Action.CLOSE_QUOTE,
        moves_from(ACTIVE_STATES, REVISED, CANCELED, LOST),
        QuoteNotActive,
    ),
    Transition(
        Action.SEND_QUOTE,
        stays_in(*ACTIVE_STATES),
        QuoteNotActive,
        requires={Fact.HAS_LINES: EmptyDocument},
    ),
    Transition(
        # Happens when the opportunity is won or lost, so users cannot choose it.
        Action.CANCEL_WITH_OPPORTUNITY,
        moves_from([DRAFT, *ACTIVE_STATES], CANCELED),
        RecordReadOnly,
        offered=False,
    ),
    Transition(Action.DELETE_QUOTE, stays_in(DRAFT), RecordReadOnly),
)
