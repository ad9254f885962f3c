"""The input type for postal addresses."""

from gql.inputs.input_types import create_input
from gql.types.interfaces import Address


@create_input(Address)
class AddressInput:
    """A postal address. It is copied into the record, not linked."""
