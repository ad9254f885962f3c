"""Opportunities: possible sales, with estimated value and stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from domain.core.action import Action
from domain.core.errors import Invalid, NotFound, Refused
from domain.core.lifecycle import Fact, Facts
from domain.core.money import MAX_INPUT, Number
from domain.core.text import Text
from domain.pricing.calculation import PricingRules, convert
from domain.pricing.line import Line
from domain.pricing.pricing_error import PricingError
from domain.sales.close_details import CloseDetails
from domain.sales.document import CurrencyImmutable, Document
from domain.sales.document_fields import AMOUNTS
from domain.sales.forecast import ForecastCategory, Rating, Stage
from domain.sales.opportunity_lifecycle import LIFECYCLE, OpportunityStatus, OpportunityStatusReason


class OpportunityNotFound(NotFound):
    """The opportunity does not exist, or the caller may not see it."""

    rule = "The opportunity does not exist. Check its ID."


class EstimatedValueIsCalculated(Refused):
    """The estimate cannot be entered while the opportunity calculates it."""

    rule = (
        "`estimatedValue` follows the total while `isRevenueSystemCalculated` is true. Set"
        " `isRevenueSystemCalculated` to false to enter another value."
    )


class LostReasonInvalid(Invalid):
    """A lost opportunity has the status reason CANCELED or OUT_SOLD."""

    rule = "`statusReason` must be `CANCELED` or `OUT_SOLD` for a lost opportunity."


@dataclass(eq=False, kw_only=True, slots=True)
class Opportunity(Document[Line]):
    """A possible sale. Its lines are the template for its quotes."""

    lifecycle = LIFECYCLE
    edit = Action.UPDATE_OPPORTUNITY
    noun = "Opportunity"
    not_found = OpportunityNotFound
    amounts = (*AMOUNTS, "budget_amount", "estimated_value", "actual_value")
    typed_amounts = (*Document.typed_amounts, "budget_amount", "estimated_value")

    status: OpportunityStatus = OpportunityStatus.OPEN
    status_reason: OpportunityStatusReason = OpportunityStatusReason.IN_PROGRESS
    stage: Stage = Stage.QUALIFY
    probability: Annotated[int | None, Number(0, 100)] = None
    rating: Rating | None = None
    forecast_category: ForecastCategory = ForecastCategory.PIPELINE
    budget_amount: Annotated[Decimal | None, Number(0, MAX_INPUT)] = None
    budget_amount_in_base: Decimal | None = None
    is_revenue_system_calculated: bool = False
    estimated_value: Annotated[Decimal | None, Number(-MAX_INPUT, MAX_INPUT)] = None
    estimated_value_in_base: Decimal | None = None
    estimated_close_date: date | None = None
    actual_value: Decimal | None = None
    actual_value_in_base: Decimal | None = None
    actual_close_date: date | None = None
    customer_need: Annotated[str | None, Text(2_000)] = None
    current_situation: Annotated[str | None, Text(2_000)] = None
    proposed_solution: Annotated[str | None, Text(2_000)] = None

    def facts(self) -> Facts:
        """Return whether there are lines; only `OpportunityAggregate` knows open quotes."""
        return {
            Fact.HAS_LINES: bool(self.lines),
            Fact.HAS_PRICING_ERRORS: self.pricing_error is not PricingError.NONE,
        }

    def assign(self, changes: Mapping[str, Any]) -> None:
        """Check and write values. Raises ESTIMATED_VALUE_IS_CALCULATED, VALUE_OUT_OF_RANGE."""
        # One change can end the calculation and enter a value.
        calculated = changes.get("is_revenue_system_calculated", self.is_revenue_system_calculated)
        if calculated and changes.get("estimated_value") is not None:
            raise EstimatedValueIsCalculated(path=("estimatedValue",))
        Document.assign(self, changes)

    def total(self, rules: PricingRules) -> None:
        """Compute the totals, and the estimated value if it is calculated."""
        Document.total(self, rules)
        precision = self.currency.precision
        if self.is_revenue_system_calculated:
            self.estimated_value = self.total_amount
        elif self.estimated_value is not None:
            self.estimated_value = rules.amount(self.estimated_value, precision)
        if self.budget_amount is not None:
            self.budget_amount = rules.amount(self.budget_amount, precision)

    def allow_currency_change(self) -> None:
        """Raise CURRENCY_IMMUTABLE if there are lines; the action checks for documents (I-47)."""
        if self.lines:
            raise CurrencyImmutable(path=("currencyCode",))

    def hold(self) -> None:
        """Put an opportunity in progress on hold."""
        self.lifecycle.move(Action.HOLD_OPPORTUNITY, self)

    def resume(self) -> None:
        """Resume an opportunity that is on hold."""
        self.lifecycle.move(Action.RESUME_OPPORTUNITY, self)

    def end(
        self,
        action: Action,
        details: CloseDetails,
        reason: OpportunityStatusReason,
        revenue: Decimal | None,
    ) -> None:
        """Close as won or lost: state, close record, dates and forecast category.

        The aggregate checks beforehand whether that is allowed.
        """
        record = self.close(action, details, reason, {Fact.HAS_OPEN_QUOTES: False}, revenue)
        self.actual_value = record.revenue
        self.actual_close_date = details.on
        # At the frozen rate, like all amounts of a closed deal (W10).
        convert([self], ["actual_value"], self.currency, self.exchange_rate)
        self.forecast_category = ForecastCategory(self.status.value)

    def reopen(self) -> None:
        """Reopen; quotes, orders and the close record stay as they are (I-19)."""
        self.lifecycle.move(Action.REOPEN_OPPORTUNITY, self)
        # The close record keeps the revenue; the next close books its own (I-22).
        self.actual_value = self.actual_value_in_base = None
        self.actual_close_date = None
        self.forecast_category = ForecastCategory.PIPELINE
