"""What the ERP says it has shipped of an order, turned into a shipment of what is new (O-12)."""

from collections.abc import Iterator, Sequence

from domain.core.errors import Refused
from domain.core.money import plain
from domain.pricing.line import LineType
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
