"""Lines of documents: their defaults, checks and changes."""

import uuid
from decimal import Decimal
from typing import Any

from integrations.business_central.simulator.core.errors import (
    ApiError,
    refuse_by_rule,
    refuse_relation,
)
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import VERSION, Transaction
from integrations.business_central.simulator.core.values import NO_GUID, round_to
from integrations.business_central.simulator.model.entity import Entity
from integrations.business_central.simulator.sales.bodies import read_body
from integrations.business_central.simulator.sales.references import (
    find_line_object,
    find_unit,
)
from integrations.business_central.simulator.sales.totals import HUNDRED, gross_of, places_of

STEP = 10_000
_NO_UNIT: dict[str, Any] = {"unitOfMeasureId": NO_GUID, "unitOfMeasureCode": ""}
_DISCOUNT_FROM = {"quantity", "unitPrice", "discountAmount", "discountPercent", "itemId"}


def add_line(tx: Transaction, entity: Entity, document: Row, body: Any) -> Row:
    """Add a line to a document and return it; raises ApiError if it is refused."""
    values = read_body(entity, body)
    highest = max((line["sequence"] for line in document["lines"]), default=0)
    line = {name: field.default for name, field in entity.fields.items()}
    line |= {"id": str(uuid.uuid4()), "documentId": document["id"], "sequence": highest + STEP}
    if "sequence" in values:
        raise _cannot_choose_sequence(document, values["sequence"])
    line |= values
    line["documentId"] = document["id"]
    line["lineType"] = values.get("lineType") or _type_of(values)
    _fill(tx, document, line, values)
    line[VERSION] = tx.store.next_version()
    document["lines"].append(line)
    document["lines"].sort(key=lambda each: each["sequence"])
    return line


def change_line(tx: Transaction, entity: Entity, document: Row, line: Row, body: Any) -> None:
    """Change a line in place; raises ApiError if it is refused."""
    values = read_body(entity, body)
    _check_unchanged(line, values)
    before = dict(line)
    if values.get("itemId", line["itemId"]) != line["itemId"]:
        line |= {"lineObjectNumber": "", **_NO_UNIT}
    if _NO_UNIT.keys() & values.keys():
        line |= _NO_UNIT  # the one that is given decides
    line.update(values)
    _fill(tx, document, line, values)
    if line != before:
        line[VERSION] = tx.store.next_version()


def _type_of(values: dict[str, Any]) -> str:
    if values.get("itemId", NO_GUID) != NO_GUID:
        return "Item"
    return "Account" if values.get("accountId", NO_GUID) != NO_GUID else "Comment"


def _cannot_choose_sequence(document: Row, sequence: int) -> ApiError:
    """Return what version 22 answered to a new line with a `sequence`, and later ones may."""
    return ApiError(
        500,
        "Internal_ServerError",
        "You cannot change the value of the SystemId field. Table: Sales Line. Identification"
        f" fields and values: Document No.='{document['number']}',Line No.='{sequence}'",
    )


def _check_unchanged(line: Row, values: dict[str, Any]) -> None:
    if values.get("documentId", line["documentId"]) != line["documentId"]:
        raise refuse_by_rule('The value for "documentId" cannot be modified.')
    if values.get("sequence", line["sequence"]) != line["sequence"]:
        raise refuse_by_rule(
            "The value for sequence cannot be modified. Delete and insert the line again."
        )
    if values.get("lineType", line["lineType"]) != line["lineType"]:
        raise refuse_by_rule('The value for "lineType" cannot be modified.')
    number = values.get("lineObjectNumber", line["lineObjectNumber"])
    if line["lineObjectNumber"] and number != line["lineObjectNumber"]:
        raise refuse_by_rule('The value for "lineObjectNumber" cannot be modified.')


def _fill(tx: Transaction, document: Row, line: Row, values: dict[str, Any]) -> None:
    found = find_line_object(tx, document["_company"], line)
    if found is None:
        _check_comment(values)
        return
    same = line.get("_object") == found["id"]
    line |= {"_object": found["id"], "lineObjectNumber": found["number"]}
    if line["lineType"] in {"Item", "Account"}:
        line["itemId" if line["lineType"] == "Item" else "accountId"] = found["id"]
    if not same:
        _take_defaults(line, found, values)
    unit = find_unit(tx, document["_company"], line, found if line["lineType"] == "Item" else None)
    if unit:
        line |= {"unitOfMeasureId": unit["id"], "unitOfMeasureCode": unit["code"]}
    line["taxPercent"] = _tax_percent(tx, document["_company"], line["taxCode"])
    _set_discount(line, values, places_of(tx, document))
    _set_next_quantities(line, values)


def _check_comment(values: dict[str, Any]) -> None:
    for name in ("quantity", "unitPrice", "discountAmount", "discountPercent"):
        if values.get(name):
            raise refuse_by_rule("Type must not be Comment when quantities or prices are entered.")


def _take_defaults(line: Row, found: Row, values: dict[str, Any]) -> None:
    defaults = {
        "description": found["displayName"],
        "unitPrice": found.get("unitPrice", Decimal(0)),
        "taxCode": found.get("taxGroupCode", ""),
    }
    line |= {name: value for name, value in defaults.items() if name not in values}


def _tax_percent(tx: Transaction, company: str, code: str) -> Decimal:
    if not code:
        return Decimal(0)
    group = tx.find("taxGroups", _company=company, code=code)
    if group is None:
        raise refuse_relation(
            "VAT Prod. Posting Group", "Sales Line", code, "VAT Product Posting Group"
        )
    return Decimal(group.get("_percent", 0))


def _set_discount(line: Row, values: dict[str, Any], places: int) -> None:
    if not _DISCOUNT_FROM & values.keys():
        return  # computing it again from the rounded percentage could move a cent
    gross = gross_of(line, places)
    if "discountAmount" in values:
        amount = round_to(line["discountAmount"], places)
        percent = amount * HUNDRED / gross if gross else Decimal(0)
    else:
        percent = line["discountPercent"]
        amount = round_to(gross * percent / HUNDRED, places)
    if not 0 <= percent <= HUNDRED or (amount and not gross):
        raise refuse_by_rule("Line Discount % must be a value between 0 and 100.")
    line["discountAmount"], line["discountPercent"] = amount, round_to(percent, 5)


def _set_next_quantities(line: Row, values: dict[str, Any]) -> None:
    if "shippedQuantity" not in line:
        return  # only orders are shipped and invoiced in parts
    left = {
        "shipQuantity": line["quantity"] - line["shippedQuantity"],
        "invoiceQuantity": line["quantity"] - line["invoicedQuantity"],
    }
    done = max(line["shippedQuantity"], line["invoicedQuantity"])
    if done and line["quantity"] < done:
        raise refuse_by_rule("Quantity must not be less than what is shipped or invoiced.")
    for name, most in left.items():
        if name not in values:
            line[name] = most
        elif values[name] > max(most, Decimal(0)):
            raise refuse_by_rule(f"You cannot handle more than the outstanding {most} units.")
