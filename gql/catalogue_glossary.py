"""What arguments and input fields of the catalogue mean; see `gql.glossary`."""

_INFORMATIVE = "For information only; it is not enforced."

_IDS = {
    "familyId": "ID of the product family.",
    "bundleId": "ID of the bundle.",
    "bundleItemId": "ID of the bundle item.",
    "relatedProductId": "ID of the suggested product.",
    "productRelationshipId": "ID of the relationship.",
    "unitGroupId": "ID of the unit group.",
    "deleteUnit.unitId": "ID of the unit.",
    "baseUnitId": "ID of the base unit: the unit of the group that `quantity` counts.",
    "CreateUnitInput.baseUnitId": "ID of the base unit: the unit of the group that `quantity`"
    " counts. Defaults to the group's primary unit.",
    "defaultUnitId": "ID of the default unit, which list price and costs refer to.",
    "priceListId": "ID of the price list.",
    "priceListItemId": "ID of the price list item.",
    "defaultPriceListId": "ID of the default price list, which new documents for the customer use"
    " unless another one is given.",
    "UpdateProductInput.defaultPriceListId": "ID of the default price list, which prices the"
    " product in documents without a price list if the setting `priceListOptional` is true.",
    "discountListId": "ID of the discount list.",
    "discountTierId": "ID of the discount tier.",
    "currencyId": "ID of the currency.",
}
_PRODUCTS = {
    "CreateProductInput.number": "Unique product number.",
    "UpdateProductInput.number": "Unique product number.",
    "cloneProduct.number": "Unique product number of the copy.",
    "cloneProduct.name": "Name of the copy. Defaults to the name of the original.",
    "structure": "Whether to create a product, a family or a bundle. Cannot be changed later.",
    "quantityDecimals": "Number of decimals that quantities of the product can have, 0 to 5.",
    "listPrice": "List price of the default unit.",
    "currentCost": "Current cost of the default unit.",
    "standardCost": "Standard cost of the default unit.",
    "validFrom": f"First day of validity. {_INFORMATIVE}",
    "validTo": f"Last day of validity. {_INFORMATIVE}",
    "isRequired": "Whether the item is always sold with the bundle and included in its price.",
    "primaryUnit": "Name of the primary unit, which all other units are multiples of.",
    "units": "The other units.",
}
_PRICES = {
    "items": "Items to put on the price list.",
    "beginsOn": f"First day of validity. {_INFORMATIVE}",
    "endsOn": f"Last day of validity. {_INFORMATIVE}",
    "method": "How the price is calculated.",
    "roundingPolicy": "Direction in which a calculated price is rounded.",
    "roundingOption": "Whether a calculated price is rounded to end in `roundingAmount` or to a"
    " multiple of it.",
    "roundingAmount": "Amount that rounded prices end in or are a multiple of.",
    "quantitySelling": "Which quantities can be sold.",
    "tiers": "Tiers of the new discount list.",
    "lowQuantity": "Lowest quantity of the tier, inclusive.",
    "highQuantity": "Highest quantity of the tier, inclusive.",
}
_MONEY = {
    "Input.code": "Unique code.",
    "CurrencyFilter.code": "ISO 4217 code.",
    "symbol": "Currency symbol, such as €.",
    "precision": "Number of decimals.",
    "exchangeRate": "Units of the currency per unit of the base currency, with up to 12 decimals."
    " Documents in a currency without a rate have no base amounts.",
    "rate": "Tax rate as a percentage, 0 to 100.",
}

CATALOGUE: dict[str, str] = _IDS | _PRODUCTS | _PRICES | _MONEY
