"""Input types for opportunities."""

from gql.inputs.input_types import create_input, update_input
from gql.inputs.lines import LineInput
from gql.types.sales import Opportunity


@create_input(Opportunity)
class CreateOpportunityInput:
    """Fields for creating an opportunity."""

    lines: list[LineInput] | None = None


@update_input(Opportunity)
class UpdateOpportunityInput:
    """Fields to change on an opportunity."""
