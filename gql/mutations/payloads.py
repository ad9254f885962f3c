"""Payloads of mutations; every payload also has userErrors."""

from collections.abc import Sequence

from strawberry import ID

from domain.pricing.line import MAX_LINES
from domain.sales.quote_aggregate import OpportunityOutcome
from gql.engine.payload_reader import payload
from gql.schema.payload_fields import payload_record, payload_value
from gql.types.documents import Payment, SalesDocument
from gql.types.letterheads import Letterhead
from gql.types.lines import DocumentLine
from gql.types.mailings import Mailing
from gql.types.parties import TenantSettings
from gql.types.sales import Invoice, Opportunity, Order, Quote
from gql.types.shipments import Shipment
from gql.warnings import MutationWarning

_CANCELED = "Quotes that were canceled because the opportunity was closed."


@payload
class OpportunityPayload:
    """Result of creating or changing an opportunity."""

    opportunity: Opportunity | None = payload_record(
        "The opportunity; null if the mutation was refused."
    )


@payload
class ClosedOpportunityPayload:
    """Result of winning or losing an opportunity."""

    opportunity: Opportunity | None = payload_record(
        "The closed opportunity; null if the mutation was refused."
    )
    canceled_quotes: list[Quote] = payload_record(_CANCELED)


@payload
class DeleteOpportunityPayload:
    """Result of deleting an opportunity: its ID, for removal from caches."""

    # The record is gone; clients need the ID to remove it from their caches (decision 42).
    deleted_opportunity_id: ID | None = payload_value(
        "ID of the deleted opportunity; null if the mutation was refused."
    )


@payload
class QuotePayload:
    """Result of creating or changing a quote."""

    quote: Quote | None = payload_record("The quote; null if the mutation was refused.")


@payload
class DeleteQuotePayload:
    """Result of deleting a quote: its ID, for removal from caches."""

    deleted_quote_id: ID | None = payload_value(
        "ID of the deleted quote; null if the mutation was refused."
    )


@payload
class ReviseQuotePayload:
    """Result of revising a quote: the revised quote and the new draft."""

    quote: Quote | None = payload_record(
        "The quote that was revised; null if the mutation was refused."
    )
    revision: Quote | None = payload_record("The new draft; null if the mutation was refused.")


@payload
class CloseQuotePayload:
    """Result of closing a quote, possibly with its opportunity and a new revision."""

    quote: Quote | None = payload_record("The closed quote; null if the mutation was refused.")
    revision: Quote | None = payload_record("The new draft; null if no revision was created.")
    # Closing a quote can lose its opportunity (4.5).
    opportunity: Opportunity | None = payload_record(
        "The quote's opportunity; null if it has none."
    )


@payload
class CreateOrderFromQuotePayload:
    """Result of creating an order from a quote."""

    order: Order | None = payload_record("The new order; null if the mutation was refused.")
    quote: Quote | None = payload_record("The won quote; null if the mutation was refused.")
    opportunity: Opportunity | None = payload_record(
        "The quote's opportunity; null if it has none."
    )
    opportunity_outcome: OpportunityOutcome | None = payload_value(
        "What the order meant for the opportunity; null if the mutation was refused."
    )
    canceled_quotes: list[Quote] = payload_record(_CANCELED)
    # Input that is ignored without being refused is reported (decision 40).
    warnings: list[MutationWarning] = payload_value(
        "Arguments that had no effect although the order was created; usually empty."
    )


@payload
class OrderPayload:
    """Result of creating or changing an order."""

    order: Order | None = payload_record("The order; null if the mutation was refused.")


@payload
class ShipmentPayload:
    """Result of recording or canceling a shipment."""

    shipment: Shipment | None = payload_record("The shipment; null if the mutation was refused.")
    order: Order | None = payload_record("The updated order; null if the mutation was refused.")


@payload
class DeleteOrderPayload:
    """Result of deleting an order: its ID, for removal from caches."""

    deleted_order_id: ID | None = payload_value(
        "ID of the deleted order; null if the mutation was refused."
    )


@payload
class InvoicePayload:
    """Result of creating or changing an invoice."""

    invoice: Invoice | None = payload_record("The invoice; null if the mutation was refused.")


@payload
class CreateInvoiceFromOrderPayload:
    """Result of creating an invoice from an order."""

    invoice: Invoice | None = payload_record("The new invoice; null if the mutation was refused.")
    order: Order | None = payload_record("The invoiced order; null if the mutation was refused.")


@payload
class RecordPaymentPayload:
    """Result of recording or reversing a payment."""

    invoice: Invoice | None = payload_record(
        "The updated invoice; null if the mutation was refused."
    )
    payment: Payment | None = payload_record(
        "The new payment or reversal; null if the mutation was refused."
    )


@payload
class DocumentPayload:
    """Result of recalculating a document, or of locking or unlocking its prices."""

    document: SalesDocument | None = payload_record(
        "The updated document; null if the mutation was refused."
    )


@payload
class AddLinesPayload:
    """Result of adding lines to a document."""

    document: SalesDocument | None = payload_record(
        "The updated document; null if the mutation was refused."
    )
    # A list in a payload has no `first`, so its cost assumes the most that it can have.
    lines: Sequence[DocumentLine] = payload_record(
        "The new lines, in the order of the input.", size=MAX_LINES
    )


@payload
class GetProductsFromOpportunityPayload:
    """Result of copying the lines of an opportunity."""

    document: SalesDocument | None = payload_record(
        "The updated document; null if the mutation was refused."
    )
    lines: Sequence[DocumentLine] = payload_record(
        "The new lines, in the order of the opportunity's lines.", size=MAX_LINES
    )
    deleted_line_ids: list[ID] = payload_value("IDs of the lines that the mode `REPLACE` removed.")


@payload
class RemoveLinePayload:
    """Result of removing a line from a document."""

    document: SalesDocument | None = payload_record(
        "The updated document; null if the mutation was refused."
    )
    deleted_line_id: ID | None = payload_value(
        "ID of the removed line; null if the mutation was refused."
    )
    deleted_line_ids: list[ID] = payload_value(
        "IDs of all removed lines: the line and, if it was a bundle, the items of the bundle."
    )


@payload
class UpdateLinePayload:
    """Result of changing a line of a document."""

    # A changed line changes the totals, so clients need the document as well.
    document: SalesDocument | None = payload_record(
        "The updated document; null if the mutation was refused."
    )
    line: DocumentLine | None = payload_record(
        "The updated line; null if the mutation was refused."
    )


@payload
class TenantSettingsPayload:
    """Result of changing the tenant's settings."""

    settings: TenantSettings | None = payload_record(
        "The updated settings; null if the mutation was refused."
    )


@payload
class LetterheadPayload:
    """Result of changing the letterhead."""

    letterhead: Letterhead | None = payload_record(
        "The updated letterhead; null if the mutation was refused."
    )


@payload
class SendQuotePayload:
    """Result of sending a quote: the email that will be sent."""

    quote: Quote | None = payload_record("The quote; null if the mutation was refused.")
    mailing: Mailing | None = payload_record("The queued email; null if the mutation was refused.")


@payload
class SendOrderPayload:
    """Result of sending the confirmation of an order."""

    order: Order | None = payload_record("The order; null if the mutation was refused.")
    mailing: Mailing | None = payload_record("The queued email; null if the mutation was refused.")


@payload
class SendInvoicePayload:
    """Result of sending an invoice: the email that will be sent."""

    invoice: Invoice | None = payload_record("The invoice; null if the mutation was refused.")
    mailing: Mailing | None = payload_record("The queued email; null if the mutation was refused.")
