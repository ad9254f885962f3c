"""The input type for the letterhead."""

from strawberry import Maybe

from gql.inputs.input_types import update_input
from gql.types.letterheads import Letterhead


@update_input(Letterhead)
class UpdateLetterheadInput:
    """Fields to change on the letterhead."""

    logo: Maybe[str | None]
