"""The state that tests look at."""

from collections import Counter
from typing import Any

from integrations.business_central.simulator.core.clock import as_instant
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import etag_of
from integrations.business_central.simulator.web.world import World

_ORDER = (
    *("id", "number", "externalDocumentNumber", "status", "customerNumber", "discountAmount"),
    *("totalAmountIncludingTax", "fullyShipped"),
)
_INVOICE = (
    *("id", "number", "externalDocumentNumber", "status", "customerNumber", "orderId"),
    *("orderNumber", "totalAmountIncludingTax", "remainingAmount"),
)
_LINE = ("id", "sequence", "lineObjectNumber", "quantity", "shippedQuantity", "invoicedQuantity")
_SUBSCRIPTION = ("id", "notificationUrl", "resource", "clientState")


def report(world: World) -> dict[str, Any]:
    """Return the orders, invoices, shipments, subscriptions, counters and faults."""
    tables = world.store.tables
    orders = [_order(row) for row in tables["salesOrders"].values()]
    numbers = Counter(order["externalDocumentNumber"] for order in orders)
    return {
        "now": as_instant(world.clock.now()),
        "orders": orders,
        "ordersByExternalNumber": dict(numbers),
        "invoices": [_some(row, _INVOICE) for row in tables["salesInvoices"].values()],
        "shipments": [
            _some(row, ("id", "number", "orderNumber")) for row in tables["salesShipments"].values()
        ],
        "subscriptions": [_subscription(row) for row in tables["subscriptions"].values()],
        "pendingNotifications": [
            {
                "url": row["url"],
                "due": as_instant(row["due"]),
                "attempts": row["attempts"],
                "changes": sum(map(len, row["changes"].values())),
            }
            for row in tables["notifications"].values()
        ],
        "faults": len(world.faults.waiting),
        "counters": world.traffic.report(),
    }


def _order(row: Row) -> Row:
    lines = [_some(line, _LINE) for line in row["lines"]]
    return {**_some(row, _ORDER), "etag": etag_of(row), "lines": lines}


def _subscription(row: Row) -> Row:
    return {**_some(row, _SUBSCRIPTION), "expires": as_instant(row["expirationDateTime"])}


def _some(row: Row, names: tuple[str, ...]) -> Row:
    return {name: row.get(name) for name in names}
