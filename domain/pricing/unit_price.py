"""Computes the price of one unit from a price list item: six methods, then rounding (3.3)."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from domain.catalog.price_list import PriceListItem, PricingMethod, RoundingOption, RoundingPolicy
from domain.catalog.product import Product
from domain.core.money import EXACT
from domain.pricing.pricing_error import PricingError


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice:
    """A price, not yet rounded to the tenant's price precision, and its origin.

    `source` is the item's amount, the list price or a cost; `computed` is the result of the pricing
    method; `price` is after the rounding policy. All are in the currency of the price list.
    """

    method: PricingMethod
    source: Decimal
    percentage: Decimal | None
    computed: Decimal
    price: Decimal


# The price or cost of the product that each method computes from, and the error if it is missing.
PRICE_SOURCES = {
    PricingMethod.PERCENT_OF_LIST: ("list_price", PricingError.MISSING_PRICE),
    PricingMethod.PERCENT_MARKUP_CURRENT_COST: ("current_cost", PricingError.MISSING_CURRENT_COST),
    PricingMethod.PERCENT_MARGIN_CURRENT_COST: ("current_cost", PricingError.MISSING_CURRENT_COST),
    PricingMethod.PERCENT_MARKUP_STANDARD_COST: (
        "standard_cost",
        PricingError.MISSING_STANDARD_COST,
    ),
    PricingMethod.PERCENT_MARGIN_STANDARD_COST: (
        "standard_cost",
        PricingError.MISSING_STANDARD_COST,
    ),
}
_HUNDRED = Decimal(100)


def unit_price(item: PriceListItem, product: Product) -> UnitPrice | PricingError:
    """Compute the price of one unit of the item's product, or return why that is impossible."""
    if item.method is PricingMethod.CURRENCY_AMOUNT:
        if item.amount is None:
            return PricingError.MISSING_PRICE_LIST_AMOUNT
        return UnitPrice(
            method=item.method,
            source=item.amount,
            percentage=None,
            computed=item.amount,
            price=item.amount,
        )
    if item.percentage is None:
        return PricingError.MISSING_PRICE_LIST_PERCENTAGE
    if product.published_value("currency_code") != item.currency_code:
        return PricingError.INVALID_PRICE_LIST_CURRENCY
    name, missing = PRICE_SOURCES[item.method]
    source: Decimal | None = product.published_value(name)
    if source is None:
        return missing
    # A margin can give endless decimals; the caller rounds the price, once (3.3).
    with localcontext(EXACT):
        computed = _apply_method(item.method, source, item.percentage)
        return UnitPrice(
            method=item.method,
            source=source,
            percentage=item.percentage,
            computed=computed,
            price=_by_policy(item, computed),
        )


def _apply_method(method: PricingMethod, source: Decimal, percentage: Decimal) -> Decimal:
    match method:
        case PricingMethod.PERCENT_OF_LIST:
            return source * percentage / _HUNDRED
        case PricingMethod.PERCENT_MARKUP_CURRENT_COST | PricingMethod.PERCENT_MARKUP_STANDARD_COST:
            return source * (_HUNDRED + percentage) / _HUNDRED
        case _:
            return source * _HUNDRED / (_HUNDRED - percentage)


def _by_policy(item: PriceListItem, price: Decimal) -> Decimal:
    """Round a price by the item's policy and option; a price halfway between two goes up.

    The lowest price with an ending is the ending itself; prices are never negative.
    """
    amount = item.rounding_amount
    if item.rounding_policy is RoundingPolicy.NONE or amount is None:
        return price
    if item.rounding_option is RoundingOption.MULTIPLE_OF:
        step, rest = amount, Decimal(0)
    else:
        step, rest = _span(amount), amount
    below = ((price - rest) / step).to_integral_value(ROUND_FLOOR) * step + rest
    above = ((price - rest) / step).to_integral_value(ROUND_CEILING) * step + rest
    if below < 0:
        return max(above, rest)
    if item.rounding_policy is RoundingPolicy.UP:
        return above
    if item.rounding_policy is RoundingPolicy.DOWN:
        return below
    return above if above - price <= price - below else below


def _span(ending: Decimal) -> Decimal:
    """Return the distance of prices with the same ending: 1 for .99, 10 for 5, 100 for 25."""
    span = Decimal(1)
    while span <= ending:
        span *= 10
    return span
