"""The demo tenant's catalog: products, a family, a bundle, price lists, discounts, tax codes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from db.admin.tenants import default_unit_group_id, primary_unit_id
from demo.people import CURRENCIES
from domain.catalog.bundle import (
    BundleItem,
    ProductRelationship,
    RelationshipDirection,
    RelationshipType,
)
from domain.catalog.discount_list import DiscountList, DiscountListType, DiscountTier
from domain.catalog.price_list import PriceList, PriceListItem, PricingMethod
from domain.catalog.product import Product, ProductStructure, ProductType
from domain.catalog.product_lifecycle import ProductStatus
from domain.catalog.tax_code import TaxCode
from domain.core.money import RoundingMode, rounded
from domain.pricing.price_book import PriceBook

RATES = {"EUR": Decimal("0.92"), "USD": Decimal(1), "JPY": Decimal("147.63")}
_FACTORS = {"EUR": Decimal(1), "USD": Decimal("1.1"), "JPY": Decimal(160)}
_PRODUCTS = (
    ("PMP-100", "Feed pump 100", 480), ("PMP-200", "Feed pump 200", 790),
    ("VLV-010", "Control valve", 135), ("VLV-020", "Safety valve", 210),
    ("SNS-001", "Flow sensor", 89), ("SNS-002", "Pressure sensor", 96),
    ("CTL-500", "Controller", 1450), ("CTL-900", "Controller with display", 2190),
    ("MTR-030", "Motor 3 kW", 640), ("MTR-075", "Motor 7.5 kW", 1180),
    ("FLT-001", "Filter set", 42), ("HOS-005", "Hose 5 m", 31),
    ("SVC-DAY", "Service day on site", 960), ("SVC-YEAR", "Maintenance contract, one year", 2400),
    ("KIT-BAS", "Basic installation kit", 275), ("KIT-PRO", "Professional installation kit", 520),
)  # fmt: skip
_BUNDLE = ("BDL-START", "Starter set: pump, motor, controller", 2390)
_REQUIRED = ("PMP-100", "MTR-030", "CTL-500")
_OPTIONAL = ("FLT-001", "HOS-005")
_RELATED = (
    ("PMP-100", "PMP-200", RelationshipType.UP_SELL, RelationshipDirection.ONE_WAY),
    ("PMP-100", "FLT-001", RelationshipType.ACCESSORY, RelationshipDirection.ONE_WAY),
    ("PMP-200", "MTR-075", RelationshipType.CROSS_SELL, RelationshipDirection.BOTH_WAYS),
    ("CTL-500", "CTL-900", RelationshipType.UP_SELL, RelationshipDirection.ONE_WAY),
    ("VLV-010", "VLV-020", RelationshipType.SUBSTITUTE, RelationshipDirection.BOTH_WAYS),
)


@dataclass(slots=True)
class Catalog:
    """Every record of the catalog, and the prices in each currency."""

    tenant_id: UUID
    products: dict[str, Product] = field(default_factory=dict)
    others: list[Any] = field(default_factory=list)
    books: dict[str, PriceBook] = field(default_factory=dict)

    def records(self) -> list[Any]:
        """All records, each after those it refers to."""
        return [*self.products.values(), *self.others]


def catalog(tenant_id: UUID) -> Catalog:
    """Create the catalog of the demo tenant."""
    result = Catalog(tenant_id)
    family = _product(result, "FAM-PUMPS", "Pumps and motors", structure=ProductStructure.FAMILY)
    for number, name, price in _PRODUCTS:
        parent = family.id if number[:3] in {"PMP", "MTR"} else None
        kind = ProductType.SERVICES if number.startswith("SVC") else ProductType.SALES_INVENTORY
        cost = _euros(Decimal(price) * Decimal("0.6"))
        costs = {"list_price": _euros(Decimal(price)), "current_cost": cost}
        _product(result, number, name, parent_id=parent, type=kind, **costs)
    _bundle(result)
    result.others += [
        ProductRelationship(
            product_id=result.products[one].id,
            related_product_id=result.products[other].id,
            type=kind,
            direction=direction,
        )
        for one, other, kind, direction in _RELATED
    ]
    result.others += [
        TaxCode(code="STANDARD", name="Standard rate", rate=Decimal(19)),
        TaxCode(code="REDUCED", name="Reduced rate", rate=Decimal(7)),
    ]
    _price_lists(result)
    return result


def _product(catalog: Catalog, number: str, name: str, **more: Any) -> Product:
    product = Product(
        number=number,
        name=name,
        unit_group_id=default_unit_group_id(catalog.tenant_id),
        default_unit_id=primary_unit_id(catalog.tenant_id),
        currency_code="EUR",
        status=ProductStatus.ACTIVE,
        **more,
    )
    catalog.products[number] = product
    return product


def _bundle(catalog: Catalog) -> None:
    number, name, price = _BUNDLE
    structure = ProductStructure.BUNDLE
    bundle = _product(catalog, number, name, list_price=_euros(Decimal(price)), structure=structure)
    catalog.others += [
        BundleItem(
            bundle_id=bundle.id,
            product_id=catalog.products[part].id,
            unit_id=bundle.default_unit_id,
            is_required=part in _REQUIRED,
        )
        for part in (*_REQUIRED, *_OPTIONAL)
    ]


def _price_lists(catalog: Catalog) -> None:
    discounts = DiscountList(name="Quantity", type=DiscountListType.PERCENTAGE)
    tiers = [
        DiscountTier(
            discount_list_id=discounts.id,
            low_quantity=Decimal(low),
            high_quantity=Decimal(high),
            percentage=Decimal(percentage),
        )
        for low, high, percentage in ((5, 9, "2.5"), (10, 49, 5), (50, 10_000, "7.5"))
    ]
    catalog.others += [discounts, *tiers]
    for code, rate in RATES.items():
        price_list = PriceList(name=f"Standard {code}", currency_code=code)
        items = list(_items(catalog, price_list, discounts))
        catalog.others += [price_list, *items]
        catalog.books[code] = PriceBook(
            rate=rate,
            price_list=price_list,
            products={product.id: product for product in catalog.products.values()},
            groups={},
            lists={price_list.id: price_list},
            items={(one.price_list_id, one.product_id, one.unit_id): one for one in items},
            tiers={discounts.id: tiers},
            bundle_items={
                bundle.id: [one for one in catalog.others if isinstance(one, BundleItem)]
                for bundle in catalog.products.values()
                if bundle.structure is ProductStructure.BUNDLE
            },
        )


def _items(
    catalog: Catalog, price_list: PriceList, discounts: DiscountList
) -> Iterator[PriceListItem]:
    """The items of a price list.

    In euros the price is the product's list price, in other currencies an amount. Services have no
    volume discount.
    """
    for product in catalog.products.values():
        if product.list_price is None:
            continue
        item = PriceListItem(
            price_list_id=price_list.id,
            product_id=product.id,
            unit_id=product.default_unit_id,
            currency_code=price_list.currency_code,
            amount=_amount(product.list_price, price_list.currency_code),
        )
        if price_list.currency_code == "EUR":
            item.method, item.amount = PricingMethod.PERCENT_OF_LIST, None
            item.percentage = Decimal(100)
        if product.type is not ProductType.SERVICES:
            item.discount_list_id = discounts.id
        yield item


def _amount(euros: Decimal, code: str) -> Decimal:
    return rounded(euros * _FACTORS[code], CURRENCIES[code], RoundingMode.HALF_EVEN)


def _euros(value: Decimal) -> Decimal:
    return rounded(value, CURRENCIES["EUR"], RoundingMode.HALF_EVEN)
