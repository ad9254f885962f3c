"""Mutations of products, families and bundles: create, change, clone, delete."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions.catalog import products as actions
from gql.inputs.catalog.products import CreateProductInput, UpdateProductInput
from gql.inputs.input_conversion import to_domain_values
from gql.mutations.mutation import Changed, Info, begin_transaction, mutation, uuid_of
from gql.mutations.record_payloads import delete_payload_of, payload_of
from gql.types.catalog import Product


@strawberry.type
class ProductMutations:
    """Create, change, clone and delete products."""

    @mutation(payload_of(Product))
    async def create_product(self, info: Info, input: CreateProductInput) -> Changed:
        """Creates a product, a product family or a bundle.

        A product is created as a draft. If the setting `createProductsAsActive` is true, a product
        without a family is active immediately, unless it is itself a family or a bundle.
        """
        async with begin_transaction(info) as work:
            product = await actions.create_product(work, to_domain_values(input))
        return {"product": product.id}

    @mutation(payload_of(Product))
    async def update_product(
        self, info: Info, id: ID, input: UpdateProductInput, expected_version: int | None = None
    ) -> Changed:
        """Changes a product.

        While a product is under revision, its published version is sold until the changes are
        published.
        """
        product_id = uuid_of(tables.products, id)
        async with begin_transaction(info) as work:
            await actions.update_product(
                work, product_id, to_domain_values(input), expected_version
            )
        return {"product": product_id}

    @mutation(payload_of(Product))
    async def clone_product(
        self,
        info: Info,
        product_id: ID,
        number: str,
        name: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Creates a draft that is a copy of a product, under another number.

        The items of a bundle and the relationships that start at the product are copied too.
        """
        original = uuid_of(tables.products, product_id)
        async with begin_transaction(info) as work:
            copy = await actions.clone_product(work, original, number, name, expected_version)
        return {"product": copy.id}

    @mutation(delete_payload_of(Product))
    async def delete_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deletes a draft product that nothing refers to, with its items and relationships."""
        async with begin_transaction(info) as work:
            await actions.delete_product(
                work, uuid_of(tables.products, product_id), expected_version
            )
        return {"deleted_product_id": product_id}
