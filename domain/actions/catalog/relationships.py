"""Actions on product relationships: products suggested when another one is sold (1.10)."""

from uuid import UUID

from domain.actions.records import apply_changes, create_and_add
from domain.catalog.bundle import (
    ProductRelationship,
    RelationshipDirection,
    RelationshipExists,
    RelationshipWithItself,
)
from domain.catalog.product import ProductNotFound
from domain.core.record import Values
from domain.ports.catalog import CatalogUnitOfWork


async def add_product_relationship(
    work: CatalogUnitOfWork, product_id: UUID, values: Values, expected_version: int | None
) -> ProductRelationship:
    """Suggest one product for another; neither may be a family or retired."""
    related_id: UUID = values["related_product_id"]
    # Both at once, in the order of their IDs: clients that relate two products in opposite
    # directions would otherwise wait for each other.
    products = await work.products.get_many([product_id, related_id])
    if product_id not in products:
        raise ProductNotFound
    products[product_id].expect(expected_version)
    if related_id not in products:
        raise ProductNotFound(path=("relatedProductId",))
    # The record checks this too when it is written; here it comes before the products' refusals.
    if related_id == product_id:
        raise RelationshipWithItself(path=("relatedProductId",))
    products[product_id].check_offerable("productId")
    products[related_id].check_offerable("relatedProductId")
    bond = ProductRelationship(
        product_id=product_id, related_product_id=related_id, type=values["type"]
    )
    create_and_add(work.relationships, bond, values)
    await _check_only(work, bond)
    return bond


async def update_product_relationship(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> ProductRelationship:
    """Change the type or the direction of a relationship."""
    bond = apply_changes(await work.relationships.get(id), values, expected_version)
    await _check_only(work, bond)
    return bond


async def remove_product_relationship(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> ProductRelationship:
    """Stop suggesting the product."""
    bond = await work.relationships.get(id)
    bond.expect(expected_version)
    work.relationships.delete(bond)
    return bond


async def _check_only(work: CatalogUnitOfWork, bond: ProductRelationship) -> None:
    """Raise RELATIONSHIP_EXISTS if another relationship makes the same suggestion."""
    # The unique key knows one direction; a suggestion both ways also repeats the opposite one.
    for other in await work.relationships.get_between(bond.product_id, bond.related_product_id):
        same_way = other.product_id == bond.product_id
        both_ways = RelationshipDirection.BOTH_WAYS in {other.direction, bond.direction}
        if other.id != bond.id and other.type is bond.type and (same_way or both_ways):
            raise RelationshipExists(path=("type",))
