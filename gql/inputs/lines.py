"""Lines as clients type them."""

from datetime import date as Day  # noqa: N812 - the field itself is named date
from decimal import Decimal

import strawberry
from strawberry import ID, Maybe

from gql.inputs.quick import quick


@quick
@strawberry.input(
    description="An optional bundle item to sell with the bundle, at a price of its own."
)
class BundleOptionInput:
    """See `domain.bundle.BundleItem`."""

    product_id: ID
    quantity: Decimal | None = None


@quick
@strawberry.input(
    description="Fields for creating a line: a product, priced from the catalog unless"
    " `pricePerUnit` is given, or a write-in, which needs a `pricePerUnit`."
)
class LineInput:
    """See `domain.line_entry`."""

    product_id: ID | None = None
    unit_id: ID | None = None
    write_in: str | None = None
    quantity: Decimal
    price_per_unit: Decimal | None = None
    manual_discount_amount: Decimal | None = None
    manual_discount_percent: Decimal | None = None
    tax: Decimal | None = None
    tax_code_id: ID | None = None
    description: str | None = None
    options: list[BundleOptionInput] | None = None
    bundle_line_id: ID | None = None


@strawberry.input(
    description="Fields to change on a line; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateLineInput:
    """See `domain.line.Line`."""

    quantity: Maybe[Decimal | None]
    unit_id: Maybe[ID | None]
    price_per_unit: Maybe[Decimal | None]
    manual_discount_amount: Maybe[Decimal | None]
    manual_discount_percent: Maybe[Decimal | None]
    tax: Maybe[Decimal | None]
    tax_code_id: Maybe[ID | None]
    description: Maybe[str | None]


@quick
@strawberry.input(description="A quantity of an order line to invoice.")
class OrderLineQuantityInput:
    """See `domain.billing.Portion`."""

    order_line_id: ID
    quantity: Decimal


@strawberry.input(description="A payment received for an invoice.")
class PaymentInput:
    """See `domain.invoice.Payment`."""

    amount: Decimal
    date: Day | None = None
    reference: str | None = None
