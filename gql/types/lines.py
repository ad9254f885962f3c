"""The lines of the four documents, and where each came from."""

from decimal import Decimal

import strawberry

from db import tables
from db.reads.breakdown import LineBreakdown
from domain.breakdown import LineStep
from domain.line import LineType
from domain.pricing_error import PricingError
from gql.fields import (
    by_table,
    column,
    common,
    entity,
    interface,
    money,
    reference,
    to_one,
)
from gql.types.catalogue import Product, Unit
from gql.types.interfaces import LinePriceStep, Money, Node
from gql.types.prices import TaxCode

_BUNDLE = "The id of the bundle's line, of an item that belongs to a bundle."


@interface
class DocumentLine(Node):
    """A line of a document: a product or a write-in, a quantity, a price."""

    line_number: int = column("The place in the document, counted from 1.")
    line_type: LineType = column("What the line stands for.")
    product: Product | None = to_one("product_id", "What is sold; null of a write-in.")
    unit: Unit | None = to_one("unit_id", "What the quantity counts; null of a write-in.")
    bundle_line_id: strawberry.ID | None = common(
        "The id of the bundle's line, of an item that belongs to a bundle."
    )
    write_in: str | None = column("What is sold, where it is no product.")
    description: str | None = column("Notes.")
    quantity: Decimal = column("How many; at most 5 decimals.")
    price_per_unit: Money = money("The price of one.")
    pricing_error: PricingError = column("Why there is no price of the catalogue, or NONE.")
    is_price_overridden: bool = column("Whether the price was typed by hand.")
    volume_discount: Money = money("What comes off each unit for its quantity.")
    manual_discount_amount: Money = money("What was typed to come off the line.")
    manual_discount_percent: Decimal | None = column("What was typed to come off, in percent.")
    manual_discount: Money = money("What comes off the line by hand.")
    base_amount: Money = money("Quantity times price, before the manual discount.")
    tax: Money = money("The tax of the line.")
    tax_code: TaxCode | None = to_one("tax_code_id", "The tax code that the tax follows.")
    tax_rate: Decimal | None = column("The rate of the tax code, in percent, as it was taken over.")
    extended_amount: Money = money("What the line costs: base amount, less discount, plus tax.")
    price_breakdown: list[LinePriceStep] = by_table(
        LineBreakdown,
        "How its amounts came about when it was last calculated, step by step.",
        size=len(LineStep),
    )


@entity(tables.opportunity_lines)
class OpportunityLine(DocumentLine):
    """A line of an opportunity: the template for the lines of its quotes."""

    bundle_line_id: strawberry.ID | None = reference(tables.opportunity_lines, _BUNDLE)


@entity(tables.quote_lines)
class QuoteLine(DocumentLine):
    """A line of a quote."""

    bundle_line_id: strawberry.ID | None = reference(tables.quote_lines, _BUNDLE)


@entity(tables.order_lines)
class OrderLine(DocumentLine):
    """A line of an order."""

    bundle_line_id: strawberry.ID | None = reference(tables.order_lines, _BUNDLE)

    quote_line: QuoteLine | None = to_one("quote_line_id", "The line that it was ordered from.")
    invoiced_quantity: Decimal = column("How many are on invoices that are not canceled.")


@entity(tables.invoice_lines)
class InvoiceLine(DocumentLine):
    """A line of an invoice."""

    bundle_line_id: strawberry.ID | None = reference(tables.invoice_lines, _BUNDLE)

    order_line: OrderLine | None = to_one("order_line_id", "The line that it bills.")
