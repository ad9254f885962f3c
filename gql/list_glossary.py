"""What the arguments of lists mean, and the conditions of filters; see `gql.glossary`."""

_PAGES = {
    "first": "Returns the first n records (up to 100). Defaults to 25 if neither `first` nor"
    " `last` is given.",
    "after": "Returns only records after this cursor.",
    "last": "Returns the last n records (up to 100).",
    "before": "Returns only records before this cursor.",
    "filter": "Returns only records that match all of these conditions.",
    "orderBy": "Sort order. The first step decides, later steps break ties. Defaults to the order"
    " of creation.",
    "field": "Field to sort by.",
    "direction": "Sort direction.",
    "nulls": "Whether null values come first or last. Defaults to `LAST` in both directions.",
    "text": "Text to search for: words or beginnings of words, a document number, or an ID.",
    "types": "Returns only records of these types. Defaults to all types.",
}
_GROUPED = {
    "filter": "Groups only documents that match all of these conditions.",
    "orderBy": "Sort order. The first step decides, later steps break ties. Defaults to the keys"
    " of the groups, in the order of `groupBy`.",
}
_GROUPS = {
    **{
        f"{noun}Groups.{name}": text
        for noun in ("opportunity", "quote", "order", "invoice")
        for name, text in _GROUPED.items()
    },
    "groupBy": "Fields to group by, each at most once. If omitted, all documents form one group.",
    "having": "Returns only groups whose values match all of these conditions.",
    "timeZone": "IANA name of the time zone in which times are converted to days. Defaults to"
    " `UTC`.",
    "By.field": "Field to group by.",
    "by": "Length of the periods that a date or time is grouped into. Defaults to `MONTH`.",
    "fill": "Includes periods without documents. Allowed for one field at a time.",
    "count": "Number of documents.",
    "winRate": "Share of won documents among those that were won or lost, from 0 to 1.",
    "QuoteGroupHaving.winRate": "Share of won quotes among those that were won, lost or canceled,"
    " from 0 to 1.",
    "averageDaysToClose": "Average number of days from creation to close.",
    "Having.totalAmount": "Sum of the total amounts.",
    "Having.estimatedValue": "Sum of the estimated values.",
    "weightedValue": "Sum of the estimated values, each multiplied by its probability.",
    "Having.actualValue": "Sum of the actual values.",
    "Having.budgetAmount": "Sum of the customers' budgets.",
    "Having.amountPaid": "Sum of the amounts paid.",
    "Having.amountDue": "Sum of the amounts due.",
    "lineAmount": "Sum of the extended amounts of the lines in the product family. Null"
    " unless the groups are by `PRODUCT_FAMILY`.",
    "weightedLineAmount": "Sum of the same amounts, each multiplied by the probability of its"
    " opportunity. Null unless the groups are by `PRODUCT_FAMILY`.",
}
_OPERATORS = {
    "and": "All of these filters match.",
    "or": "At least one of these filters matches.",
    "not": "This filter does not match.",
    "eq": "The value equals this one.",
    "ne": "The value differs from this one, or is null.",
    "in": "The value is one of these.",
    "gt": "The value is greater (or later) than this one.",
    "gte": "The value is greater (or later) than this one, or equal to it.",
    "lt": "The value is less (or earlier) than this one.",
    "lte": "The value is less (or earlier) than this one, or equal to it.",
    "contains": "The value contains this text of up to 1,000 characters.",
    "startsWith": "The value starts with this text of up to 1,000 characters.",
    "isNull": "If true, the value is null; if false, it is not.",
}
_RELATED = {
    "account": "The account matches this filter.",
    "contact": "The contact matches this filter.",
    "owner": "The owner matches this filter.",
    "opportunity": "The opportunity matches this filter.",
    "quote": "The quote matches this filter.",
    "order": "The order matches this filter.",
    "product": "The product matches this filter.",
    "relatedProduct": "The suggested product matches this filter.",
    "bundle": "The bundle matches this filter.",
    "parent": "The product family matches this filter.",
    "unit": "The unit matches this filter.",
    "baseUnit": "The base unit matches this filter.",
    "unitGroup": "The unit group matches this filter.",
    "priceList": "The price list matches this filter.",
    "defaultPriceList": "The default price list matches this filter.",
    "discountList": "The discount list matches this filter.",
    "contacts": "Conditions on the contacts of the account.",
    "opportunities": "Conditions on the opportunities of the customer.",
    "quotes": "Conditions on related quotes.",
    "orders": "Conditions on related orders.",
    "invoices": "Conditions on related invoices.",
    "payments": "Conditions on the payments.",
    "children": "Conditions on the products directly below the family.",
    "bundleItems": "Conditions on the items of the bundle.",
    "priceListItems": "Conditions on the price list items of the product.",
    "Filter.lines": "Conditions on the lines.",
    "Filter.items": "Conditions on the items of the price list.",
    "Filter.tiers": "Conditions on the tiers of the discount list.",
    "Filter.units": "Conditions on the units of the group.",
}
_VALUES = {
    "lineNumber": "Position of the line in the document.",
    "lineType": "Whether the line is a product, a write-in, a bundle or an item of a bundle.",
    "Filter.direction": "Whether the suggestion applies in one direction or in both.",
    "Filter.amount": "Amount as a number, regardless of currency.",
    "Filter.customerId": "ID of the customer: an account or a contact.",
    "Filter.extendedAmount": "Extended amount as a number, regardless of currency.",
    "Filter.listPrice": "List price as a number, regardless of currency.",
    "Filter.pricePerUnit": "Price per unit as a number, regardless of currency.",
    "Filter.totalAmount": "Total amount as a number, regardless of currency.",
    "Filter.amountPaid": "Amount paid as a number, regardless of currency.",
    "Filter.amountDue": "Amount due as a number, regardless of currency.",
    "Filter.budgetAmount": "Budget of the customer as a number, regardless of currency.",
    "Filter.estimatedValue": "Estimated value as a number, regardless of currency.",
    "Filter.actualValue": "Actual value as a number, regardless of currency.",
    "pricingError": "Why prices could not be calculated, or `NONE`.",
    "paidOn": "Date of the payment.",
    "UnitFilter.quantity": "Number of base units in the unit.",
    "Filter.quantity": "Quantity of the line.",
    "Filter.unitId": "ID of the unit.",
    "Filter.baseUnitId": "ID of the base unit.",
    "Filter.percentage": "Percentage of an item whose price is calculated.",
    "Filter.productId": "ID of the product.",
    "Filter.defaultPriceListId": "ID of the default price list.",
    "Filter.structure": "Whether the record is a product, a family or a bundle.",
    "Filter.validFrom": "First day of validity.",
    "Filter.validTo": "Last day of validity.",
    "Filter.beginsOn": "First day of validity.",
    "Filter.endsOn": "Last day of validity.",
    "ProductFilter.number": "Product number.",
    "ProductFilter.type": "Kind of product.",
    "ProductRelationshipFilter.productId": "ID of the product that the suggestion is shown for.",
    "DiscountListFilter.type": "Whether the tiers are percentages or amounts.",
    "ProductRelationshipFilter.type": "Reason for the suggestion.",
}

LISTS: dict[str, str] = _PAGES | _GROUPS | _OPERATORS | _RELATED | _VALUES
