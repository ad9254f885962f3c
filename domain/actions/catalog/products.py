"""Actions on products, families and bundles: create, update, clone, delete (1.10)."""

from dataclasses import replace
from uuid import UUID

from domain.actions.catalog.shared import (
    check_amounts,
    check_default_price_list,
    unit_named,
    with_path,
    without,
)
from domain.actions.records import create_and_add
from domain.catalog.price_list import PriceListCurrencyMismatch
from domain.catalog.product import Product, ProductStructure
from domain.catalog.product_hierarchy import place
from domain.catalog.product_lifecycle import LIFECYCLE
from domain.catalog.unit import UnitGroupNotFound
from domain.core.action import Action
from domain.core.ids import new_id
from domain.core.lifecycle import Fact
from domain.core.record import Values
from domain.ports.catalog import CatalogUnitOfWork

_AMOUNTS = ("list_price", "current_cost", "standard_cost")


async def create_product(work: CatalogUnitOfWork, values: Values) -> Product:
    """Create a product, in the tenant's default unit unless the input names a unit group.

    A product without a family is created as active if the tenant's settings say so (1.11). Families
    and bundles are created as drafts. Raises PRODUCT_NUMBER_TAKEN when saved (I-61).
    """
    settings = await work.get_settings()
    group: UUID | None = values.get("unit_group_id") or settings.default_unit_group_id
    if group is None:
        raise UnitGroupNotFound(path=("unitGroupId",))
    if values.get("currency_code") is not None:
        await work.lookups.get_currency(values["currency_code"])
    product = Product(
        unit_group_id=group,
        default_unit_id=(await work.units.primary(group)).id,
        currency_code=values.get("currency_code") or settings.base_currency_code,
        structure=values.get("structure", ProductStructure.PRODUCT),
    )
    await _place(work, product, values)
    create_and_add(work.products, product, await _check_values(work, product, values))
    is_simple = product.structure is ProductStructure.PRODUCT and product.parent_id is None
    if settings.create_products_as_active and is_simple:
        product.publish({Fact.FAMILY_IS_NOT_ACTIVE: False})
    return product


async def update_product(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> Product:
    """Change a product. During a revision, the published values stay as they are."""
    # Locks the price list, and price lists are locked before products (`domain.ports.catalog`).
    await check_default_price_list(work, values)
    product = await work.products.get(id)
    product.expect(expected_version)
    await _check_currency(work, product, values)
    await _place(work, product, values)
    product.assign(await _check_values(work, product, values))
    return product


async def clone_product(
    work: CatalogUnitOfWork,
    product_id: UUID,
    number: str,
    name: str | None,
    expected_version: int | None,
) -> Product:
    """Copy a product to a draft, with its bundle items and the relationships that start at it.

    The copy is on no price list, and the products of a family are not copied with it.
    """
    product = await work.products.get(product_id)
    product.expect(expected_version)
    copy = product.clone(number, name)
    work.products.add(copy)
    for item in await work.bundle_items.get_children(product.id):
        work.bundle_items.add(replace(item, id=new_id(), version=0, bundle_id=copy.id))
    for bond in await work.relationships.get_of_product(product.id):
        work.relationships.add(replace(bond, id=new_id(), version=0, product_id=copy.id))
    return copy


async def delete_product(
    work: CatalogUnitOfWork, product_id: UUID, expected_version: int | None
) -> None:
    """Delete a draft that nothing refers to, with its bundle items and relationships."""
    product = await work.products.get(product_id)
    product.expect(expected_version)
    # A reference that is added after this check violates a foreign key, which `db/errors.py` turns
    # into the same refusal.
    is_used = await work.usages.uses_product(product.id)
    LIFECYCLE.check(Action.DELETE_PRODUCT, product, {Fact.IS_USED: is_used})
    for item in await work.bundle_items.get_children(product.id):
        work.bundle_items.delete(item)
    for bond in await work.relationships.get_of_product(product.id):
        work.relationships.delete(bond)
    work.products.delete(product)


async def _place(work: CatalogUnitOfWork, product: Product, values: Values) -> None:
    if "parent_id" not in values:
        return
    family_id: UUID | None = values["parent_id"]
    if family_id is None:
        place(product, None, [])
        return
    family = await with_path(work.products.get(family_id), "parentId")
    # All families above are locked: two that are moved at once could otherwise end up inside each
    # other (1.10).
    place(product, family, await work.products.get_ancestors(family.id))


async def _check_values(work: CatalogUnitOfWork, product: Product, values: Values) -> Values:
    """Check amounts and the default unit; return the values that remain to be written."""
    if values.get("default_unit_id") is not None:
        unit = await unit_named(work, values["default_unit_id"], "defaultUnitId")
        product.check_unit(unit, "defaultUnitId")
    return await check_amounts(work, without(values, "parent_id", "unit_group_id"), *_AMOUNTS)


async def _check_currency(work: CatalogUnitOfWork, product: Product, values: Values) -> None:
    """Raise CURRENCY_UNKNOWN, or PRICE_LIST_CURRENCY_MISMATCH if a percentage sets its price."""
    code: str | None = values.get("currency_code")
    if code is None or code == product.currency_code:
        return
    await work.lookups.get_currency(code)
    # A percentage of a price in another currency would be a price in none.
    if await work.usages.prices_by_percentage(product.id):
        raise PriceListCurrencyMismatch(path=("currencyCode",))
