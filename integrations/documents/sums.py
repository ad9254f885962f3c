"""What lies between the lines and the total, from stored amounts by addition and subtraction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

Row = Mapping[str, Any]


class Sum(NamedTuple):
    """A row below the lines: what it is, at which percentage if at one, and how much."""

    label: str
    amount: Decimal
    percent: Decimal | None = None


def net(line: Row) -> Decimal:
    """What a line costs before tax; these add up to the document's detail amount."""
    amount: Decimal = line["base_amount"] - line["manual_discount"]
    return amount


def line_discount(line: Row, places: int) -> Decimal:
    """All that comes off a line, for its quantity and by hand: its full price, less its net.

    A part of an order line may differ from its full price by a share of a cent: no discount.
    """
    if not (line["volume_discount"] or line["manual_discount"]):
        return Decimal(0)
    full: Decimal = line["quantity"] * line["price_per_unit"]
    return round(full - net(line), places)


def between(document: Row, lines: list[Row]) -> list[Sum]:
    """Discounts, freight and taxes of a document, those that it has."""
    return [*_discounts(document), *_freight(document), *_taxes(document, lines)]


def _discounts(document: Row) -> Iterator[Sum]:
    whole: Decimal = document["detail_amount"] - document["pre_freight_amount"]
    by_percent = whole - document["discount_amount"]
    if by_percent:
        yield Sum("discount", -by_percent, document["discount_percentage"])
    if document["discount_amount"]:
        yield Sum("discount", -document["discount_amount"])


def _freight(document: Row) -> Iterator[Sum]:
    if document["freight_amount"]:
        yield Sum("freight", document["freight_amount"])


def _taxes(document: Row, lines: list[Row]) -> Iterator[Sum]:
    """By rate, where every tax has one and they add up; else as one."""
    rates: dict[Decimal | None, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line["tax"]:
            rates[line.get("tax_rate")] += line["tax"]
    total = document["total_tax"]
    if None in rates or sum(rates.values()) != total:
        rates = {None: total} if total else {}
    for rate in sorted(rates, key=lambda rate: rate or 0):
        yield Sum("tax", rates[rate], rate)
