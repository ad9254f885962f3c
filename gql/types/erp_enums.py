"""Enums of the connection to an ERP, with their descriptions."""

from domain.sales.erp_link import ErpLinkType
from domain.sales.posted_invoice import ErpInvoiceStatus
from domain.sales.submission import ErpFulfilment, ErpStatus
from domain.sales.unmatched_invoice import UnmatchedInvoiceReason
from domain.tenant.erp_connection import ErpCircuitState, ErpMode, ErpOrderNumber
from gql.types.enums import publish_enum

publish_enum(
    ErpMode,
    "Which ERP gets the submitted orders of the tenant.",
    NONE="No ERP is connected. Orders are invoiced here.",
    BUSINESS_CENTRAL="Microsoft Dynamics 365 Business Central, which this server calls.",
    EXTERNAL="Any other ERP, which reads submitted orders from this API and reports back.",
)
publish_enum(
    ErpOrderNumber,
    "What the ERP gets as the external document number of an order.",
    ORDER_NUMBER="The number of the order, which is unique.",
    NAME="The name of the order, as the standard integration of Dynamics 365 does.",
)
publish_enum(
    ErpLinkType,
    "What a link to the ERP is about.",
    ACCOUNT="An account, linked to a customer of the ERP.",
    CONTACT="A contact, linked to a customer of the ERP.",
    PRODUCT="A product, linked to an item of the ERP.",
    UNIT="A unit, linked to a unit of measure of the ERP.",
    CURRENCY="A currency, linked by its ISO 4217 code.",
    PAYMENT_TERMS="Payment terms, linked by their enum value, such as `NET_30`.",
    FREIGHT_TERMS="Freight terms, linked to a shipment method by their enum value, such as `FOB`.",
)
publish_enum(
    ErpStatus,
    "How far an order has come on its way through the ERP.",
    PENDING="The order waits to be delivered to the ERP.",
    SENDING="The order is being delivered to the ERP.",
    ACCEPTED="The ERP has created a document for the order.",
    REJECTED="The ERP refused the order. Correct the cause and retry the delivery, or recall the"
    " order.",
    FAILED="The delivery was given up. Retry it, link the ERP's document, or recall the order.",
    RECALLED="The order was taken back and can be edited and submitted again.",
    INVOICED="The ERP has invoiced the order completely.",
)
publish_enum(
    ErpInvoiceStatus,
    "Whether an invoice stands in the ERP.",
    POSTED="The invoice is posted. Its payments follow from what remains to be paid.",
    CANCELED="The ERP has canceled the invoice. Its quantities can be invoiced again.",
)
publish_enum(
    ErpFulfilment,
    "How much of an order the ERP has shipped.",
    NONE="Nothing has been shipped.",
    PARTIAL="Some lines, or parts of them, have been shipped.",
    FULL="Everything has been shipped.",
)
publish_enum(
    ErpCircuitState,
    "Whether requests to the ERP are sent at present.",
    CLOSED="The ERP is called as needed.",
    OPEN="Nothing is sent until `pausedUntil`. Then a single request tries.",
    HALF_OPEN="A single request tries whether the ERP works again; all others wait for it.",
)
publish_enum(
    UnmatchedInvoiceReason,
    "Why an invoice of the ERP could not be taken over.",
    ORDER_UNKNOWN="No order here belongs to the invoice, although its customer is linked.",
    CURRENCY_DIFFERS="The invoice is in another currency than its order.",
    REFUSED="A rule refused the invoice, such as amounts with more decimals than the currency has.",
)
