"""What arguments and input fields of documents and their lines mean; see `gql.glossary`."""

_CLOSE_DAY = "Date in UTC. Defaults to today; must not be before the document was created."
_CLOSE_NOTE = "Notes, kept in the close record."
_DUE = (
    "Payment due date. Defaults to 30, 45 or 60 days from today, depending on the payment terms, or"
    " to 30 days if there are none."
)
_LOCKABLE = "ID of the order or invoice."

_IDS = {
    "comparedTo": "ID of another revision of the quote. Defaults to the previous revision.",
    "documentId": "ID of the opportunity, quote, order or invoice.",
    "lockPricing.documentId": _LOCKABLE,
    "unlockPricing.documentId": _LOCKABLE,
    "getProductsFromOpportunity.documentId": "ID of the quote, order or invoice.",
    "opportunityId": "ID of the opportunity.",
    "quoteId": "ID of the quote.",
    "orderId": "ID of the order.",
    "invoiceId": "ID of the invoice.",
    "paymentId": "ID of the payment.",
    "lineId": "ID of the line.",
    "orderLineId": "ID of the order line.",
    "customerId": "ID of the customer: an account or a contact. A document with an opportunity"
    " must have the opportunity's customer.",
}
_HEADERS = {
    "number": "Document number.",
    "name": "Name.",
    "description": "Notes.",
    "currencyCode": "Currency as an ISO 4217 code.",
    "discountPercentage": "Document discount as a percentage, 0 to 100.",
    "discountAmount": "Document discount as an amount in the document's currency.",
    "freightAmount": "Freight in the document's currency.",
    "lines": "Lines of the new document.",
    "billTo": "Billing address.",
    "shipTo": "Shipping address.",
    "paymentTerms": "Payment terms.",
    "freightTerms": "Freight terms.",
    "shippingMethod": "Shipping method.",
    "requestDeliveryBy": "Delivery date requested by the customer.",
}
_OPPORTUNITIES = {
    "stage": "Sales stage.",
    "probability": "Probability of winning the opportunity, 0 to 100 percent.",
    "rating": "Seller's rating of the opportunity.",
    "forecastCategory": "Forecast category.",
    "budgetAmount": "Customer's budget, in the opportunity's currency.",
    "isRevenueSystemCalculated": "Whether `estimatedValue` follows the total of the lines.",
    "estimatedValue": "Expected revenue, in the opportunity's currency. Can be set only if"
    " `isRevenueSystemCalculated` is false.",
    "estimatedCloseDate": "Expected close date.",
    "actualCloseDate": "Date the opportunity was closed.",
    "customerNeed": "The customer's need.",
    "currentSituation": "The customer's current situation.",
    "proposedSolution": "The proposed solution.",
    "closeDate": _CLOSE_DAY,
    "winOpportunity.actualRevenue": "Revenue of the won opportunity. Defaults to its"
    " `estimatedValue`.",
    "winOpportunity.description": _CLOSE_NOTE,
    "loseOpportunity.actualRevenue": "Revenue of the lost opportunity, if any.",
    "loseOpportunity.description": _CLOSE_NOTE,
    "loseOpportunity.statusReason": "`CANCELED` or `OUT_SOLD`. Defaults to `OUT_SOLD` if"
    " `competitorId` is given, otherwise to `CANCELED`.",
    "cancelOpenQuotes": "Whether to close draft and active quotes as canceled in the same step."
    " If false, they make the mutation fail with `OPPORTUNITY_HAS_OPEN_QUOTES`.",
}
_QUOTES = {
    "effectiveFrom": "First day on which the quote is valid.",
    "effectiveTo": "Last day on which the quote is valid.",
    "expiresOn": "Last day on which the quote can be accepted.",
    "closedOn": "Date the quote was won or closed.",
    "setQuoteStatusReason.statusReason": "`IN_PROGRESS` or `OPEN`.",
    "reprice": "Whether to recalculate the prices of the new draft. If false, its lines keep"
    " their prices.",
    "closeQuote.status": "Outcome of the quote.",
    "closeQuote.description": _CLOSE_NOTE,
    "createRevision": "Whether to create a new revision as a draft. Defaults to true if `status`"
    " is `REVISED`, otherwise to false.",
    "closeQuote.closeOpportunity": "Whether to also close the opportunity as lost. Refused if it"
    " has other draft or active quotes, or with `createRevision`.",
    "createOrderFromQuote.closeOpportunity": "Whether to also close the opportunity as won, if"
    " it is open and none of its other quotes is active.",
    "createOrderFromQuote.actualRevenue": "Revenue of the opportunity, recorded if this order"
    " wins it. Defaults to the sum of its won quotes.",
    "createOrderFromQuote.description": _CLOSE_NOTE,
    "dateWon": _CLOSE_DAY,
}
_ORDERS = {
    "fulfillmentStatus": "How much of the order has been delivered.",
    "setOrderStatusReason.statusReason": "`NEW` or `PENDING`.",
    "fulfillOrder.status": "Whether the whole order or a part of it was delivered.",
    "fulfillOrder.description": _CLOSE_NOTE,
    "dateFulfilled": "Delivery date.",
    "fulfillOrder.dateFulfilled": "Delivery date. Defaults to today in UTC.",
    "cancelDate": _CLOSE_DAY,
    "cancelOrder.description": _CLOSE_NOTE,
}
_INVOICES = {
    "createInvoiceFromOrder.lines": "Order lines and quantities to invoice. Defaults to all that"
    " has not been invoiced yet.",
    "dueDate": "Payment due date.",
    "CreateInvoiceInput.dueDate": _DUE,
    "createInvoiceFromOrder.dueDate": _DUE,
    "setInvoiceStatusReason.statusReason": "`NEW`, `PARTIALLY_SHIPPED`, `BILLED`, `BOOKED` or"
    " `INSTALLED`.",
    "payInvoice.status": "`COMPLETE` records the amount due as a payment; `PARTIAL` records no"
    " payment.",
    "payInvoice.description": _CLOSE_NOTE,
    "cancelInvoice.description": "Reason for the cancellation, kept in the close record."
    " Required if the status of the invoice is `PAID`.",
    "date": "Date of the payment. Defaults to today in UTC.",
    "reversePayment.date": "Date of the reversal. Defaults to today in UTC; must not be before"
    " the payment was received.",
    "reversePayment.expectedVersion": "Version of the invoice that you last read. If the invoice"
    " has changed since, the mutation is refused with `VERSION_CONFLICT`. Omit it to skip this"
    " check.",
    "amount": "Amount received, in the invoice's currency. Must have the sign of the amount due and"
    " not exceed it.",
    "reason": "Reason for the reversal, kept as the `reference` of the new payment.",
    "reference": "Reference of the payment, such as the one on a bank statement.",
}
_LINE_VERSION = (
    "Version of the document that you last read. If the document has changed since, the mutation"
    " is refused with `VERSION_CONFLICT`. Omit it to skip this check."
)
_LINES = {
    "addLines.lines": "Lines to append.",
    "updateLine.expectedVersion": _LINE_VERSION,
    "removeLine.expectedVersion": _LINE_VERSION,
    "mode": "What happens to the lines that the document already has.",
    "productId": "ID of the product.",
    "unitId": "ID of the unit. Defaults to the product's default unit.",
    "writeIn": "Description of an item that is not in the catalog.",
    "quantity": "Quantity, with up to 5 decimals.",
    "BundleOptionInput.quantity": "Quantity, with up to 5 decimals. Defaults to the quantity in"
    " the bundle, times the quantity of the bundle's line.",
    "OrderLineQuantityInput.quantity": "Quantity to invoice, up to what is left of the line.",
    "pricePerUnit": "Price per unit, which overrides the price list.",
    "UpdateLineInput.pricePerUnit": "Price per unit, which overrides the price list. Null"
    " restores the price of the price list.",
    "options": "Optional items of the bundle that are sold with it.",
    "bundleLineId": "ID of a bundle's line in the same document, to add the product as one of the"
    " bundle's optional items.",
    "manualDiscountAmount": "Manual discount as an amount. The setting `discountMethod` decides"
    " whether it applies to the line or to each unit.",
    "manualDiscountPercent": "Manual discount as a percentage of the base amount, 0 to 100.",
    "tax": "Tax on the line as an amount.",
    "taxCodeId": "ID of the tax code whose rate determines the tax on the line.",
}

DOCUMENTS: dict[str, str] = (
    _IDS | _HEADERS | _OPPORTUNITIES | _QUOTES | _ORDERS | _INVOICES | _LINES
)
