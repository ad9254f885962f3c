"""Mutations of products, families and bundles: create, change, clone, delete."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions.catalogue import products as actions
from gql.inputs.catalogue.products import CreateProductInput, UpdateProductInput
from gql.inputs.typed import typed
from gql.mutations.catalogue.payloads import DeleteProductPayload, ProductPayload
from gql.mutations.edge import Changed, Info, begin, mutation, uuid_of


@strawberry.type
class ProductMutations:
    """Create, change, clone and delete products."""

    @mutation(ProductPayload)
    async def create_product(self, info: Info, input: CreateProductInput) -> Changed:
        """Create a product, a family or a bundle.

        A product without a family is active at once where the tenant's settings say so; all
        others begin as drafts.
        """
        async with begin(info) as work:
            product = await actions.create_product(work, typed(input))
        return {"product": product.id}

    @mutation(ProductPayload)
    async def update_product(
        self, info: Info, id: ID, input: UpdateProductInput, expected_version: int | None = None
    ) -> Changed:
        """Change a product; absent fields stay as they are.

        While it is under revision it is sold as it was published, until it is published again.
        """
        product_id = uuid_of(tables.products, id)
        async with begin(info) as work:
            await actions.update_product(work, product_id, typed(input), expected_version)
        return {"product": product_id}

    @mutation(ProductPayload)
    async def clone_product(
        self,
        info: Info,
        product_id: ID,
        number: str,
        name: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Begin a draft like a product, under another number; it has its name unless one is given.

        The items of a bundle and the relationships that begin at the product are copied, too.
        """
        original = uuid_of(tables.products, product_id)
        async with begin(info) as work:
            copy = await actions.clone_product(work, original, number, name, expected_version)
        return {"product": copy.id}

    @mutation(DeleteProductPayload)
    async def delete_product(
        self, info: Info, product_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Delete a draft that nothing refers to, with its items and relationships."""
        async with begin(info) as work:
            await actions.delete_product(
                work, uuid_of(tables.products, product_id), expected_version
            )
        return {"deleted_product_id": product_id}
