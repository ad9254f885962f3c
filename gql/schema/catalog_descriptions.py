"""Descriptions of catalog arguments and input fields; see `gql.schema.descriptions`."""

_IDS = {
    "familyId": "ID of the product family to publish.",
    "addBundleItem.bundleId": "ID of the draft bundle to add the product to.",
    "addProductRelationship.productId": "ID of the product that the suggestion is made for.",
    "addPriceListItems.priceListId": "ID of the price list to add the items to.",
    "addDiscountTier.discountListId": "ID of the discount list to add the tier to.",
    "CreateUnitInput.baseUnitId": "ID of the base unit: the unit of the group that `quantity`"
    " counts. Defaults to the group's primary unit.",
    "UpdateProductInput.defaultPriceListId": "ID of the default price list, which prices the"
    " product in documents without a price list if the setting `priceListOptional` is true.",
    "Input.discountListId": "ID of the discount list whose tiers apply to the price. A list of"
    " amounts must be in the currency of the price list.",
}
_PRODUCTS = {
    "BundleItemInput.quantity": "Quantity in one bundle, with up to 5 decimals. Defaults to 1.",
    "CreateProductInput.unitGroupId": "ID of the unit group. Cannot be changed later. Defaults to"
    " the tenant's default unit group.",
    "CreateProductInput.defaultUnitId": "ID of the default unit, which list price and costs refer"
    " to. Defaults to the primary unit of the unit group.",
    "CreateProductInput.currencyCode": "Currency of list price and costs as an ISO 4217 code."
    " Defaults to the tenant's base currency.",
    "cloneProduct.number": "Unique product number of the copy.",
    "cloneProduct.name": "Name of the copy. Defaults to the name of the original.",
    "primaryUnit": "Name of the primary unit, which all other units are multiples of.",
    "units": "Further units of the group. Each is a multiple of the primary unit or of another of"
    " these units.",
}
_ITEM_AMOUNT = "Price per unit. Only for the method `CURRENCY_AMOUNT`."
_ITEM_PERCENTAGE = (
    "Percentage of a method other than `CURRENCY_AMOUNT`: up to 99.99 for a margin, otherwise up to"
    " 99999.99."
)
_TIER_AMOUNT = "Discount per unit in the currency of the list. Only for a list of amounts."
_TIER_PERCENTAGE = (
    "Discount per unit as a percentage, with up to 5 decimals. Only for a list of percentages."
)
_PRICES = {
    "PriceListItemInput.amount": _ITEM_AMOUNT,
    "UpdatePriceListItemInput.amount": _ITEM_AMOUNT,
    "PriceListItemInput.percentage": _ITEM_PERCENTAGE,
    "UpdatePriceListItemInput.percentage": _ITEM_PERCENTAGE,
    "CreateDiscountListInput.type": "Whether the tiers are percentages or amounts. Cannot be"
    " changed later.",
    "CreateDiscountListInput.currencyCode": "Currency of the amounts as an ISO 4217 code. Required"
    " for a list of amounts; omit it for a list of percentages.",
    "DiscountTierInput.amount": _TIER_AMOUNT,
    "UpdateDiscountTierInput.amount": _TIER_AMOUNT,
    "DiscountTierInput.percentage": _TIER_PERCENTAGE,
    "UpdateDiscountTierInput.percentage": _TIER_PERCENTAGE,
    "items": "Products to put on the price list, each with a unit and a price.",
    "tiers": "Tiers of the new discount list. Their ranges of quantities must not overlap.",
}
_MONEY = {
    "Input.exchangeRate": "Units of the currency per unit of the base currency, with up to 12"
    " decimals. Documents in a currency without a rate have no base amounts.",
}

CATALOG_DESCRIPTIONS: dict[str, str] = _IDS | _PRODUCTS | _PRICES | _MONEY
