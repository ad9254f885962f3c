"""A line of a document: a product or a write-in, with quantity, price, discounts and tax."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from uuid import UUID

from domain.core.errors import Invalid, NotFound, Path, Refused
from domain.core.ids import new_id
from domain.core.money import (
    MAX_INPUT,
    ZERO,
    Number,
    Scale,
    check_numbers,
    check_scale,
    decimals,
    plain,
    trimmed,
)
from domain.core.text import CODE, Text, camel, check_texts
from domain.pricing.pricing_error import PricingError

MAX_QUANTITY = Decimal(10**11)
QUANTITY_PLACES = 5
MAX_LINES = 1_000  # per document, unless the tenant's settings allow more


class LineNotFound(NotFound):
    """The line does not exist, or the caller may not see it."""

    rule = "The line does not exist. Check its ID."


class LineProductAndWriteIn(Invalid):
    """A line cannot have both a product and a write-in (Dynamics 0x80043afb)."""

    rule = "A line has either a product (`productId`) or a text (`writeIn`), not both."


class LineProductRequired(Invalid):
    """A line needs a product or a write-in."""

    rule = "A line needs a product (`productId`) or a text (`writeIn`)."


class LinePriceRequired(Invalid):
    """The price of a write-in cannot be looked up in the catalog (3.2)."""

    rule = "A write-in line needs a `pricePerUnit`."


class WriteInUnitNotAllowed(Invalid):
    """Only products have units."""

    rule = "A write-in line has no unit. Omit `unitId`."


class WriteInBundleNotAllowed(Invalid):
    """Only products can belong to a bundle."""

    rule = "A write-in line cannot belong to a bundle. Omit `bundleLineId` and `options`."


class LineQuantityInvalid(Invalid):
    """The quantity has too many decimals or is too large (I-37, Dynamics 0x80043b07)."""

    rule = (
        "A quantity must be between -100000000000 and 100000000000 and have no more decimals than"
        " the product and its price list item allow, up to 5."
    )
    message = "{quantity} is not allowed: {limit}."


class LineDiscountAmbiguous(Invalid):
    """A manual discount is given both as an amount and as a percentage."""

    rule = "Give either `manualDiscountAmount` or `manualDiscountPercent`, not both."


class LineTaxAmbiguous(Invalid):
    """A tax is given both as an amount and by a tax code."""

    rule = "Give either `tax` or `taxCodeId`, not both."


class BundleItemRequired(Refused):
    """Required items follow their bundle and have no price (Dynamics 0x80081008, 0x80081009)."""

    rule = (
        "The line is a required item of a bundle: it has no price, quantity or discount of its"
        " own. Change or remove the line of the bundle instead."
    )


class PricesLocked(Refused):
    """A price cannot be entered while the document's prices are locked (I-34)."""

    rule = "The document's prices are locked. Unlock them first with `unlockPricing`."


class TooManyLines(Refused):
    """A document would have more lines than the tenant allows."""

    rule = (
        "A document can have at most `maxLinesPerDocument` lines, 1,000 by default. Split the lines"
        " among several documents, or raise the setting with `updateTenantSettings`."
    )
    message = "The document would have at least {count} lines; {most} are allowed. {rule}"


class LineType(StrEnum):
    """The type of a line, derived from what it sells."""

    PRODUCT = "PRODUCT"
    BUNDLE = "BUNDLE"
    REQUIRED_BUNDLE_PRODUCT = "REQUIRED_BUNDLE_PRODUCT"
    OPTIONAL_BUNDLE_PRODUCT = "OPTIONAL_BUNDLE_PRODUCT"
    WRITE_IN = "WRITE_IN"


@dataclass(eq=False, kw_only=True, slots=True)
class Line:
    """A line. The quantity has at most 5 decimals; amounts are in the document's currency."""

    id: UUID = field(default_factory=new_id)
    line_number: int
    currency_code: Annotated[str, CODE]
    line_type: LineType = LineType.PRODUCT
    bundle_line_id: UUID | None = None
    product_id: UUID | None = None
    unit_id: UUID | None = None
    write_in: Annotated[str | None, Text(500)] = None
    description: Annotated[str | None, Text(2_000)] = None
    quantity: Decimal
    price_per_unit: Annotated[Decimal, Number(-MAX_INPUT, MAX_INPUT)]
    is_price_overridden: bool = True
    # Explains the amount by the catalog and the settings of its time (decision 13).
    price_basis: dict[str, Any] | None = None
    pricing_error: PricingError = PricingError.NONE
    volume_discount: Decimal = ZERO
    manual_discount_amount: Annotated[Decimal, Number(0, MAX_INPUT)] = ZERO
    manual_discount_percent: Annotated[Decimal | None, Number(0, 100)] = None
    manual_discount: Decimal = ZERO
    base_amount: Decimal = ZERO
    tax: Annotated[Decimal, Number(-MAX_INPUT, MAX_INPUT)] = ZERO
    tax_code_id: UUID | None = None
    # A copy: changing a tax code leaves existing lines as they are.
    tax_rate: Decimal | None = None
    extended_amount: Decimal = ZERO
    price_per_unit_in_base: Decimal | None = None
    volume_discount_in_base: Decimal | None = None
    manual_discount_in_base: Decimal | None = None
    base_amount_in_base: Decimal | None = None
    tax_in_base: Decimal | None = None
    extended_amount_in_base: Decimal | None = None

    @property
    def is_part(self) -> bool:
        """Whether the base amount is a share of an order line's, not quantity x price (I-54)."""
        return (self.price_basis or {}).get("whole_base") is not None

    @property
    def exact_volume_discount(self) -> Decimal:
        """The volume discount per unit, before rounding (I-24)."""
        noted = (self.price_basis or {}).get("volume_discount")
        return self.volume_discount if noted is None else Decimal(noted)

    def note(self, **facts: Any) -> None:
        """Record how the price was determined, for `priceBreakdown`."""
        self.price_basis = {**(self.price_basis or {}), **facts}

    def change(self, changes: Mapping[str, Any]) -> None:
        """Write values from the input; null clears. Amounts are computed afterwards.

        An entered price overrides the price list; null restores the price from the list.
        """
        # A manual discount is an amount or a percentage, and a tax is entered or follows a code: a
        # new one replaces the other (W8, W12).
        if changes.get("manual_discount_amount") is not None:
            self.manual_discount_percent = None
        elif changes.get("manual_discount_percent") is not None:
            self.manual_discount_amount = ZERO
        if "tax" in changes:
            self.tax_code_id = self.tax_rate = None
        elif "tax_code_id" in changes:
            self.tax, self.tax_rate = ZERO, None
        if "price_per_unit" in changes:
            self.is_price_overridden = changes["price_per_unit"] is not None
        for name, value in changes.items():
            setattr(self, name, _to_stored(name, value))


L = TypeVar("L", bound=Line)


@dataclass(eq=False, kw_only=True, slots=True)
class QuoteLine(Line):
    """A line of a quote, with a lineage that it shares with the same line of other revisions."""

    lineage_id: UUID = field(default_factory=new_id)


@dataclass(eq=False, kw_only=True, slots=True)
class OrderLine(Line):
    """A line of an order, with its origin and how much of it is invoiced and shipped."""

    quote_line_id: UUID | None = None
    # Counted here, so that most invoices and shipments need not read the earlier ones.
    invoiced_quantity: Decimal = ZERO
    shipped_quantity: Decimal = ZERO

    @property
    def quantity_backordered(self) -> Decimal:
        """The quantity that has not been shipped."""
        return self.quantity - self.shipped_quantity


@dataclass(eq=False, kw_only=True, slots=True)
class InvoiceLine(Line):
    """A line of an invoice, with the order line it bills."""

    order_line_id: UUID | None = None


_MONEY = ("manual_discount_amount", "tax")
_AMOUNTS = frozenset({*_MONEY, "price_per_unit"})


def check_count(count: int, most: int, path: Path = ()) -> None:
    """Raise TOO_MANY_LINES for a document with `count` lines, including bundle items."""
    if count > most:
        raise TooManyLines(count=count, most=most, path=path)


def check_typed(
    changes: Mapping[str, Any], *, amounts: Scale, prices: Scale, path: Path = ()
) -> None:
    """Raise the error of input values that are invalid or would have to be rounded.

    `amounts` has the decimals of the document's currency, `prices` the tenant's price precision.
    """
    if changes.get("quantity") is not None:
        check_quantity(changes["quantity"], (*path, "quantity"))
    elif "quantity" in changes:
        raise LineQuantityInvalid(path=(*path, "quantity"))
    if changes.get("tax") is not None and changes.get("tax_code_id") is not None:
        raise LineTaxAmbiguous(path=(*path, "taxCodeId"))
    check_numbers(Line, changes, path)
    _check_scales(changes, {"price_per_unit": prices, **dict.fromkeys(_MONEY, amounts)}, path)
    if (
        changes.get("manual_discount_amount") is not None
        and changes.get("manual_discount_percent") is not None
    ):
        raise LineDiscountAmbiguous(path=(*path, "manualDiscountPercent"))
    check_texts(Line, changes, path)


def check_quantity(quantity: Decimal, path: Path) -> None:
    """Raise LINE_QUANTITY_INVALID for more than 5 decimals, or beyond 1e11."""
    limit = None
    if abs(quantity) > MAX_QUANTITY:
        limit = "a quantity must be between -100000000000 and 100000000000"
    elif decimals(quantity) > QUANTITY_PLACES:
        limit = f"a quantity has at most {QUANTITY_PLACES} decimals"
    if limit is not None:
        raise LineQuantityInvalid(path=path, quantity=plain(quantity), limit=limit)


def _check_scales(changes: Mapping[str, Any], scales: Mapping[str, Scale], path: Path) -> None:
    for name, scale in scales.items():
        if changes.get(name) is not None:
            check_scale(changes[name], scale, camel(name), (*path, camel(name)))


def _to_stored(name: str, value: Any) -> Any:
    if value is None and name in _AMOUNTS:
        return ZERO
    if isinstance(value, Decimal) and name in {"quantity", "manual_discount_percent"}:
        return trimmed(value)
    return value
