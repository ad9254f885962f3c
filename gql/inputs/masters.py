"""Accounts, contacts and competitors as clients type them."""

import strawberry
from strawberry import ID, Maybe

from gql.inputs.addresses import AddressInput


@strawberry.input(description="Fields for creating an account.")
class CreateAccountInput:
    """See `domain.party.Account`."""

    name: str
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    website: str | None = None
    industry: str | None = None
    description: str | None = None
    address: AddressInput | None = None
    default_price_list_id: ID | None = None
    owner_id: ID | None = None


@strawberry.input(
    description="Fields to change on an account; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateAccountInput:
    """See `domain.party.Account`."""

    name: Maybe[str | None]
    email: Maybe[str | None]
    phone: Maybe[str | None]
    locale: Maybe[str | None]
    website: Maybe[str | None]
    industry: Maybe[str | None]
    description: Maybe[str | None]
    address: Maybe[AddressInput | None]
    default_price_list_id: Maybe[ID | None]
    owner_id: Maybe[ID | None]
    is_active: Maybe[bool | None]


@strawberry.input(description="Fields for creating a contact.")
class CreateContactInput:
    """See `domain.party.Contact`."""

    last_name: str
    first_name: str | None = None
    account_id: ID | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    job_title: str | None = None
    description: str | None = None
    address: AddressInput | None = None
    default_price_list_id: ID | None = None
    owner_id: ID | None = None


@strawberry.input(
    description="Fields to change on a contact; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateContactInput:
    """See `domain.party.Contact`."""

    last_name: Maybe[str | None]
    first_name: Maybe[str | None]
    account_id: Maybe[ID | None]
    email: Maybe[str | None]
    phone: Maybe[str | None]
    locale: Maybe[str | None]
    job_title: Maybe[str | None]
    description: Maybe[str | None]
    address: Maybe[AddressInput | None]
    default_price_list_id: Maybe[ID | None]
    owner_id: Maybe[ID | None]
    is_active: Maybe[bool | None]


@strawberry.input(description="Fields for creating a competitor.")
class CreateCompetitorInput:
    """See `domain.party.Competitor`."""

    name: str
    website: str | None = None
    strengths: str | None = None
    weaknesses: str | None = None


@strawberry.input(
    description="Fields to change on a competitor; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateCompetitorInput:
    """See `domain.party.Competitor`."""

    name: Maybe[str | None]
    website: Maybe[str | None]
    strengths: Maybe[str | None]
    weaknesses: Maybe[str | None]
