"""What can be done with a quote: send it, or make an order or an invoice of it."""

import uuid

from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import VERSION, Transaction
from integrations.business_central.simulator.model.documents import INVOICES, ORDERS
from integrations.business_central.simulator.model.entity import Entity
from integrations.business_central.simulator.model.registry import LINES
from integrations.business_central.simulator.sales.documents import new_number


def send_quote(tx: Transaction, quote: Row) -> None:
    """Mark a quote as sent."""
    tx.put("salesQuotes", {**quote, "status": "Sent", "sentDate": tx.clock.today()})


def make_order(tx: Transaction, quote: Row) -> Row:
    """Turn a quote into an order; the quote is deleted."""
    return _make(tx, quote, ORDERS)


def make_invoice(tx: Transaction, quote: Row) -> Row:
    """Turn a quote into a draft invoice; the quote is deleted."""
    return _make(tx, quote, INVOICES)


def _make(tx: Transaction, quote: Row, entity: Entity) -> Row:
    made = {name: quote.get(name, field.default) for name, field in entity.fields.items()}
    made |= {name: quote[name] for name in ("_company", "_currency")}
    made |= {"id": str(uuid.uuid4()), "number": new_number(tx, entity.set_name)}
    made |= {"status": "Draft", "_posted": False}
    dates = {"orderDate", "invoiceDate", "postingDate"} & made.keys()
    made |= dict.fromkeys(dates, tx.clock.today())
    if "remainingAmount" in made:
        made["remainingAmount"] = made["totalAmountIncludingTax"]
    fields = LINES[f"{entity.name}Lines"].fields
    made["lines"] = [
        {name: line.get(name, field.default) for name, field in fields.items()}
        | {"id": str(uuid.uuid4()), "documentId": made["id"], "_object": line.get("_object", "")}
        | {VERSION: tx.store.next_version()}
        | dict.fromkeys({"shipQuantity", "invoiceQuantity"} & fields.keys(), line["quantity"])
        for line in quote["lines"]
    ]
    tx.put(entity.set_name, made)
    tx.delete("salesQuotes", quote["id"])
    return made
