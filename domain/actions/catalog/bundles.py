"""Actions on the items of bundles (1.10)."""

from uuid import UUID

from domain.actions.catalog.shared import unit_named, with_path, without
from domain.actions.records import create_and_add
from domain.catalog.bundle import (
    MAX_ITEMS,
    BundleItem,
    BundleItemExists,
    BundleItemInvalid,
    BundleOptionNotPriced,
    BundleTooLarge,
    NotABundle,
)
from domain.catalog.product import Product, ProductStructure
from domain.catalog.product_lifecycle import LIFECYCLE
from domain.core.action import Action
from domain.core.record import Values
from domain.ports.catalog import CatalogUnitOfWork


async def add_bundle_item(
    work: CatalogUnitOfWork, bundle_id: UUID, values: Values, expected_version: int | None
) -> BundleItem:
    """Add a product to a draft bundle, in the product's default unit unless the input names one."""
    # The bundle is locked, although it does not change: two clients that add items at once would
    # each see room for theirs (decision 21).
    bundle = await work.products.get(bundle_id)
    bundle.expect(expected_version)
    _check_editable(bundle)
    product = await with_path(work.products.get(values["product_id"]), "productId")
    if product.structure is not ProductStructure.PRODUCT:
        raise BundleItemInvalid(path=("productId",))
    product.check_offerable("productId")
    unit_id: UUID = values.get("unit_id") or product.default_unit_id
    product.check_unit(await unit_named(work, unit_id, "unitId"), "unitId")
    items = await work.bundle_items.get_children(bundle.id)
    if any(item.product_id == product.id for item in items):
        raise BundleItemExists(path=("productId",))
    if len(items) >= MAX_ITEMS:
        raise BundleTooLarge
    item = BundleItem(bundle_id=bundle.id, product_id=product.id, unit_id=unit_id)
    create_and_add(work.bundle_items, item, without(values, "product_id", "unit_id"))
    # Only now is it known whether the item is optional, and in which unit it needs a price (1.10).
    await _check_option(work, item)
    return item


async def update_bundle_item(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> BundleItem:
    """Change the quantity or unit of an item, or whether it is required."""
    item = await work.bundle_items.get(id)
    item.expect(expected_version)
    _check_editable(await work.products.get(item.bundle_id))
    if values.get("unit_id") is not None:
        product = await work.products.get(item.product_id)
        product.check_unit(await unit_named(work, values["unit_id"], "unitId"), "unitId")
    item.assign(values)
    await _check_option(work, item)
    return item


async def remove_bundle_item(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> BundleItem:
    """Remove an item from a draft bundle."""
    item = await work.bundle_items.get(id)
    item.expect(expected_version)
    _check_editable(await work.products.get(item.bundle_id))
    work.bundle_items.delete(item)
    return item


def _check_editable(bundle: Product) -> None:
    if bundle.structure is not ProductStructure.BUNDLE:
        raise NotABundle
    LIFECYCLE.check(Action.EDIT_BUNDLE, bundle)


async def _check_option(work: CatalogUnitOfWork, item: BundleItem) -> None:
    """Raise BUNDLE_OPTION_NOT_PRICED if a list has the bundle but not this optional item."""
    if item.is_required:
        return
    # With the bundle and the product locked, nobody adds the one to a price list or removes the
    # other from it meanwhile. The lists cannot be locked here: they come before products.
    await work.products.get(item.product_id)
    if await work.usages.lacks_option(item):
        raise BundleOptionNotPriced(path=("isRequired",))
