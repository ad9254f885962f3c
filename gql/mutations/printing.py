"""Mutations of the letterhead, and mutations that send documents by email."""

from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID

from db import tables
from domain.actions.letterheads import update_letterhead
from domain.actions.sending import send_document
from domain.sales.deliverable import Deliverable
from domain.sales.invoice import Invoice
from domain.sales.mailing import Envelope
from domain.sales.order import Order
from domain.sales.quote import Quote
from gql.inputs.input_conversion import to_domain_values
from gql.inputs.letterheads import UpdateLetterheadInput
from gql.mutations.mutation import (
    LINES_WRITTEN,
    Changed,
    Info,
    begin_transaction,
    mutation,
    uuid_of,
)
from gql.mutations.payloads import (
    LetterheadPayload,
    SendInvoicePayload,
    SendOrderPayload,
    SendQuotePayload,
)


@strawberry.type
class PrintingMutations:
    """Change the letterhead; send quotes, orders and invoices."""

    @mutation(LetterheadPayload)
    async def update_letterhead(
        self, info: Info, input: UpdateLetterheadInput, expected_version: int | None = None
    ) -> Changed:
        """Changes the letterhead of printed documents. PDFs already sent do not change."""
        async with begin_transaction(info) as work:
            await update_letterhead(work, to_domain_values(input), expected_version)
        # A tenant has one letterhead, whose ID is the tenant's.
        return {"letterhead": info.context.tenant_id}

    @mutation(SendQuotePayload, weight=LINES_WRITTEN)
    async def send_quote(
        self,
        info: Info,
        quote_id: ID,
        to: list[str] | None = None,
        cc: list[str] | None = None,
        subject: str | None = None,
        message: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Emails an active quote in its current version as a PDF.

        The email is sent in the background.
        """
        quote, envelope = uuid_of(tables.quotes, quote_id), _envelope(to, cc, subject, message)
        return await _send(info, Quote, quote, envelope, expected_version)

    @mutation(SendOrderPayload, weight=LINES_WRITTEN)
    async def send_order(
        self,
        info: Info,
        order_id: ID,
        to: list[str] | None = None,
        cc: list[str] | None = None,
        subject: str | None = None,
        message: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Emails the confirmation of an order as a PDF.

        The email is sent in the background. Refused if the order is canceled.
        """
        order, envelope = uuid_of(tables.orders, order_id), _envelope(to, cc, subject, message)
        return await _send(info, Order, order, envelope, expected_version)

    @mutation(SendInvoicePayload, weight=LINES_WRITTEN)
    async def send_invoice(
        self,
        info: Info,
        invoice_id: ID,
        to: list[str] | None = None,
        cc: list[str] | None = None,
        subject: str | None = None,
        message: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Emails an invoice in its current version as a PDF.

        The email is sent in the background. Refused if the invoice is canceled.
        """
        invoice = uuid_of(tables.invoices, invoice_id)
        envelope = _envelope(to, cc, subject, message)
        return await _send(info, Invoice, invoice, envelope, expected_version)


def _envelope(
    to: list[str] | None, cc: list[str] | None, subject: str | None, message: str | None
) -> Envelope:
    # An empty list is refused: a client that has lost its recipients must not mail the customer.
    return Envelope(None if to is None else tuple(to), tuple(cc or ()), subject, message)


async def _send(
    info: Info,
    kind: type[Deliverable[Any]],
    id: UUID,
    envelope: Envelope,
    expected_version: int | None,
) -> Changed:
    async with begin_transaction(info) as work:
        # Only queues the mail: a slow SMTP server must not keep a transaction open (decision 23).
        mailing = await send_document(work, kind, id, envelope, expected_version)
    return {kind.noun.lower(): id, "mailing": mailing.id}
