"""Posting orders: shipments and invoices, whole, in parts, or of several orders at once."""

import uuid
from decimal import Decimal

from integrations.business_central.simulator.core.errors import (
    not_found,
    refuse_by_rule,
    refuse_field,
)
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import VERSION, Transaction
from integrations.business_central.simulator.model.shipments import SHIPMENT_LINES, SHIPMENTS
from integrations.business_central.simulator.sales.documents import new_number
from integrations.business_central.simulator.sales.invoices import (
    Portion,
    invoice_of_order,
    invoice_of_shipments,
)
from integrations.business_central.simulator.sales.references import check_not_blocked

Quantities = dict[str, Decimal]


def ship_and_invoice(tx: Transaction, order_id: str) -> Row:
    """Post what the lines' `shipQuantity` and `invoiceQuantity` say; return the invoice.

    Raises ApiError if the order has no lines or a line has no quantity.
    """
    order = _open(tx, order_id)
    lines = _goods(order)
    if not lines:
        raise refuse_by_rule("Please add at least one line item to the document.")
    if not all(line["quantity"] for line in lines):
        raise refuse_by_rule(
            "One or more document lines with a value in the No. field do not have a quantity"
            " specified."
        )
    ship = {line["id"]: line["shipQuantity"] for line in lines}
    invoice = {line["id"]: line["invoiceQuantity"] for line in lines}
    posted = post(tx, order_id, ship, invoice)[1]
    if posted is None:
        raise refuse_by_rule("There is nothing to post.")
    return posted


def post(
    tx: Transaction, order_id: str, ship: Quantities, invoice: Quantities, day: str | None = None
) -> tuple[Row | None, Row | None]:
    """Ship and invoice quantities of lines; return the shipment and the invoice.

    The order is released by it, and deleted when all of it is invoiced. `day` becomes its posting
    date and its document date.
    """
    order = _open(tx, order_id)
    order |= {"postingDate": day, "orderDate": day} if day else {}
    customer = tx.get("customers", order["billToCustomerId"])
    if customer:
        check_not_blocked(customer, posting=True)
    order["status"] = "Open"
    shipment = _ship(tx, order, ship) if any(ship.values()) else None
    portions = _portions(order, invoice)
    posted = invoice_of_order(tx, order, portions) if any(invoice.values()) else None
    _save(tx, order, delete=True)
    return shipment, posted


def post_combined(tx: Transaction, order_ids: list[str], *, delete: bool) -> Row:
    """Ship what is not shipped, and invoice several orders of one customer with one invoice.

    The orders stay, as in Business Central, until "Delete Invoiced Sales Orders" runs; `delete` is
    that run.
    """
    orders = [_open(tx, record_id) for record_id in order_ids]
    if len({(order["billToCustomerId"], order["currencyId"]) for order in orders}) != 1:
        raise refuse_by_rule("The orders must have the same customer and currency.")
    of_orders = []
    for order in orders:
        order["status"] = "Open"
        left = {line["id"]: line["quantity"] - line["shippedQuantity"] for line in _goods(order)}
        if any(left.values()):
            _ship(tx, order, left)
        rest = {line["id"]: _not_invoiced(line) for line in _goods(order)}
        of_orders.append([each for each in _portions(order, rest) if each.quantity])
    posted = invoice_of_shipments(tx, orders, of_orders, tx.clock.today())
    for order in orders:
        _save(tx, order, delete=delete)
    return posted


def delete_invoiced(tx: Transaction) -> list[str]:
    """Delete the orders that are invoiced completely; return their ids."""
    done = [order["id"] for order in tx.rows("salesOrders") if _is_invoiced(order)]
    for record_id in done:
        tx.delete("salesOrders", record_id)
    return done


def _open(tx: Transaction, order_id: str) -> Row:
    order = tx.edit("salesOrders", order_id)
    if order is None:
        raise not_found("Sales Order", order_id)
    if order["status"] == "In Review":
        raise refuse_field(
            "Status must be equal to 'Released'  in Sales Header: Document Type=Order,"
            f" No.={order['number']}. Current value is 'Pending Approval'."
        )
    return order


def _goods(order: Row) -> list[Row]:
    return [line for line in order["lines"] if line["lineType"] != "Comment"]


def _ship(tx: Transaction, order: Row, quantities: Quantities) -> Row:
    for line in _goods(order):
        quantity, left = quantities.get(line["id"], Decimal(0)), line["quantity"]
        left -= line["shippedQuantity"]
        if quantity < 0 or quantity > left:
            raise refuse_by_rule(f"You cannot ship more than {left} units.")
        if quantity != left and not order["partialShipping"]:
            raise refuse_by_rule("This order must be shipped completely.")
    shipment = _shipment(tx, order, quantities)
    tx.put("salesShipments", shipment)
    for line in _goods(order):
        line["shippedQuantity"] += quantities.get(line["id"], Decimal(0))
    order["_shipment"] = shipment["number"]
    return shipment


def _shipment(tx: Transaction, order: Row, quantities: Quantities) -> Row:
    terms = tx.get("paymentTerms", order["paymentTermsId"]) or {}
    method = tx.get("shipmentMethods", order["shipmentMethodId"]) or {}
    shipment = {name: order.get(name, each.default) for name, each in SHIPMENTS.fields.items()}
    shipment |= {"id": str(uuid.uuid4()), "_company": order["_company"]}
    shipment |= {"number": new_number(tx, "salesShipments"), "orderNumber": order["number"]}
    shipment |= {"invoiceDate": order["orderDate"]}
    shipment |= {"paymentTermsCode": terms.get("code", "")}
    shipment |= {"shipmentMethodCode": method.get("code", "")}
    shipment["lines"] = [
        _shipment_line(tx, shipment, line, quantities.get(line["id"], Decimal(0)))
        for line in order["lines"]
        if line["lineType"] == "Comment" or quantities.get(line["id"])
    ]
    return shipment


def _shipment_line(tx: Transaction, shipment: Row, source: Row, quantity: Decimal) -> Row:
    line = {name: source.get(name, each.default) for name, each in SHIPMENT_LINES.fields.items()}
    line |= {"id": str(uuid.uuid4()), "documentId": shipment["id"], "quantity": quantity}
    return line | {"documentNumber": shipment["number"], VERSION: tx.store.next_version()}


def _portions(order: Row, quantities: Quantities) -> list[Portion]:
    portions = []
    for line in order["lines"]:
        quantity = quantities.get(line["id"], Decimal(0))
        most = _not_invoiced(line)
        if quantity < 0 or quantity > most:
            raise refuse_by_rule(f"You cannot invoice more than {most} units.")
        if quantity or line["lineType"] == "Comment":
            portions.append(Portion(line, quantity))
    return portions


def _not_invoiced(line: Row) -> Decimal:
    return Decimal(line["shippedQuantity"] - line["invoicedQuantity"])


def _is_invoiced(order: Row) -> bool:
    goods = _goods(order)
    return bool(goods) and all(line["invoicedQuantity"] == line["quantity"] for line in goods)


def _save(tx: Transaction, order: Row, *, delete: bool) -> None:
    if delete and _is_invoiced(order):
        tx.delete("salesOrders", order["id"])
        return
    before = {line["id"]: line for line in (tx.get("salesOrders", order["id"]) or order)["lines"]}
    for line in _goods(order):
        line["shipQuantity"] = line["quantity"] - line["shippedQuantity"]
        line["invoiceQuantity"] = line["quantity"] - line["invoicedQuantity"]
        if line != before[line["id"]]:
            line[VERSION] = tx.store.next_version()
    order["fullyShipped"] = all(
        line["shippedQuantity"] == line["quantity"] for line in _goods(order)
    )
    tx.put("salesOrders", order)
