"""Acts on products, families and bundles: create, change, clone, delete (1.10)."""

from dataclasses import replace
from uuid import UUID

from domain.actions.catalogue.shared import (
    Typed,
    added,
    check_default_price_list,
    named,
    priced,
    unit_named,
    without,
)
from domain.catalogue.price_list import PriceListCurrencyMismatch
from domain.catalogue.product import Product, ProductStructure
from domain.catalogue.product_hierarchy import place
from domain.catalogue.product_lifecycle import LIFECYCLE
from domain.catalogue.unit import UnitGroupNotFound
from domain.core.action import Action
from domain.core.identity import new_id
from domain.core.lifecycle import Fact
from domain.ports.catalogue import CatalogueWork

_AMOUNTS = ("list_price", "current_cost", "standard_cost")


async def create_product(work: CatalogueWork, typed: Typed) -> Product:
    """A new product, in the tenant's default unit unless a unit group is named.

    Without a family it is created as active if the tenant's settings say so (1.11). Families and
    bundles are created as drafts. Raises PRODUCT_NUMBER_TAKEN when saved (I-61).
    """
    settings = await work.settings()
    group: UUID | None = typed.get("unit_group_id") or settings.default_unit_group_id
    if group is None:
        raise UnitGroupNotFound(path=("unitGroupId",))
    if typed.get("currency_code") is not None:
        await work.lookups.currency(typed["currency_code"])
    product = Product(
        unit_group_id=group,
        default_unit_id=(await work.units.primary(group)).id,
        currency_code=typed.get("currency_code") or settings.base_currency_code,
        structure=typed.get("structure", ProductStructure.PRODUCT),
    )
    await _place(work, product, typed)
    added(work.products, product, await _checked(work, product, typed))
    is_simple = product.structure is ProductStructure.PRODUCT and product.parent_id is None
    if settings.create_products_as_active and is_simple:
        product.publish({Fact.FAMILY_IS_NOT_ACTIVE: False})
    return product


async def update_product(
    work: CatalogueWork, id: UUID, typed: Typed, expected_version: int | None
) -> Product:
    """Change a product; while it is under revision, what is published stays as it is."""
    await check_default_price_list(work, typed)
    product = await work.products.get(id)
    product.expect(expected_version)
    await _check_currency(work, product, typed)
    await _place(work, product, typed)
    product.take(await _checked(work, product, typed))
    return product


async def clone_product(
    work: CatalogueWork,
    product_id: UUID,
    number: str,
    name: str | None,
    expected_version: int | None,
) -> Product:
    """A draft like a product, with the items of a bundle and the relationships that it begins.

    Price lists do not have it yet; what is below a family stays below that family.
    """
    product = await work.products.get(product_id)
    product.expect(expected_version)
    copy = product.clone(number, name)
    work.products.add(copy)
    for item in await work.bundle_items.of(product.id):
        work.bundle_items.add(replace(item, id=new_id(), version=0, bundle_id=copy.id))
    for bond in await work.relationships.of(product.id):
        work.relationships.add(replace(bond, id=new_id(), version=0, product_id=copy.id))
    return copy


async def delete_product(
    work: CatalogueWork, product_id: UUID, expected_version: int | None
) -> None:
    """Throw a draft away that nothing refers to, with its items and relationships."""
    product = await work.products.get(product_id)
    product.expect(expected_version)
    is_used = await work.references.uses_product(product.id)
    LIFECYCLE.check(Action.DELETE_PRODUCT, product, {Fact.IS_USED: is_used})
    for item in await work.bundle_items.of(product.id):
        work.bundle_items.delete(item)
    for bond in await work.relationships.of(product.id):
        work.relationships.delete(bond)
    work.products.delete(product)


async def _place(work: CatalogueWork, product: Product, typed: Typed) -> None:
    if "parent_id" not in typed:
        return
    family_id: UUID | None = typed["parent_id"]
    if family_id is None:
        place(product, None, [])
        return
    family = await named(work.products.get(family_id), "parentId")
    place(product, family, await work.products.above(family.id))


async def _checked(work: CatalogueWork, product: Product, typed: Typed) -> Typed:
    """What remains to be written, its amounts as prices, its unit one of the product's."""
    if typed.get("default_unit_id") is not None:
        unit = await unit_named(work, typed["default_unit_id"], "defaultUnitId")
        product.check_unit(unit, "defaultUnitId")
    return await priced(work, without(typed, "parent_id", "unit_group_id"), *_AMOUNTS)


async def _check_currency(work: CatalogueWork, product: Product, typed: Typed) -> None:
    """Raise CURRENCY_UNKNOWN, or PRICE_LIST_CURRENCY_MISMATCH where prices follow percentages."""
    code: str | None = typed.get("currency_code")
    if code is None or code == product.currency_code:
        return
    await work.lookups.currency(code)
    if await work.references.prices_by_percentage(product.id):
        raise PriceListCurrencyMismatch(path=("currencyCode",))
