"""The life cycle of products: publish, revise, revert, retire, activate (2.6)."""

from collections.abc import Iterable
from uuid import UUID

from domain.catalog.product import Product, ProductStructure
from domain.catalog.product_hierarchy import ProductHierarchy
from domain.ports.catalog import CatalogUnitOfWork


async def publish_product(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> Product:
    """Publish a draft or a revision. The products of a family are published separately."""
    # What is below a family does not change, so it is neither locked nor loaded.
    hierarchy = await _hierarchy(work, id, expected_version, whole=False)
    hierarchy.items = await _items(work, [hierarchy.top])
    hierarchy.publish()
    return hierarchy.top


async def publish_product_hierarchy(
    work: CatalogUnitOfWork, family_id: UUID, expected_version: int | None
) -> list[Product]:
    """Publish a family and everything below it that is a draft or under revision."""
    hierarchy = await _hierarchy(work, family_id, expected_version)
    hierarchy.items = await _items(work, hierarchy.below)
    return hierarchy.publish_all()


async def revise_product(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> Product:
    """Start a revision of a product, or of a family and everything active below it."""
    hierarchy = await _hierarchy(work, id, expected_version)
    hierarchy.revise()
    return hierarchy.top


async def revert_product(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> Product:
    """Discard the revision of a product, or of a family and everything below it."""
    hierarchy = await _hierarchy(work, id, expected_version)
    hierarchy.revert()
    return hierarchy.top


async def retire_product(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> Product:
    """Stop selling a product, or a family and everything below it."""
    hierarchy = await _hierarchy(work, id, expected_version)
    # A bundle that is retired together with its items does not keep them (decision 20).
    ids = {product.id for product in (hierarchy.top, *hierarchy.below)}
    hierarchy.retire(await work.usages.find_offered(ids))
    return hierarchy.top


async def activate_product(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> Product:
    """Sell a retired product again, if it has no family and is not a bundle."""
    product = await work.products.get(id)
    product.expect(expected_version)
    product.activate()
    return product


async def _hierarchy(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None, *, whole: bool = True
) -> ProductHierarchy:
    top = await work.products.get(id)
    top.expect(expected_version)
    # Whether a product can be published depends on its family (2.6), so the family is locked, too.
    parent = None if top.parent_id is None else await work.products.get(top.parent_id)
    is_family = top.structure is ProductStructure.FAMILY
    below = await work.products.get_descendants(top.id) if whole and is_family else []
    return ProductHierarchy(top, parent, below)


async def _items(work: CatalogUnitOfWork, among: Iterable[Product]) -> dict[UUID, list[Product]]:
    """Return the products in the bundles among these products, by bundle."""
    bundles = [each.id for each in among if each.structure is ProductStructure.BUNDLE]
    if not bundles:
        return {}
    items = await work.bundle_items.get_of_bundles(bundles)
    products = await work.products.get_many(item.product_id for item in items)
    by_bundle: dict[UUID, list[Product]] = {}
    for item in items:
        by_bundle.setdefault(item.bundle_id, []).append(products[item.product_id])
    return by_bundle
