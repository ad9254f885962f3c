"""Mutations by which an external ERP reports what it has done with an order."""

import strawberry
from strawberry import ID

from db import tables
from domain.actions import posted_invoices as actions
from gql.inputs.posted_invoices import PostedInvoiceInput, to_report
from gql.mutations.mutation import (
    LINES_WRITTEN,
    Changed,
    Info,
    begin_transaction,
    mutation,
    uuid_of,
)
from gql.mutations.payloads import PostedInvoicePayload


@strawberry.type
class ErpReportMutations:
    """What the ERP has shipped and invoiced."""

    @mutation(PostedInvoicePayload, weight=LINES_WRITTEN)
    async def upsert_posted_invoice(
        self, info: Info, order_id: ID, input: PostedInvoiceInput
    ) -> Changed:
        """Creates or updates the invoice for an invoice that an external ERP has posted.

        Only for integration users. There is one invoice for each `remoteId`, however often the
        call is repeated; each call states the whole invoice as it is now, with what remains to be
        paid. Nobody can change the invoice here. The order is `INVOICED` once everything is.
        """
        reported = uuid_of(tables.orders, order_id)
        async with begin_transaction(info) as work:
            invoice, order = await actions.report_posted_invoice(work, reported, to_report(input))
        return {"invoice": invoice.id, "order": order.id}
