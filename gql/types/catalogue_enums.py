"""Enums of the catalogue, described for clients; see `gql.types.enums`."""

from domain.bundle import RelationshipDirection, RelationshipType
from domain.discount_list import DiscountListType
from domain.price_list import PricingMethod, QuantitySelling, RoundingOption, RoundingPolicy
from domain.product import ProductStatus, ProductStructure, ProductType
from gql.types.enums import described

described(
    ProductStructure,
    "What a product is made of; it never changes.",
    PRODUCT="A single product.",
    FAMILY="A group of products, bundles and further families; it is sold nowhere.",
    BUNDLE="Several products that are sold as one.",
)
described(
    ProductType,
    "What kind of thing a product is. It describes and changes nothing.",
    SALES_INVENTORY="Goods.",
    MISCELLANEOUS_CHARGES="Charges of other kinds.",
    SERVICES="Services.",
    FLAT_FEES="Flat fees.",
)
described(
    ProductStatus,
    "Where a product is in its life.",
    DRAFT="Not sold yet; it can be changed and deleted.",
    ACTIVE="Sold.",
    UNDER_REVISION="Being changed; meanwhile it is sold as it was published.",
    RETIRED="Not sold any more.",
)
described(
    RelationshipType,
    "Why one product is suggested for another.",
    UP_SELL="It is better.",
    CROSS_SELL="It goes well with it.",
    ACCESSORY="It belongs to it.",
    SUBSTITUTE="It can stand in for it.",
)
described(
    RelationshipDirection,
    "Whether a suggestion goes both ways.",
    ONE_WAY="The related product is suggested for the product.",
    BOTH_WAYS="Each is suggested for the other.",
)
described(
    PricingMethod,
    "How the item of a price list makes a price.",
    CURRENCY_AMOUNT="The amount of the item.",
    PERCENT_OF_LIST="So many percent of the product's list price.",
    PERCENT_MARKUP_CURRENT_COST="The current cost, and so many percent of it added.",
    PERCENT_MARGIN_CURRENT_COST="The current cost is what so many percent off the price leave.",
    PERCENT_MARKUP_STANDARD_COST="The standard cost, and so many percent of it added.",
    PERCENT_MARGIN_STANDARD_COST="The standard cost is what so many percent off the price leave.",
)
described(
    RoundingPolicy,
    "Which way a computed price goes to the next price of the rounding option.",
    NONE="It stays.",
    UP="Up.",
    DOWN="Down.",
    TO_NEAREST="To the nearest.",
)
described(
    RoundingOption,
    "Which prices a computed price is rounded to.",
    ENDS_IN="Those that end in the rounding amount, such as 0.99.",
    MULTIPLE_OF="Those that are a multiple of the rounding amount, such as 0.25.",
)
described(
    QuantitySelling,
    "Which quantities of an item can be sold.",
    NO_CONTROL="All that the product's decimals allow.",
    WHOLE="Whole numbers.",
    WHOLE_AND_FRACTIONAL="Whole numbers and fractions.",
)
described(
    DiscountListType,
    "What the tiers of a discount list say.",
    PERCENTAGE="So many percent of the price come off each unit.",
    AMOUNT="So much comes off each unit.",
)
