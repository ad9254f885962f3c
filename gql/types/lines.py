"""The lines of the four documents, and where each came from."""

from decimal import Decimal

from db import tables
from gql.fields import column, entity, interface, money, to_one
from gql.types.catalogue import Product
from gql.types.interfaces import Money, Node


@interface
class DocumentLine(Node):
    """A line of a document: a product or a write-in, a quantity, a price."""

    line_number: int = column("The place in the document, counted from 1.")
    product: Product | None = to_one("product_id", "What is sold; null of a write-in.")
    write_in: str | None = column("What is sold, where it is no product.")
    description: str | None = column("Notes.")
    quantity: Decimal = column("How many; at most 5 decimals.")
    price_per_unit: Money = money("The price of one.")
    is_price_overridden: bool = column("Whether the price was typed by hand.")
    volume_discount: Money = money("What comes off each unit for its quantity.")
    manual_discount_amount: Money = money("What was typed to come off the line.")
    manual_discount_percent: Decimal | None = column("What was typed to come off, in percent.")
    manual_discount: Money = money("What comes off the line by hand.")
    base_amount: Money = money("Quantity times price, before the manual discount.")
    tax: Money = money("The tax of the line.")
    extended_amount: Money = money("What the line costs: base amount, less discount, plus tax.")


@entity(tables.opportunity_lines)
class OpportunityLine(DocumentLine):
    """A line of an opportunity: the template for the lines of its quotes."""


@entity(tables.quote_lines)
class QuoteLine(DocumentLine):
    """A line of a quote."""


@entity(tables.order_lines)
class OrderLine(DocumentLine):
    """A line of an order."""

    quote_line: QuoteLine | None = to_one("quote_line_id", "The line that it was ordered from.")
    invoiced_quantity: Decimal = column("How many are on invoices that are not canceled.")


@entity(tables.invoice_lines)
class InvoiceLine(DocumentLine):
    """A line of an invoice."""

    order_line: OrderLine | None = to_one("order_line_id", "The line that it bills.")
