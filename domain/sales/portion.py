"""Quantities of order lines that an invoice bills or a shipment delivers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from domain.core.errors import Invalid, Path
from domain.pricing.line import LineNotFound, OrderLine, check_quantity


@dataclass(frozen=True, slots=True)
class Portion:
    """A quantity of an order line."""

    order_line_id: UUID
    quantity: Decimal


class Chosen(NamedTuple):
    """A line that a portion names, and the path of the portion's quantity in the input."""

    line: OrderLine
    quantity: Decimal
    path: Path


def choose_lines(
    lines: Iterable[OrderLine], portions: Sequence[Portion], repeated: type[Invalid]
) -> Iterator[Chosen]:
    """Yield the line of each portion.

    Raises `repeated` for a line named twice, LINE_NOT_FOUND, LINE_QUANTITY_INVALID.
    """
    there, named = {line.id: line for line in lines}, set[UUID]()
    for at, portion in enumerate(portions):
        path = ("lines", at, "quantity")
        if portion.order_line_id in named:
            raise repeated(path=("lines", at, "orderLineId"))
        check_quantity(portion.quantity, path)
        line = there.get(portion.order_line_id)
        if line is None:
            raise LineNotFound(path=("lines", at, "orderLineId"))
        named.add(line.id)
        yield Chosen(line, portion.quantity, path)
