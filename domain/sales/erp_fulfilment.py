"""What the ERP says it has shipped of an order, turned into a shipment of what is new (O-12)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from domain.core.errors import Refused
from domain.core.money import ZERO, plain
from domain.pricing.line import QUANTITY_PLACES, LineType, OrderLine
from domain.sales.erp_billing import within_ordered
from domain.sales.order import Order
from domain.sales.portion import Portion, choose_lines
from domain.sales.shipment import ShipmentLineRepeated


class ShippedQuantityReduced(Refused):
    """The ERP reports all that it has shipped so far, which does not become less by itself."""

    rule = (
        "Report the quantity that was shipped in total. If goods came back, cancel the shipment"
        " with `cancelShipment`."
    )
    message = "Line {line} has {shipped} shipped already, not {reported}. {rule}"


def shipped_since(order: Order, totals: Sequence[Portion]) -> list[Portion]:
    """Return what the ERP has shipped since the last report; `totals` are shipped in all.

    Raises LINE_NOT_FOUND, LINE_QUANTITY_INVALID, SHIPMENT_LINE_REPEATED, SHIPPED_QUANTITY_REDUCED.
    """
    return list(_differences(order, totals))


def _differences(order: Order, totals: Sequence[Portion]) -> Iterator[Portion]:
    for line, total, path in choose_lines(order.lines, totals, ShipmentLineRepeated):
        # Required items are shipped with their bundle.
        if line.line_type is LineType.REQUIRED_BUNDLE_PRODUCT:
            continue
        # An ERP may ship more than was ordered.
        shipped, reported = line.shipped_quantity, within_ordered(line, total)
        if abs(reported) < abs(shipped):
            raise ShippedQuantityReduced(
                line=line.line_number,
                shipped=plain(shipped),
                reported=plain(total),
                path=(*path[:-1], "quantityShipped"),
            )
        if reported != shipped:
            yield Portion(line.id, reported - shipped)


@dataclass(frozen=True, slots=True)
class ErpShipment:
    """A shipment that the ERP has posted: quantities by order line, without bundles it lacks."""

    on: date
    quantities: Mapping[UUID, Decimal]


def not_yet_shipped(order: Order, totals: Mapping[UUID, Decimal]) -> list[Portion]:
    """Return what the ERP has shipped beyond what is recorded; `totals` are shipped in all."""
    return [
        Portion(line.id, reported - line.shipped_quantity)
        for line, reported in _reported(order, totals)
        if abs(reported) > abs(line.shipped_quantity)
    ]


def is_less_shipped(order: Order, totals: Mapping[UUID, Decimal]) -> bool:
    """Return whether the ERP has shipped less than is recorded: it has taken a shipment back."""
    return any(
        abs(reported) < abs(line.shipped_quantity) for line, reported in _reported(order, totals)
    )


def _reported(order: Order, totals: Mapping[UUID, Decimal]) -> Iterator[tuple[OrderLine, Decimal]]:
    """Yield the lines with what the ERP has shipped of them, within what was ordered.

    Required items are shipped with their bundle, and say how much of a bundle was shipped that the
    ERP does not know.
    """
    items = defaultdict[UUID | None, list[OrderLine]](list)
    for line in order.lines:
        if line.line_type is LineType.REQUIRED_BUNDLE_PRODUCT:
            items[line.bundle_line_id].append(line)
    for line in order.lines:
        if line.line_type is LineType.REQUIRED_BUNDLE_PRODUCT:
            continue
        total = totals.get(line.id)
        if total is None:
            total = _complete_bundles(line, items[line.id], totals)
        yield line, within_ordered(line, total)


def _complete_bundles(
    bundle: OrderLine, items: Sequence[OrderLine], totals: Mapping[UUID, Decimal]
) -> Decimal:
    """Return of how many bundles all items were shipped."""
    shares = [
        totals.get(item.id, ZERO) * bundle.quantity / item.quantity
        for item in items
        if item.quantity
    ]
    step = Decimal(1).scaleb(-QUANTITY_PLACES)
    return min(shares, key=abs).quantize(step, ROUND_DOWN) if shares else ZERO
