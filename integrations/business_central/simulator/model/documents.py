"""Sales orders, quotes, invoices and shipments, and their lines."""

from collections.abc import Iterable

from integrations.business_central.simulator.core.values import (
    Choice,
    Code,
    Day,
    Flag,
    Guid,
    Integer,
    Kind,
    Number,
    Text,
)
from integrations.business_central.simulator.model.entity import (
    Entity,
    Field,
    Navigation,
    fields_of,
    navigations_of,
    read_only,
)
from integrations.business_central.simulator.model.masters import WRITABLE

LINE_TYPES = (
    *("Comment", "Account", "Item", "Resource", "Fixed Asset", "Charge", "Allocation Account"),
)
ORDER_STATUSES = ("Draft", "In Review", "Open")
QUOTE_STATUSES = ("Draft", "Sent", "Accepted", "Expired ")
INVOICE_STATUSES = (" ", "Draft", "In Review", "Open", "Paid", "Canceled", "Corrective")
ADDRESS: tuple[tuple[str, Kind], ...] = (
    *(("AddressLine1", Text(100)), ("AddressLine2", Text(50)), ("City", Text(30))),
    *(("Country", Code(10)), ("State", Text(30)), ("PostCode", Code(20))),
)


def _address(prefix: str, *, writable: bool = True) -> list[Field]:
    return [Field(f"{prefix}{name}", kind, writable=writable) for name, kind in ADDRESS]


def _parties(*dates: Field) -> list[Field]:
    return [
        Field("number", Code(20)),  # writing it is refused with an error of its own
        Field("externalDocumentNumber", Code(35)),
        *dates,
        Field("customerId", Guid()),
        Field("customerNumber", Code(20)),
        read_only("customerName", Text(100)),
        read_only("billToName", Text(100)),
        Field("billToCustomerId", Guid()),
        Field("billToCustomerNumber", Code(20)),
        Field("shipToName", Text(100)),
        Field("shipToContact", Text(100)),
        *_address("sellTo"),
        *_address("billTo", writable=False),
        *_address("shipTo"),
        Field("shortcutDimension1Code", Code(20)),
        Field("shortcutDimension2Code", Code(20)),
        Field("currencyId", Guid()),
        Field("currencyCode", Code(10)),
    ]


def _terms(*more: Field) -> list[Field]:
    return [
        read_only("pricesIncludeTax", Flag()),
        Field("paymentTermsId", Guid()),
        Field("shipmentMethodId", Guid()),
        Field("salesperson", Code(20)),
        *more,
        Field("discountAmount", Number()),
        read_only("discountAppliedBeforeTax", Flag(), initial=True),
        read_only("totalAmountExcludingTax", Number()),
        read_only("totalTaxAmount", Number()),
        read_only("totalAmountIncludingTax", Number()),
    ]


def _contacts() -> list[Field]:
    return [Field("phoneNumber", Text(30)), Field("email", Text(80))]


def _line_fields(*progress: Field) -> dict[str, Field]:
    amounts = ("amountExcludingTax", "taxPercent", "totalTaxAmount", "amountIncludingTax")
    nets = ("invoiceDiscountAllocation", "netAmount", "netTaxAmount", "netAmountIncludingTax")
    fields = [
        Field("documentId", Guid()),
        Field("sequence", Integer()),
        Field("itemId", Guid()),
        Field("accountId", Guid()),
        Field("lineType", Choice(LINE_TYPES)),
        Field("lineObjectNumber", Code(20)),
        Field("description", Text(100)),
        Field("description2", Text(50)),
        Field("unitOfMeasureId", Guid()),
        Field("unitOfMeasureCode", Code(10)),
        Field("quantity", Number(5)),
        Field("unitPrice", Number(5)),
        Field("discountAmount", Number()),
        Field("discountPercent", Number(5)),
        read_only("discountAppliedBeforeTax", Flag(), initial=True),
        read_only(amounts[0], Number()),
        Field("taxCode", Code(50)),
        *(read_only(name, Number(5)) for name in (*amounts[1:], *nets)),
        *progress,
        Field("itemVariantId", Guid()),
        Field("locationId", Guid()),
    ]
    return fields_of(*fields, modified=False)


def _document_navigations(lines: str) -> dict[str, Navigation]:
    kept_elsewhere = ("dimensionSetLines", "attachments", "documentAttachments", "pdfDocument")
    return navigations_of(
        Navigation(lines, lines, many=True),
        Navigation("customer", "customers", by="customerId"),
        Navigation("currency", "currencies", by="currencyId"),
        Navigation("paymentTerm", "paymentTerms", by="paymentTermsId"),
        Navigation("shipmentMethod", "shipmentMethods", by="shipmentMethodId"),
        *(Navigation(name, "", many=name != "pdfDocument") for name in kept_elsewhere),
    )


def _line_navigations() -> dict[str, Navigation]:
    return navigations_of(
        Navigation("item", "items", by="itemId"),
        Navigation("account", "accounts", by="accountId"),
        Navigation("unitOfMeasure", "unitsOfMeasure", by="unitOfMeasureId"),
        Navigation("dimensionSetLines", "", many=True),
    )


def _document(
    name: str, title: str, fields: Iterable[Field], actions: str, line_fields: dict[str, Field]
) -> tuple[Entity, Entity]:
    lines = f"{name}Lines"
    return (
        Entity(
            f"{name}s",
            name,
            title,
            fields_of(*fields),
            _document_navigations(lines),
            WRITABLE,
            frozenset(actions.split()),
        ),
        Entity(
            lines,
            f"{name}Line",
            f"{title} Line",
            line_fields,
            _line_navigations(),
            WRITABLE,
            lines_of=f"{name}s",
        ),
    )


ORDERS, ORDER_LINES = _document(
    "salesOrder",
    "Sales Order",
    [
        *_parties(Field("orderDate", Day()), Field("postingDate", Day())),
        *_terms(
            Field("partialShipping", Flag(), initial=True), Field("requestedDeliveryDate", Day())
        ),
        read_only("fullyShipped", Flag()),
        read_only("status", Choice(ORDER_STATUSES)),
        *_contacts(),
    ],
    "shipAndInvoice",
    _line_fields(
        Field("shipmentDate", Day()),
        read_only("shippedQuantity", Number(5)),
        read_only("invoicedQuantity", Number(5)),
        Field("invoiceQuantity", Number(5)),
        Field("shipQuantity", Number(5)),
    ),
)

QUOTES, QUOTE_LINES = _document(
    "salesQuote",
    "Sales Quote",
    [
        *_parties(
            Field("documentDate", Day()), Field("postingDate", Day()), Field("dueDate", Day())
        ),
        *_terms(),
        read_only("status", Choice(QUOTE_STATUSES)),
        *(read_only("sentDate", Day()), Field("validUntilDate", Day())),
        read_only("acceptedDate", Day()),
        *_contacts(),
    ],
    "makeOrder makeInvoice send",
    _line_fields(),
)

INVOICES, INVOICE_LINES = _document(
    "salesInvoice",
    "Sales Invoice",
    [
        *_parties(
            *(Field("invoiceDate", Day()), Field("postingDate", Day()), Field("dueDate", Day())),
            Field("promisedPayDate", Day()),
            Field("customerPurchaseOrderReference", Text(35)),
        ),
        *(read_only("orderId", Guid()), read_only("orderNumber", Code(20))),
        *(Field("disputeStatusId", Guid()), Field("disputeStatus", Code(20))),
        read_only("remainingAmount", Number()),
        *_terms(),
        read_only("status", Choice(INVOICE_STATUSES), initial="Draft"),
        *_contacts(),
    ],
    "post postAndSend send cancel cancelAndSend makeCorrectiveCreditMemo",
    _line_fields(Field("shipmentDate", Day())),
)
