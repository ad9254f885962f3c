"""Input types for discount lists and their tiers."""

from gql.inputs.fast_construction import fast_input
from gql.inputs.input_types import create_input, update_input
from gql.types.prices import DiscountList, DiscountTier


@fast_input
@create_input(DiscountTier)
class DiscountTierInput:
    """A discount tier: a discount per unit for a range of quantities."""


@update_input(DiscountTier)
class UpdateDiscountTierInput:
    """Fields to change on a discount tier."""


@create_input(DiscountList)
class CreateDiscountListInput:
    """Fields for creating a discount list."""

    tiers: list[DiscountTierInput] | None = None


@update_input(DiscountList)
class UpdateDiscountListInput:
    """Fields to change on a discount list."""
