"""Input types for price lists and their items."""

from gql.inputs.fast_construction import fast_input
from gql.inputs.input_types import create_input, update_input
from gql.types.prices import PriceList, PriceListItem


@fast_input
@create_input(PriceListItem)
class PriceListItemInput:
    """The price of a product in a unit."""


@update_input(PriceListItem)
class UpdatePriceListItemInput:
    """Fields to change on a price list item.

    Fields that a new method does not use are cleared automatically.
    """


@create_input(PriceList)
class CreatePriceListInput:
    """Fields for creating a price list in one currency."""

    items: list[PriceListItemInput] | None = None


@update_input(PriceList)
class UpdatePriceListInput:
    """Fields to change on a price list."""
