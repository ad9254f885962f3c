"""Mutations of master records: accounts, contacts, competitors, products."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions import masters as actions
from gql.inputs.masters import (
    CreateAccountInput,
    CreateCompetitorInput,
    CreateContactInput,
    CreateProductInput,
    UpdateAccountInput,
    UpdateCompetitorInput,
    UpdateContactInput,
    UpdateProductInput,
)
from gql.inputs.typed import typed
from gql.mutations.edge import Changed, Info, begin, mutation, uuid_of
from gql.mutations.payloads import (
    AccountPayload,
    CompetitorPayload,
    ContactPayload,
    ProductPayload,
)


@strawberry.type
class MasterMutations:
    """Create and change accounts, contacts, competitors and products."""

    @mutation(AccountPayload)
    async def create_account(self, info: Info, input: CreateAccountInput) -> Changed:
        """Create an account."""
        async with begin(info) as work:
            account = await actions.create_account(work, typed(input))
        return {"account": account.id}

    @mutation(AccountPayload)
    async def update_account(
        self, info: Info, id: ID, input: UpdateAccountInput, expected_version: int | None = None
    ) -> Changed:
        """Change an account; absent fields stay as they are."""
        account_id = uuid_of(tables.accounts, id)
        async with begin(info) as work:
            await actions.update_account(work, account_id, typed(input), expected_version)
        return {"account": account_id}

    @mutation(ContactPayload)
    async def create_contact(self, info: Info, input: CreateContactInput) -> Changed:
        """Create a contact."""
        async with begin(info) as work:
            contact = await actions.create_contact(work, typed(input))
        return {"contact": contact.id}

    @mutation(ContactPayload)
    async def update_contact(
        self, info: Info, id: ID, input: UpdateContactInput, expected_version: int | None = None
    ) -> Changed:
        """Change a contact; absent fields stay as they are."""
        contact_id = uuid_of(tables.contacts, id)
        async with begin(info) as work:
            await actions.update_contact(work, contact_id, typed(input), expected_version)
        return {"contact": contact_id}

    @mutation(CompetitorPayload)
    async def create_competitor(self, info: Info, input: CreateCompetitorInput) -> Changed:
        """Create a competitor."""
        async with begin(info) as work:
            competitor = await actions.create_competitor(work, typed(input))
        return {"competitor": competitor.id}

    @mutation(CompetitorPayload)
    async def update_competitor(
        self, info: Info, id: ID, input: UpdateCompetitorInput, expected_version: int | None = None
    ) -> Changed:
        """Change a competitor; absent fields stay as they are."""
        competitor_id = uuid_of(tables.competitors, id)
        async with begin(info) as work:
            await actions.update_competitor(work, competitor_id, typed(input), expected_version)
        return {"competitor": competitor_id}

    @mutation(ProductPayload)
    async def create_product(self, info: Info, input: CreateProductInput) -> Changed:
        """Create a product."""
        async with begin(info) as work:
            product = await actions.create_product(work, typed(input))
        return {"product": product.id}

    @mutation(ProductPayload)
    async def update_product(
        self, info: Info, id: ID, input: UpdateProductInput, expected_version: int | None = None
    ) -> Changed:
        """Change a product; absent fields stay as they are."""
        product_id = uuid_of(tables.products, id)
        async with begin(info) as work:
            await actions.update_product(work, product_id, typed(input), expected_version)
        return {"product": product_id}
