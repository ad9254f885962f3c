"""What arguments and input fields mean.

A word means the same wherever it stands, except where `_SPECIAL` names the field or input type.
"""

from gql.catalogue_glossary import CATALOGUE

_PAGES = {
    "first": "How many records from the start, at most 100. Neither first nor last: the first 25.",
    "after": "Only records after this cursor.",
    "last": "How many records from the end, at most 100.",
    "before": "Only records before this cursor.",
    "filter": "Only records that fulfil all of these conditions.",
    "orderBy": "The order, the deciding step first; by creation where none is given.",
    "field": "What to order by.",
    "direction": "Upwards or downwards.",
    "groupBy": "What the documents of a group have in common, at most one step for each field.",
    "having": "Only groups whose numbers fulfil all of these conditions.",
    "timeZone": "The time zone, by its IANA name, in which moments are put into days; UTC.",
    "by": "The spans into which its calendar is cut; months.",
    "fill": "Whether spans without documents are wanted too; for one field at a time.",
    "winRate": "The won ones among the decided ones, from 0 to 1.",
    "averageDaysToClose": "The mean of the days from creation to close.",
    "weightedValue": "The sum of the estimated values times their probabilities.",
    "lineAmount": "The sum of the lines of the product family.",
    "weightedLineAmount": "The same times the probability.",
    "actualValue": "The sum of the actual values.",
    "count": "How many there are.",
    "text": "What to look for: words or beginnings of words, a number, or an id.",
    "types": "Only records of these types; all types where none is given.",
    "nulls": "Where records stand that have no value; last, whatever the direction.",
}
_CLOSED = (
    "The day in UTC; today where it is absent. It must not be before the document was created."
)
_OPERATORS = {
    "and": "All of these filters hold.",
    "or": "At least one of these filters holds.",
    "not": "This filter does not hold.",
    "eq": "It is this.",
    "ne": "It is not this, or is null.",
    "in": "It is one of these.",
    "gt": "It is greater, or later.",
    "gte": "It is this, or greater, or later.",
    "lt": "It is smaller, or earlier.",
    "lte": "It is this, or smaller, or earlier.",
    "contains": "It has this text in it, of at most 1000 characters.",
    "startsWith": "It begins with this text, of at most 1000 characters.",
    "isNull": "Whether it is null.",
}
_RELATED = {
    "account": "The account is there, and is such a one.",
    "contact": "The contact is there, and is such a one.",
    "owner": "The user who looks after it is such a one.",
    "opportunity": "The opportunity is there, and is such a one.",
    "quote": "The quote is there, and is such a one.",
    "order": "The order is there, and is such a one.",
    "product": "The product is there, and is such a one.",
    "relatedProduct": "The related product is such a one.",
    "bundle": "The bundle is such a one.",
    "parent": "The family is there, and is such a one.",
    "unit": "The unit is such a one.",
    "baseUnit": "The unit that it is counted in is there, and is such a one.",
    "unitGroup": "The unit group is such a one.",
    "priceList": "The price list is there, and is such a one.",
    "defaultPriceList": "The default price list is there, and is such a one.",
    "discountList": "The discount list is there, and is such a one.",
    "contacts": "Conditions on its contacts.",
    "opportunities": "Conditions on its opportunities.",
    "quotes": "Conditions on its quotes.",
    "orders": "Conditions on its orders.",
    "invoices": "Conditions on its invoices.",
    "payments": "Conditions on its payments.",
    "children": "Conditions on the products and families below it.",
    "bundleItems": "Conditions on what is in the bundle.",
    "priceListItems": "Conditions on its prices.",
    "lineNumber": "The number of the line.",
    "lineType": "Whether the line is a product, a bundle, or a part of one.",
    "extendedAmount": "The amount of the line, as a number whatever the currency.",
    "pricingError": "What is wrong with its prices.",
    "paidOn": "When it was paid.",
}
_IDS = {
    "comparedTo": "The id of another revision of the quote; the one before it where it is absent.",
    "id": "The id of the record.",
    "ids": "The ids of the records.",
    "documentId": "The id of an opportunity, a quote, an order or an invoice.",
    "opportunityId": "The id of the opportunity.",
    "quoteId": "The id of the quote.",
    "orderId": "The id of the order.",
    "invoiceId": "The id of the invoice.",
    "paymentId": "The id of the payment.",
    "lineId": "The id of the line.",
    "orderLineId": "The id of the line of the order.",
    "customerId": "The id of the customer, an account or a contact. A document of an opportunity"
    " has the opportunity's customer.",
    "accountId": "The id of the account.",
    "contactId": "The id of the contact.",
    "ownerId": "The id of the user who looks after it.",
    "productId": "The id of the product.",
    "priceListId": "The id of the price list.",
    "unitId": "The id of the unit; defaults to the product's default unit.",
    "taxCodeId": "The id of a tax code whose rate makes the tax of the line.",
    "bundleLineId": "The id of the line of a bundle that the product is an optional item of.",
    "competitorId": "The id of the competitor who won instead.",
}
_CHOICES = {
    "input": "The values.",
    "expectedVersion": "The version that the caller has seen; another one is a VERSION_CONFLICT.",
    "closeOpportunity": "Whether to close the opportunity too, where nothing else keeps it open.",
    "cancelOpenQuotes": "Whether to close draft and active quotes as Canceled in the same step.",
    "createRevision": "Whether to create a new revision. Defaults to true if status is REVISED,"
    " otherwise to false.",
    "reprice": "Whether to calculate the prices of the new draft again.",
    "actualRevenue": "What was earned, recorded where the opportunity is closed; where it is"
    " absent, the sum of the won quotes.",
    "dateWon": _CLOSED,
    "closeDate": _CLOSED,
    "cancelDate": _CLOSED,
    "dateFulfilled": "When it was delivered.",
    "date": "The day; today where it is absent.",
}
_DOCUMENTS = {
    "number": "The number that people know it by.",
    "name": "The name.",
    "description": "Notes.",
    "status": "The coarse state.",
    "statusReason": "The finer state.",
    "currencyCode": "The currency, by its ISO 4217 code.",
    "discountPercentage": "What comes off the document, in percent.",
    "discountAmount": "What comes off the document, as an amount.",
    "freightAmount": "The freight.",
    "totalAmount": "The total amount, as a number whatever the currency.",
    "lines": "The lines.",
    "createdAt": "When it was made.",
    "updatedAt": "When it last changed.",
    "billTo": "Where the invoice goes.",
    "shipTo": "Where the goods go.",
    "paymentTerms": "When the customer pays.",
    "freightTerms": "Who pays the freight.",
    "shippingMethod": "How the goods travel.",
    "requestDeliveryBy": "When the customer wants the goods.",
}
_OPPORTUNITIES = {
    "stage": "How far the sale has come.",
    "probability": "How likely it is to be won, in percent.",
    "rating": "The seller's feeling.",
    "forecastCategory": "Where it counts in a forecast.",
    "budgetAmount": "What the customer can spend.",
    "isRevenueSystemCalculated": "Whether the estimated value follows the total of the lines.",
    "estimatedValue": "What it is expected to bring.",
    "estimatedCloseDate": "When it is expected to close.",
    "actualValue": "What it brought.",
    "actualCloseDate": "When it closed.",
    "customerNeed": "What the customer needs.",
    "currentSituation": "How the customer does without.",
    "proposedSolution": "What is proposed.",
}
_QUOTES_TO_INVOICES = {
    "revision": "0 for the first offer, one more for each revision.",
    "effectiveFrom": "The first day on which the offer holds.",
    "effectiveTo": "The last day on which the offer holds.",
    "expiresOn": "The last day on which the offer can be accepted.",
    "closedOn": "When the quote was won or closed.",
    "fulfillmentStatus": "How much has been delivered.",
    "invoicingStatus": "How much is on invoices that are not canceled.",
    "pricesLocked": "Whether the prices are kept whatever the catalogue does.",
    "dueDate": "When it is to be paid.",
    "amountPaid": "What has been paid.",
    "amountDue": "What is still to be paid.",
    "amount": "What was paid.",
    "reason": "Why; it is kept with the record.",
    "reference": "What the bank or the customer calls it.",
}
_LINES = {
    "writeIn": "What is sold, where it is no product.",
    "quantity": "How many; at most 5 decimals.",
    "pricePerUnit": "The price of one, which overrides the price list; null goes back to it.",
    "options": "Optional items of the bundle that are sold with it.",
    "manualDiscountAmount": "What comes off the line, as an amount.",
    "manualDiscountPercent": "What comes off the line, in percent.",
    "tax": "The tax of the line.",
}
_SETTINGS = {
    "roundingMode": "What happens to a half.",
    "discountMethod": "What a manual discount counts for.",
    "pricingPrecision": "The decimals of prices per unit, 0 to 4.",
    "priceListOptional": "Whether products can be sold without a price list.",
    "roundUnitPriceFirst": "Whether the price after the volume discount is rounded to the currency"
    " before it is multiplied, so that what is shown multiplies up.",
    "inactiveDiscountListsApply": "Whether inactive discount lists still count.",
    "maxLinesPerDocument": "How many lines a document can have, from 1000 to 5000.",
    "productsBornActive": "Whether a new product without a family is active.",
    "baseCurrencyCode": "The base currency; it is fixed once documents have amounts in it.",
    "mode": "What to do with lines that are there already.",
}
_PARTIES = {
    "firstName": "The first name.",
    "lastName": "The last name.",
    "jobTitle": "The position.",
    "email": "The address for mail.",
    "phone": "The telephone number.",
    "website": "The web site.",
    "industry": "The line of business.",
    "address": "The main address.",
    "isActive": "Whether it can be used in new documents.",
    "strengths": "What they are good at.",
    "weaknesses": "What they are not good at.",
}
_PRINTING = {
    "to": "Who gets it; the customer where nobody is named.",
    "cc": "Who gets a copy.",
    "subject": "The subject of the mail; the usual one in the customer's language.",
    "message": "The text of the mail; the usual one in the customer's language.",
    "locale": "The locale of the documents, such as de or pt-BR.",
    "companyName": "The name of the sender.",
    "addressLines": "The sender's address, at most 6 lines.",
    "taxId": "The number that a tax office knows the sender by.",
    "footer": "A line at the foot of every page.",
    "logo": "The picture at the head: a PNG or a JPEG of at most 512 kB, in base64.",
}
_ADDRESSES = {
    "contactName": "Who is to be asked for.",
    "line1": "The first line.",
    "line2": "The second line.",
    "line3": "The third line.",
    "city": "The city.",
    "stateOrProvince": "The state or province.",
    "postalCode": "The postal code.",
    "country": "The country.",
    "telephone": "The telephone number.",
}

_LOCKABLE = "The id of an order or an invoice."
_SPECIAL = {
    "deleteUnit.unitId": "The id of the unit.",
    "lockPricing.documentId": _LOCKABLE,
    "unlockPricing.documentId": _LOCKABLE,
    "getProductsFromOpportunity.documentId": "The id of a quote, an order or an invoice.",
    "closeQuote.status": "How the quote ends.",
    "fulfillOrder.status": "Whether all of the order was delivered, or a part of it.",
    "payInvoice.status": "COMPLETE records the amount due as a payment; PARTIAL records none.",
    "cancelInvoice.description": "The reason. Required if the status of the invoice is PAID.",
}

GLOSSARY: dict[str, str] = (
    CATALOGUE
    | _PAGES
    | _OPERATORS
    | _RELATED
    | _IDS
    | _CHOICES
    | _DOCUMENTS
    | _OPPORTUNITIES
    | _QUOTES_TO_INVOICES
    | _LINES
    | _SETTINGS
    | _PARTIES
    | _PRINTING
    | _ADDRESSES
    | _SPECIAL
)
