"""Posted invoices: what the ERP reports of an invoice, and which invoice here stands for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from domain.core.errors import Invalid, NotFound, Path, Refused
from domain.core.money import (
    MAX_INPUT,
    ZERO,
    Currency,
    CurrencyMismatch,
    check_bounds,
    check_scale,
    plain,
)
from domain.core.record import Record
from domain.core.text import Text, camel, check_texts
from domain.pricing.line import InvoiceLine, check_quantity
from domain.sales.submission import MAX_REMOTE_ID, MAX_REMOTE_NUMBER

# Our own series will draw these numbers some day, so an ERP's invoice must not take one of them.
_OWN_NUMBER = re.compile(r"INV-\d+")

_AMOUNTS = ("total_amount", "total_tax", "discount_amount", "freight_amount", "remaining_amount")
_LINE_AMOUNTS = ("manual_discount", "tax", "extended_amount")


class ErpInvoiceStatus(StrEnum):
    """Whether an invoice still stands in the ERP."""

    POSTED = "POSTED"
    CANCELED = "CANCELED"


class PostedInvoiceNotFound(NotFound):
    """The ERP has not posted the invoice."""

    rule = "No invoice with this ID was posted by an ERP."


class PostedInvoiceConflict(Refused):
    """An invoice of the ERP bills one order (O-13)."""

    rule = "The ERP's invoice with this `remoteId` already bills another order."


class RemainingAmountInvalid(Invalid):
    """What remains to be paid lies between zero and the total (I-9)."""

    rule = "`remainingAmount` must be between zero and `totalAmount`."
    message = "`remainingAmount` is {remaining}, but `totalAmount` is {total}. {rule}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLine:
    """A line of the ERP's invoice, in the currency of the order.

    `product_id` finds the order line if the report does not name it. `extended_amount` includes the
    tax, but not the line's share of the document discount.
    """

    order_line_id: UUID | None = None
    product_id: UUID | None = None
    description: str | None = None
    quantity: Decimal
    price_per_unit: Decimal
    manual_discount: Decimal = ZERO
    tax: Decimal = ZERO
    extended_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReport:
    """An invoice as it is in the ERP at present, in the currency of the order (I-6).

    `customer` is the account and the contact, if the ERP named the customer.
    """

    remote_id: str
    remote_number: str
    invoice_date: date
    due_date: date | None = None
    currency_code: str | None = None
    customer: tuple[UUID | None, UUID | None] | None = None
    total_amount: Decimal
    total_tax: Decimal
    discount_amount: Decimal = ZERO
    freight_amount: Decimal = ZERO
    remaining_amount: Decimal
    status: ErpInvoiceStatus = ErpInvoiceStatus.POSTED
    lines: Sequence[PostedLine] = ()

    def check(self, currency: Currency) -> None:
        """Raise the error of a value that could not be stored exactly as the ERP reported it.

        Raises CURRENCY_MISMATCH, TOO_MANY_DECIMALS, VALUE_OUT_OF_RANGE, LINE_QUANTITY_INVALID,
        REMAINING_AMOUNT_INVALID, and errors of texts.
        """
        if self.currency_code not in {None, currency.code}:
            raise CurrencyMismatch(
                currency=self.currency_code, expected=currency.code, path=("currencyCode",)
            )
        for name in _AMOUNTS:
            check_amount(getattr(self, name), currency, name, ())
        for at, line in enumerate(self.lines):
            path: Path = ("lines", at)
            check_quantity(line.quantity, (*path, "quantity"))
            for name in _LINE_AMOUNTS:
                check_amount(getattr(line, name), currency, name, path)
            check_bounds(
                line.price_per_unit, -MAX_INPUT, MAX_INPUT, "pricePerUnit", (*path, "pricePerUnit")
            )
            check_texts(InvoiceLine, {"description": line.description}, path)
        self._check_remaining()

    def _check_remaining(self) -> None:
        # A negative invoice has a negative rest.
        rest, total = self.remaining_amount, self.total_amount
        if self.status is ErpInvoiceStatus.POSTED and not min(total, ZERO) <= rest <= max(
            total, ZERO
        ):
            raise RemainingAmountInvalid(
                remaining=plain(rest), total=plain(total), path=("remainingAmount",)
            )


@dataclass(eq=False, kw_only=True, slots=True)
class PostedInvoice(Record):
    """The ERP's invoice behind an invoice here, whose ID it has."""

    noun = "The posted invoice"
    not_found = PostedInvoiceNotFound

    order_id: UUID
    remote_id: Annotated[str, Text(MAX_REMOTE_ID, required=True)]
    remote_number: Annotated[str, Text(MAX_REMOTE_NUMBER, required=True)]
    invoice_date: date
    needs_attention: bool = False

    def expect_order(self, order_id: UUID) -> None:
        """Raise POSTED_INVOICE_CONFLICT if the ERP's invoice bills another order."""
        if self.order_id != order_id:
            raise PostedInvoiceConflict(path=("remoteId",))


def is_own_number(number: str) -> bool:
    """Return whether our own series could draw this invoice number."""
    return _OWN_NUMBER.fullmatch(number) is not None


def check_amount(amount: Decimal, currency: Currency, name: str, path: Path) -> None:
    """Raise TOO_MANY_DECIMALS or VALUE_OUT_OF_RANGE for an amount that the ERP reports."""
    where = (*path, camel(name))
    check_bounds(amount, -MAX_INPUT, MAX_INPUT, camel(name), where)
    check_scale(amount, currency.scale, camel(name), where)
