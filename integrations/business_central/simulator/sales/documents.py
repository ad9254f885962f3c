"""Orders, quotes and draft invoices: create, change, delete, and the same for their lines."""

import uuid
from typing import Any

from integrations.business_central.simulator.core.errors import (
    not_found,
    refuse_by_rule,
    refuse_query,
)
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.core.values import NO_DATE, NO_GUID, Guid
from integrations.business_central.simulator.model.entity import Entity
from integrations.business_central.simulator.model.registry import DOCUMENTS, LINES
from integrations.business_central.simulator.sales import headers
from integrations.business_central.simulator.sales.bodies import read_body
from integrations.business_central.simulator.sales.due_dates import due_date
from integrations.business_central.simulator.sales.lines import add_line, change_line
from integrations.business_central.simulator.sales.totals import compute, set_discount

SERIES = {
    "salesOrders": ("S-ORD", 101_001),
    "salesQuotes": ("S-QUO", 1_001),
    "salesInvoices": ("S-INV", 102_001),
    "postedInvoices": ("PS-INV", 103_001),
    "salesShipments": ("PS-SHPT", 102_001),
}


def create_document(tx: Transaction, company: Row, entity: Entity, body: Any) -> Row:
    """Create a document with its lines, all or nothing; raises ApiError if it is refused.

    The header is inserted before its lines, so a `discountAmount` has nothing to discount and is
    lost.
    """
    lines_name = f"{entity.name}Lines"
    values = read_body(entity, body, nested=lines_name)
    document = _new_document(tx, company, entity)
    headers.fill_new(tx, company, document, values)
    _set_due_date(tx, document, values)
    for line in _nested_lines(body, lines_name):
        add_line(tx, LINES[lines_name], document, line)
    return _save(tx, entity, document)


def change_document(tx: Transaction, company: Row, entity: Entity, row: Row, body: Any) -> Row:
    """Change the header of a document; raises ApiError if it is refused."""
    values = read_body(entity, body)
    _check_draft(entity, row)
    document = _copy(tx, entity, row["id"])
    headers.change(tx, company, document, values)
    _set_due_date(tx, document, values)
    _set_discount(document, values)
    return _save(tx, entity, document)


def delete_document(tx: Transaction, entity: Entity, row: Row) -> None:
    """Delete a document; raises ApiError unless it is a draft of which nothing is shipped."""
    _check_draft(entity, row)
    headers.check_open(row)
    if any(
        line.get("shippedQuantity", 0) > line.get("invoicedQuantity", 0) for line in row["lines"]
    ):
        raise refuse_by_rule(
            f"You cannot delete {entity.title} {row['number']} because lines are shipped and not"
            " invoiced."
        )
    tx.delete(entity.set_name, row["id"])


def create_line(tx: Transaction, entity: Entity, body: Any, document_id: str | None) -> Row:
    """Add a line to the document of the path or of `documentId` in the body; return the line."""
    owner = DOCUMENTS[entity.lines_of]
    document = _copy(tx, owner, document_id or _document_id(body))
    _check_draft(owner, document)
    headers.check_open(document)
    added = add_line(tx, entity, document, body)
    return line_of(_save(tx, owner, document), added["id"])


def update_line(tx: Transaction, entity: Entity, row: Row, body: Any) -> Row:
    """Change a line; raises ApiError if it is refused."""
    owner = DOCUMENTS[entity.lines_of]
    document = _copy(tx, owner, row["documentId"])
    _check_draft(owner, document)
    headers.check_open(document)
    change_line(tx, entity, document, line_of(document, row["id"]), body)
    return line_of(_save(tx, owner, document), row["id"])


def delete_line(tx: Transaction, entity: Entity, row: Row) -> None:
    """Delete a line; raises ApiError if the document is released or the line is shipped."""
    owner = DOCUMENTS[entity.lines_of]
    document = _copy(tx, owner, row["documentId"])
    _check_draft(owner, document)
    headers.check_open(document)
    line = line_of(document, row["id"])
    if line.get("shippedQuantity"):
        raise refuse_by_rule("You cannot delete a line of which a quantity is shipped.")
    document["lines"].remove(line)
    _save(tx, owner, document)


def line_of(document: Row, id: str) -> Row:
    """Return a line of a document."""
    lines: list[Row] = document["lines"]
    for line in lines:
        if line["id"] == id:
            return line
    raise not_found("Sales Line", id)


def new_number(tx: Transaction, series: str) -> str:
    """Return the next document number of a series."""
    prefix, first = SERIES[series]
    return f"{prefix}{tx.store.next_number(series, first)}"


def _new_document(tx: Transaction, company: Row, entity: Entity) -> Row:
    document = {name: field.default for name, field in entity.fields.items()}
    document |= {"id": str(uuid.uuid4()), "_company": company["id"], "_posted": False}
    document |= {"number": new_number(tx, entity.set_name), "lines": [], "_currency": ""}
    for name in ("orderDate", "documentDate", "invoiceDate", "postingDate"):
        if name in document:
            document[name] = tx.clock.today()
    return document


def _save(tx: Transaction, entity: Entity, document: Row) -> Row:
    compute(tx, document)
    if entity.set_name == "salesInvoices":
        document["remainingAmount"] = document["totalAmountIncludingTax"]
    tx.put(entity.set_name, document)
    saved = tx.get(entity.set_name, document["id"])
    assert saved is not None  # noqa: S101 - it was put just now
    return saved


def _copy(tx: Transaction, entity: Entity, id: str) -> Row:
    document = tx.edit(entity.set_name, id)
    if document is None:
        raise not_found(entity.title, id)
    return document


def _set_due_date(tx: Transaction, document: Row, values: dict[str, Any]) -> None:
    if "dueDate" not in document or values.get("dueDate", NO_DATE) != NO_DATE:
        return
    day = document.get("invoiceDate") or document["documentDate"]
    document["dueDate"] = due_date(day, terms_of(tx, document))


def terms_of(tx: Transaction, document: Row) -> str:
    """Return the date formula of the document's payment terms."""
    terms = tx.get("paymentTerms", document.get("paymentTermsId", NO_GUID))
    return str(terms["dueDateCalculation"]) if terms else ""


def _set_discount(document: Row, values: dict[str, Any]) -> None:
    if "discountAmount" in values and values["discountAmount"] != document["discountAmount"]:
        set_discount(document, values["discountAmount"])


def _nested_lines(body: dict[str, Any], name: str) -> list[Any]:
    lines = body.get(name, [])
    if not isinstance(lines, list):
        raise refuse_query("Invalid Request Body")
    return lines


def _document_id(body: Any) -> str:
    if not isinstance(body, dict) or not body.get("documentId"):
        raise refuse_by_rule("You must specify a document id to create a line.")
    return Guid().read(body["documentId"])


def _check_draft(entity: Entity, document: Row) -> None:
    if entity.set_name == "salesInvoices" and document["_posted"]:
        raise refuse_by_rule("The invoice has been posted and can no longer be changed.")
