"""Descriptions of the arguments of lists and of the conditions of filters."""

_PAGES = {
    "first": "Returns the first n records (up to 100). Defaults to 25 if neither `first` nor"
    " `last` is given.",
    "after": "Returns only records after this cursor.",
    "last": "Returns the last n records (up to 100).",
    "before": "Returns only records before this cursor.",
    "filter": "Returns only records that match all of these conditions.",
    "orderBy": "Sort order. The first step decides, later steps break ties. Defaults to the order"
    " of creation.",
    "field": "Field whose values decide the order.",
    "direction": "Direction in which the values are sorted. Defaults to `ASC`.",
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
    "By.field": "Field whose values form the groups. Each field can be used once.",
    "by": "Length of the periods that a date or time is grouped into. Defaults to `MONTH`.",
    "fill": "Includes periods without documents. Allowed for one field at a time.",
    "count": "Filters by the number of documents in the group.",
    "winRate": "Filters by the share of won documents among those that were won or lost, from 0 to"
    " 1.",
    "QuoteGroupHaving.winRate": "Filters by the share of won quotes among those that were won, lost"
    " or canceled, from 0 to 1.",
    "averageDaysToClose": "Filters by the average number of days from creation to close.",
    "Having.totalAmount": "Filters by the sum of the total amounts.",
    "Having.estimatedValue": "Filters by the sum of the estimated values.",
    "weightedValue": "Filters by the sum of the estimated values, each multiplied by its"
    " probability.",
    "Having.actualValue": "Filters by the sum of the actual values.",
    "Having.budgetAmount": "Filters by the sum of the customers' budgets.",
    "Having.amountPaid": "Filters by the sum of the amounts paid.",
    "Having.amountDue": "Filters by the sum of the amounts due.",
    "lineAmount": "Filters by the sum of the extended amounts of the lines in the product family."
    " Matches nothing unless the groups are by `PRODUCT_FAMILY`.",
    "weightedLineAmount": "Filters by the sum of the same amounts, each multiplied by the"
    " probability of its opportunity. Matches nothing unless the groups are by `PRODUCT_FAMILY`.",
}
_OPERATORS = {
    "and": "Matches if all of these filters match. An empty list matches everything.",
    "or": "Matches if at least one of these filters matches. An empty list matches nothing.",
    "not": "Matches if this filter does not match.",
    "eq": "The value equals this one. To match null, use `isNull`.",
    "BooleanFilter.eq": "The value equals this one: true or false.",
    "ne": "The value differs from this one, or is null.",
    "in": "The value is one of these. An empty list matches nothing.",
    "gt": "The value is greater (or later) than this one.",
    "gte": "The value is greater (or later) than this one, or equal to it.",
    "lt": "The value is less (or earlier) than this one.",
    "lte": "The value is less (or earlier) than this one, or equal to it.",
    "contains": "The value contains this text of up to 1,000 characters.",
    "startsWith": "The value starts with this text of up to 1,000 characters.",
    "isNull": "If true, the value is null; if false, it is not.",
}
_CONDITIONS = {  # descriptions for conditions that the field's own description does not fit
    "Filter.id": "Filters by the ID of the record.",
    "LineFilter.lineType": "Filters by whether the line is a product, a write-in, a bundle or an"
    " item of a bundle.",
    "Filter.pricingError": "Filters by the pricing error. A document has `DETAIL_ERROR` or `NONE`,"
    " a line the error itself.",
    "PriceListItemFilter.currencyCode": "Filters by the currency of the price list as an ISO 4217"
    " code.",
    "ProductFilter.parent": "The product family matches this filter. A product without one does not"
    " match.",
    "ProductFilter.children": "Filters by the products directly below the family.",
    "ProductFilter.bundleItems": "Filters by the items of the bundle.",
    "ProductRelationshipFilter.relatedProduct": "The suggested product matches this filter.",
    "PriceListItemFilter.discountListId": "Filters by the ID of the discount list.",
}

LIST_DESCRIPTIONS: dict[str, str] = _PAGES | _GROUPS | _OPERATORS | _CONDITIONS
