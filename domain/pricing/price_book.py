"""The prices, discount tiers and taxes for the lines of one document (3.2, 3.3).

A price book is read before a document is priced, and holds only what its lines need.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.catalog.bundle import BundleItem
from domain.catalog.discount_list import DiscountTier
from domain.catalog.price_list import PriceList, PriceListItem, QuantitySelling
from domain.catalog.product import (
    Product,
    ProductIsFamily,
    ProductNotActive,
    ProductNotFound,
    ProductStructure,
)
from domain.catalog.tax_code import TaxCode, TaxCodeInactive, TaxCodeNotFound
from domain.core.errors import Invalid, Path, Refused
from domain.core.money import ZERO, RoundingMode, decimals, plain, rounded, trimmed
from domain.pricing.calculation import PricingRules
from domain.pricing.line import Line, LineQuantityInvalid, LineType
from domain.pricing.pricing_error import PricingError
from domain.pricing.unit_price import UnitPrice, unit_price


class PriceListRequired(Refused):
    """Lines with products need a price list, unless the tenant made it optional (I-36)."""

    rule = "The document has no price list. Choose one first, or use write-in lines."


class ProductNotInPriceList(Refused):
    """If price lists are mandatory, only products on the list can be sold (I-35)."""

    rule = (
        "The product has no price in this unit on the document's price list. Choose another unit,"
        " or add a price with `addPriceListItems`."
    )


class LineUnitInvalid(Invalid):
    """The unit is not in the product's unit group (Dynamics 0x80043b14)."""

    rule = "The unit does not belong to the unit group of the product. Choose a unit of that group."


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """The catalog for one document. `rate` is in units of its currency per base unit."""

    rules: PricingRules = field(default_factory=PricingRules)
    rate: Decimal | None = None
    price_list: PriceList | None = None
    products: Mapping[UUID, Product] = field(default_factory=dict)
    groups: Mapping[UUID, UUID] = field(default_factory=dict)  # by unit
    lists: Mapping[UUID, PriceList] = field(default_factory=dict)
    items: Mapping[tuple[UUID, UUID, UUID], PriceListItem] = field(default_factory=dict)
    tiers: Mapping[UUID, Sequence[DiscountTier]] = field(default_factory=dict)
    inactive_discounts: frozenset[UUID] = frozenset()  # inactive lists that no longer apply
    bundle_items: Mapping[UUID, Sequence[BundleItem]] = field(default_factory=dict)
    tax_codes: Mapping[UUID, TaxCode] = field(default_factory=dict)

    def product(self, id: UUID, path: Path = ()) -> Product:
        """Return a product that can currently be sold (I-60).

        Raises PRODUCT_NOT_FOUND, PRODUCT_IS_FAMILY, PRODUCT_NOT_ACTIVE.
        """
        product = self.products.get(id)
        if product is None:
            raise ProductNotFound(path=path)
        if product.structure is ProductStructure.FAMILY:
            raise ProductIsFamily(path=path)
        if not product.is_sellable:
            raise ProductNotActive(path=path)
        return product

    def unit(self, product: Product, unit_id: UUID | None, path: Path = ()) -> UUID:
        """Return the requested unit, or the product's default unit. Raises LINE_UNIT_INVALID."""
        if unit_id is None:
            # Changes of a product under revision are not sold yet (I-60, decision 19).
            default: UUID = product.published_value("default_unit_id")
            return default
        if self.groups.get(unit_id) != product.unit_group_id:
            raise LineUnitInvalid(path=path)
        return unit_id

    def item(self, product: Product, unit_id: UUID) -> PriceListItem | None:
        """Find the price of a product in a unit on the document's list, else on the product's own.

        The product's default list applies only if price lists are optional and it has the
        document's currency (3.2).
        """
        if self.price_list is not None:
            own_item = self.items.get((self.price_list.id, product.id, unit_id))
            if own_item is not None or not self.rules.price_list_optional:
                return own_item
        default = product.default_price_list_id
        if default is None or not self.rules.price_list_optional:
            return None
        return self.items.get((default, product.id, unit_id))

    def check_listed(self, product: Product, unit_id: UUID, path: Path) -> None:
        """Raise PRICE_LIST_REQUIRED, PRODUCT_NOT_IN_PRICE_LIST if price lists are mandatory."""
        if self.rules.price_list_optional:
            return
        if self.price_list is None:
            raise PriceListRequired(path=path)
        if self.item(product, unit_id) is None:
            raise ProductNotInPriceList(path=path)

    def check_quantity(self, line: Line, path: Path = ("quantity",)) -> None:
        """Raise LINE_QUANTITY_INVALID for decimals that the product or its price forbids."""
        product = self.products.get(line.product_id) if line.product_id else None
        if product is None or line.unit_id is None:
            return
        item = self.item(product, line.unit_id)
        places: int = product.published_value("quantity_decimals")
        if item is not None and item.quantity_selling is QuantitySelling.WHOLE:
            # The price list can be stricter than the product (I-37).
            places = 0
        if decimals(line.quantity) > places:
            limit = f"a quantity of this product has at most {places} decimals (`quantityDecimals`)"
            if item is not None and item.quantity_selling is QuantitySelling.WHOLE:
                limit = "the price list sells this product in whole units only (`quantitySelling`)"
            raise LineQuantityInvalid(quantity=plain(line.quantity), limit=limit, path=path)

    def price(self, line: Line) -> None:
        """Look up the current price, tier and tax rate of a line; amounts are computed later.

        A line with an entered price keeps it (I-31). If no price is found, the line keeps its
        present one, and `pricing_error` has the reason (I-43).
        """
        line.pricing_error = PricingError.NONE
        if line.is_price_overridden:
            # The facts about the catalog's price do not explain an entered one.
            line.price_basis = None
        if line.line_type is LineType.REQUIRED_BUNDLE_PRODUCT:
            line.price_per_unit = ZERO
        elif line.product_id is not None and not line.is_price_overridden:
            self._find_price(line)
        self.discount(line)
        self.tax(line)

    def discount(self, line: Line) -> None:
        """Find the tier for the line's quantity (3.4, I-29, I-30); entered prices have none."""
        item = self._discountable(line)
        tiers = () if item is None else self.tiers.get(item.discount_list_id or item.id, ())
        tier = next((tier for tier in tiers if tier.holds(line.quantity)), None)
        if item is not None and item.discount_list_id in self.inactive_discounts:
            line.pricing_error, tier = PricingError.INACTIVE_DISCOUNT_LIST, None
        # Of the price with its final decimals; the discount itself is not rounded (I-24).
        exact = ZERO if tier is None else tier.discount(self.rules.price(line.price_per_unit))
        line.note(tier=None if tier is None else _words(tier), volume_discount=plain(exact))

    def check_tax_code(self, id: UUID | None, path: Path = ()) -> None:
        """Raise TAX_CODE_NOT_FOUND or TAX_CODE_INACTIVE if a line cannot use this tax code."""
        if id is None:
            return
        if id not in self.tax_codes:
            raise TaxCodeNotFound(path=(*path, "taxCodeId"))
        if not self.tax_codes[id].is_active:
            raise TaxCodeInactive(path=(*path, "taxCodeId"))

    def tax(self, line: Line) -> None:
        """Copy the rate of the line's tax code; an inactive one keeps the rate copied before."""
        code = self.tax_codes.get(line.tax_code_id) if line.tax_code_id else None
        if code is not None and (code.is_active or line.tax_rate is None):
            line.tax_rate = code.rate

    def _find_price(self, line: Line) -> None:
        product = self.products.get(line.product_id) if line.product_id else None
        if product is None or line.unit_id is None:
            line.pricing_error = PricingError.INVALID_PRODUCT
            return
        item = self.item(product, line.unit_id)
        price = self._missing() if item is None else self._unit_price_of(item, product)
        if isinstance(price, PricingError):
            line.pricing_error = price
        # Price lists are optional, and a product that is on none is free (I-35).
        elif price is None:
            line.price_per_unit = ZERO
            line.price_basis = None
        elif item is not None:
            line.price_per_unit = self.rules.price(price.price)
            line.note(**_origin(price, item, self.lists[item.price_list_id]))

    def _missing(self) -> PricingError | None:
        """Return why there is no price list item; None if a line without one is free (I-35)."""
        if self.rules.price_list_optional:
            return None
        if self.price_list is None:
            return PricingError.MISSING_PRICE_LIST
        return PricingError.PRODUCT_NOT_IN_PRICE_LIST

    def _unit_price_of(self, item: PriceListItem, product: Product) -> UnitPrice | PricingError:
        # Was active when it was chosen; documents keep it, but its prices no longer apply (2.7).
        if not self.lists[item.price_list_id].is_active:
            return PricingError.INACTIVE_PRICE_LIST
        return unit_price(item, product)

    def _discountable(self, line: Line) -> PriceListItem | None:
        """Return the item whose tiers apply; None for entered prices and lines without a price."""
        product = self.products.get(line.product_id) if line.product_id else None
        if product is None or line.unit_id is None or line.is_price_overridden:
            return None
        if line.line_type is LineType.REQUIRED_BUNDLE_PRODUCT:
            return None
        return self.item(product, line.unit_id)


def _origin(price: UnitPrice, item: PriceListItem, price_list: PriceList) -> dict[str, Any]:
    """Return the origin of a price, for `priceBreakdown`."""
    rounding = None
    if item.rounding_option is not None and item.rounding_amount is not None:
        rounding = {
            "policy": item.rounding_policy.value,
            "option": item.rounding_option.value,
            "amount": plain(trimmed(item.rounding_amount)),
        }
    return {
        "price_list_id": str(price_list.id),
        "price_list": price_list.name,
        "method": price.method.value,
        "source": plain(price.source),
        "percentage": None if price.percentage is None else plain(price.percentage),
        "computed": None if price.percentage is None else _short(price.computed),
        "by_policy": _short(price.price),
        "rounding": rounding,
    }


def _short(value: Decimal) -> str:
    """Format a number for display; a margin may have infinitely many decimals."""
    return plain(trimmed(rounded(value, 10, RoundingMode.HALF_EVEN)))


def _words(tier: DiscountTier) -> dict[str, str]:
    """Describe a tier, for `priceBreakdown`."""
    bounds = {"low": plain(tier.low_quantity), "high": plain(tier.high_quantity)}
    if tier.percentage is not None:
        return bounds | {"percentage": plain(tier.percentage)}
    return bounds | {"amount": plain(tier.amount or ZERO)}
