"""Input types for quotes."""

from gql.inputs.input_types import create_input, update_input
from gql.inputs.lines import LineInput
from gql.types.sales import Quote


@create_input(Quote)
class CreateQuoteInput:
    """Fields for creating a quote."""

    lines: list[LineInput] | None = None


@update_input(Quote)
class UpdateQuoteInput:
    """Fields to change on a quote."""
