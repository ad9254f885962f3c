"""Mutations of currencies and tax codes."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions.catalogue import currencies, tax_codes
from gql.inputs.catalogue.money import (
    CreateCurrencyInput,
    CreateTaxCodeInput,
    UpdateCurrencyInput,
    UpdateTaxCodeInput,
)
from gql.inputs.typed import typed
from gql.mutations.catalogue.payloads import (
    CurrencyPayload,
    DeleteCurrencyPayload,
    TaxCodePayload,
)
from gql.mutations.edge import Changed, Info, begin, mutation, uuid_of


@strawberry.type
class MoneyMutations:
    """Create, change and delete currencies; create and change tax codes."""

    @mutation(CurrencyPayload)
    async def create_currency(self, info: Info, input: CreateCurrencyInput) -> Changed:
        """Create a currency of the tenant."""
        async with begin(info) as work:
            currency = await currencies.create_currency(work, typed(input))
        return {"currency": currency.id}

    @mutation(CurrencyPayload)
    async def update_currency(
        self, info: Info, id: ID, input: UpdateCurrencyInput, expected_version: int | None = None
    ) -> Changed:
        """Change a currency: its rate, its symbol, and its decimals while nothing is in it."""
        named = uuid_of(tables.tenant_currencies, id)
        async with begin(info) as work:
            await currencies.update_currency(work, named, typed(input), expected_version)
        return {"currency": named}

    @mutation(CurrencyPayload)
    async def activate_currency(
        self, info: Info, currency_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Let new documents be in a currency again."""
        named = uuid_of(tables.tenant_currencies, currency_id)
        async with begin(info) as work:
            await currencies.set_currency_active(
                work, named, active=True, expected_version=expected_version
            )
        return {"currency": named}

    @mutation(CurrencyPayload)
    async def deactivate_currency(
        self, info: Info, currency_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Let new documents be in a currency no more; those that are in it stay so."""
        named = uuid_of(tables.tenant_currencies, currency_id)
        async with begin(info) as work:
            await currencies.set_currency_active(
                work, named, active=False, expected_version=expected_version
            )
        return {"currency": named}

    @mutation(DeleteCurrencyPayload)
    async def delete_currency(
        self, info: Info, currency_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Delete a currency that nothing is in."""
        named = uuid_of(tables.tenant_currencies, currency_id)
        async with begin(info) as work:
            await currencies.delete_currency(work, named, expected_version)
        return {"deleted_currency_id": currency_id}

    @mutation(TaxCodePayload)
    async def create_tax_code(self, info: Info, input: CreateTaxCodeInput) -> Changed:
        """Create a tax code."""
        async with begin(info) as work:
            tax_code = await tax_codes.create_tax_code(work, typed(input))
        return {"tax_code": tax_code.id}

    @mutation(TaxCodePayload)
    async def update_tax_code(
        self, info: Info, id: ID, input: UpdateTaxCodeInput, expected_version: int | None = None
    ) -> Changed:
        """Change a tax code; lines keep the rate that they took over."""
        named = uuid_of(tables.tax_codes, id)
        async with begin(info) as work:
            await tax_codes.update_tax_code(work, named, typed(input), expected_version)
        return {"tax_code": named}
