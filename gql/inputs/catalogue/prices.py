"""Price lists and their items as clients type them."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry import ID, Maybe

from domain.price_list import PricingMethod, QuantitySelling, RoundingOption, RoundingPolicy
from gql.inputs.quick import quick
from gql.scalars import CurrencyCode

_AMOUNT = "Price per unit. Only for the method `CURRENCY_AMOUNT`."
_PERCENTAGE = (
    "Percentage of a method other than `CURRENCY_AMOUNT`: up to 99.99 for a margin, otherwise up to"
    " 99999.99."
)


@quick
@strawberry.input(description="The price of a product in a unit.")
class PriceListItemInput:
    """See `domain.price_list.PriceListItem`."""

    product_id: ID
    unit_id: ID | None = None
    method: PricingMethod = PricingMethod.CURRENCY_AMOUNT
    amount: Decimal | None = strawberry.field(default=None, description=_AMOUNT)
    percentage: Decimal | None = strawberry.field(default=None, description=_PERCENTAGE)
    rounding_policy: RoundingPolicy = RoundingPolicy.NONE
    rounding_option: RoundingOption | None = None
    rounding_amount: Decimal | None = None
    discount_list_id: ID | None = None
    quantity_selling: QuantitySelling = QuantitySelling.NO_CONTROL


@strawberry.input(
    description="Fields to change on a price list item; omitted fields stay as they are, and null"
    " clears a field. Fields that a new method does not use are cleared automatically."
)
class UpdatePriceListItemInput:
    """See `domain.price_list.PriceListItem`."""

    method: Maybe[PricingMethod | None]
    amount: Maybe[Decimal | None] = strawberry.field(description=_AMOUNT)
    percentage: Maybe[Decimal | None] = strawberry.field(description=_PERCENTAGE)
    rounding_policy: Maybe[RoundingPolicy | None]
    rounding_option: Maybe[RoundingOption | None]
    rounding_amount: Maybe[Decimal | None]
    discount_list_id: Maybe[ID | None]
    quantity_selling: Maybe[QuantitySelling | None]


@strawberry.input(description="Fields for creating a price list in one currency.")
class CreatePriceListInput:
    """See `domain.price_list.PriceList`."""

    name: str
    currency_code: CurrencyCode
    description: str | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    items: list[PriceListItemInput] | None = None


@strawberry.input(
    description="Fields to change on a price list; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdatePriceListInput:
    """See `domain.price_list.PriceList`."""

    name: Maybe[str | None]
    description: Maybe[str | None]
    begins_on: Maybe[date | None]
    ends_on: Maybe[date | None]
