"""Enums of the catalog with their descriptions; see `gql.types.enums`."""

from domain.catalog.bundle import RelationshipDirection, RelationshipType
from domain.catalog.discount_list import DiscountListType
from domain.catalog.price_list import (
    PricingMethod,
    QuantitySelling,
    RoundingOption,
    RoundingPolicy,
)
from domain.catalog.product import ProductStructure, ProductType
from domain.catalog.product_lifecycle import ProductStatus
from gql.types.enums import publish_enum

publish_enum(
    ProductStructure,
    "Whether a product is a single product, a family or a bundle. Cannot be changed.",
    PRODUCT="A single product, sold by itself or in bundles.",
    FAMILY="A group of products, bundles and other families. Cannot be sold.",
    BUNDLE="Several products that are sold together at the price of the bundle.",
)
publish_enum(
    ProductType,
    "Kind of product. For information only; it has no effect on prices or documents.",
    SALES_INVENTORY="Goods that are kept in stock.",
    MISCELLANEOUS_CHARGES="Charges besides the goods, such as packaging.",
    SERVICES="Work that is done for the customer, such as training.",
    FLAT_FEES="Fees that do not depend on effort, such as a setup fee.",
)
publish_enum(
    ProductStatus,
    "Status of a product, which decides whether it can be added to documents.",
    DRAFT="Not sold yet. Can be changed and deleted.",
    ACTIVE="Published: the product can be added to documents.",
    UNDER_REVISION="Being changed. Sold with the published values until the changes are published.",
    RETIRED="No longer sold. Existing documents keep the product.",
)
publish_enum(
    RelationshipType,
    "Why one product is suggested for another.",
    UP_SELL="A higher-end alternative to the other product.",
    CROSS_SELL="A product that complements the other.",
    ACCESSORY="An accessory for the other product.",
    SUBSTITUTE="A product that can replace the other.",
)
publish_enum(
    RelationshipDirection,
    "Whether a suggestion applies in one direction or in both.",
    ONE_WAY="The related product is suggested for the product.",
    BOTH_WAYS="Each product is suggested for the other.",
)
publish_enum(
    PricingMethod,
    "How a price list item calculates the price.",
    CURRENCY_AMOUNT="The `amount` of the item, as it is.",
    PERCENT_OF_LIST="A percentage of the product's list price.",
    PERCENT_MARKUP_CURRENT_COST="The current cost plus a percentage of it.",
    PERCENT_MARGIN_CURRENT_COST="The price at which the percentage is the margin over the current"
    " cost: cost / (1 - percentage / 100).",
    PERCENT_MARKUP_STANDARD_COST="The standard cost plus a percentage of it.",
    PERCENT_MARGIN_STANDARD_COST="The price at which the percentage is the margin over the standard"
    " cost: cost / (1 - percentage / 100).",
)
publish_enum(
    RoundingPolicy,
    "Direction in which a calculated price is rounded.",
    NONE="The price is not rounded before `pricingPrecision` applies.",
    UP="Up to the next price that fits the rounding option.",
    DOWN="Down to the next price that fits the rounding option.",
    TO_NEAREST="To the nearest price that fits the rounding option.",
)
publish_enum(
    RoundingOption,
    "Which prices a calculated price is rounded to.",
    ENDS_IN="Prices that end in the rounding amount, such as 0.99.",
    MULTIPLE_OF="Multiples of the rounding amount, such as 0.25.",
)
publish_enum(
    QuantitySelling,
    "Which quantities of an item can be sold.",
    NO_CONTROL="Any quantity with the decimals that the product allows.",
    WHOLE="Whole numbers only, whatever decimals the product allows.",
    WHOLE_AND_FRACTIONAL="Whole numbers and fractions with the decimals that the product allows.",
)
publish_enum(
    DiscountListType,
    "Whether the tiers of a discount list are percentages or amounts.",
    PERCENTAGE="A discount per unit as a percentage of the price.",
    AMOUNT="A discount per unit as an amount in the currency of the list.",
)
