"""An order as Business Central's API wants it, made from the content as submitted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from domain.sales.erp_link import ErpLinkType
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.values import Json, to_code

MAX_DESCRIPTION = 100
# Our address fields, and how many characters theirs have.
_SHIP_TO = {
    "name": ("shipToName", 100),
    "contact_name": ("shipToContact", 100),
    "line1": ("shipToAddressLine1", 100),
    "line2": ("shipToAddressLine2", 50),
    "city": ("shipToCity", 30),
    "state_or_province": ("shipToState", 30),
    "postal_code": ("shipToPostCode", 20),
    "country": ("shipToCountry", 10),
}


@dataclass(frozen=True, slots=True)
class Linked:
    """The ERP's record for one of ours."""

    remote_id: str
    remote_number: str


Links = Mapping[tuple[ErpLinkType, str], Linked]


def to_order(content: Mapping[str, Any], connection: ErpConnection, links: Links, on: date) -> Json:
    """Return the body that creates the order with its lines in one request.

    The document discount is missing: it takes effect only once the lines exist. Raises KeyError
    for a record that is not linked any more.
    """
    body: Json = {
        "externalDocumentNumber": external_number(content, connection),
        "customerId": customer_id(content, links),
        "orderDate": on.isoformat(),
        "currencyCode": links[ErpLinkType.CURRENCY, content["currency_code"]].remote_number,
        **_ship_to(content),
        "salesOrderLines": list(_lines(content, connection, links)),
    }
    if content["request_delivery_by"]:
        body["requestedDeliveryDate"] = content["request_delivery_by"]
    for terms, name in _TERMS.items():
        linked = links.get((terms, str(content[terms.value.lower()])))
        if linked is not None:
            body[name] = linked.remote_id
    return body


def external_number(content: Mapping[str, Any], connection: ErpConnection) -> str:
    """Return the external document number, as Business Central stores it."""
    return to_code(connection.external_number(content["number"], content["name"]))


def document_discount(content: Mapping[str, Any]) -> Decimal:
    """Return the discount of the whole document, as an amount without tax."""
    return Decimal(content["detail_amount"]) - Decimal(content["pre_freight_amount"])


_TERMS = {
    ErpLinkType.PAYMENT_TERMS: "paymentTermsId",
    ErpLinkType.FREIGHT_TERMS: "shipmentMethodId",
}


def customer_id(content: Mapping[str, Any], links: Links) -> str:
    """Return the ID of the order's customer. Raises KeyError if it is not linked any more."""
    if content["account_id"]:
        return links[ErpLinkType.ACCOUNT, content["account_id"]].remote_id
    return links[ErpLinkType.CONTACT, content["contact_id"]].remote_id


def _ship_to(content: Mapping[str, Any]) -> Json:
    """Return all fields of the shipping address, or none of them (P-9)."""
    address = content["ship_to"]
    if not address:
        return {}
    return {theirs: address.get(ours, "")[:most] for ours, (theirs, most) in _SHIP_TO.items()}


def _lines(content: Mapping[str, Any], connection: ErpConnection, links: Links) -> Iterator[Json]:
    """Yield the lines in their order; freight is the last one (L-1, L-7)."""
    for line in content["lines"]:
        yield from _line(line, connection, links)
    freight = Decimal(content["freight_amount"])
    if freight > 0:
        yield {
            "lineType": "Account",
            "lineObjectNumber": connection.freight_account,
            "description": "Freight",
            "quantity": 1,
            "unitPrice": freight,
        }


def _line(line: Mapping[str, Any], connection: ErpConnection, links: Links) -> Iterator[Json]:
    text = line["write_in"] or line["description"] or ""
    if line["line_type"] == "BUNDLE" and not Decimal(line["base_amount"]):
        yield from _comments(text or "Bundle")
        return
    quantity, price = Decimal(line["quantity"]), Decimal(line["price_per_unit"])
    body: Json = {"lineType": "Item", "quantity": quantity, "unitPrice": price}
    if line["product_id"]:
        body["lineObjectNumber"] = links[ErpLinkType.PRODUCT, line["product_id"]].remote_number
        rest = text
    else:
        body["lineObjectNumber"] = connection.write_in_item
        body["description"] = text[:MAX_DESCRIPTION]
        rest = text[MAX_DESCRIPTION:]
    if line["unit_id"] and line["product_id"]:
        body["unitOfMeasureCode"] = links[ErpLinkType.UNIT, line["unit_id"]].remote_number
    # For the whole line, and so that the amounts agree to the last cent (L-3).
    discount = quantity * price - Decimal(line["base_amount"])
    if discount:
        body["discountAmount"] = discount
    yield body
    yield from _comments(rest)


def _comments(text: str) -> Iterator[Json]:
    """Yield a text as comment lines (L-6)."""
    for start in range(0, len(text), MAX_DESCRIPTION):
        part = text[start : start + MAX_DESCRIPTION].strip()
        if part:
            yield {"lineType": "Comment", "description": part}
