"""Mutations of currencies and tax codes."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions.catalog import currencies
from domain.actions.records import create_record, update_record
from domain.catalog import tax_code
from gql.inputs.catalog.money import (
    CreateCurrencyInput,
    CreateTaxCodeInput,
    UpdateCurrencyInput,
    UpdateTaxCodeInput,
)
from gql.inputs.input_conversion import to_domain_values
from gql.mutations.mutation import Changed, Info, begin_transaction, mutation, uuid_of
from gql.mutations.record_payloads import delete_payload_of, payload_of
from gql.types.prices import Currency, TaxCode


@strawberry.type
class MoneyMutations:
    """Create, change and delete currencies; create and change tax codes."""

    @mutation(payload_of(Currency))
    async def create_currency(self, info: Info, input: CreateCurrencyInput) -> Changed:
        """Creates a currency of the tenant, which documents can then use."""
        async with begin_transaction(info) as work:
            currency = await currencies.create_currency(work, to_domain_values(input))
        return {"currency": currency.id}

    @mutation(payload_of(Currency))
    async def update_currency(
        self, info: Info, id: ID, input: UpdateCurrencyInput, expected_version: int | None = None
    ) -> Changed:
        """Changes a currency.

        Its precision can change only while no amounts are in the currency, and the exchange rate
        of the base currency is always 1.
        """
        uuid = uuid_of(tables.tenant_currencies, id)
        async with begin_transaction(info) as work:
            await currencies.update_currency(work, uuid, to_domain_values(input), expected_version)
        return {"currency": uuid}

    @mutation(payload_of(Currency))
    async def activate_currency(
        self, info: Info, currency_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Activates a currency, so that new documents can use it again."""
        uuid = uuid_of(tables.tenant_currencies, currency_id)
        async with begin_transaction(info) as work:
            await currencies.set_currency_active(
                work, uuid, active=True, expected_version=expected_version
            )
        return {"currency": uuid}

    @mutation(payload_of(Currency))
    async def deactivate_currency(
        self, info: Info, currency_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deactivates a currency, so that new documents cannot use it.

        Existing documents keep it. The base currency cannot be deactivated.
        """
        uuid = uuid_of(tables.tenant_currencies, currency_id)
        async with begin_transaction(info) as work:
            await currencies.set_currency_active(
                work, uuid, active=False, expected_version=expected_version
            )
        return {"currency": uuid}

    @mutation(delete_payload_of(Currency))
    async def delete_currency(
        self, info: Info, currency_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deletes a currency that is not in use and is not the base currency."""
        uuid = uuid_of(tables.tenant_currencies, currency_id)
        async with begin_transaction(info) as work:
            await currencies.delete_currency(work, uuid, expected_version)
        return {"deleted_currency_id": currency_id}

    @mutation(payload_of(TaxCode))
    async def create_tax_code(self, info: Info, input: CreateTaxCodeInput) -> Changed:
        """Creates a tax code, which lines can then use."""
        async with begin_transaction(info) as work:
            tax_code_record = await create_record(work, tax_code.TaxCode, to_domain_values(input))
        return {"tax_code": tax_code_record.id}

    @mutation(payload_of(TaxCode))
    async def update_tax_code(
        self, info: Info, id: ID, input: UpdateTaxCodeInput, expected_version: int | None = None
    ) -> Changed:
        """Changes a tax code. Existing lines keep their rate."""
        uuid = uuid_of(tables.tax_codes, id)
        async with begin_transaction(info) as work:
            await update_record(
                work, tax_code.TaxCode, uuid, to_domain_values(input), expected_version
            )
        return {"tax_code": uuid}
