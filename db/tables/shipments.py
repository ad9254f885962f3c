"""Shipments of orders, and their lines."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Numeric, Text, Uuid

from db.tables.columns import (
    SORTABLE,
    check_range,
    reference,
    stamps,
    tenant_index,
    tenant_table,
    version,
)
from domain.pricing.line import MAX_QUANTITY

__all__ = ["shipment_lines", "shipments"]

shipments = tenant_table(
    "shipments",
    "shp",
    *reference("order_id", "orders", nullable=False, info=SORTABLE),
    Column("shipped_on", Date, nullable=False, info=SORTABLE),
    Column("tracking_number", Text, info=SORTABLE),
    Column("canceled_at", DateTime(timezone=True)),
    Column("canceled_by", Uuid),
    CheckConstraint("(canceled_at IS NULL) = (canceled_by IS NULL)", name="canceled"),
    version(),
    *stamps(),
    feed="SHIPMENT",
)

shipment_lines = tenant_table(
    "shipment_lines",
    "shl",
    *reference("shipment_id", "shipments", nullable=False),
    *reference("order_line_id", "order_lines", nullable=False),
    Column("quantity", Numeric, nullable=False),
    check_range("quantity", MAX_QUANTITY),
)

tenant_index(shipments, "created_at", "id")
tenant_index(shipments, "updated_at", "id")
tenant_index(shipments, "order_id", "created_at", "id")
tenant_index(shipment_lines, "shipment_id", "id")
tenant_index(shipment_lines, "order_line_id")
