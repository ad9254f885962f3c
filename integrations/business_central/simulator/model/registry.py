"""All entity sets by name, and those that webhooks can be asked for."""

from integrations.business_central.simulator.core.values import (
    Code,
    Guid,
    Instant,
    Text,
)
from integrations.business_central.simulator.model.documents import (
    INVOICE_LINES,
    INVOICES,
    ORDER_LINES,
    ORDERS,
    QUOTE_LINES,
    QUOTES,
)
from integrations.business_central.simulator.model.entity import (
    Entity,
    Field,
    fields_of,
    read_only,
)
from integrations.business_central.simulator.model.masters import MASTERS
from integrations.business_central.simulator.model.shipments import SHIPMENT_LINES, SHIPMENTS

_SYSTEM = (
    *(read_only("systemCreatedAt", Instant()), read_only("systemCreatedBy", Guid())),
    *(read_only("systemModifiedAt", Instant()), read_only("systemModifiedBy", Guid())),
)

COMPANIES = Entity(
    "companies",
    "company",
    "Company",
    fields_of(
        *(read_only("systemVersion", Text()), read_only("timestamp", Text())),
        *(read_only("name", Text(30)), read_only("displayName", Text())),
        read_only("businessProfileId", Text()),
        *_SYSTEM,
        modified=False,
    ),
)

COMPANY_INFORMATION = Entity(
    "companyInformation",
    "companyInformation",
    "Company Information",
    fields_of(
        *(
            read_only(name, Text(100))
            for name in (
                *("displayName", "addressLine1", "addressLine2", "city", "state", "country"),
                *("postalCode", "phoneNumber", "faxNumber", "email", "website"),
            )
        ),
        *(read_only("taxRegistrationNumber", Text(20)), read_only("currencyCode", Code(10))),
        *(read_only("industry", Text()), read_only("experience", Text())),
    ),
)

SUBSCRIPTIONS = Entity(
    "subscriptions",
    "subscription",
    "API Webhook Subscription",
    fields_of(
        read_only("subscriptionId", Text(150)),
        *(Field("notificationUrl", Text(2048)), Field("resource", Text(2048))),
        read_only("timestamp", Text()),
        read_only("userId", Guid()),
        read_only("lastModifiedDateTime", Instant()),
        Field("clientState", Text(2048)),
        read_only("expirationDateTime", Instant()),
        *_SYSTEM,
        id=False,
        modified=False,
    ),
    methods=frozenset({"GET", "POST", "PATCH", "DELETE"}),
)

RESOURCES = Entity(
    "webhookSupportedResources",
    "webhookSupportedResource",
    "Webhook Supported Resource",
    fields_of(Field("resource", Text()), id=False, modified=False),
)

DOCUMENTS = {ORDERS.set_name: ORDERS, QUOTES.set_name: QUOTES, INVOICES.set_name: INVOICES}
LINES = {each.set_name: each for each in (ORDER_LINES, QUOTE_LINES, INVOICE_LINES)}
ENTITIES: dict[str, Entity] = {
    each.set_name: each
    for each in (
        *MASTERS,
        COMPANY_INFORMATION,
        *DOCUMENTS.values(),
        *LINES.values(),
        SHIPMENTS,
        SHIPMENT_LINES,
    )
}
ENTITIES["salespersonPurchaser"] = ENTITIES["salespeoplePurchasers"]

WEBHOOK_SETS = (
    *("accounts", "currencies", "customers", "items", "paymentMethods", "paymentTerms"),
    *("salesInvoices", "salesOrders", "salesQuotes", "shipmentMethods", "unitsOfMeasure"),
)
