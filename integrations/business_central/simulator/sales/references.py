"""What a document refers to: customers, currencies, terms, salespeople, items, accounts, units."""

from typing import Any

from integrations.business_central.simulator.core.errors import (
    refuse_by_rule,
    refuse_field,
    refuse_relation,
)
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.core.values import NO_GUID

_TERMS = {
    "paymentTermsId": ("paymentTerms", "a Payment Terms"),
    "shipmentMethodId": ("shipmentMethods", "a Shipment Method"),
    "paymentMethodId": ("paymentMethods", "a Payment Method"),
    "taxGroupId": ("taxGroups", "a Tax Group"),
}


def find_customer(tx: Transaction, company: str, values: dict[str, Any], prefix: str) -> Row | None:
    """Return the customer that an id, a number or both name; None if neither is given.

    `prefix` is `customer` or `billToCustomer`. Raises ApiError if there is no such customer or if
    the two disagree.
    """
    kind = "sell-to" if prefix == "customer" else "bill-to"
    record_id, number = values.get(f"{prefix}Id", NO_GUID), values.get(f"{prefix}Number", "")
    if record_id == NO_GUID and not number:
        return None
    found = (
        tx.find("customers", _company=company, number=number)
        if record_id == NO_GUID
        else _of_company(tx, company, "customers", record_id)
    )
    if found is None:
        raise refuse_by_rule(f"The {kind} customer cannot be found.")
    if number and found["number"] != number:
        raise refuse_by_rule(f"The {kind} customer values do not match to a specific Customer.")
    return found


def check_not_blocked(customer: Row, *, posting: bool = False) -> None:
    """Raise ApiError if orders of the customer cannot be created or posted."""
    blocked = customer.get("blocked", " ")
    if blocked.strip():
        verb = "post" if posting else "create"
        raise refuse_by_rule(
            f"You cannot {verb} this type of document when Customer {customer['number']} is"
            f" blocked with type {blocked}"
        )


def find_currency(tx: Transaction, company: Row, values: dict[str, Any]) -> tuple[str, str] | None:
    """Return the currency's id and code as records keep them; the local one is blank.

    None if neither is given. Raises ApiError for unknown ones and if the two disagree.
    """
    if "currencyId" not in values and "currencyCode" not in values:
        return None
    code = values.get("currencyCode", "")
    code = "" if code == company["_currency"] else code
    record_id = values.get("currencyId", NO_GUID)
    if record_id != NO_GUID:
        found = _of_company(tx, company["id"], "currencies", record_id)
        if found is None:
            raise refuse_by_rule('The "currencyId" does not match to a Currency.')
        if "currencyCode" in values and found["code"] != code:
            raise refuse_by_rule("The currency values do not match to a specific Currency.")
        return found["id"], found["code"]
    if not code:
        return NO_GUID, ""
    named = tx.find("currencies", _company=company["id"], code=code)
    if named is None:
        raise refuse_by_rule('The "currencyCode" does not match to a Currency.')
    return named["id"], named["code"]


def check_terms(tx: Transaction, company: str, values: dict[str, Any]) -> None:
    """Raise ApiError if an id of payment terms, a shipment method or the like is unknown."""
    for name, (table, title) in _TERMS.items():
        record_id = values.get(name, NO_GUID)
        if record_id != NO_GUID and _of_company(tx, company, table, record_id) is None:
            raise refuse_by_rule(f'The "{name}" does not match to {title}.')


def check_salesperson(tx: Transaction, company: str, code: str) -> None:
    """Raise ApiError if there is no salesperson with this code."""
    if code and tx.find("salespeoplePurchasers", _company=company, code=code) is None:
        raise refuse_relation("Salesperson Code", "Sales Header", code, "Salesperson/Purchaser")


def find_line_object(tx: Transaction, company: str, line: dict[str, Any]) -> Row | None:
    """Return the item, account or resource of a line; None for a comment.

    Raises ApiError if it is unknown, blocked, or named in contradicting ways.
    """
    if line["itemId"] != NO_GUID and line["accountId"] != NO_GUID:
        raise refuse_by_rule(
            'Both "itemId" and "accountId" are specified. Specify only one of them.'
        )
    number = line["lineObjectNumber"]
    match line["lineType"]:
        case "Item":
            return _find_item(tx, company, line["itemId"], number)
        case "Account":
            return _find_account(tx, company, line["accountId"], number)
        case "Comment" if not number:
            return None
        case other:
            table = "resources" if other == "Resource" else ""
            found = tx.find(table, _company=company, number=number)
            if found is None:
                related = "Standard Text" if other == "Comment" else other
                raise refuse_relation("No.", "Sales Line", number, related)
            return found


def find_unit(tx: Transaction, company: str, line: dict[str, Any], item: Row | None) -> Row | None:
    """Return the unit of a line, by default the item's own; None if it has none.

    Raises ApiError if it is unknown or not one of the item's units.
    """
    record_id, code = line["unitOfMeasureId"], line["unitOfMeasureCode"]
    if record_id == NO_GUID and not code:
        code = (item or {}).get("baseUnitOfMeasureCode", "")
    if record_id == NO_GUID and not code:
        return None
    found = (
        tx.find("unitsOfMeasure", _company=company, code=code)
        if record_id == NO_GUID
        else _of_company(tx, company, "unitsOfMeasure", record_id)
    )
    if found is None or (item and found["code"] not in units_of(item)):
        raise refuse_relation(
            "Unit of Measure Code",
            "Sales Line",
            found["code"] if found else code or record_id,
            "Item Unit of Measure" if item else "Unit of Measure",
        )
    if code and found["code"] != code:
        raise refuse_by_rule(
            "The unit of measure values do not match to a specific Unit of Measure."
        )
    return found


def units_of(item: Row) -> set[str]:
    """Return the codes of the units in which an item can be sold."""
    return {item.get("baseUnitOfMeasureCode", ""), *item.get("_units", ())}


def _find_item(tx: Transaction, company: str, record_id: str, number: str) -> Row:
    found = (
        tx.find("items", _company=company, number=number)
        if record_id == NO_GUID
        else _of_company(tx, company, "items", record_id)
    )
    if found is None or (number and found["number"] != number):
        raise refuse_by_rule("Item does not exist.")
    if found["blocked"]:
        raise _is_blocked("Item", found["number"])
    return found


def _find_account(tx: Transaction, company: str, record_id: str, number: str) -> Row:
    found = (
        tx.find("accounts", _company=company, number=number)
        if record_id == NO_GUID
        else _of_company(tx, company, "accounts", record_id)
    )
    if found is None or (number and found["number"] != number):
        raise refuse_by_rule("Account does not exist.")
    if found["blocked"]:
        raise _is_blocked("G/L Account", found["number"])
    if not found["directPosting"]:
        raise refuse_field(
            f"Direct Posting must be equal to 'Yes'  in G/L Account: No.={found['number']}."
            " Current value is 'No'."
        )
    return found


def _is_blocked(table: str, number: str) -> Exception:
    return refuse_field(
        f"Blocked must be equal to 'No'  in {table}: No.={number}. Current value is 'Yes'."
    )


def _of_company(tx: Transaction, company: str, table: str, record_id: str) -> Row | None:
    found = tx.get(table, record_id)
    return found if found and found["_company"] == company else None
