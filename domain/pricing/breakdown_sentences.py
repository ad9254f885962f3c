"""Explains in words how the amounts of a line and of a document are computed (W7).

Each step has one sentence per outcome. Words in braces stand for values of the line or document,
or for facts that `Line.note` recorded when the line was priced.
"""

from enum import StrEnum


class LineStep(StrEnum):
    """The steps from the catalog to the amount of a line, in order."""

    SOURCE = "SOURCE"
    METHOD = "METHOD"
    ROUNDING_POLICY = "ROUNDING_POLICY"
    PRICE_PER_UNIT = "PRICE_PER_UNIT"
    VOLUME_DISCOUNT = "VOLUME_DISCOUNT"
    BASE_AMOUNT = "BASE_AMOUNT"
    MANUAL_DISCOUNT = "MANUAL_DISCOUNT"
    TAX = "TAX"
    EXTENDED_AMOUNT = "EXTENDED_AMOUNT"


class DocumentStep(StrEnum):
    """The steps from the lines to the total of a document, in order."""

    DETAIL_AMOUNT = "DETAIL_AMOUNT"
    LINE_DISCOUNT_AMOUNT = "LINE_DISCOUNT_AMOUNT"
    PERCENT_DISCOUNT = "PERCENT_DISCOUNT"
    DISCOUNT_AMOUNT = "DISCOUNT_AMOUNT"
    TOTAL_DISCOUNT_AMOUNT = "TOTAL_DISCOUNT_AMOUNT"
    PRE_FREIGHT_AMOUNT = "PRE_FREIGHT_AMOUNT"
    FREIGHT_AMOUNT = "FREIGHT_AMOUNT"
    TOTAL_TAX = "TOTAL_TAX"
    TOTAL_AMOUNT = "TOTAL_AMOUNT"


TYPED = "The price was entered manually; the catalog was not used."
POSTED_PRICE = "The ERP posted the price; the catalog was not used."
POSTED = "As the ERP posted it."
INCLUDED = "The line is a required bundle item, which the price of the bundle includes."
UNLISTED = "No applicable price list has the product, so its price is zero."
FAILED = "No price was found; pricingError has the reason."

SOURCE_SENTENCES = {
    "CURRENCY_AMOUNT": "The amount of the item on price list {price_list}.",
    "PERCENT_OF_LIST": "The list price of the product.",
    "PERCENT_MARKUP_CURRENT_COST": "The current cost of the product.",
    "PERCENT_MARGIN_CURRENT_COST": "The current cost of the product.",
    "PERCENT_MARKUP_STANDARD_COST": "The standard cost of the product.",
    "PERCENT_MARGIN_STANDARD_COST": "The standard cost of the product.",
}
METHODS = {
    "CURRENCY_AMOUNT": "The amount is the price.",
    "PERCENT_OF_LIST": "{percentage} percent of the list price, on price list {price_list}.",
    "PERCENT_MARKUP_CURRENT_COST": "A markup of {percentage} percent on the current cost:"
    " cost x (1 + {percentage} / 100), on price list {price_list}.",
    "PERCENT_MARGIN_CURRENT_COST": "A margin of {percentage} percent over the current cost:"
    " cost / (1 - {percentage} / 100), on price list {price_list}.",
    "PERCENT_MARKUP_STANDARD_COST": "A markup of {percentage} percent on the standard cost:"
    " cost x (1 + {percentage} / 100), on price list {price_list}.",
    "PERCENT_MARGIN_STANDARD_COST": "A margin of {percentage} percent over the standard cost:"
    " cost / (1 - {percentage} / 100), on price list {price_list}.",
}
NO_POLICY = "The price list item has no rounding policy."
POLICIES = {
    "UP": "Up to the next price",
    "DOWN": "Down to the next price",
    "TO_NEAREST": "To the nearest price",
}
OPTIONS = {
    "ENDS_IN": "{policy} that ends in {rounding_amount}.",
    "MULTIPLE_OF": "{policy} that is a multiple of {rounding_amount}.",
}
PRICE = "Rounded {mode} to {price_decimals} decimals."
PRICE_TYPED = "Entered manually, with {price_decimals} decimals."
NO_TIER = "No discount tier applies to the quantity, or the price was entered manually."
TIER_PERCENTAGE = (
    "{tier_percentage} percent of the price per unit, by the tier from {low} to {high};"
    " not rounded."
)
TIER_AMOUNT = "An amount off each unit, by the tier from {low} to {high}."
BASE = "{quantity} x ({price_per_unit} - {volume_discount}), rounded {mode} to {decimals} decimals."
BASE_ROUNDED_FIRST = (
    "{quantity} x {net_price}, which is {price_per_unit} - {volume_discount} rounded first; rounded"
    " {mode} to {decimals} decimals."
)
BASE_OF_PART = (
    "The share of {quantity} of {whole_quantity} in {whole_base}, the base amount of the order"
    " line; the portion that completes the line takes the remainder."
)
MANUAL_PERCENT = (
    "{manual_discount_percent} percent of the base amount, rounded {mode} to {decimals} decimals."
)
MANUAL_PER_UNIT = "{manual_discount_amount} off each of {quantity} units."
MANUAL = "{manual_discount_amount} off the line, as entered."
TAX_TYPED = "Entered manually."
TAX_BY_CODE = (
    "{tax_rate} percent of ({base_amount} - {manual_discount}), by the tax code, rounded {mode} to"
    " {decimals} decimals."
)
EXTENDED = "{base_amount} - {manual_discount} + {tax}."

MODES = {"HALF_EVEN": "half to even", "HALF_UP": "half up"}
UNKNOWN_MODE = "in the tenant's rounding mode"  # of lines priced before the mode was recorded

DOCUMENT = {
    DocumentStep.DETAIL_AMOUNT: "The sum of the base amounts of the lines, less their manual"
    " discounts.",
    DocumentStep.LINE_DISCOUNT_AMOUNT: "The sum of the manual discounts of the lines; the detail"
    " amount already excludes them.",
    DocumentStep.PERCENT_DISCOUNT: "{discount_percentage} percent of {detail_amount}.",
    DocumentStep.DISCOUNT_AMOUNT: "The absolute discount, as entered.",
    DocumentStep.TOTAL_DISCOUNT_AMOUNT: "{line_discount_amount} + {percent_discount}"
    " + {discount_amount}.",
    DocumentStep.PRE_FREIGHT_AMOUNT: "{detail_amount} - {percent_discount} - {discount_amount}.",
    DocumentStep.FREIGHT_AMOUNT: "The freight, as entered; it is neither discounted nor taxed.",
    DocumentStep.TOTAL_TAX: "The sum of the taxes of the lines; document discounts do not change"
    " it.",
    DocumentStep.TOTAL_AMOUNT: "{pre_freight_amount} + {freight_amount} + {total_tax}.",
}
