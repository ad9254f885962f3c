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
_CONDITIONS = {  # descriptions for conditions that the field's own description does not fit
    "Filter.id": "ID of the record.",
    "LineFilter.lineType": "Whether the line is a product, a write-in, a bundle or an item of a"
    " bundle.",
    "ProductFilter.parent": "The product family matches this filter.",
    "ProductFilter.children": "Conditions on the products directly below the family.",
    "ProductFilter.bundleItems": "Conditions on the items of the bundle.",
    "ProductRelationshipFilter.relatedProduct": "The suggested product matches this filter.",
    "PriceListItemFilter.discountListId": "ID of the discount list.",
}

LISTS: dict[str, str] = _PAGES | _GROUPS | _OPERATORS | _CONDITIONS
