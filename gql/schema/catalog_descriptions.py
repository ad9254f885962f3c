"""Descriptions of catalog arguments and input fields; see `gql.schema.descriptions`."""

_IDS = {
    "familyId": "ID of the product family.",
    "productRelationshipId": "ID of the relationship.",
    "deleteUnit.unitId": "ID of the unit.",
    "CreateUnitInput.baseUnitId": "ID of the base unit: the unit of the group that `quantity`"
    " counts. Defaults to the group's primary unit.",
    "UpdateProductInput.defaultPriceListId": "ID of the default price list, which prices the"
    " product in documents without a price list if the setting `priceListOptional` is true.",
    "Input.discountListId": "ID of the discount list.",
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
    "units": "The other units.",
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
    "CreateDiscountListInput.currencyCode": "Currency of a list of amounts as an ISO 4217 code.",
    "DiscountTierInput.amount": _TIER_AMOUNT,
    "UpdateDiscountTierInput.amount": _TIER_AMOUNT,
    "DiscountTierInput.percentage": _TIER_PERCENTAGE,
    "UpdateDiscountTierInput.percentage": _TIER_PERCENTAGE,
    "items": "Items to put on the price list.",
    "tiers": "Tiers of the new discount list.",
}
_MONEY = {
    "Input.exchangeRate": "Units of the currency per unit of the base currency, with up to 12"
    " decimals. Documents in a currency without a rate have no base amounts.",
}

CATALOG: dict[str, str] = _IDS | _PRODUCTS | _PRICES | _MONEY
