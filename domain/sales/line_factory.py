"""Creates lines from the input: products, write-ins, bundles with their items (1.4, 3.4)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar
from uuid import UUID

from domain.catalog.bundle import BundleItem
from domain.catalog.product import Product, ProductStructure
from domain.core.errors import Invalid, Path
from domain.core.money import ZERO, Currency, RoundingMode, rounded, trimmed
from domain.core.record import Values
from domain.core.text import is_blank
from domain.pricing.line import (
    QUANTITY_PLACES,
    BundleItemRequired,
    Line,
    LineNotFound,
    LinePriceRequired,
    LineProductAndWriteIn,
    LineProductRequired,
    LineType,
    WriteInBundleNotAllowed,
    WriteInUnitNotAllowed,
    check_quantity,
    check_typed,
)
from domain.pricing.price_book import PriceBook

L = TypeVar("L", bound=Line)

# The constructor takes these, or other lines do; `Line.change` writes the rest.
_PLACED = frozenset({"product_id", "unit_id", "options", "bundle_line_id"})


class BundleOptionUnknown(Invalid):
    """Only optional items of a bundle can be added to its line."""

    rule = "The product is not an optional item of the bundle."


class LineFactory:
    """Creates lines of one kind for one document, which are priced afterwards."""

    def __init__(
        self,
        make: Callable[..., L],
        currency: Currency,
        prices: PriceBook,
        present: Mapping[UUID, Line],
    ) -> None:
        self._make, self._prices, self._present = make, prices, present
        self._scales = {"amounts": currency.scale, "prices": prices.rules.price_scale}

    def lines(self, values: Values, path: Path) -> Iterator[Any]:
        """Yield the line of these values and, for a bundle, the lines of its items.

        Raises line errors, product errors, PRICE_LIST_REQUIRED, PRODUCT_NOT_IN_PRICE_LIST.
        """
        check_typed(values, **self._scales, path=path)
        self._prices.check_tax_code(values.get("tax_code_id"), path)
        product_id, write_in = values.get("product_id"), values.get("write_in")
        if product_id is not None and write_in is not None:
            raise LineProductAndWriteIn(path=(*path, "writeIn"))
        if product_id is not None:
            product = self._prices.product(product_id, (*path, "productId"))
            yield from self._make_product_lines(values, product, path)
        elif not is_blank(write_in):
            yield self._make_write_in(values, path)
        else:
            raise LineProductRequired(path=path)

    def _make_write_in(self, values: Values, path: Path) -> Line:
        if values.get("price_per_unit") is None:
            raise LinePriceRequired(path=(*path, "pricePerUnit"))
        if values.get("unit_id") is not None:
            raise WriteInUnitNotAllowed(path=(*path, "unitId"))
        if values.get("bundle_line_id") is not None or values.get("options"):
            raise WriteInBundleNotAllowed(path=path)
        return self._new(values, LineType.WRITE_IN)

    def _make_product_lines(self, values: Values, product: Product, path: Path) -> Iterator[Line]:
        unit_id = self._prices.unit(product, values.get("unit_id"), (*path, "unitId"))
        self._prices.check_listed(product, unit_id, path)
        kind, bundle_line_id = LineType.PRODUCT, values.get("bundle_line_id")
        if product.structure is ProductStructure.BUNDLE:
            kind = LineType.BUNDLE
        elif bundle_line_id is not None:
            self._option(self._bundle(bundle_line_id, path).product_id, product.id, path)
            kind = LineType.OPTIONAL_BUNDLE_PRODUCT
        line = self._new(
            values, kind, product_id=product.id, unit_id=unit_id, bundle_line_id=bundle_line_id
        )
        self._prices.check_quantity(line, (*path, "quantity"))
        yield line
        if kind is LineType.BUNDLE:
            yield from self._make_required_items(line)
        for at, option in enumerate(values.get("options") or ()):
            yield self._make_option(line, option, (*path, "options", at))

    def _bundle(self, line_id: UUID, path: Path) -> Line:
        line = self._present.get(line_id)
        if line is None:
            raise LineNotFound(path=(*path, "bundleLineId"))
        return line

    def _make_required_items(self, bundle: Line) -> Iterator[Line]:
        # Required items cost nothing, so they need no price on the list (I-39).
        for item in self._items(bundle.product_id):
            if item.is_required:
                yield self._item(bundle, item, LineType.REQUIRED_BUNDLE_PRODUCT)

    def _make_option(self, bundle: Line, option: Values, path: Path) -> Line:
        item = self._option(bundle.product_id, option["product_id"], path)
        product = self._prices.product(item.product_id, (*path, "productId"))
        self._prices.check_listed(product, item.unit_id, path)
        line = self._item(bundle, item, LineType.OPTIONAL_BUNDLE_PRODUCT)
        if option.get("quantity") is not None:
            check_quantity(option["quantity"], (*path, "quantity"))
            line.change({"quantity": option["quantity"]})
        self._prices.check_quantity(line, (*path, "quantity"))
        return line

    def _option(self, bundle_id: UUID | None, product_id: UUID, path: Path) -> BundleItem:
        for item in self._items(bundle_id):
            if item.product_id == product_id and not item.is_required:
                return item
        raise BundleOptionUnknown(path=(*path, "productId"))

    def _items(self, bundle_id: UUID | None) -> list[BundleItem]:
        return list(self._prices.bundle_items.get(bundle_id, ())) if bundle_id else []

    def _item(self, bundle: Line, item: BundleItem, kind: LineType) -> Line:
        return self._make(
            line_type=kind,
            bundle_line_id=bundle.id,
            product_id=item.product_id,
            unit_id=item.unit_id,
            quantity=items_of(bundle, item),
            price_per_unit=ZERO,
            is_price_overridden=False,
        )

    def _new(self, values: Values, kind: LineType, **placed: Any) -> Line:
        line = self._make(
            line_type=kind,
            quantity=values["quantity"],
            price_per_unit=ZERO,
            is_price_overridden=False,
            **placed,
        )
        line.change({name: value for name, value in values.items() if name not in _PLACED})
        return line


def items_of(bundle: Line, item: BundleItem) -> Any:
    """Return an item's quantity for the quantity of its bundle, with at most 5 decimals."""
    # Two valid quantities can have ten decimals together. Entered ones are refused instead of
    # rounded (I-37).
    quantity = bundle.quantity * item.quantity
    return trimmed(rounded(quantity, QUANTITY_PLACES, RoundingMode.HALF_UP))


def check_changeable(line: Line, changes: Values) -> None:
    """Raise BUNDLE_ITEM_REQUIRED if anything but a required item's description changes (I-39)."""
    if line.line_type is LineType.REQUIRED_BUNDLE_PRODUCT and changes.keys() - {"description"}:
        raise BundleItemRequired
    if line.product_id is None:
        # A write-in has no price in the catalog to go back to (3.2).
        if "price_per_unit" in changes and changes["price_per_unit"] is None:
            raise LinePriceRequired(path=("pricePerUnit",))
        if changes.get("unit_id") is not None:
            raise WriteInUnitNotAllowed(path=("unitId",))
