"""Mutations of price lists and their items."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions.catalog import price_list_items, price_lists
from gql.inputs.catalog.prices import (
    CreatePriceListInput,
    PriceListItemInput,
    UpdatePriceListInput,
    UpdatePriceListItemInput,
)
from gql.inputs.input_conversion import to_domain_values
from gql.mutations.catalog.payloads import (
    AddPriceListItemsPayload,
    PriceListItemPayload,
    RemovePriceListItemPayload,
)
from gql.mutations.mutation import Changed, Info, begin_transaction, mutation, uuid_of
from gql.mutations.record_payloads import delete_payload_of, payload_of
from gql.types.prices import PriceList


@strawberry.type
class PriceMutations:
    """Create, change and delete price lists and their items."""

    @mutation(payload_of(PriceList))
    async def create_price_list(self, info: Info, input: CreatePriceListInput) -> Changed:
        """Creates a price list, with or without items."""
        items = [to_domain_values(item) for item in input.items or ()]
        async with begin_transaction(info) as work:
            price_list = await price_lists.create_price_list(
                work, to_domain_values(input, without=["items"]), items
            )
        return {"price_list": price_list.id}

    @mutation(payload_of(PriceList))
    async def update_price_list(
        self, info: Info, id: ID, input: UpdatePriceListInput, expected_version: int | None = None
    ) -> Changed:
        """Changes a price list. Its currency is fixed."""
        uuid = uuid_of(tables.price_lists, id)
        async with begin_transaction(info) as work:
            await price_lists.update_price_list(
                work, uuid, to_domain_values(input), expected_version
            )
        return {"price_list": uuid}

    @mutation(payload_of(PriceList))
    async def activate_price_list(
        self, info: Info, price_list_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Activates a price list, so that documents can use it again."""
        uuid = uuid_of(tables.price_lists, price_list_id)
        async with begin_transaction(info) as work:
            await price_lists.activate_price_list(work, uuid, expected_version)
        return {"price_list": uuid}

    @mutation(payload_of(PriceList))
    async def deactivate_price_list(
        self, info: Info, price_list_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deactivates a price list, so that documents can no longer choose it.

        Refused while it is the default of an account, a contact or a product.
        """
        uuid = uuid_of(tables.price_lists, price_list_id)
        async with begin_transaction(info) as work:
            await price_lists.deactivate_price_list(work, uuid, expected_version)
        return {"price_list": uuid}

    @mutation(delete_payload_of(PriceList))
    async def delete_price_list(
        self, info: Info, price_list_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deletes a price list that has no items and that nothing refers to."""
        uuid = uuid_of(tables.price_lists, price_list_id)
        async with begin_transaction(info) as work:
            await price_lists.delete_price_list(work, uuid, expected_version)
        return {"deleted_price_list_id": price_list_id}

    @mutation(AddPriceListItemsPayload)
    async def add_price_list_items(
        self,
        info: Info,
        price_list_id: ID,
        items: list[PriceListItemInput],
        expected_version: int | None = None,
    ) -> Changed:
        """Adds products to a price list: all of them or none."""
        uuid = uuid_of(tables.price_lists, price_list_id)
        async with begin_transaction(info) as work:
            added = await price_list_items.add_price_list_items(
                work, uuid, [to_domain_values(item) for item in items], expected_version
            )
        return {"price_list": uuid, "items": [item.id for item in added]}

    @mutation(PriceListItemPayload)
    async def update_price_list_item(
        self,
        info: Info,
        id: ID,
        input: UpdatePriceListItemInput,
        expected_version: int | None = None,
    ) -> Changed:
        """Changes a price list item. Its product and unit are fixed."""
        uuid = uuid_of(tables.price_list_items, id)
        async with begin_transaction(info) as work:
            item = await price_list_items.update_price_list_item(
                work, uuid, to_domain_values(input), expected_version
            )
        return {"price_list_item": uuid, "price_list": item.price_list_id}

    @mutation(RemovePriceListItemPayload)
    async def remove_price_list_item(
        self, info: Info, price_list_item_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Removes a product from a price list.

        Refused while the product is an optional item of a bundle on the same price list.
        """
        uuid = uuid_of(tables.price_list_items, price_list_item_id)
        async with begin_transaction(info) as work:
            item = await price_list_items.remove_price_list_item(work, uuid, expected_version)
        return {
            "price_list": item.price_list_id,
            "deleted_price_list_item_id": price_list_item_id,
        }
