"""Mutations of bundle items and of relationships between products."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions.catalog import bundles, relationships
from gql.inputs.catalog.products import (
    BundleItemInput,
    ProductRelationshipInput,
    UpdateBundleItemInput,
    UpdateProductRelationshipInput,
)
from gql.inputs.input_conversion import to_domain_values
from gql.mutations.catalog.payloads import (
    BundleItemPayload,
    ProductRelationshipPayload,
    RemoveBundleItemPayload,
    RemoveProductRelationshipPayload,
)
from gql.mutations.mutation import Changed, Info, begin_transaction, mutation, uuid_of


@strawberry.type
class BundleMutations:
    """Change the items of a bundle and the suggestions for a product."""

    @mutation(BundleItemPayload)
    async def add_bundle_item(
        self,
        info: Info,
        bundle_id: ID,
        input: BundleItemInput,
        expected_version: int | None = None,
    ) -> Changed:
        """Adds a product to a draft bundle. A bundle has at most 15 items."""
        bundle = uuid_of(tables.products, bundle_id)
        async with begin_transaction(info) as work:
            item = await bundles.add_bundle_item(
                work, bundle, to_domain_values(input), expected_version
            )
        return {"bundle_item": item.id, "bundle": item.bundle_id}

    @mutation(BundleItemPayload)
    async def update_bundle_item(
        self, info: Info, id: ID, input: UpdateBundleItemInput, expected_version: int | None = None
    ) -> Changed:
        """Changes an item of a draft bundle. Its product is fixed."""
        values = to_domain_values(input)
        async with begin_transaction(info) as work:
            item = await bundles.update_bundle_item(
                work, uuid_of(tables.bundle_items, id), values, expected_version
            )
        return {"bundle_item": item.id, "bundle": item.bundle_id}

    @mutation(RemoveBundleItemPayload)
    async def remove_bundle_item(
        self, info: Info, bundle_item_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Removes an item from a draft bundle. The product itself stays."""
        async with begin_transaction(info) as work:
            item = await bundles.remove_bundle_item(
                work, uuid_of(tables.bundle_items, bundle_item_id), expected_version
            )
        return {"bundle": item.bundle_id, "deleted_bundle_item_id": bundle_item_id}

    @mutation(ProductRelationshipPayload)
    async def add_product_relationship(
        self,
        info: Info,
        product_id: ID,
        input: ProductRelationshipInput,
        expected_version: int | None = None,
    ) -> Changed:
        """Adds a product to the suggestions for another product."""
        product = uuid_of(tables.products, product_id)
        async with begin_transaction(info) as work:
            bond = await relationships.add_product_relationship(
                work, product, to_domain_values(input), expected_version
            )
        return {"product_relationship": bond.id, "product": bond.product_id}

    @mutation(ProductRelationshipPayload)
    async def update_product_relationship(
        self,
        info: Info,
        id: ID,
        input: UpdateProductRelationshipInput,
        expected_version: int | None = None,
    ) -> Changed:
        """Changes the type or the direction of a relationship between products."""
        values = to_domain_values(input)
        async with begin_transaction(info) as work:
            bond = await relationships.update_product_relationship(
                work, uuid_of(tables.product_relationships, id), values, expected_version
            )
        return {"product_relationship": bond.id, "product": bond.product_id}

    @mutation(RemoveProductRelationshipPayload)
    async def remove_product_relationship(
        self, info: Info, product_relationship_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Removes a relationship, so that the product is no longer suggested."""
        uuid = uuid_of(tables.product_relationships, product_relationship_id)
        async with begin_transaction(info) as work:
            bond = await relationships.remove_product_relationship(work, uuid, expected_version)
        return {
            "product": bond.product_id,
            "deleted_product_relationship_id": product_relationship_id,
        }
