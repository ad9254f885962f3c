"""Input types for orders."""

from gql.inputs.input_types import create_input, update_input
from gql.inputs.lines import LineInput
from gql.types.sales import Order


@create_input(Order)
class CreateOrderInput:
    """Fields for creating an order."""

    lines: list[LineInput] | None = None


@update_input(Order, without=["currency_code"])
class UpdateOrderInput:
    """Fields to change on an order."""
