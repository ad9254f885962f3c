"""Discount lists and their tiers as clients type them."""

from decimal import Decimal

import strawberry
from strawberry import Maybe

from domain.discount_list import DiscountListType
from gql.inputs.quick import quick
from gql.scalars import CurrencyCode

_AMOUNT = "Discount per unit in the currency of the list. Only for a list of amounts."
_PERCENTAGE = (
    "Discount per unit as a percentage, with up to 5 decimals. Only for a list of percentages."
)


@quick
@strawberry.input(description="A discount tier: a discount per unit for a range of quantities.")
class DiscountTierInput:
    """See `domain.discount_list.DiscountTier`."""

    low_quantity: Decimal
    high_quantity: Decimal
    percentage: Decimal | None = strawberry.field(default=None, description=_PERCENTAGE)
    amount: Decimal | None = strawberry.field(default=None, description=_AMOUNT)


@strawberry.input(
    description="Fields to change on a discount tier; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateDiscountTierInput:
    """See `domain.discount_list.DiscountTier`."""

    low_quantity: Maybe[Decimal | None]
    high_quantity: Maybe[Decimal | None]
    percentage: Maybe[Decimal | None] = strawberry.field(description=_PERCENTAGE)
    amount: Maybe[Decimal | None] = strawberry.field(description=_AMOUNT)


@strawberry.input(description="Fields for creating a discount list.")
class CreateDiscountListInput:
    """See `domain.discount_list.DiscountList`."""

    name: str
    type: DiscountListType = strawberry.field(
        description="Whether the tiers are percentages or amounts. Cannot be changed later."
    )
    currency_code: CurrencyCode | None = strawberry.field(
        default=None, description="Currency of a list of amounts as an ISO 4217 code."
    )
    description: str | None = None
    tiers: list[DiscountTierInput] | None = None


@strawberry.input(
    description="Fields to change on a discount list; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateDiscountListInput:
    """See `domain.discount_list.DiscountList`."""

    name: Maybe[str | None]
    description: Maybe[str | None]
