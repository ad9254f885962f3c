"""What people do with documents in Business Central: release, ship, post, pay, cancel, delete."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from integrations.business_central.simulator.control.bodies import decimal_of
from integrations.business_central.simulator.core.clock import SECOND
from integrations.business_central.simulator.core.errors import (
    no_such_segment,
    not_found,
    refuse_by_rule,
)
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.core.values import Day
from integrations.business_central.simulator.sales import payments
from integrations.business_central.simulator.sales.posting import (
    Quantities,
    delete_invoiced,
    post,
    post_combined,
)
from integrations.business_central.simulator.web.world import World

Body = dict[str, Any]
_STATUSES = {"release": "Open", "reopen": "Draft", "request-approval": "In Review"}


class Documents:
    """The actions. Each takes `commitAfterSeconds`, which makes its commit late."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._late: set[asyncio.Task[None]] = set()

    async def set_status(self, body: Body) -> Any:
        """Release an order, open it again, or let it wait for approval."""

        def act(tx: Transaction) -> Any:
            order, status = find_order(tx, body["order"]), _STATUSES.get(body["status"])
            if status is None:
                raise no_such_segment(body["status"])
            if status != "Draft" and not any(line["quantity"] for line in order["lines"]):
                raise refuse_by_rule("There is nothing to release.")
            tx.put("salesOrders", {**order, "status": status})
            return {"id": order["id"], "status": status}

        return self._do(body, act)

    async def ship(self, body: Body) -> Any:
        """Post a shipment of quantities of an order's lines, by default of all that is left."""
        return self._do(body, lambda tx: _post(tx, body, invoices=False))

    async def post(self, body: Body) -> Any:
        """Post a shipment and an invoice, of all that is left or of quantities per line."""
        return self._do(body, lambda tx: _post(tx, body, invoices=True))

    async def combine(self, body: Body) -> Any:
        """Post one invoice of several orders, which has no order."""

        def act(tx: Transaction) -> Any:
            ids = [find_order(tx, each)["id"] for each in body["orders"]]
            delete = body.get("deleteOrders", False)
            return _shown(post_combined(tx, ids, delete=delete is True))

        return self._do(body, act)

    async def delete_invoiced(self, body: Body) -> Any:
        """Run "Delete Invoiced Sales Orders"."""
        return self._do(body, lambda tx: {"deleted": delete_invoiced(tx)})

    async def delete_order(self, body: Body) -> Any:
        """Delete an order, released or not."""

        def act(tx: Transaction) -> Any:
            order = find_order(tx, body["order"])
            tx.delete("salesOrders", order["id"])
            return {"deleted": [order["id"]]}

        return self._do(body, act)

    async def pay(self, body: Body) -> Any:
        """Register a payment of an invoice, by default of all that remains."""

        def act(tx: Transaction) -> Any:
            invoice = find_invoice(tx, body["invoice"])
            amount = decimal_of(body["amount"]) if "amount" in body else None
            payment = payments.register_payment(tx, invoice["id"], amount)
            return {"payment": payment, **_shown(find_invoice(tx, invoice["id"]))}

        return self._do(body, act)

    async def unapply(self, body: Body) -> Any:
        """Unapply a payment, by default the last one."""

        def act(tx: Transaction) -> Any:
            invoice = find_invoice(tx, body["invoice"])
            payments.unapply_payment(tx, invoice["id"], body.get("payment"))
            return _shown(find_invoice(tx, invoice["id"]))

        return self._do(body, act)

    async def release_draft(self, body: Body) -> Any:
        """Release a draft invoice, which the API then shows as Open although it is not posted."""

        def act(tx: Transaction) -> Any:
            invoice = find_invoice(tx, body["invoice"])
            if invoice["_posted"]:
                raise refuse_by_rule("The action can be applied to a draft invoice only.")
            tx.put("salesInvoices", {**invoice, "status": "Open"})
            return _shown(find_invoice(tx, invoice["id"]))

        return self._do(body, act)

    async def cancel(self, body: Body) -> Any:
        """Cancel an invoice; `corrective` makes it a corrective one."""

        def act(tx: Transaction) -> Any:
            invoice = find_invoice(tx, body["invoice"])
            status = "Corrective" if body.get("corrective") else "Canceled"
            payments.cancel_invoice(tx, invoice["id"], status=status)
            return _shown(find_invoice(tx, invoice["id"]))

        return self._do(body, act)

    def _do(self, body: Body, act: Callable[[Transaction], Any]) -> Any:
        tx = self._world.store.begin()
        result = act(tx)
        seconds = body.get("commitAfterSeconds")
        if seconds is None:
            tx.commit()
        else:
            due = self._world.clock.now() + int(seconds * SECOND)
            task = asyncio.create_task(tx.commit_late(due))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        return result


def find_order(tx: Transaction, key: str) -> Row:
    """Return an order by its id, its number or its external number; raises ApiError."""
    return _find(tx, "salesOrders", "Sales Order", key)


def find_invoice(tx: Transaction, key: str) -> Row:
    """Return an invoice by its id, its number or its external number; raises ApiError."""
    return _find(tx, "salesInvoices", "Sales Invoice", key)


def _find(tx: Transaction, table: str, title: str, key: str) -> Row:
    found = tx.get(table, key.lower())
    for name in ("number", "externalDocumentNumber"):
        found = found or tx.find(table, **{name: key.upper()})
    if found is None:
        raise not_found(title, key)
    return found


def _post(tx: Transaction, body: Body, *, invoices: bool) -> Any:
    order = find_order(tx, body["order"])
    ship, invoice = _quantities(order, body.get("lines"), invoices=invoices)
    day = Day().read(body["postingDate"]) if "postingDate" in body else None
    shipment, posted = post(tx, order["id"], ship, invoice, day)
    left = tx.get("salesOrders", order["id"])
    return {
        "shipment": shipment and {"id": shipment["id"], "number": shipment["number"]},
        "invoice": posted and _shown(posted),
        "orderLeft": left is not None,
    }


def _quantities(
    order: Row, wanted: list[Row] | None, *, invoices: bool
) -> tuple[Quantities, Quantities]:
    """Return what to ship and to invoice by line id.

    A line is named by its position from 0, its sequence or its id. Without `ship`, what is invoiced
    and not shipped yet is shipped; without `invoice`, what is shipped is invoiced.
    """
    goods = [line for line in order["lines"] if line["lineType"] != "Comment"]
    if wanted is None:
        ship = {line["id"]: line["quantity"] - line["shippedQuantity"] for line in goods}
        rest = {line["id"]: line["quantity"] - line["invoicedQuantity"] for line in goods}
        return ship, rest if invoices else {}
    ship, invoice = dict[str, Decimal](), dict[str, Decimal]()
    for each in wanted:
        line = _line(order, each["line"])
        quantity = each.get("quantity")
        billed = decimal_of(each.get("invoice", quantity or 0)) if invoices else Decimal(0)
        open_shipped = line["shippedQuantity"] - line["invoicedQuantity"]
        sent = each.get("ship", quantity)
        ship[line["id"]] = (
            max(Decimal(0), billed - open_shipped) if sent is None else decimal_of(sent)
        )
        invoice[line["id"]] = billed
    return ship, invoice


def _line(order: Row, key: int | str) -> Row:
    lines = order["lines"]
    if isinstance(key, int) and 0 <= key < len(lines):
        return dict(lines[key])
    for line in lines:
        if key in {line["id"], line["sequence"], line["lineObjectNumber"]}:
            return dict(line)
    raise not_found("Sales Line", str(key))


def _shown(invoice: Row) -> Row:
    names = ("id", "number", "status", "remainingAmount", "totalAmountIncludingTax", "orderNumber")
    return {name: invoice[name] for name in names}
