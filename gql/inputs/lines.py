"""Lines as clients type them."""

from datetime import date as Day  # noqa: N812 - the field itself is named date
from decimal import Decimal

import strawberry
from strawberry import ID, Maybe


@strawberry.input(
    description="A new line: a product or a write-in, with a quantity and a price per unit."
)
class LineInput:
    """See `domain.line.Line`."""

    product_id: ID | None = None
    write_in: str | None = None
    quantity: Decimal
    price_per_unit: Decimal | None = None
    manual_discount_amount: Decimal | None = None
    manual_discount_percent: Decimal | None = None
    tax: Decimal | None = None
    description: str | None = None


@strawberry.input(description="Changes of a line; absent fields stay as they are, null clears.")
class UpdateLineInput:
    """See `domain.line.Line`."""

    quantity: Maybe[Decimal | None]
    price_per_unit: Maybe[Decimal | None]
    manual_discount_amount: Maybe[Decimal | None]
    manual_discount_percent: Maybe[Decimal | None]
    tax: Maybe[Decimal | None]
    description: Maybe[str | None]


@strawberry.input(description="So much of an order line, to be invoiced.")
class OrderLineQuantityInput:
    """See `domain.billing.Portion`."""

    order_line_id: ID
    quantity: Decimal


@strawberry.input(description="Money received for an invoice.")
class PaymentInput:
    """See `domain.invoice.Payment`."""

    amount: Decimal
    date: Day | None = None
    reference: str | None = None
