"""Rules across an order and its shipments: what can be shipped, and what follows from it (I-67)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_UP, Decimal, localcontext
from uuid import UUID

from domain.core.action import Action
from domain.core.errors import Path
from domain.core.money import EXACT, plain, trimmed
from domain.core.text import check_texts
from domain.pricing.line import QUANTITY_PLACES, LineType, OrderLine
from domain.sales.close_details import CloseDetails
from domain.sales.delivery_refusals import OrderNothingToShip
from domain.sales.order import FulfillmentStatus, Order
from domain.sales.portion import Portion, choose_lines
from domain.sales.shipment import (
    Shipment,
    ShipmentLine,
    ShipmentLineRepeated,
    ShipmentLinesRequired,
    ShipmentQuantityExceedsOrder,
    ShipmentQuantityInvalid,
)

Quantities = dict[UUID, Decimal]  # by order line
_STEP = Decimal(1).scaleb(-QUANTITY_PLACES)


@dataclass(slots=True)
class Shipping:
    """An order with its lines. A lock on the order also protects its shipments."""

    order: Order

    def record(
        self, portions: Sequence[Portion] | None, on: date, tracking_number: str | None
    ) -> Shipment:
        """Record a shipment of everything that is left, or of these portions.

        Raises ORDER_CANCELED, ORDER_NOTHING_TO_SHIP, EMPTY_DOCUMENT, SHIPMENT_LINES_REQUIRED,
        SHIPMENT_LINE_REPEATED, SHIPMENT_QUANTITY_INVALID, SHIPMENT_QUANTITY_EXCEEDS_ORDER,
        LINE_NOT_FOUND, LINE_QUANTITY_INVALID, TEXT_TOO_LONG, TEXT_INVALID.
        """
        order = self.order
        order.lifecycle.check(Action.RECORD_SHIPMENT, order, order.facts())
        check_texts(Shipment, {"tracking_number": tracking_number})
        with localcontext(EXACT):
            quantities = self._everything() if portions is None else self._choose(portions)
            if not quantities:
                raise OrderNothingToShip
            shipment = self._ship(quantities, on)
        shipment.tracking_number = tracking_number
        order.count_shipped(Action.RECORD_SHIPMENT, order.measure_delivery(), self._latest(on))
        return shipment

    def fulfill(self, details: CloseDetails, extent: FulfillmentStatus) -> Shipment:
        """Record a delivery: COMPLETE ships everything that is left, PARTIAL names no quantities.

        PARTIAL does not need the lines of the order. The order gets a close record (I-22). Raises
        ORDER_NOT_ACTIVE, ORDER_NOTHING_TO_SHIP, EMPTY_DOCUMENT.
        """
        order = self.order
        order.lifecycle.check(Action.FULFILL_ORDER, order, order.facts())
        shipment = Shipment(order_id=order.id, shipped_on=details.on)
        if extent is FulfillmentStatus.COMPLETE:
            with localcontext(EXACT):
                shipment = self._ship(self._everything(), details.on)
        order.count_shipped(Action.FULFILL_ORDER, extent, self._latest(details.on), details)
        return shipment

    def cancel(self, shipment: Shipment, at: datetime, by: UUID, latest: date | None) -> None:
        """Cancel a shipment, so that its quantities can be shipped again.

        `latest` is the date of the latest other shipment that is not canceled; None if there is
        none. Raises SHIPMENT_ALREADY_CANCELED, ORDER_CANCELED.
        """
        order = self.order
        shipment.check_standing()
        order.lifecycle.check(Action.CANCEL_SHIPMENT, order, order.facts())
        shipment.cancel(at, by)
        with localcontext(EXACT):
            self._count({line.order_line_id: -line.quantity for line in shipment.lines})
        left = FulfillmentStatus.NONE if latest is None else order.measure_delivery()
        order.count_shipped(Action.CANCEL_SHIPMENT, left, latest)

    def _ship(self, quantities: Mapping[UUID, Decimal], on: date) -> Shipment:
        self._count(quantities)
        lines = [
            ShipmentLine(order_line_id=line.id, quantity=quantities[line.id])
            for line in self.order.lines
            if line.id in quantities
        ]
        return Shipment(order_id=self.order.id, shipped_on=on, lines=lines)

    def _count(self, quantities: Mapping[UUID, Decimal]) -> None:
        """Add these quantities to the lines; a bundle's line follows its required items."""
        for line in self.order.lines:
            if line.id in quantities:
                line.shipped_quantity = trimmed(line.shipped_quantity + quantities[line.id])
        for bundle, items in self._bundles().values():
            bundle.shipped_quantity = _complete_bundles(bundle, items)

    def _latest(self, on: date) -> date:
        return max(on, self.order.date_fulfilled or on)

    def _everything(self) -> Quantities:
        bundles = self._bundles()
        return {
            line.id: trimmed(line.quantity_backordered)
            for line in self.order.lines
            if line.quantity_backordered and line.id not in bundles
        }

    def _choose(self, portions: Sequence[Portion]) -> Quantities:
        """Return the quantities of these portions; those of bundles as their required items."""
        if not portions:
            raise ShipmentLinesRequired(path=("lines",))
        bundles, chosen = self._bundles(), Quantities()
        for line, quantity, path in choose_lines(self.order.lines, portions, ShipmentLineRepeated):
            _check_left(line, quantity, path)
            bundle = bundles.get(line.id)
            items = {line.id: trimmed(quantity)} if bundle is None else _items(*bundle, quantity)
            if chosen.keys() & items.keys():
                raise ShipmentLineRepeated(path=(*path[:-1], "orderLineId"))
            chosen |= items
        return chosen

    def _bundles(self) -> dict[UUID, tuple[OrderLine, list[OrderLine]]]:
        """Return the lines of bundles that consist of required items, with these items."""
        # What is packed are the items. A bundle that has none is packed itself.
        lines = {line.id: line for line in self.order.lines}
        found: dict[UUID, tuple[OrderLine, list[OrderLine]]] = {}
        for item in self.order.lines:
            if item.line_type is LineType.REQUIRED_BUNDLE_PRODUCT and item.quantity:
                bundle = lines.get(item.bundle_line_id) if item.bundle_line_id else None
                if bundle is not None:
                    found.setdefault(bundle.id, (bundle, []))[1].append(item)
        return found


def _items(bundle: OrderLine, items: Sequence[OrderLine], quantity: Decimal) -> Quantities:
    """Return what is missing of the items of this many more bundles.

    Items that were shipped on their own count. A share with more than 5 decimals is rounded up.
    """
    return dict(_missing(bundle, items, bundle.shipped_quantity + quantity))


def _missing(
    bundle: OrderLine, items: Sequence[OrderLine], quantity: Decimal
) -> Iterator[tuple[UUID, Decimal]]:
    for item in items:
        share = (item.quantity * quantity / bundle.quantity).quantize(_STEP, ROUND_UP)
        if abs(share) > abs(item.shipped_quantity):
            yield item.id, trimmed(share - item.shipped_quantity)


def _complete_bundles(bundle: OrderLine, items: Sequence[OrderLine]) -> Decimal:
    """Return how many bundles are complete; rounded down, so that all are only if all items are."""
    shares = (item.shipped_quantity * bundle.quantity / item.quantity for item in items)
    return trimmed(min(shares, key=abs).quantize(_STEP, ROUND_DOWN))


def _check_left(line: OrderLine, quantity: Decimal, path: Path) -> None:
    """Raise SHIPMENT_QUANTITY_INVALID, SHIPMENT_QUANTITY_EXCEEDS_ORDER."""
    left = line.quantity_backordered
    facts = {"line": line.line_number, "left": plain(left), "asked": plain(quantity)}
    if quantity == 0 or quantity * line.quantity < 0:
        raise ShipmentQuantityInvalid(**facts, path=path)
    if quantity * left <= 0 or abs(quantity) > abs(left):
        raise ShipmentQuantityExceedsOrder(**facts, path=path)
