"""An opportunity: a possible sale, its value, its stage, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from domain.action import Action
from domain.closing import Closing
from domain.document import AMOUNTS, CurrencyImmutable, Document
from domain.errors import (
    EmptyDocument,
    Invalid,
    NotFound,
    ParentReadOnly,
    RecordReadOnly,
    Refused,
)
from domain.lifecycle import Fact, Facts, Lifecycle, State, Step, leads, stays
from domain.line import Line
from domain.money import LARGEST_INPUT, Number
from domain.pricing import PricingRules, convert
from domain.pricing_error import PricingError, PricingErrors
from domain.text import Text


class OpportunityStatus(StrEnum):
    """The coarse state."""

    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"


class OpportunityStatusReason(StrEnum):
    """The finer state; each belongs to one status."""

    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    WON = "WON"
    CANCELED = "CANCELED"
    OUT_SOLD = "OUT_SOLD"


class Stage(StrEnum):
    """How far the sale has come; descriptive, tied to no state."""

    QUALIFY = "QUALIFY"
    DEVELOP = "DEVELOP"
    PROPOSE = "PROPOSE"
    CLOSE = "CLOSE"


class Rating(StrEnum):
    """The seller's feeling."""

    HOT = "HOT"
    WARM = "WARM"
    COLD = "COLD"


class ForecastCategory(StrEnum):
    """Where the opportunity counts in a forecast; closing sets Won and Lost."""

    PIPELINE = "PIPELINE"
    BEST_CASE = "BEST_CASE"
    COMMITTED = "COMMITTED"
    OMITTED = "OMITTED"
    WON = "WON"
    LOST = "LOST"


class OpportunityNotFound(NotFound):
    """The opportunity does not exist, or the caller may not see it."""

    rule = "The opportunity does not exist. Check its ID."


class OpportunityAlreadyClosed(Refused):
    """A closed opportunity was closed again (Dynamics 0x80040515, I-17)."""

    rule = "The opportunity is already closed. Reopen it first with reopenOpportunity."
    message = "{record} is {status}. {rule}"


class OpportunityAlreadyOpen(Refused):
    """An open opportunity was reopened (Dynamics 0x8004051a)."""

    rule = "The opportunity is already open."


class OpportunityNotInProgress(Refused):
    """Only what is in progress can be put on hold."""

    rule = "Only an open opportunity that is in progress can be put on hold."


class OpportunityNotOnHold(Refused):
    """Only what is on hold can be resumed."""

    rule = "Only an opportunity on hold can be resumed."


class OpportunityLost(Refused):
    """A lost opportunity begins no documents (4.1)."""

    rule = "The opportunity is lost. Reopen it first with reopenOpportunity."


class OpportunityHasOpenQuotes(Refused):
    """Draft or Active quotes keep an opportunity from closing (Dynamics 0x80040516, I-17)."""

    rule = (
        "The opportunity still has draft or active quotes. Close them first, or set"
        " cancelOpenQuotes to true."
    )
    message = "{record} still has draft or active quotes: {numbers}. {rule}"


class OpportunityHasDocuments(Refused):
    """An opportunity with quotes, orders or invoices is kept as their origin."""

    rule = "The opportunity has quotes, orders or invoices and cannot be deleted."


class EstimatedValueIsCalculated(Refused):
    """An estimate was typed although the opportunity calculates it."""

    rule = (
        "estimatedValue follows the total while isRevenueSystemCalculated is true. Set"
        " isRevenueSystemCalculated to false to enter another value."
    )


class LostReasonInvalid(Invalid):
    """An opportunity is lost as CANCELED or OUT_SOLD."""

    rule = "statusReason must be CANCELED or OUT_SOLD for a lost opportunity."


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
    Step(Action.UPDATE_OPPORTUNITY, stays(*OPEN_STATES), RecordReadOnly),
    Step(Action.EDIT_LINES, stays(*OPEN_STATES), ParentReadOnly),
    Step(Action.RECALCULATE, stays(*OPEN_STATES), RecordReadOnly),
    Step(
        Action.HOLD_OPPORTUNITY,
        leads([IN_PROGRESS], ON_HOLD),
        OpportunityNotInProgress,
        refusals={_WON: OpportunityAlreadyClosed, _LOST: OpportunityAlreadyClosed},
    ),
    Step(
        Action.RESUME_OPPORTUNITY,
        leads([ON_HOLD], IN_PROGRESS),
        OpportunityNotOnHold,
        refusals={_WON: OpportunityAlreadyClosed, _LOST: OpportunityAlreadyClosed},
    ),
    Step(
        Action.WIN_OPPORTUNITY,
        leads(OPEN_STATES, WON),
        OpportunityAlreadyClosed,
        forbids=_NO_LIVE_QUOTES,
    ),
    Step(
        Action.LOSE_OPPORTUNITY,
        leads(OPEN_STATES, *LOST_STATES),
        OpportunityAlreadyClosed,
        forbids=_NO_LIVE_QUOTES,
    ),
    Step(
        Action.REOPEN_OPPORTUNITY,
        leads([WON, *LOST_STATES], IN_PROGRESS),
        OpportunityAlreadyOpen,
    ),
    Step(Action.CREATE_QUOTE_FROM_OPPORTUNITY, stays(*OPEN_STATES, WON), OpportunityLost),
    Step(
        Action.CREATE_ORDER_FROM_OPPORTUNITY,
        stays(*OPEN_STATES, WON),
        OpportunityLost,
        requires={Fact.HAS_LINES: EmptyDocument},
        forbids={Fact.HAS_PRICING_ERRORS: PricingErrors},
    ),
    Step(
        Action.CREATE_INVOICE_FROM_OPPORTUNITY,
        stays(*OPEN_STATES, WON),
        OpportunityLost,
        requires={Fact.HAS_LINES: EmptyDocument},
        forbids={Fact.HAS_PRICING_ERRORS: PricingErrors},
    ),
    Step(
        Action.DELETE_OPPORTUNITY,
        stays(*OPEN_STATES),
        RecordReadOnly,
        forbids={Fact.HAS_DOCUMENTS: OpportunityHasDocuments},
    ),
)


@dataclass(eq=False, kw_only=True, slots=True)
class Opportunity(Document[Line]):
    """A possible sale. Its lines are the template of its quotes."""

    lifecycle = LIFECYCLE
    edit = Action.UPDATE_OPPORTUNITY
    noun = "Opportunity"
    amounts = (*AMOUNTS, "budget_amount", "estimated_value", "actual_value")
    typed_amounts = (*Document.typed_amounts, "budget_amount", "estimated_value")

    status: OpportunityStatus = OpportunityStatus.OPEN
    status_reason: OpportunityStatusReason = OpportunityStatusReason.IN_PROGRESS
    stage: Stage = Stage.QUALIFY
    probability: Annotated[int | None, Number(0, 100)] = None
    rating: Rating | None = None
    forecast_category: ForecastCategory = ForecastCategory.PIPELINE
    budget_amount: Annotated[Decimal | None, Number(0, LARGEST_INPUT)] = None
    budget_amount_in_base: Decimal | None = None
    is_revenue_system_calculated: bool = False
    estimated_value: Annotated[Decimal | None, Number(-LARGEST_INPUT, LARGEST_INPUT)] = None
    estimated_value_in_base: Decimal | None = None
    estimated_close_date: date | None = None
    actual_value: Decimal | None = None
    actual_value_in_base: Decimal | None = None
    actual_close_date: date | None = None
    customer_need: Annotated[str | None, Text(2_000)] = None
    current_situation: Annotated[str | None, Text(2_000)] = None
    proposed_solution: Annotated[str | None, Text(2_000)] = None

    def facts(self) -> Facts:
        """Whether there are lines; open quotes are known to `domain.pursuit` only."""
        return {
            Fact.HAS_LINES: bool(self.lines),
            Fact.HAS_PRICING_ERRORS: self.pricing_error is not PricingError.NONE,
        }

    def take(self, changes: Mapping[str, Any]) -> None:
        """Check typed values. Raises ESTIMATED_VALUE_IS_CALCULATED, VALUE_OUT_OF_RANGE."""
        calculated = changes.get("is_revenue_system_calculated", self.is_revenue_system_calculated)
        if calculated and changes.get("estimated_value") is not None:
            raise EstimatedValueIsCalculated(path=("estimatedValue",))
        Document.take(self, changes)

    def total(self, rules: PricingRules) -> None:
        """The totals, and the estimate where it follows them."""
        Document.total(self, rules)
        precision = self.currency.precision
        if self.is_revenue_system_calculated:
            self.estimated_value = self.total_amount
        elif self.estimated_value is not None:
            self.estimated_value = rules.amount(self.estimated_value, precision)
        if self.budget_amount is not None:
            self.budget_amount = rules.amount(self.budget_amount, precision)

    def allow_currency_change(self) -> None:
        """Raise CURRENCY_IMMUTABLE with lines; the action looks at what came of it (I-47)."""
        if self.lines:
            raise CurrencyImmutable(path=("currencyCode",))

    def hold(self) -> None:
        """Put an opportunity in progress on hold."""
        self.lifecycle.move(Action.HOLD_OPPORTUNITY, self)

    def resume(self) -> None:
        """Take an opportunity on hold up again."""
        self.lifecycle.move(Action.RESUME_OPPORTUNITY, self)

    def end(
        self,
        action: Action,
        closing: Closing,
        reason: OpportunityStatusReason,
        revenue: Decimal | None,
    ) -> None:
        """Win or lose: state, close record, dates and forecast. Guards are the pursuit's."""
        record = self.close(action, closing, reason, {Fact.HAS_OPEN_QUOTES: False}, revenue)
        self.actual_value = record.revenue
        self.actual_close_date = closing.on
        convert([self], ["actual_value"], self.currency, self.exchange_rate)
        self.forecast_category = ForecastCategory(self.status.value)

    def reopen(self) -> None:
        """Back to Open; quotes and orders stay as they are (I-19). The close record is kept."""
        self.lifecycle.move(Action.REOPEN_OPPORTUNITY, self)
        self.actual_value = self.actual_value_in_base = None
        self.actual_close_date = None
        self.forecast_category = ForecastCategory.PIPELINE
