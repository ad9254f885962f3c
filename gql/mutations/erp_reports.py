"""Mutations by which an external ERP reports what it has done with an order."""

from datetime import date

import strawberry
from strawberry import ID

from db import tables
from domain.actions import erp_fulfilment, posted_invoices as actions
from domain.sales.portion import Portion
from gql.inputs.lines import OrderLineShippedInput
from gql.inputs.posted_invoices import PostedInvoiceInput, to_report
from gql.mutations.erp_payloads import PostedInvoicePayload
from gql.mutations.mutation import (
    LINES_WRITTEN,
    Changed,
    Info,
    begin_transaction,
    mutation,
    today,
    uuid_of,
)
from gql.mutations.payloads import OrderPayload


@strawberry.type
class ErpReportMutations:
    """What the ERP has shipped and invoiced."""

    @mutation(OrderPayload, weight=LINES_WRITTEN)
    async def update_erp_fulfilment(
        self,
        info: Info,
        order_id: ID,
        lines: list[OrderLineShippedInput],
        date: date | None = None,
        tracking_number: str | None = None,
    ) -> Changed:
        """Reports how much of an order an external ERP has shipped in total.

        Only for integration users. The difference from what was shipped so far is recorded as a
        shipment, so repeating the call changes nothing. The order keeps its status.
        """
        totals = [
            Portion(uuid_of(tables.order_lines, line.order_line_id), line.quantity_shipped)
            for line in lines
        ]
        async with begin_transaction(info) as work:
            order = await erp_fulfilment.update_erp_fulfilment(
                work,
                uuid_of(tables.orders, order_id),
                totals,
                on=date or today(),
                tracking_number=tracking_number,
            )
        return {"order": order.id}

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
        without = [at for at, line in enumerate(invoice.lines) if line.order_line_id is None]
        return {
            "invoice": invoice.id,
            "order": order.id,
            "lines_without_order_line": without,
        }
