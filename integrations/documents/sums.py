"""The amounts between lines and total, from stored amounts by addition and subtraction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

Row = Mapping[str, Any]


class Sum(NamedTuple):
    """A row below the lines: its label, its amount, and its percentage if it has one."""

    label: str
    amount: Decimal
    percent: Decimal | None = None


def net(line: Row) -> Decimal:
    """The price of a line before tax; the sum of all lines is the document's `detail_amount`."""
    amount: Decimal = line["base_amount"] - line["manual_discount"]
    return amount


def line_discount(line: Row, places: int) -> Decimal:
    """The total discount of a line, volume and manual: its full price minus its net amount.

    An invoice line for a part of an order line may differ from its full price by a fraction of a
    cent, which is not a discount.
    """
    if not (line["volume_discount"] or line["manual_discount"]):
        return Decimal(0)
    full: Decimal = line["quantity"] * line["price_per_unit"]
    return round(full - net(line), places)


def between(document: Row, lines: list[Row]) -> list[Sum]:
    """The discounts, freight and taxes of a document, without zero amounts."""
    return [*_discounts(document), *_freight(document), *_taxes(document, lines)]


def _discounts(document: Row) -> Iterator[Sum]:
    whole: Decimal = document["detail_amount"] - document["pre_freight_amount"]
    # The amount of the percentage is not stored; what remains of the document discounts is exact.
    by_percent = whole - document["discount_amount"]
    if by_percent:
        yield Sum("discount", -by_percent, document["discount_percentage"])
    if document["discount_amount"]:
        yield Sum("discount", -document["discount_amount"])


def _freight(document: Row) -> Iterator[Sum]:
    if document["freight_amount"]:
        yield Sum("freight", document["freight_amount"])


def _taxes(document: Row, lines: list[Row]) -> Iterator[Sum]:
    """Taxes by rate, if every tax has a rate and they add up; otherwise as one sum."""
    rates: dict[Decimal | None, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line["tax"]:
            rates[line.get("tax_rate")] += line["tax"]
    total = document["total_tax"]
    if None in rates or sum(rates.values()) != total:
        # Entered taxes have no rate.
        rates = {None: total} if total else {}
    for rate in sorted(rates, key=lambda rate: rate or 0):
        yield Sum("tax", rates[rate], rate)
