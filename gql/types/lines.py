"""Types for the lines of the four kinds of documents."""

from decimal import Decimal

import strawberry

from db import tables
from db.planner.fields.field_sources import backordered
from db.planner.fields.price_breakdown import LineBreakdown
from domain.pricing.breakdown_sentences import LineStep
from domain.pricing.line import LineType
from domain.pricing.pricing_error import PricingError
from gql.schema.field_uses import ON_CREATION, REQUIRED, SETTABLE
from gql.schema.fields import (
    column,
    computed,
    entity,
    interface,
    interface_field,
    money,
    reference,
    table_field,
    to_one,
)
from gql.types.catalog import Product
from gql.types.interfaces import LinePriceStep, Money, Node
from gql.types.prices import TaxCode
from gql.types.units import Unit

_BUNDLE = "ID of the bundle's line, if this line is an item of a bundle; otherwise null."


@interface
class DocumentLine(Node):
    """A line of a document: a product or a write-in, with a quantity and a price."""

    line_number: int = column("Position of the line in the document, starting at 1.", filter=True)
    line_type: LineType = column(
        "What the line represents, such as a product or a write-in.", filter=True
    )
    product: Product | None = to_one(
        "product_id",
        "Product or bundle that is sold; null for a write-in.",
        filter=True,
        input=ON_CREATION,
    )
    unit: Unit | None = to_one(
        "unit_id", "Unit that `quantity` is measured in; null for a write-in.", input=SETTABLE
    )
    bundle_line_id: strawberry.ID | None = interface_field(_BUNDLE, input=ON_CREATION)
    write_in: str | None = column(
        "Description of an item that is not in the catalog; null for a product. At most 500"
        " characters.",
        filter=True,
        input=ON_CREATION,
    )
    description: str | None = column(
        "Notes about the line; null if there are none. At most 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    quantity: Decimal = column(
        "Quantity in the line's unit, with up to 5 decimals.", filter=True, input=REQUIRED
    )
    price_per_unit: Money = money(
        "Price per unit, before discounts and tax.", filter=True, input=SETTABLE
    )
    pricing_error: PricingError = column(
        "Why the catalog has no price for the line; `NONE` if there is no error.", filter=True
    )
    is_price_overridden: bool = column(
        "Whether the price was entered manually instead of taken from the catalog."
    )
    # Shown rounded; the base amount is computed from it before it is rounded (I-24).
    volume_discount: Money = money(
        "Volume discount per unit, from the tier for the quantity; zero if there is none."
    )
    manual_discount_amount: Money = money(
        "Manual discount as an amount; zero if it was entered as a percentage. The setting"
        " `discountMethod` determines whether it applies to the line or to each unit.",
        input=SETTABLE,
    )
    manual_discount_percent: Decimal | None = column(
        "Manual discount as a percentage of `baseAmount`, 0 to 100; null if none was entered.",
        input=SETTABLE,
    )
    manual_discount: Money = money("Total manual discount on the line, in the document's currency.")
    base_amount: Money = money(
        "Quantity times the price after the volume discount, before the manual discount and tax."
    )
    tax: Money = money(
        "Tax on the line: computed from `taxCode`, or entered as an amount.", input=SETTABLE
    )
    tax_code: TaxCode | None = to_one(
        "tax_code_id",
        "Tax code that determines the tax; null if the tax is entered manually.",
        input=SETTABLE,
    )
    tax_rate: Decimal | None = column(
        "Rate of the tax code when it was applied, as a percentage; null without a tax code."
    )
    extended_amount: Money = money(
        "Total of the line: `baseAmount` minus `manualDiscount` plus `tax`.", filter=True
    )
    price_breakdown: list[LinePriceStep] = table_field(
        LineBreakdown,
        "Step-by-step calculation of the line's amounts, as of their last calculation.",
        size=len(LineStep),
    )


@entity(tables.opportunity_lines)
class OpportunityLine(DocumentLine):
    """A line of an opportunity, copied to the quotes created from it."""

    bundle_line_id: strawberry.ID | None = reference(tables.opportunity_lines, _BUNDLE)


@entity(tables.quote_lines)
class QuoteLine(DocumentLine):
    """A line of a quote, compared across revisions by `changes`."""

    bundle_line_id: strawberry.ID | None = reference(tables.quote_lines, _BUNDLE)


@entity(tables.order_lines)
class OrderLine(DocumentLine):
    """A line of an order, with the quantity that has been invoiced."""

    bundle_line_id: strawberry.ID | None = reference(tables.order_lines, _BUNDLE)

    quote_line: QuoteLine | None = to_one(
        "quote_line_id", "Quote line that this line was copied from; null if none."
    )
    quantity_shipped: Decimal = column(
        "Quantity in shipments that are not canceled. For a bundle, the number of bundles of which"
        " all required items have been shipped.",
        of="shipped_quantity",
    )
    quantity_invoiced: Decimal = column(
        "Quantity on invoices that are not canceled.", of="invoiced_quantity"
    )
    quantity_backordered: Decimal = computed(
        backordered, "Quantity that has not been shipped: `quantity` minus `quantityShipped`."
    )
    invoiced_quantity: Decimal = column("Same as `quantityInvoiced`.")


@entity(tables.invoice_lines)
class InvoiceLine(DocumentLine):
    """A line of an invoice, which bills an order line or stands alone."""

    bundle_line_id: strawberry.ID | None = reference(tables.invoice_lines, _BUNDLE)

    order_line: OrderLine | None = to_one(
        "order_line_id", "Order line that this line bills; null if none."
    )
