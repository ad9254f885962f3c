"""Input types for accounts, contacts and competitors."""

from gql.inputs.input_types import create_input, update_input
from gql.types.parties import Account, Competitor, Contact


@create_input(Account)
class CreateAccountInput:
    """Fields for creating an account."""


@update_input(Account)
class UpdateAccountInput:
    """Fields to change on an account."""


@create_input(Contact)
class CreateContactInput:
    """Fields for creating a contact."""


@update_input(Contact)
class UpdateContactInput:
    """Fields to change on a contact."""


@create_input(Competitor)
class CreateCompetitorInput:
    """Fields for creating a competitor."""


@update_input(Competitor)
class UpdateCompetitorInput:
    """Fields to change on a competitor."""
