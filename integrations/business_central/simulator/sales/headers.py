"""Headers of documents: what they take from the customer, and what a client sets."""

from typing import Any

from integrations.business_central.simulator.core.errors import refuse_by_rule, refuse_field
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.core.values import NO_GUID
from integrations.business_central.simulator.model.documents import ADDRESS
from integrations.business_central.simulator.sales.references import (
    check_not_blocked,
    check_salesperson,
    check_terms,
    find_currency,
    find_customer,
)

_OF_CUSTOMER = ("addressLine1", "addressLine2", "city", "country", "state", "postalCode")
_NEEDS_OPEN = {
    *("customerId", "customerNumber", "billToCustomerId", "billToCustomerNumber"),
    *("currencyId", "currencyCode", "discountAmount", "requestedDeliveryDate", "partialShipping"),
}


def fill_new(tx: Transaction, company: Row, document: Row, values: dict[str, Any]) -> None:
    """Fill a new document; raises ApiError if the customer or a reference is refused."""
    customer = find_customer(tx, company["id"], values, "customer")
    if customer is None:
        raise refuse_by_rule('A "customerNumber" or a "customerId" must be provided.')
    _take_customer(document, customer)
    bill_to = find_customer(tx, company["id"], values, "billToCustomer")
    _take_bill_to(document, bill_to or customer)
    _set_values(tx, company, document, values)


def change(tx: Transaction, company: Row, document: Row, values: dict[str, Any]) -> None:
    """Change a document; raises ApiError if its status or a reference does not allow it."""
    changed = {name for name, value in values.items() if document.get(name) != value}
    if changed & _NEEDS_OPEN:
        check_open(document)
    if {"customerId", "customerNumber"} & changed:
        customer = find_customer(tx, company["id"], values, "customer")
        if customer is None:
            raise refuse_by_rule("The sell-to customer cannot be found.")
        _check_same_currency(document, customer)
        _take_customer(document, customer)
        _take_bill_to(document, customer)
    if {"billToCustomerId", "billToCustomerNumber"} & changed:
        bill_to = find_customer(tx, company["id"], values, "billToCustomer")
        if bill_to is None:
            raise refuse_by_rule("The bill-to customer cannot be found.")
        _take_bill_to(document, bill_to)
    _set_values(tx, company, document, values)


def check_open(document: Row) -> None:
    """Raise ApiError if the document is released or waits for approval."""
    if document["status"] in {"Open", "In Review"} and "fullyShipped" in document:
        now = {"Open": "Released", "In Review": "Pending Approval"}[document["status"]]
        raise refuse_field(
            "Status must be equal to 'Open'  in Sales Header: Document Type=Order,"
            f" No.={document['number']}. Current value is '{now}'."
        )


def _check_same_currency(document: Row, customer: Row) -> None:
    if document["lines"] and customer["currencyId"] != document["currencyId"]:
        raise refuse_by_rule("You cannot change the customer because of the document's lines.")


def _take_customer(document: Row, customer: Row) -> None:
    check_not_blocked(customer)
    document |= {
        "customerId": customer["id"],
        "customerNumber": customer["number"],
        "customerName": customer["displayName"],
        "shipToName": customer["displayName"],
        "currencyId": customer["currencyId"],
        "_currency": customer["_currency"],
        "paymentTermsId": customer["paymentTermsId"],
        "shipmentMethodId": customer["shipmentMethodId"],
        "salesperson": customer["salespersonCode"],
        "phoneNumber": customer["phoneNumber"],
        "email": customer["email"],
    }
    _take_address(document, "sellTo", customer)
    _take_address(document, "shipTo", customer)


def _take_bill_to(document: Row, customer: Row) -> None:
    check_not_blocked(customer)
    document |= {
        "billToCustomerId": customer["id"],
        "billToCustomerNumber": customer["number"],
        "billToName": customer["displayName"],
    }
    _take_address(document, "billTo", customer)


def _take_address(document: Row, prefix: str, customer: Row) -> None:
    for (name, _), source in zip(ADDRESS, _OF_CUSTOMER, strict=True):
        document[f"{prefix}{name}"] = customer[source]


_PLACED = {"customerId", "customerNumber", "billToCustomerId", "billToCustomerNumber"}
_OWN = {"currencyId", "currencyCode", "discountAmount"}


def _set_values(tx: Transaction, company: Row, document: Row, values: dict[str, Any]) -> None:
    check_terms(tx, company["id"], values)
    check_salesperson(tx, company["id"], values.get("salesperson", ""))
    document |= {n: value for n, value in values.items() if n not in _PLACED | _OWN}
    currency = find_currency(tx, company, values)
    if currency:
        document["currencyId"], document["_currency"] = currency
    document["currencyCode"] = document["_currency"] or company["_currency"]
    if document["currencyId"] == NO_GUID and document["_currency"]:
        raise refuse_by_rule('The "currencyCode" does not match to a Currency.')
