"""The content of an order as it was submitted: every attempt to deliver it sends the same."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from domain.core.address import Address
from domain.sales.order import Order
from domain.sales.submission import OrderSnapshot

HEADER_FIELDS = (
    "id",
    "number",
    "name",
    "account_id",
    "contact_id",
    "owner_id",
    "currency_code",
    "description",
    "request_delivery_by",
    "ship_to",
    "bill_to",
    "payment_terms",
    "freight_terms",
    "shipping_method",
    "purchase_order_number",
    "freight_amount",
    "detail_amount",
    "total_discount_amount",
    "pre_freight_amount",
    "total_tax",
    "total_amount",
)
LINE_FIELDS = (
    "id",
    "line_number",
    "line_type",
    "bundle_line_id",
    "product_id",
    "unit_id",
    "write_in",
    "description",
    "quantity",
    "price_per_unit",
    "base_amount",
    "tax",
    "extended_amount",
)


def take_snapshot(order: Order, round: int) -> OrderSnapshot:
    """Return the content of an order with its lines, as plain JSON values.

    Amounts and quantities are texts with all their decimals, dates are ISO 8601.
    """
    lines = [_values(line, LINE_FIELDS) for line in order.lines]
    content = {**_values(order, HEADER_FIELDS), "lines": lines}
    return OrderSnapshot(round=round, content=content)


def _values(record: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: _plain(getattr(record, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, Address):
        return {name: text for name, text in asdict(value).items() if text is not None}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
