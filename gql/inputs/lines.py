"""Input types for lines."""

from decimal import Decimal

import strawberry
from strawberry import ID

from db import tables
from db.planner.public_ids import uuid_in
from domain.sales.portion import Portion
from gql.inputs.fast_construction import fast_input
from gql.inputs.input_types import create_input, update_input
from gql.types.catalog import BundleItem
from gql.types.lines import DocumentLine


@fast_input
@create_input(BundleItem, without=["unit", "is_required"])
class BundleOptionInput:
    """An optional bundle item to sell with the bundle, at a price of its own."""


@fast_input
@create_input(DocumentLine)
class LineInput:
    """Fields for creating a line: a product or a write-in.

    A product is priced from the catalog unless `pricePerUnit` is given; a write-in needs a
    `pricePerUnit`.
    """

    options: list[BundleOptionInput] | None = None


@update_input(DocumentLine)
class UpdateLineInput:
    """Fields to change on a line."""


@fast_input
@strawberry.input(description="A quantity of an order line to invoice or ship.")
class OrderLineQuantityInput:
    """See `domain.sales.portion.Portion`."""

    order_line_id: ID
    quantity: Decimal


@fast_input
@strawberry.input(description="How much of an order line was shipped in total.")
class OrderLineShippedInput:
    """See `domain.sales.erp_fulfilment.shipped_since`."""

    order_line_id: ID
    quantity_shipped: Decimal


def to_portions(lines: list[OrderLineQuantityInput] | None) -> list[Portion] | None:
    """Return the portions of the input; None, for all that is left, if `lines` is omitted."""
    if lines is None:
        return None
    return [
        Portion(uuid_in(line.order_line_id, tables.order_lines), line.quantity) for line in lines
    ]
