"""Posted invoices: built from quantities of order lines, or from a draft."""

import uuid
from dataclasses import dataclass
from decimal import Decimal

from integrations.business_central.simulator.core.errors import refuse_by_rule
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import VERSION, Transaction
from integrations.business_central.simulator.core.values import NO_GUID, round_to
from integrations.business_central.simulator.model.documents import INVOICE_LINES, INVOICES
from integrations.business_central.simulator.sales.documents import new_number, terms_of
from integrations.business_central.simulator.sales.due_dates import due_date
from integrations.business_central.simulator.sales.totals import compute, places_of

_DONE = ("_invoicedDiscount", "_invoicedShare")


@dataclass(frozen=True)
class Portion:
    """A quantity of an order line that is invoiced; 0 for a comment."""

    line: Row
    quantity: Decimal


def invoice_of_order(tx: Transaction, order: Row, portions: list[Portion]) -> Row:
    """Return the posted invoice of an order, with the order's id, number and line numbers."""
    links = {"orderId": order["id"], "orderNumber": order["number"]}
    links["externalDocumentNumber"] = order["externalDocumentNumber"]
    places = places_of(tx, order)
    lines = [_line(portion, places) for portion in portions]
    return _post(tx, {**order, "invoiceDate": order["orderDate"], **links}, lines)


def invoice_of_shipments(
    tx: Transaction, orders: list[Row], portions: list[list[Portion]], day: str
) -> Row:
    """Return one posted invoice of several orders, built with "Get Shipment Lines".

    It has no order, no external document number, and a comment line before each order's lines.
    """
    first, lines = orders[0], list[Row]()
    places = places_of(tx, first)
    for order, of_order in zip(orders, portions, strict=True):
        lines.append(comment_line(f"Shipment No. {order.get('_shipment', '')}:"))
        lines += [_line(portion, places) for portion in of_order]
    for position, line in enumerate(lines, 1):
        line["sequence"] = position * 10_000
    links = {"orderId": NO_GUID, "orderNumber": "", "externalDocumentNumber": ""}
    return _post(tx, {**first, "invoiceDate": day, "postingDate": day, **links}, lines)


def post_draft(tx: Transaction, draft: Row) -> Row:
    """Post a draft invoice, which keeps its id and gets another number."""
    if draft["_posted"]:
        raise refuse_by_rule("The action can be applied to a draft invoice only.")
    if not any(line["lineType"] != "Comment" for line in draft["lines"]):
        raise refuse_by_rule("Please add at least one line item to the document.")
    return _finish(tx, {**draft, "lines": [dict(line) for line in draft["lines"]]})


def comment_line(description: str) -> Row:
    """Return a line that has only a text."""
    line = {name: field.default for name, field in INVOICE_LINES.fields.items()}
    return line | {"id": str(uuid.uuid4()), "lineType": "Comment", "description": description}


def _post(tx: Transaction, header: Row, lines: list[Row]) -> Row:
    invoice = {name: header.get(name, field.default) for name, field in INVOICES.fields.items()}
    invoice |= {name: header[name] for name in ("_company", "_currency")}
    invoice |= {"id": str(uuid.uuid4()), "lines": lines, "customerPurchaseOrderReference": ""}
    for line in lines:
        line |= {"documentId": invoice["id"], VERSION: tx.store.next_version()}
    invoice["discountAmount"] = sum(
        (line["invoiceDiscountAllocation"] for line in lines), Decimal(0)
    )
    invoice["dueDate"] = due_date(invoice["invoiceDate"], terms_of(tx, invoice))
    return _finish(tx, invoice)


def _finish(tx: Transaction, invoice: Row) -> Row:
    compute(tx, invoice, spread=False)
    total = invoice["totalAmountIncludingTax"]
    invoice |= {"number": new_number(tx, "postedInvoices"), "_posted": True, "_payments": []}
    invoice |= {"remainingAmount": total, "status": "Open" if total else "Paid"}
    tx.put("salesInvoices", invoice)
    return invoice


def _line(portion: Portion, places: int) -> Row:
    source, quantity = portion.line, portion.quantity
    line = {name: source.get(name, field.default) for name, field in INVOICE_LINES.fields.items()}
    line |= {"id": str(uuid.uuid4()), "quantity": quantity}
    if quantity:
        line["discountAmount"] = _part(portion, "discountAmount", _DONE[0], places)
        line["invoiceDiscountAllocation"] = _part(
            portion, "invoiceDiscountAllocation", _DONE[1], places
        )
        source["invoicedQuantity"] += quantity
    return line


def _part(portion: Portion, name: str, done: str, places: int) -> Decimal:
    """Return the portion's share of an amount; the last portion takes what is left."""
    line = portion.line
    before = Decimal(line.get(done, 0))
    if line["invoicedQuantity"] + portion.quantity == line["quantity"]:
        part = line[name] - before
    else:
        part = round_to(line[name] * portion.quantity / line["quantity"], places)
    line[done] = before + part
    return Decimal(part)
