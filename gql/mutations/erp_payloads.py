"""Payloads of mutations about the ERP."""

from strawberry import ID

from gql.engine.payload_reader import payload
from gql.schema.payload_fields import payload_record, payload_value
from gql.types.erp import ErpConnection
from gql.types.erp_checks import ErpCheckResult
from gql.types.erp_links import ErpLink
from gql.types.sales import Invoice, Order


@payload
class ErpConnectionPayload:
    """Result of connecting or disconnecting an ERP."""

    erp_connection: ErpConnection | None = payload_record(
        "The connection; null if the mutation was refused."
    )


@payload
class TestErpConnectionPayload:
    """Result of testing the connection to an ERP."""

    succeeded: bool | None = payload_value(
        "Whether no check failed; null if the mutation was refused."
    )
    checks: list[ErpCheckResult] = payload_value(
        "All checks, in a fixed order; empty if the mutation was refused."
    )
    erp_connection: ErpConnection | None = payload_record(
        "The connection that was tested; null if the mutation was refused."
    )


@payload
class ErpLinkPayload:
    """Result of linking a record to the ERP."""

    erp_link: ErpLink | None = payload_record("The link; null if the mutation was refused.")


@payload
class DeleteErpLinkPayload:
    """Result of removing a link to the ERP."""

    deleted_erp_link_id: ID | None = payload_value(
        "ID of the removed link; null if the mutation was refused."
    )


@payload
class PostedInvoicePayload:
    """Result of reporting an invoice that the ERP has posted."""

    invoice: Invoice | None = payload_record(
        "The invoice for the ERP's invoice; null if the mutation was refused."
    )
    order: Order | None = payload_record("The invoiced order; null if the mutation was refused.")
    lines_without_order_line: list[int] = payload_value(
        "Positions in `input.lines`, from 0, of lines that bill no line of the order, such as fees."
        " An order is not `INVOICED` until all of its own lines are billed: name them by"
        " `orderLineId`, or by `productId` if each product is on one line."
    )
