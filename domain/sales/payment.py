"""Payments of invoices, and their errors."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from domain.core.errors import Invalid, NotFound, Refused
from domain.core.ids import new_id
from domain.core.text import CODE, Text


class ReversalDateInvalid(Invalid):
    """A payment cannot be reversed before the day it was received."""

    rule = "A payment cannot be reversed before the day on which it was received."
    message = "`date` is {on}, but the payment was received on {paid_on}. {rule}"


class PaymentNotFound(NotFound):
    """The payment does not exist, or the caller may not see it."""

    rule = "The payment does not exist. Check its ID."


class PaymentAlreadyReversed(Refused):
    """A payment can be reversed only once."""

    rule = "The payment has already been reversed."


class PaymentIsReversal(Refused):
    """A reversal cannot be reversed; record a new payment instead."""

    rule = "The payment is itself a reversal. Record a new payment instead."


class InvoiceNothingDue(Refused):
    """An invoice without an amount due, such as one with a total of zero, takes no payments."""

    rule = "Nothing is due on the invoice. Mark it as paid with `payInvoice`."


class PaymentAmountInvalid(Invalid):
    """A payment must reduce the amount due."""

    rule = "A payment must not be zero and must have the same sign as the amount due."
    message = "A payment of {amount} does not reduce the amount due, {due}. {rule}"


class PaymentExceedsAmountDue(Refused):
    """A payment cannot be larger than the amount due."""

    rule = "The payment is larger than the amount due."
    message = "A payment of {amount} is larger than the amount due, {due}."


@dataclass(eq=False, kw_only=True, slots=True)
class Payment:
    """A payment of an invoice, in its currency; a reversal has the opposite sign."""

    id: UUID = field(default_factory=new_id)
    amount: Decimal
    currency_code: Annotated[str, CODE]
    paid_on: date
    reference: Annotated[str | None, Text(200)] = None
    reverses_payment_id: UUID | None = None
