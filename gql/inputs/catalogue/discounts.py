"""Discount lists and their tiers as clients type them."""

from decimal import Decimal

import strawberry
from strawberry import Maybe

from domain.discount_list import DiscountListType
from gql.inputs.quick import quick
from gql.scalars import CurrencyCode

_AMOUNT = "What comes off each unit, of a list of amounts, in the currency of the list."
_PERCENTAGE = "What comes off each unit, of a list of percentages; at most 5 decimals."


@quick
@strawberry.input(description="What comes off each unit for quantities in a range.")
class DiscountTierInput:
    """See `domain.discount_list.DiscountTier`."""

    low_quantity: Decimal
    high_quantity: Decimal
    percentage: Decimal | None = strawberry.field(default=None, description=_PERCENTAGE)
    amount: Decimal | None = strawberry.field(default=None, description=_AMOUNT)


@strawberry.input(description="Changes of a tier; absent fields stay, null clears.")
class UpdateDiscountTierInput:
    """See `domain.discount_list.DiscountTier`."""

    low_quantity: Maybe[Decimal | None]
    high_quantity: Maybe[Decimal | None]
    percentage: Maybe[Decimal | None] = strawberry.field(description=_PERCENTAGE)
    amount: Maybe[Decimal | None] = strawberry.field(description=_AMOUNT)


@strawberry.input(description="A new list of volume discounts.")
class CreateDiscountListInput:
    """See `domain.discount_list.DiscountList`."""

    name: str
    type: DiscountListType = strawberry.field(description="What its tiers say, for good.")
    currency_code: CurrencyCode | None = strawberry.field(
        default=None, description="The currency of a list of amounts, by its code."
    )
    description: str | None = None
    tiers: list[DiscountTierInput] | None = None


@strawberry.input(description="Changes of a discount list; absent fields stay, null clears.")
class UpdateDiscountListInput:
    """See `domain.discount_list.DiscountList`."""

    name: Maybe[str | None]
    description: Maybe[str | None]
