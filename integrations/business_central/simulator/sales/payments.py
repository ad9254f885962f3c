"""Payments of posted invoices, and their cancellation.

A payment is an entry of the customer's ledger. The invoice record is written only when its status
changes, so a partial payment changes `remainingAmount` but neither `lastModifiedDateTime` nor the
etag, and sends no notification. Business Central behaves like that.
"""

import uuid
from decimal import Decimal

from integrations.business_central.simulator.core.errors import not_found, refuse_by_rule
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction


def register_payment(tx: Transaction, invoice_id: str, amount: Decimal | None) -> str:
    """Apply a payment, by default of everything that remains; return its id."""
    invoice = _posted(tx, invoice_id)
    paid = invoice["remainingAmount"] if amount is None else amount
    if not 0 < paid <= invoice["remainingAmount"]:
        raise refuse_by_rule(
            f"The payment must be more than 0 and at most {invoice['remainingAmount']}."
        )
    payment_id = str(uuid.uuid4())
    _save(tx, invoice, [*invoice["_payments"], {"id": payment_id, "amount": paid}])
    return payment_id


def unapply_payment(tx: Transaction, invoice_id: str, payment_id: str | None) -> None:
    """Unapply a payment, by default the last one."""
    invoice = _posted(tx, invoice_id)
    payments = invoice["_payments"]
    removed_id = payment_id or (payments[-1]["id"] if payments else "")
    left = [payment for payment in payments if payment["id"] != removed_id]
    if len(left) == len(payments):
        raise refuse_by_rule("The payment does not exist.")
    _save(tx, invoice, left)


def cancel_invoice(tx: Transaction, invoice_id: str, *, status: str = "Canceled") -> None:
    """Cancel a posted invoice with a credit memo; raises ApiError if something is paid."""
    invoice = _posted(tx, invoice_id)
    if invoice["status"] in {"Canceled", "Corrective"}:
        raise refuse_by_rule("The invoice cannot be canceled because it has already been canceled.")
    if invoice["_payments"]:
        raise refuse_by_rule("You cannot cancel the invoice because it is paid or partially paid.")
    tx.put("salesInvoices", invoice | {"status": status, "remainingAmount": Decimal(0)})


def _posted(tx: Transaction, invoice_id: str) -> Row:
    invoice = tx.edit("salesInvoices", invoice_id)
    if invoice is None:
        raise not_found("Sales Invoice", invoice_id)
    if not invoice["_posted"]:
        raise refuse_by_rule("The action can be applied to a posted invoice only.")
    return invoice


def _save(tx: Transaction, invoice: Row, payments: list[Row]) -> None:
    paid = sum((payment["amount"] for payment in payments), Decimal(0))
    remaining = invoice["totalAmountIncludingTax"] - paid
    status = invoice["status"]
    if status in {"Open", "Paid"}:
        status = "Open" if remaining else "Paid"
    changed = status != invoice["status"]
    invoice |= {"_payments": payments, "remainingAmount": remaining, "status": status}
    tx.put("salesInvoices", invoice, touch=changed)
