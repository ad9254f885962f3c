"""What arguments and input fields of the catalogue mean; see `gql.glossary`."""

_IDS = {
    "familyId": "The id of the product family.",
    "bundleId": "The id of the bundle.",
    "bundleItemId": "The id of the item of the bundle.",
    "relatedProductId": "The id of the product that is suggested.",
    "productRelationshipId": "The id of the relationship.",
    "parentId": "The id of the family.",
    "unitGroupId": "The id of the unit group.",
    "baseUnitId": "The id of the unit that it is counted in; the group's primary unit at first.",
    "defaultUnitId": "The id of the unit that list price and costs are for.",
    "priceListItemId": "The id of the item of the price list.",
    "defaultPriceListId": "The id of the price list that is taken where none is named.",
    "discountListId": "The id of the list of volume discounts.",
    "discountTierId": "The id of the tier.",
    "currencyId": "The id of the currency.",
}
_PRODUCTS = {
    "structure": "What it is made of, for good.",
    "quantityDecimals": "How many decimals its quantities may have, 0 to 5.",
    "listPrice": "The list price of the default unit.",
    "currentCost": "What the default unit costs at present.",
    "standardCost": "What the default unit is reckoned to cost.",
    "validFrom": "The first day; it informs and forbids nothing.",
    "validTo": "The last day; it informs and forbids nothing.",
    "isRequired": "Whether it always comes with the bundle, in the bundle's price.",
    "primaryUnit": "The name of the unit that all others are counted in.",
    "units": "The other units.",
}
_PRICES = {
    "items": "The products with their prices.",
    "beginsOn": "The first day; it informs and forbids nothing.",
    "endsOn": "The last day; it informs and forbids nothing.",
    "method": "How the price is made.",
    "roundingPolicy": "Which way a computed price is rounded.",
    "roundingOption": "Which prices it is rounded to.",
    "roundingAmount": "What the prices end in, or are a multiple of.",
    "quantitySelling": "Which quantities can be sold.",
    "percentage": "The percentage.",
    "tiers": "The tiers.",
    "lowQuantity": "The lowest quantity of the tier, which belongs to it.",
    "highQuantity": "The highest quantity of the tier, which belongs to it.",
}
_MONEY = {
    "code": "The code.",
    "symbol": "The sign that people write, such as €.",
    "precision": "The number of decimals.",
    "exchangeRate": "How many of it make one unit of the base currency; at most 12 decimals."
    " Without it, documents have no base amounts.",
    "rate": "The rate, in percent, 0 to 100.",
    "type": "The kind.",
}

CATALOGUE: dict[str, str] = _IDS | _PRODUCTS | _PRICES | _MONEY
