"""Descriptions of arguments and input fields of documents and their lines."""

_CLOSE_DAY = "Date in UTC. Defaults to today; must not be before the document was created."
_CLOSE_NOTE = "Notes about the closing, kept in the close record. At most 2,000 characters."
_DUE = (
    "Payment due date. Defaults to 30, 45 or 60 days from today, depending on the payment terms, or"
    " to 30 days if there are none."
)
_LOCKABLE = "ID of the active order or invoice."

_IDS = {
    "comparedTo": "ID of another revision of the quote. Defaults to the previous revision.",
    "addLines.documentId": "ID of the opportunity, quote, order or invoice to add the lines to.",
    "recalculate.documentId": "ID of the opportunity, quote, order or invoice to recalculate.",
    "lockPricing.documentId": _LOCKABLE,
    "unlockPricing.documentId": _LOCKABLE,
    "getProductsFromOpportunity.documentId": "ID of the quote, order or invoice to copy the lines"
    " to.",
    "getProductsFromOpportunity.opportunityId": "ID of the opportunity whose lines are copied.",
    "setQuoteStatusReason.quoteId": "ID of the active quote to change.",
    "setOrderStatusReason.orderId": "ID of the active order to change.",
    "setInvoiceStatusReason.invoiceId": "ID of the active invoice to change.",
    "recordPayment.invoiceId": "ID of the invoice that was paid.",
    **dict.fromkeys(
        (
            "CreateOpportunityInput.ownerId",
            "CreateQuoteInput.ownerId",
            "CreateOrderInput.ownerId",
            "CreateInvoiceInput.ownerId",
        ),
        "ID of the user responsible for the document. Defaults to the user who sends the request.",
    ),
    "Input.customerId": "ID of the customer: an account or a contact. A document with an"
    " opportunity must have the opportunity's customer.",
}
_ERP = {
    "connectErp.input": "Settings of the connection.",
    "linkErpRecord.type": "What kind of record or code is linked.",
    "linkErpRecord.recordId": "ID of the account, contact, product or unit.",
    "linkErpRecord.code": "Code of the currency, or enum value of the terms.",
    "linkErpRecord.remoteId": "ID of the ERP's record, in Business Central a UUID.",
    "linkErpRecord.remoteNumber": "Number or code of the ERP's record, such as `10000`.",
    "linkErpRecord.remoteName": "Name of the ERP's record, for people.",
    "unlinkErpRecord.linkId": "ID of the link to remove.",
    "submitOrder.orderId": "ID of the active order to submit.",
    "recallOrder.orderId": "ID of the submitted order to take back.",
    "retryErpDelivery.orderId": "ID of the submitted order to deliver again.",
    "discardErpDelivery.orderId": "ID of the submitted order whose delivery is given up.",
    "linkErpDocument.orderId": "ID of the submitted order that the document belongs to.",
    "acknowledgeSubmission.totalAmount": "The ERP's total including tax, in the order's currency."
    " If it differs from the order's by more than rounding, `totalsMismatch` is true. Omit it if it"
    " is not known.",
    "acknowledgeSubmission.orderId": "ID of the submitted order that the ERP has created.",
    "rejectSubmission.orderId": "ID of the submitted order that the ERP refused.",
    "remoteId": "ID of the ERP's document, up to 100 characters.",
    "remoteNumber": "Number of the ERP's document, up to 50 characters, as people see it.",
    "problem": "Why the ERP refused the order, up to 2,000 characters. People read it.",
    "discardErpDelivery.reason": "Why the delivery is given up; shown as the problem.",
}
_POSTED = {
    "updateErpFulfilment.orderId": "ID of the order that was shipped.",
    "updateErpFulfilment.lines": "Lines of which anything was shipped; others may be omitted.",
    "updateErpFulfilment.date": "Date on which the goods left. Defaults to today.",
    "updateErpFulfilment.trackingNumber": "Tracking number of the shipment, up to 100 characters.",
    "OrderLineShippedInput.orderLineId": "ID of the order line.",
    "OrderLineShippedInput.quantityShipped": "Quantity that was shipped in total, not only since"
    " the last report.",
    "upsertPostedInvoice.orderId": "ID of the order that the invoice bills.",
    "upsertPostedInvoice.input": "The whole invoice as it is in the ERP.",
    "PostedInvoiceInput.remoteId": "ID of the invoice in the ERP, up to 100 characters. The same"
    " ID always means the same invoice.",
    "PostedInvoiceInput.remoteNumber": "Number of the invoice in the ERP, up to 50 characters. It"
    " becomes the number of the invoice, unless another invoice has it or it looks like"
    " `INV-01001`.",
    "PostedInvoiceInput.invoiceDate": "Date of the invoice in the ERP.",
    "PostedInvoiceInput.dueDate": "Last day on which the payment is on time.",
    "PostedInvoiceInput.currencyCode": "Currency of the amounts, which must be the order's."
    " Defaults to the order's currency.",
    "PostedInvoiceInput.customerId": "ID of the account or contact that the ERP billed. Any other"
    " than the order's customer sets `needsAttention`.",
    "PostedInvoiceInput.totalAmount": "Amount that the customer pays, including freight and tax.",
    "PostedInvoiceInput.totalTax": "Total tax of the invoice.",
    "PostedInvoiceInput.discountAmount": "Document discount as an amount, without tax.",
    "PostedInvoiceInput.freightAmount": "Freight that is not a line, without tax.",
    "PostedInvoiceInput.remainingAmount": "What remains to be paid, between zero and `totalAmount`."
    " The status and the amount paid follow from it.",
    "PostedInvoiceInput.status": "Whether the invoice is canceled in the ERP.",
    "PostedInvoiceInput.lines": "All lines of the invoice, which are numbered in this order.",
    "PostedInvoiceLineInput.orderLineId": "ID of the order line that the line bills; omit it for"
    " anything else. A line that the order does not have sets `needsAttention`.",
    "PostedInvoiceLineInput.productId": "ID of the product. Used if `orderLineId` is omitted: the"
    " line bills the order's only line with the product. With several, it bills none of them.",
    "PostedInvoiceLineInput.description": "Text of the line, up to 2,000 characters. It names a"
    " line without an order line.",
    "PostedInvoiceLineInput.quantity": "Quantity that the line bills, with up to 5 decimals.",
    "PostedInvoiceLineInput.pricePerUnit": "Price per unit, with up to 5 decimals.",
    "PostedInvoiceLineInput.manualDiscount": "Discount on the line as an amount, without tax.",
    "PostedInvoiceLineInput.tax": "Tax on the line as an amount.",
    "PostedInvoiceLineInput.extendedAmount": "Amount of the line including tax, before its share"
    " of the document discount.",
}
_HEADERS = {
    "Input.discountAmount": "Document discount as an amount in the document's currency.",
    "Input.freightAmount": "Freight in the document's currency.",
    "lines": "Lines of the new document, which are numbered in this order. Defaults to none.",
}
_OPPORTUNITIES = {
    "Input.budgetAmount": "Customer's budget, in the opportunity's currency.",
    "Input.estimatedValue": "Expected revenue, in the opportunity's currency. Can be set only if"
    " `isRevenueSystemCalculated` is false.",
    "closeDate": _CLOSE_DAY,
    "winOpportunity.actualRevenue": "Revenue of the won opportunity, in its currency."
    " Defaults to its `estimatedValue`.",
    "winOpportunity.description": _CLOSE_NOTE,
    "loseOpportunity.actualRevenue": "Revenue that the lost opportunity still brought, in its"
    " currency. Defaults to none.",
    "loseOpportunity.description": _CLOSE_NOTE,
    "loseOpportunity.statusReason": "`CANCELED` or `OUT_SOLD`. Defaults to `OUT_SOLD` if"
    " `competitorId` is given, otherwise to `CANCELED`.",
    "cancelOpenQuotes": "Whether to close draft and active quotes as canceled in the same step."
    " If false, they make the mutation fail with `OPPORTUNITY_HAS_OPEN_QUOTES`.",
}
_QUOTES = {
    "setQuoteStatusReason.statusReason": "New status reason: `IN_PROGRESS`, or `OPEN` once the"
    " customer has received the quote.",
    "reprice": "Whether to recalculate the prices of the new draft. If false, its lines keep"
    " their prices.",
    "closeQuote.status": "Outcome of the quote, which becomes its status reason.",
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
    "setOrderStatusReason.statusReason": "New status reason: `NEW`, or `PENDING` while the order"
    " waits for something.",
    "fulfillOrder.status": "Whether the whole order or a part of it was delivered.",
    "fulfillOrder.description": _CLOSE_NOTE,
    "fulfillOrder.dateFulfilled": "Date of the shipment. Defaults to today in UTC.",
    "recordShipment.orderId": "ID of the order whose goods were shipped.",
    "recordShipment.lines": "Order lines and quantities that were shipped. Defaults to all that"
    " has not been shipped yet. The line of a bundle stands for its required items.",
    "recordShipment.date": "Date of the shipment. Defaults to today in UTC; must not be in the"
    " future.",
    "trackingNumber": "Carrier's tracking number, up to 100 characters.",
    "recordShipment.expectedVersion": "Version of the order that you last read. If the order has"
    " changed since, the mutation is refused with `VERSION_CONFLICT`. Omit it to skip this check.",
    "cancelDate": _CLOSE_DAY,
    "cancelOrder.description": _CLOSE_NOTE,
}
_INVOICES = {
    "createInvoiceFromOrder.lines": "Order lines and quantities to invoice. Defaults to all that"
    " has not been invoiced yet.",
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
    "PaymentInput.amount": "Amount received, in the invoice's currency. Must have the sign of the"
    " amount due and not exceed it.",
    "reason": "Reason for the reversal, kept as the `reference` of the new payment.",
}
_LINE_VERSION = (
    "Version of the document that you last read. If the document has changed since, the mutation"
    " is refused with `VERSION_CONFLICT`. Omit it to skip this check."
)
_LINES = {
    "addLines.lines": "Lines to append, in this order, after the lines that the document has.",
    "updateLine.expectedVersion": _LINE_VERSION,
    "removeLine.expectedVersion": _LINE_VERSION,
    "mode": "What happens to the lines that the document already has.",
    **dict.fromkeys(
        (
            "LineInput.unitId",
            "UpdateLineInput.unitId",
            "BundleItemInput.unitId",
            "PriceListItemInput.unitId",
        ),
        "ID of the unit. Defaults to the product's default unit.",
    ),
    "BundleOptionInput.quantity": "Quantity, with up to 5 decimals. Defaults to the quantity in"
    " the bundle, times the quantity of the bundle's line.",
    "OrderLineQuantityInput.quantity": "Quantity to invoice or ship, up to what is left of the"
    " line.",
    "Input.pricePerUnit": "Price per unit, which overrides the price list.",
    "UpdateLineInput.pricePerUnit": "Price per unit, which overrides the price list. Null"
    " restores the price of the price list.",
    "options": "Optional items of the bundle that are sold with it.",
    "Input.bundleLineId": "ID of a bundle's line in the same document, to add the product as one"
    " of the bundle's optional items.",
    "Input.manualDiscountAmount": "Manual discount as an amount. The setting `discountMethod`"
    " decides whether it applies to the line or to each unit.",
    "Input.tax": "Tax on the line as an amount in the document's currency. Omit it if `taxCodeId`"
    " is given.",
}

DOCUMENT_DESCRIPTIONS: dict[str, str] = (
    _IDS | _ERP | _POSTED | _HEADERS | _OPPORTUNITIES | _QUOTES | _ORDERS | _INVOICES | _LINES
)
