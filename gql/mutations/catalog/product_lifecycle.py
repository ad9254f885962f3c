"""Mutations that change the status of products."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions.catalog import product_lifecycle as actions
from gql.mutations.catalog.payloads import ProductsPayload
from gql.mutations.mutation import Changed, Info, begin_transaction, mutation, uuid_of
from gql.mutations.record_payloads import payload_of
from gql.types.catalog import Product


@strawberry.type
class ProductLifecycleMutations:
    """Publish, revise, revert, retire and activate products."""

    @mutation(payload_of(Product))
    async def publish_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Publishes a draft product, or the changes of a product under revision.

        Its family, and every item of a bundle, must be active. Publishing an active product
        changes nothing.
        """
        uuid = uuid_of(tables.products, product_id)
        async with begin_transaction(info) as work:
            await actions.publish_product(work, uuid, expected_version)
        return {"product": uuid}

    @mutation(ProductsPayload)
    async def publish_product_hierarchy(
        self, info: Info, family_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Publishes a product family with all drafts and revisions below it: all of them or none.

        Products below a retired family stay as they are.
        """
        family = uuid_of(tables.products, family_id)
        async with begin_transaction(info) as work:
            published = await actions.publish_product_hierarchy(work, family, expected_version)
        return {"products": [product.id for product in published]}

    @mutation(payload_of(Product))
    async def revise_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Starts a revision of an active product, or of a family and all active products below it.

        The published version is sold until the revision is published.
        """
        uuid = uuid_of(tables.products, product_id)
        async with begin_transaction(info) as work:
            await actions.revise_product(work, uuid, expected_version)
        return {"product": uuid}

    @mutation(payload_of(Product))
    async def revert_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Discards the changes of a product under revision.

        For a family, the changes of all products below it are discarded too.
        """
        uuid = uuid_of(tables.products, product_id)
        async with begin_transaction(info) as work:
            await actions.revert_product(work, uuid, expected_version)
        return {"product": uuid}

    @mutation(payload_of(Product))
    async def retire_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Retires an active product, or a family and everything below it that is published.

        Refused while a product is in an active bundle or on an active price list.
        """
        uuid = uuid_of(tables.products, product_id)
        async with begin_transaction(info) as work:
            await actions.retire_product(work, uuid, expected_version)
        return {"product": uuid}

    @mutation(payload_of(Product))
    async def activate_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Activates a retired product again, if it has no family and is not a bundle."""
        uuid = uuid_of(tables.products, product_id)
        async with begin_transaction(info) as work:
            await actions.activate_product(work, uuid, expected_version)
        return {"product": uuid}
