"""Computes amounts: the line formulas (3.4) and the header formulas (3.5).

Every amount is rounded only here, and only once, to the decimals of the currency.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Any

from domain.core.errors import Invalid, Path
from domain.core.money import (
    EXACT,
    MAX_PLACES,
    ZERO,
    Currency,
    RoundingMode,
    Scale,
    check_amount_range,
    check_scale,
    padded,
    plain,
    rounded,
)
from domain.pricing.line import MAX_LINES, Line

LINE_AMOUNTS = (
    "price_per_unit",
    "volume_discount",
    "manual_discount",
    "base_amount",
    "tax",
    "extended_amount",
)


class DiscountMethod(StrEnum):
    """Whether a manual discount applies once to the line or to each unit of it (I-25)."""

    LINE_ITEM = "LINE_ITEM"
    PER_UNIT = "PER_UNIT"


class DiscountExceedsTotal(Invalid):
    """Document discounts must not make a positive total negative (I-27)."""

    rule = "The document's discounts exceed the sum of its lines. Lower the discounts first."


@dataclass(frozen=True, slots=True, kw_only=True)
class PricingRules:
    """A tenant's settings of the pricing engine."""

    rounding_mode: RoundingMode = RoundingMode.HALF_EVEN
    discount_method: DiscountMethod = DiscountMethod.LINE_ITEM
    pricing_precision: int = 2
    price_list_optional: bool = False
    round_unit_price_first: bool = False
    inactive_discount_lists_apply: bool = True
    max_lines_per_document: int = MAX_LINES

    def amount(self, value: Decimal, precision: int) -> Decimal:
        """Round an amount to the currency's decimals. Raises AMOUNT_OUT_OF_RANGE beyond 1e15."""
        return check_amount_range(rounded(value, precision, self.rounding_mode))

    def price(self, value: Decimal) -> Decimal:
        """Round a price per unit to the tenant's price precision, whatever the currency (1.0)."""
        return self.amount(value, self.pricing_precision)

    @property
    def price_scale(self) -> Scale:
        """The decimals that an input price may have; prices with more are refused."""
        advice = (
            f"This is the tenant's `pricingPrecision`, which `updateTenantSettings` can raise to"
            f" {MAX_PLACES}. Round the price before you send it, or raise the setting."
        )
        if self.pricing_precision >= MAX_PLACES:
            advice = "No price has more. Round it before you send it."
        return Scale(self.pricing_precision, advice)

    def check_typed_price(self, value: Decimal, field: str, path: Path) -> Decimal:
        """Pad an input price to the tenant's price precision. Raises TOO_MANY_DECIMALS."""
        check_scale(value, self.price_scale, field, path)
        return padded(value, self.pricing_precision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The totals of a document, in its currency."""

    detail_amount: Decimal
    line_discount_amount: Decimal
    total_discount_amount: Decimal
    pre_freight_amount: Decimal
    total_tax: Decimal
    total_amount: Decimal


def price_line(line: Line, precision: int, rules: PricingRules) -> None:
    """Compute a line's amounts from its inputs (3.4, I-23, I-24, I-25).

    A price keeps all of its decimals, even if the tenant's price precision has been lowered since.
    base = q x (p - v), with v unrounded unless the tenant's settings round p - v first (W9); a
    partial invoice line keeps its share as base (I-54). manual = amount, or percentage of base.
    extended = base - manual + tax, where tax is entered or computed from the rate of a tax code.
    """
    with localcontext(EXACT):
        line.price_per_unit = padded(line.price_per_unit, rules.pricing_precision)
        line.manual_discount_amount = rules.amount(line.manual_discount_amount, precision)
        discount = line.exact_volume_discount
        net_price = line.price_per_unit - discount
        if rules.round_unit_price_first:
            net_price = rules.amount(net_price, precision)
        if not line.is_part:
            line.base_amount = rules.amount(line.quantity * net_price, precision)
        line.volume_discount = rules.amount(discount, precision)
        line.manual_discount = rules.amount(_manual_discount(line, rules), precision)
        net = line.base_amount - line.manual_discount
        tax = line.tax if line.tax_rate is None else net * line.tax_rate / 100
        line.tax = rules.amount(tax, precision)
        line.extended_amount = rules.amount(net + line.tax, precision)
    line.note(
        rounding_mode=rules.rounding_mode.value,
        discount_method=rules.discount_method.value,
        net_price=plain(net_price) if rules.round_unit_price_first else None,
    )


def _manual_discount(line: Line, rules: PricingRules) -> Decimal:
    if line.manual_discount_percent is not None:
        # Of the rounded base amount, which is the one that the customer sees (3.4).
        return line.base_amount * line.manual_discount_percent / 100
    if rules.discount_method is DiscountMethod.PER_UNIT:
        return line.manual_discount_amount * line.quantity
    return line.manual_discount_amount


def totals(
    lines: Sequence[Line],
    *,
    discount_percentage: Decimal | None,
    discount_amount: Decimal,
    freight_amount: Decimal,
    precision: int,
    rules: PricingRules,
) -> Totals:
    """Compute totals (3.5). Percentage and absolute discounts both apply to the detail amount."""
    with localcontext(EXACT):
        detail = sum((line.extended_amount - line.tax for line in lines), ZERO)
        manual = sum((line.manual_discount for line in lines), ZERO)
        tax = sum((line.tax for line in lines), ZERO)
        # Rounded before it is subtracted, so that the amounts shown add up (3.5).
        percent = rules.amount(detail * (discount_percentage or ZERO) / 100, precision)
        pre_freight = detail - percent - discount_amount
        total = pre_freight + freight_amount + tax
        return Totals(
            # Sums of rounded amounts need no rounding, but exactly the currency's decimals (I-41).
            detail_amount=rules.amount(detail, precision),
            line_discount_amount=rules.amount(manual, precision),
            total_discount_amount=rules.amount(manual + percent + discount_amount, precision),
            pre_freight_amount=rules.amount(pre_freight, precision),
            total_tax=rules.amount(tax, precision),
            total_amount=rules.amount(total, precision),
        )


def convert(
    records: Iterable[Any], names: Iterable[str], currency: Currency, rate: Decimal | None
) -> None:
    """Set the amounts in the base currency: amount / rate, each rounded separately (3.6).

    `rate` is in units of the currency per unit of the base currency; None clears base amounts.
    """
    pairs = [(name, f"{name}_in_base") for name in names]
    based = None if rate is None else _InBase(currency, rate)
    for record in records:
        for name, in_base in pairs:
            amount: Decimal | None = getattr(record, name)
            setattr(record, in_base, None if amount is None or based is None else based[amount])


class _InBase(dict[Decimal, Decimal]):
    """A cache of base amounts by amount; many lines have the same amounts."""

    def __init__(self, currency: Currency, rate: Decimal) -> None:
        self._places, self._mode, self._rate = currency.base_precision, currency.rounding_mode, rate

    def __missing__(self, amount: Decimal) -> Decimal:
        # A quotient of few digits would be rounded twice.
        exact = EXACT.divide(amount, self._rate)
        amount_rounded = self[amount] = check_amount_range(rounded(exact, self._places, self._mode))
        return amount_rounded
