"""Enums of lines and their prices with their descriptions; see `gql.types.enums`."""

from domain.core.money import RoundingMode
from domain.pricing.breakdown_sentences import DocumentStep, LineStep
from domain.pricing.calculation import DiscountMethod
from domain.pricing.line import LineType
from domain.pricing.pricing_error import PricingError
from gql.types.enums import publish_enum

publish_enum(
    LineType,
    "What a line represents, determined by what is sold.",
    PRODUCT="A product of the catalog, sold in a unit.",
    BUNDLE="A bundle, sold at the price of the whole bundle.",
    REQUIRED_BUNDLE_PRODUCT="A required item of a bundle, included in the bundle's price.",
    OPTIONAL_BUNDLE_PRODUCT="An optional item of a bundle, sold at its own price.",
    WRITE_IN="An item that is not in the catalog, with a text and a price of its own.",
)


def _never_set(meaning: str) -> str:
    """Describe an error of Dynamics that inputs and constraints rule out here."""
    return f"{meaning} Never set; part of the enum because Dynamics 365 Sales has it."


publish_enum(
    PricingError,
    "Why a price could not be determined. The values correspond to the pricing errors of"
    " Dynamics 365 Sales. On a document, `DETAIL_ERROR` means that a line has an error.",
    NONE="The price was determined, or entered manually.",
    DETAIL_ERROR="A line of the document has a pricing error.",
    MISSING_PRICE_LIST="The document has no price list, and the setting `priceListOptional` is"
    " false.",
    INACTIVE_PRICE_LIST="The price list was deactivated after the document chose it.",
    MISSING_QUANTITY=_never_set("The line has no quantity."),
    MISSING_UNIT_PRICE=_never_set("The line has no price per unit."),
    MISSING_PRODUCT=_never_set("The line has no product."),
    INVALID_PRODUCT="The product of the line, or its unit, no longer exists.",
    MISSING_PRICING_METHOD=_never_set("The price list item has no pricing method."),
    INVALID_PRICING_METHOD=_never_set("The pricing method is unknown."),
    MISSING_UNIT=_never_set("The line has no unit."),
    PRODUCT_NOT_IN_PRICE_LIST="The price list has no item for the product in this unit.",
    MISSING_PRICE_LIST_AMOUNT="The method is `CURRENCY_AMOUNT`, and the price list item has no"
    " amount.",
    MISSING_PRICE_LIST_PERCENTAGE="The method needs a percentage, but the item has none.",
    MISSING_PRICE="The pricing method needs the product's list price, and none is set.",
    MISSING_CURRENT_COST="The pricing method needs the product's current cost, and none is set.",
    MISSING_STANDARD_COST="The pricing method needs the product's standard cost, and none is set.",
    INVALID_PRICE_LIST_AMOUNT=_never_set("The amount of the price list item is invalid."),
    INVALID_PRICE_LIST_PERCENTAGE=_never_set("The percentage of the price list item is invalid."),
    INVALID_PRICE=_never_set("The list price of the product is invalid."),
    INVALID_CURRENT_COST=_never_set("The current cost of the product is invalid."),
    INVALID_STANDARD_COST=_never_set("The standard cost of the product is invalid."),
    INVALID_ROUNDING_POLICY=_never_set("The rounding policy is invalid."),
    INVALID_ROUNDING_OPTION=_never_set("The rounding option is invalid."),
    INVALID_ROUNDING_AMOUNT=_never_set("The rounding amount is invalid."),
    PRICE_CALCULATION_ERROR=_never_set("The price could not be calculated."),
    INVALID_DISCOUNT_LIST=_never_set("The discount list is invalid."),
    INVALID_DISCOUNT_LIST_STATE=_never_set("The state of the discount list is invalid."),
    INVALID_DISCOUNT=_never_set("A discount is invalid."),
    INVALID_QUANTITY=_never_set("The quantity cannot be sold."),
    INVALID_PRICING_PRECISION=_never_set("The number of price decimals is invalid."),
    MISSING_DEFAULT_UNIT=_never_set("The product has no default unit."),
    MISSING_UNIT_GROUP=_never_set("The product has no unit group."),
    INACTIVE_DISCOUNT_LIST="The discount list is inactive, and inactive lists do not apply.",
    INVALID_PRICE_LIST_CURRENCY="The product and the price list have different currencies.",
    PRICE_OUT_OF_RANGE=_never_set("The price is too large."),
    BASE_CURRENCY_OVERFLOW=_never_set("An amount is too large in the base currency."),
    BASE_CURRENCY_UNDERFLOW=_never_set("An amount is too small in the base currency."),
    MISSING_PRICE_LIST_CURRENCY=_never_set("The price list has no currency."),
)
publish_enum(
    LineStep,
    "Steps in the `priceBreakdown` of a line, in the order of calculation.",
    SOURCE="Amount, list price or cost that the price is based on.",
    METHOD="Price after the pricing method was applied.",
    ROUNDING_POLICY="Price after the rounding policy of the price list item was applied.",
    PRICE_PER_UNIT="Price per unit, rounded to the tenant's `pricingPrecision`.",
    VOLUME_DISCOUNT="Volume discount per unit, not rounded.",
    BASE_AMOUNT="Quantity times the price after the volume discount.",
    MANUAL_DISCOUNT="Total manual discount on the line, deducted from the base amount.",
    TAX="Tax on the line, computed from its tax code or entered.",
    EXTENDED_AMOUNT="Total of the line: the base amount minus the manual discount plus tax.",
)
publish_enum(
    DocumentStep,
    "Steps in the `priceBreakdown` of a document, in the order of calculation.",
    DETAIL_AMOUNT="Subtotal of the lines, after line discounts and before tax.",
    LINE_DISCOUNT_AMOUNT="Sum of the manual discounts on the lines, already deducted above.",
    PERCENT_DISCOUNT="Amount of the document's percentage discount.",
    DISCOUNT_AMOUNT="Document discount that was entered as an amount.",
    TOTAL_DISCOUNT_AMOUNT="Total of all discounts except volume discounts.",
    PRE_FREIGHT_AMOUNT="Subtotal of the lines minus the document discounts.",
    FREIGHT_AMOUNT="Freight, which is neither discounted nor taxed.",
    TOTAL_TAX="Total tax: the sum of the tax on the lines.",
    TOTAL_AMOUNT="Amount that the customer pays, including freight and tax.",
)
publish_enum(
    RoundingMode,
    "How amounts that fall exactly halfway between two values are rounded.",
    HALF_EVEN="To the even digit: 0.125 becomes 0.12, and 0.135 becomes 0.14.",
    HALF_UP="Away from zero: 0.125 becomes 0.13.",
)
publish_enum(
    DiscountMethod,
    "What the manual discount amount of a line applies to.",
    LINE_ITEM="The amount is deducted once from the line.",
    PER_UNIT="The amount is deducted from each unit.",
)
