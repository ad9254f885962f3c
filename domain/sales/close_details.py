"""Close records: each action that closes a document creates one (I-22)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from domain.core.errors import Invalid
from domain.core.ids import new_id
from domain.core.money import MAX_INPUT, Currency, check_bounds, check_scale
from domain.core.text import CODE, Form, Text, check_texts


class CloseDateInvalid(Invalid):
    """A document cannot close before the day it was created, in UTC."""

    rule = "A document cannot be closed before the day on which it was created."
    message = "`{field}` is {on}, but {record} was created on {created} (UTC). {rule}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDetails:
    """The caller's input for a close: the date, a description, the revenue, the competitor.

    Raises TEXT_TOO_LONG, VALUE_OUT_OF_RANGE.
    """

    on: date
    description: Annotated[str | None, Text(2_000)] = None
    revenue: Decimal | None = None
    competitor_id: UUID | None = None
    field: Annotated[str, Form("the mutation")] = "closeDate"  # the date's name in the schema

    def __post_init__(self) -> None:
        """Check the input before anything is closed."""
        check_texts(CloseDetails, {"description": self.description})
        if self.revenue is not None:
            label = "actualRevenue"
            check_bounds(self.revenue, -MAX_INPUT, MAX_INPUT, label, (label,))

    def check_date(self, record: str, created: date | None) -> None:
        """Raise CLOSE_DATE_INVALID for a day before the record was created."""
        if created is not None and self.on < created:
            raise CloseDateInvalid(
                field=self.field, on=self.on, record=record, created=created, path=(self.field,)
            )

    def check_revenue(self, currency: Currency) -> None:
        """Raise TOO_MANY_DECIMALS if the revenue has more decimals than the currency."""
        if self.revenue is not None:
            check_scale(self.revenue, currency.scale, "actualRevenue", ("actualRevenue",))


@dataclass(eq=False, kw_only=True, slots=True)
class CloseRecord:
    """The close record of a document. The revenue is in the document's currency."""

    id: UUID = field(default_factory=new_id)
    status: StrEnum
    status_reason: StrEnum
    close_date: date
    description: Annotated[str | None, Text(2_000)] = None
    revenue: Decimal | None = None
    currency_code: Annotated[str, CODE]
    competitor_id: UUID | None = None
