"""Posted shipments, which are read-only."""

from integrations.business_central.simulator.core.values import (
    Choice,
    Code,
    Day,
    Flag,
    Guid,
    Integer,
    Number,
    Text,
)
from integrations.business_central.simulator.model.documents import ADDRESS, LINE_TYPES
from integrations.business_central.simulator.model.entity import (
    Entity,
    Field,
    Navigation,
    fields_of,
    navigations_of,
)

SHIPMENTS = Entity(
    "salesShipments",
    "salesShipment",
    "Sales Shipment Header",
    fields_of(
        Field("number", Code(20)),
        Field("externalDocumentNumber", Code(35)),
        *(Field(name, Day()) for name in ("invoiceDate", "postingDate", "dueDate")),
        Field("customerPurchaseOrderReference", Text(35)),
        Field("customerNumber", Code(20)),
        *(Field(name, Text(100)) for name in ("customerName", "billToName")),
        Field("billToCustomerNumber", Code(20)),
        *(Field(name, Text(100)) for name in ("shipToName", "shipToContact")),
        *(
            Field(f"{prefix}{name}", kind)
            for prefix in ("sellTo", "billTo", "shipTo")
            for name, kind in ADDRESS
        ),
        *(Field("currencyCode", Code(10)), Field("orderNumber", Code(20))),
        *(Field(name, Code(10)) for name in ("paymentTermsCode", "shipmentMethodCode")),
        *(Field("salesperson", Code(20)), Field("pricesIncludeTax", Flag())),
        *(Field("phoneNumber", Text(30)), Field("email", Text(80))),
    ),
    navigations_of(
        Navigation("salesShipmentLines", "salesShipmentLines", many=True),
        Navigation("dimensionSetLines", "", many=True),
    ),
)

SHIPMENT_LINES = Entity(
    "salesShipmentLines",
    "salesShipmentLine",
    "Sales Shipment Line",
    fields_of(
        Field("documentId", Guid()),
        Field("documentNumber", Code(20)),
        Field("sequence", Integer()),
        Field("lineType", Choice(LINE_TYPES)),
        Field("lineObjectNumber", Code(20)),
        *(Field("description", Text(100)), Field("description2", Text(50))),
        *(Field("unitOfMeasureId", Guid()), Field("unitOfMeasureCode", Code(10))),
        *(Field(name, Number(5)) for name in ("unitPrice", "quantity", "discountPercent")),
        *(Field("taxPercent", Number(5)), Field("shipmentDate", Day())),
        modified=False,
    ),
    navigations_of(Navigation("dimensionSetLines", "", many=True)),
    lines_of="salesShipments",
)
