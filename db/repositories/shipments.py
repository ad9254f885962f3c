"""The repository of shipments."""

from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import func, select

from db import tables
from db.repositories.mapping import ATTACHED
from db.repositories.records import Records
from db.repositories.statements import Statement, bind_value, fetch, mine, referenced_by
from domain.sales.order import Order
from domain.sales.shipment import Shipment

_LINES = ATTACHED[Shipment].lines


@cache
def _lines_of_shipment() -> Statement:
    c = _LINES.table.c
    columns = (c[name] for name in _LINES.columns)
    return Statement(select(*columns).where(mine(c), c.shipment_id == bind_value("id")))


@cache
def _latest_besides() -> Statement:
    c = tables.shipments.c
    others = (c.order_id == bind_value("order_id"), c.id != bind_value("id"))
    standing = c.canceled_at.is_(None)
    return Statement(select(func.max(c.shipped_on)).where(mine(c), *others, standing))


class Shipments(Records[Shipment]):
    """All shipments."""

    async def get_with_order(self, id: UUID) -> tuple[Shipment, Order]:
        """The shipment and its order, locked, both with their lines. Raises SHIPMENT_NOT_FOUND."""
        # The order is locked before its shipment, through whose row it is found (decision 3).
        orders = await self.identity_map.load(
            Order, referenced_by(tables.shipments, "order_id"), id=id
        )
        shipment = await self.get(id)
        await self.identity_map.load_lines(Order, orders)
        asked = {"tenant": self.identity_map.tenant_id, "id": id}
        rows = await fetch(self.identity_map.connection, _lines_of_shipment(), **asked)
        shipment.lines = [_LINES.from_values(tuple(row)) for row in rows]
        return shipment, orders[0]

    async def latest_besides(self, shipment: Shipment) -> date | None:
        """The latest date of the order's other shipments that are not canceled; None if none."""
        asked = {"order_id": shipment.order_id, "id": shipment.id}
        (row,) = await fetch(
            self.identity_map.connection,
            _latest_besides(),
            tenant=self.identity_map.tenant_id,
            **asked,
        )
        latest: date | None = row[0]
        return latest
