"""Sums over the earlier invoices of an order, from which the next one is computed (I-54)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from domain.core.money import ZERO
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import InvoiceStatus

# What a part gets a share of; its extended amount follows from these (I-23).
PARTS = ("base_amount", "manual_discount", "tax")


@dataclass(frozen=True, slots=True)
class InvoicedSums:
    """Sums over the invoices of an order that are not canceled, in the order's currency."""

    parts: Mapping[UUID, Sequence[Decimal]] = field(default_factory=dict)  # PARTS, by order line
    discount: Decimal = ZERO  # document discounts, without line discounts
    freight: Decimal = ZERO


NOTHING_INVOICED = InvoicedSums()


@dataclass(frozen=True, slots=True)
class SumsNeeded:
    """The sums that an invoice needs."""

    lines: Sequence[UUID] = ()  # IDs of order lines
    header: bool = False


def sum_invoiced(invoices: Iterable[Invoice]) -> InvoicedSums:
    """Sum up these invoices, without those that are canceled."""
    standing = [each for each in invoices if each.status is not InvoiceStatus.CANCELED]
    parts: dict[UUID, list[Decimal]] = defaultdict(lambda: [ZERO] * len(PARTS))
    for line in (line for invoice in standing for line in invoice.lines):
        if line.order_line_id is not None:
            sums = parts[line.order_line_id]
            sums[:] = [total + getattr(line, name) for total, name in zip(sums, PARTS, strict=True)]
    return InvoicedSums(
        parts,
        sum((each.total_discount_amount - each.line_discount_amount for each in standing), ZERO),
        sum((each.freight_amount for each in standing), ZERO),
    )
