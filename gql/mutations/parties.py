"""Mutations of master records: accounts, contacts, competitors."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions import parties as actions
from domain.actions.records import create_record, update_record
from domain.sales import party
from gql.inputs.input_conversion import to_domain_values
from gql.inputs.parties import (
    CreateAccountInput,
    CreateCompetitorInput,
    CreateContactInput,
    UpdateAccountInput,
    UpdateCompetitorInput,
    UpdateContactInput,
)
from gql.mutations.mutation import Changed, Info, begin_transaction, mutation, uuid_of
from gql.mutations.record_payloads import payload_of
from gql.types.parties import Account, Competitor, Contact


@strawberry.type
class PartyMutations:
    """Create and change accounts, contacts and competitors."""

    @mutation(payload_of(Account))
    async def create_account(self, info: Info, input: CreateAccountInput) -> Changed:
        """Creates an account, which documents can then have as their customer."""
        async with begin_transaction(info) as work:
            account = await actions.create_account(work, to_domain_values(input))
        return {"account": account.id}

    @mutation(payload_of(Account))
    async def update_account(
        self, info: Info, id: ID, input: UpdateAccountInput, expected_version: int | None = None
    ) -> Changed:
        """Changes an account. One with an active quote cannot be deactivated."""
        account_id = uuid_of(tables.accounts, id)
        async with begin_transaction(info) as work:
            await actions.update_account(
                work, account_id, to_domain_values(input), expected_version
            )
        return {"account": account_id}

    @mutation(payload_of(Contact))
    async def create_contact(self, info: Info, input: CreateContactInput) -> Changed:
        """Creates a contact, with or without an account that the contact works for."""
        async with begin_transaction(info) as work:
            contact = await actions.create_contact(work, to_domain_values(input))
        return {"contact": contact.id}

    @mutation(payload_of(Contact))
    async def update_contact(
        self, info: Info, id: ID, input: UpdateContactInput, expected_version: int | None = None
    ) -> Changed:
        """Changes a contact. One with an active quote cannot be deactivated."""
        contact_id = uuid_of(tables.contacts, id)
        async with begin_transaction(info) as work:
            await actions.update_contact(
                work, contact_id, to_domain_values(input), expected_version
            )
        return {"contact": contact_id}

    @mutation(payload_of(Competitor))
    async def create_competitor(self, info: Info, input: CreateCompetitorInput) -> Changed:
        """Creates a competitor, which can be named when a deal is lost."""
        async with begin_transaction(info) as work:
            competitor = await create_record(work, party.Competitor, to_domain_values(input))
        return {"competitor": competitor.id}

    @mutation(payload_of(Competitor))
    async def update_competitor(
        self, info: Info, id: ID, input: UpdateCompetitorInput, expected_version: int | None = None
    ) -> Changed:
        """Changes a competitor. Close records that name the competitor show the changes."""
        competitor_id = uuid_of(tables.competitors, id)
        async with begin_transaction(info) as work:
            await update_record(
                work, party.Competitor, competitor_id, to_domain_values(input), expected_version
            )
        return {"competitor": competitor_id}
