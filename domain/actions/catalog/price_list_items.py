"""Actions on price list items: the price of a product in a unit (1.10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.actions.catalog.shared import check_amounts, without
from domain.actions.records import apply_changes
from domain.catalog.bundle import BundleOptionNotPriced
from domain.catalog.discount_list import DiscountList, DiscountListNotFound, DiscountListType
from domain.catalog.price_list import (
    DiscountListCurrencyMismatch,
    PriceList,
    PriceListCurrencyMismatch,
    PriceListItem,
    PriceListItemExists,
    PricingMethod,
)
from domain.catalog.product import Product, ProductNotFound, ProductStructure
from domain.catalog.unit import Unit, UnitNotFound
from domain.core.errors import DomainError
from domain.core.record import Values
from domain.ports.catalog import CatalogUnitOfWork

_AMOUNTS = ("amount", "rounding_amount")


async def add_price_list_items(
    work: CatalogUnitOfWork,
    price_list_id: UUID,
    items: Sequence[Values],
    expected_version: int | None,
) -> list[PriceListItem]:
    """Add products to a price list, either all of them or none."""
    price_list = await work.price_lists.get(price_list_id)
    price_list.expect(expected_version)
    return await add_items(work, price_list, items)


async def add_items(
    work: CatalogUnitOfWork, price_list: PriceList, items: Sequence[Values]
) -> list[PriceListItem]:
    """Add products to a list that is locked or new. Raises the first item's error."""
    if not items:
        return []
    of = await _load_referenced(work, items)
    priced = await work.price_list_items.find_priced(price_list.id, of.products.keys())
    added = []
    for at, values in enumerate(items):
        try:
            item = of.item(price_list, await check_amounts(work, values, *_AMOUNTS))
            if (item.product_id, item.unit_id) in priced:
                # A unique key would refuse it too, but could not say which item it is.
                raise PriceListItemExists(path=("productId",))
        except DomainError as wrong:
            raise wrong.prefix_path("items", at) from None
        # The input itself can name a product and a unit twice.
        priced.add((item.product_id, item.unit_id))
        work.price_list_items.add(item)
        added.append(item)
    # After all items: one request can add a bundle and its options in any order.
    await _check_options(work, price_list, added, of.products)
    return added


async def update_price_list_item(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> PriceListItem:
    """Change how the price of an item is determined; its product and unit stay the same."""
    item = await work.price_list_items.get(id)
    price_list = await work.price_lists.get(item.price_list_id)
    apply_changes(item, await check_amounts(work, values, *_AMOUNTS), expected_version)
    referenced_ids = {"product_id": item.product_id, "discount_list_id": item.discount_list_id}
    # After the change, because the new method and discount list decide which currency is needed.
    (await _load_referenced(work, [referenced_ids])).check_currency(price_list, item)
    return item


async def remove_price_list_item(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> PriceListItem:
    """Remove a product from a list, unless a bundle on the list has it as an optional item."""
    item = await work.price_list_items.get(id)
    item.expect(expected_version)
    # Locked, so that the product does not become an option after this check.
    await work.products.get(item.product_id)
    if await work.usages.needs_option(item):
        raise BundleOptionNotPriced
    work.price_list_items.delete(item)
    return item


@dataclass(frozen=True, slots=True)
class _Named:
    """The records that items refer to, by ID."""

    products: dict[UUID, Product]
    units: dict[UUID, Unit]
    discount_lists: dict[UUID, DiscountList]

    def item(self, price_list: PriceList, values: Values) -> PriceListItem:
        """Build the item from its input. Raises what is wrong with it."""
        product = self.products.get(values["product_id"])
        if product is None:
            raise ProductNotFound(path=("productId",))
        product.check_offerable("productId")
        unit_id: UUID = values.get("unit_id") or product.default_unit_id
        if unit_id not in self.units:
            raise UnitNotFound(path=("unitId",))
        product.check_unit(self.units[unit_id], "unitId")
        item = PriceListItem(
            price_list_id=price_list.id,
            product_id=product.id,
            unit_id=unit_id,
            currency_code=price_list.currency_code,
        )
        item.assign(without(values, "product_id", "unit_id"))
        self.check_currency(price_list, item)
        return item

    def check_currency(self, price_list: PriceList, item: PriceListItem) -> None:
        """Raise PRICE_LIST_CURRENCY_MISMATCH, DISCOUNT_LIST_CURRENCY_MISMATCH, …_NOT_FOUND."""
        product = self.products[item.product_id]
        # Documents use the published currency, and publishing a revision makes the other one apply
        # (decision 19). A percentage must fit both.
        codes = {product.currency_code, product.published_value("currency_code")}
        by_percentage = item.method is not PricingMethod.CURRENCY_AMOUNT
        if by_percentage and codes != {price_list.currency_code}:
            raise PriceListCurrencyMismatch(path=("method",))
        if item.discount_list_id is None:
            return
        discount_list = self.discount_lists.get(item.discount_list_id)
        if discount_list is None:
            raise DiscountListNotFound(path=("discountListId",))
        by_amount = discount_list.type is DiscountListType.AMOUNT
        if by_amount and discount_list.currency_code != price_list.currency_code:
            raise DiscountListCurrencyMismatch(path=("discountListId",))


async def _load_referenced(work: CatalogUnitOfWork, items: Sequence[Values]) -> _Named:
    """Load everything that the items refer to, with one statement per kind of record."""
    lists = {item["discount_list_id"] for item in items if item.get("discount_list_id")}
    discount_lists = await work.discount_lists.get_many(lists)
    products = await work.products.get_many(item["product_id"] for item in items)
    units = {item["unit_id"] for item in items if item.get("unit_id")}
    units |= {product.default_unit_id for product in products.values()}
    return _Named(products, await work.units.get_many(units), discount_lists)


async def _check_options(
    work: CatalogUnitOfWork,
    price_list: PriceList,
    items: Sequence[PriceListItem],
    products: dict[UUID, Product],
) -> None:
    """Raise BUNDLE_OPTION_NOT_PRICED for a bundle whose optional items are not on the list."""
    structure = ProductStructure.BUNDLE
    bundles = {each.id for each in products.values() if each.structure is structure}
    if not bundles:
        return
    inside = await work.bundle_items.get_of_bundles(bundles)
    options = [item for item in inside if not item.is_required]
    priced = await work.price_list_items.find_priced(price_list.id, {o.product_id for o in options})
    priced |= {(item.product_id, item.unit_id) for item in items}
    lacking = {o.bundle_id for o in options if (o.product_id, o.unit_id) not in priced}
    for at, item in enumerate(items):
        if item.product_id in lacking:
            raise BundleOptionNotPriced(path=("items", at, "productId"))
