"""From inputs to amounts: the line formulas (3.4) and the header formulas (3.5).

Every amount is rounded here and nowhere else, once, to the decimals of the currency.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from domain.errors import Invalid
from domain.line import Line
from domain.money import EXACT, ZERO, RoundingMode, bounded, rounded


class DiscountMethod(StrEnum):
    """What a manual discount counts for: the line once, or each unit of it (I-25)."""

    LINE_ITEM = "LINE_ITEM"
    PER_UNIT = "PER_UNIT"


class DiscountExceedsTotal(Invalid):
    """Document discounts would turn a positive document negative (I-27)."""

    rule = "The document's discounts exceed the sum of its lines. Lower the discount first."


@dataclass(frozen=True, slots=True, kw_only=True)
class PricingRules:
    """A tenant's settings of the pricing engine."""

    rounding_mode: RoundingMode = RoundingMode.HALF_EVEN
    discount_method: DiscountMethod = DiscountMethod.LINE_ITEM
    pricing_precision: int = 2

    def amount(self, value: Decimal, precision: int) -> Decimal:
        """An amount with the currency's decimals; AMOUNT_OUT_OF_RANGE beyond 1e15."""
        return bounded(rounded(value, precision, self.rounding_mode))

    def price(self, value: Decimal, precision: int) -> Decimal:
        """A price per unit: the tenant's price decimals, never fewer than the currency's."""
        return self.amount(value, max(self.pricing_precision, precision))


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of a document, in its currency."""

    detail_amount: Decimal
    line_discount_amount: Decimal
    total_discount_amount: Decimal
    pre_freight_amount: Decimal
    total_tax: Decimal
    total_amount: Decimal


def price_line(line: Line, precision: int, rules: PricingRules) -> None:
    """Compute a line's amounts from its inputs (3.4, I-23, I-24, I-25).

    base = q x (p - v), with v not yet rounded; manual = amount, or percent of base;
    extended = base - manual + tax.
    """
    with localcontext(EXACT):
        line.price_per_unit = rules.price(line.price_per_unit, precision)
        line.tax = rules.amount(line.tax, precision)
        line.manual_discount_amount = rules.amount(line.manual_discount_amount, precision)
        unit_price = line.price_per_unit - line.volume_discount
        line.base_amount = rules.amount(line.quantity * unit_price, precision)
        line.volume_discount = rules.amount(line.volume_discount, precision)
        line.manual_discount = rules.amount(_manual_discount(line, rules), precision)
        net = line.base_amount - line.manual_discount
        line.extended_amount = rules.amount(net + line.tax, precision)


def _manual_discount(line: Line, rules: PricingRules) -> Decimal:
    if line.manual_discount_percent is not None:
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
    """Sum up a document (3.5). Percent and absolute discount both apply to the detail amount."""
    with localcontext(EXACT):
        detail = sum((line.extended_amount - line.tax for line in lines), ZERO)
        manual = sum((line.manual_discount for line in lines), ZERO)
        tax = sum((line.tax for line in lines), ZERO)
        percent = rules.amount(detail * (discount_percentage or ZERO) / 100, precision)
        pre_freight = detail - percent - discount_amount
        total = pre_freight + freight_amount + tax
        return Totals(
            detail_amount=rules.amount(detail, precision),
            line_discount_amount=rules.amount(manual, precision),
            total_discount_amount=rules.amount(manual + percent + discount_amount, precision),
            pre_freight_amount=rules.amount(pre_freight, precision),
            total_tax=rules.amount(tax, precision),
            total_amount=rules.amount(total, precision),
        )
