"""What mutations answer with; every payload also has userErrors."""

from collections.abc import Sequence

from strawberry import ID

from domain.deal import OpportunityOutcome
from domain.line import MOST_LINES
from gql.fields import changed, told
from gql.payloads import payload
from gql.types.documents import Payment, SalesDocument
from gql.types.letterheads import Letterhead
from gql.types.lines import DocumentLine
from gql.types.mailings import Mailing
from gql.types.parties import Account, Competitor, Contact, TenantSettings
from gql.types.sales import Invoice, Opportunity, Order, Quote
from gql.warnings import MutationWarning

_CANCELED = "The quotes that were closed as Canceled on the way."


@payload
class OpportunityPayload:
    """The opportunity after the change."""

    opportunity: Opportunity | None = changed("The opportunity; null when refused.")


@payload
class ClosedOpportunityPayload:
    """The opportunity after it was closed."""

    opportunity: Opportunity | None = changed("The opportunity; null when refused.")
    canceled_quotes: list[Quote] = changed(_CANCELED)


@payload
class DeleteOpportunityPayload:
    """The id of what was deleted."""

    deleted_opportunity_id: ID | None = told("The id of the opportunity; null when refused.")


@payload
class QuotePayload:
    """The quote after the change."""

    quote: Quote | None = changed("The quote; null when refused.")


@payload
class DeleteQuotePayload:
    """The id of what was deleted."""

    deleted_quote_id: ID | None = told("The id of the quote; null when refused.")


@payload
class ReviseQuotePayload:
    """The closed quote and its next revision."""

    quote: Quote | None = changed("The quote that was revised; null when refused.")
    revision: Quote | None = changed("The new draft; null when refused.")


@payload
class CloseQuotePayload:
    """The closed quote, and what came of it."""

    quote: Quote | None = changed("The quote that was closed; null when refused.")
    revision: Quote | None = changed("The new draft, where one was made.")
    opportunity: Opportunity | None = changed("The quote's opportunity, if it has one.")


@payload
class CreateOrderFromQuotePayload:
    """The order, and what it meant for the quote and its opportunity."""

    order: Order | None = changed("The new order; null when refused.")
    quote: Quote | None = changed("The quote, now won; null when refused.")
    opportunity: Opportunity | None = changed("The quote's opportunity, if it has one.")
    opportunity_outcome: OpportunityOutcome | None = told("What it meant for the opportunity.")
    canceled_quotes: list[Quote] = changed(_CANCELED)
    warnings: list[MutationWarning] = told(
        "What you asked for that had no effect, although the order was created; usually empty."
    )


@payload
class OrderPayload:
    """The order after the change."""

    order: Order | None = changed("The order; null when refused.")


@payload
class DeleteOrderPayload:
    """The id of what was deleted."""

    deleted_order_id: ID | None = told("The id of the order; null when refused.")


@payload
class InvoicePayload:
    """The invoice after the change."""

    invoice: Invoice | None = changed("The invoice; null when refused.")


@payload
class CreateInvoiceFromOrderPayload:
    """The invoice and the order that it bills."""

    invoice: Invoice | None = changed("The new invoice; null when refused.")
    order: Order | None = changed("The order; null when refused.")


@payload
class RecordPaymentPayload:
    """The payment, or the reversal of one, and the invoice that it pays."""

    invoice: Invoice | None = changed("The invoice; null when refused.")
    payment: Payment | None = changed("The new payment; null when refused.")


@payload
class DocumentPayload:
    """The document after the change."""

    document: SalesDocument | None = changed("The document; null when refused.")


@payload
class AddLinesPayload:
    """The document and its new lines."""

    document: SalesDocument | None = changed("The document; null when refused.")
    lines: Sequence[DocumentLine] = changed("The new lines, in the order given.", size=MOST_LINES)


@payload
class GetProductsFromOpportunityPayload:
    """The document, the lines it was given, and the lines they replaced."""

    document: SalesDocument | None = changed("The document; null when refused.")
    lines: Sequence[DocumentLine] = changed(
        "The new lines, in the opportunity's order.", size=MOST_LINES
    )
    deleted_line_ids: list[ID] = told("The ids of the lines that mode REPLACE removed.")


@payload
class RemoveLinePayload:
    """The document without the line."""

    document: SalesDocument | None = changed("The document; null when refused.")
    deleted_line_id: ID | None = told("The id of the removed line; null when refused.")
    deleted_line_ids: list[ID] = told(
        "The ids of all lines that were removed: the line, and if it was a bundle, its items."
    )


@payload
class UpdateLinePayload:
    """The document and its changed line."""

    document: SalesDocument | None = changed("The document; null when refused.")
    line: DocumentLine | None = changed("The line; null when refused.")


@payload
class TenantSettingsPayload:
    """The settings after the change."""

    settings: TenantSettings | None = changed("The settings; null when refused.")


@payload
class AccountPayload:
    """The account after the change."""

    account: Account | None = changed("The account; null when refused.")


@payload
class ContactPayload:
    """The contact after the change."""

    contact: Contact | None = changed("The contact; null when refused.")


@payload
class CompetitorPayload:
    """The competitor after the change."""

    competitor: Competitor | None = changed("The competitor; null when refused.")


@payload
class LetterheadPayload:
    """The letterhead after the change."""

    letterhead: Letterhead | None = changed("The letterhead; null when refused.")


@payload
class SendQuotePayload:
    """The quote and the mail that will carry it."""

    quote: Quote | None = changed("The quote; null when refused.")
    mailing: Mailing | None = changed("The queued mail; null when refused.")


@payload
class SendOrderPayload:
    """The order and the mail that will carry its confirmation."""

    order: Order | None = changed("The order; null when refused.")
    mailing: Mailing | None = changed("The queued mail; null when refused.")


@payload
class SendInvoicePayload:
    """The invoice and the mail that will carry it."""

    invoice: Invoice | None = changed("The invoice; null when refused.")
    mailing: Mailing | None = changed("The queued mail; null when refused.")
