"""Mutations that move products through their lives."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions.catalogue import lives as actions
from gql.mutations.catalogue.payloads import ProductPayload, ProductsPayload
from gql.mutations.edge import Changed, Info, begin, mutation, uuid_of


@strawberry.type
class LifeMutations:
    """Publish, revise, revert, retire and activate products."""

    @mutation(ProductPayload)
    async def publish_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Sell a draft, or a product under revision, as it is now.

        Its family is active, and so is every item of a bundle. An active product stays as it is.
        """
        named = uuid_of(tables.products, product_id)
        async with begin(info) as work:
            await actions.publish_product(work, named, expected_version)
        return {"product": named}

    @mutation(ProductsPayload)
    async def publish_product_hierarchy(
        self, info: Info, family_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Publish a family with every draft and every revision below it: all of them, or none.

        What is below a retired family stays as it is.
        """
        family = uuid_of(tables.products, family_id)
        async with begin(info) as work:
            published = await actions.publish_product_hierarchy(work, family, expected_version)
        return {"products": [product.id for product in published]}

    @mutation(ProductPayload)
    async def revise_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Begin to change an active product; of a family, also everything active below it.

        What is published goes on being sold until the revision is published.
        """
        named = uuid_of(tables.products, product_id)
        async with begin(info) as work:
            await actions.revise_product(work, named, expected_version)
        return {"product": named}

    @mutation(ProductPayload)
    async def revert_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Give up the changes of a product under revision; of a family, also of all below it."""
        named = uuid_of(tables.products, product_id)
        async with begin(info) as work:
            await actions.revert_product(work, named, expected_version)
        return {"product": named}

    @mutation(ProductPayload)
    async def retire_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Sell an active product no more; of a family, also everything active below it.

        No active bundle and no active price list has it any more.
        """
        named = uuid_of(tables.products, product_id)
        async with begin(info) as work:
            await actions.retire_product(work, named, expected_version)
        return {"product": named}

    @mutation(ProductPayload)
    async def activate_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Sell a retired product again that has no family and is no bundle."""
        named = uuid_of(tables.products, product_id)
        async with begin(info) as work:
            await actions.activate_product(work, named, expected_version)
        return {"product": named}
