"""An opportunity as clients type it."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry import Maybe

from domain.forecast import ForecastCategory, Rating, Stage
from gql.inputs.documents import DocumentChanges, NewDocument
from gql.scalars import CurrencyCode


@strawberry.input(description="Fields for creating an opportunity.")
class CreateOpportunityInput(NewDocument):
    """See `domain.opportunity.Opportunity`."""

    stage: Stage | None = None
    probability: int | None = None
    rating: Rating | None = None
    forecast_category: ForecastCategory | None = None
    budget_amount: Decimal | None = None
    is_revenue_system_calculated: bool | None = None
    estimated_value: Decimal | None = None
    estimated_close_date: date | None = None
    customer_need: str | None = None
    current_situation: str | None = None
    proposed_solution: str | None = None


@strawberry.input(
    description="Fields to change on an opportunity; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateOpportunityInput(DocumentChanges):
    """See `domain.opportunity.Opportunity`."""

    currency_code: Maybe[CurrencyCode | None]
    stage: Maybe[Stage | None]
    probability: Maybe[int | None]
    rating: Maybe[Rating | None]
    forecast_category: Maybe[ForecastCategory | None]
    budget_amount: Maybe[Decimal | None]
    is_revenue_system_calculated: Maybe[bool | None]
    estimated_value: Maybe[Decimal | None]
    estimated_close_date: Maybe[date | None]
    customer_need: Maybe[str | None]
    current_situation: Maybe[str | None]
    proposed_solution: Maybe[str | None]
