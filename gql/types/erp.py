"""Types for the connection to an ERP, and for orders that were submitted to it."""

from datetime import date, datetime

from db import tables
from db.planner.fields.erp import Health, RemoteTotal, fulfilment
from domain.sales.submission import ErpFulfilment, ErpStatus
from domain.tenant.erp_connection import ErpMode, ErpOrderNumber
from gql.schema.field_uses import ON_UPDATE
from gql.schema.fields import column, computed, entity, field_from, to_many, to_one
from gql.types.erp_health import ErpHealth
from gql.types.interfaces import VERSION_DESCRIPTION, Money, Node
from gql.types.parties import User


@entity(tables.erp_connections)
class ErpConnection(Node):
    """The tenant's connection to its ERP. While connected, the ERP invoices the orders."""

    mode: ErpMode = column(
        "Which ERP gets submitted orders; `NONE` while disconnected.", input=ON_UPDATE
    )
    directory_id: str | None = column(
        "Microsoft Entra directory (tenant) ID; null unless the mode is `BUSINESS_CENTRAL`.",
        input=ON_UPDATE,
    )
    environment: str | None = column(
        "Name of the Business Central environment, such as `production`; null unless the mode"
        " is `BUSINESS_CENTRAL`.",
        input=ON_UPDATE,
    )
    company_id: str | None = column(
        "ID of the Business Central company, a UUID; null unless the mode is `BUSINESS_CENTRAL`.",
        input=ON_UPDATE,
    )
    client_id: str | None = column(
        "Application (client) ID that signs in to Business Central; null unless the mode is"
        " `BUSINESS_CENTRAL`. The secret cannot be read.",
        input=ON_UPDATE,
    )
    order_number: ErpOrderNumber = column(
        "What the ERP gets as the external document number of an order.",
        input=ON_UPDATE,
    )
    write_in_item: str | None = column(
        "Number of the ERP's item that stands for write-in lines; null if none is set, so that"
        " orders with write-ins cannot be submitted to Business Central.",
        input=ON_UPDATE,
    )
    freight_account: str | None = column(
        "Number of the ERP's account for freight; null if none is set, so that orders with"
        " freight cannot be submitted to Business Central.",
        input=ON_UPDATE,
    )
    post_orders: bool = column(
        "Whether orders are shipped and invoiced in Business Central as soon as they arrive."
        " If false, somebody posts them there.",
        input=ON_UPDATE,
    )
    health: ErpHealth | None = field_from(
        Health(), "How the connection is doing; null unless Business Central has been called."
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the ERP was first connected.")
    updated_at: datetime = column("Time the connection was last changed.")
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the connection; null if the system changed it."
    )


@entity(tables.erp_attempts)
class ErpDelivery(Node):
    """An attempt to deliver an order to the ERP, and how it ended."""

    round: int = column(
        "How many times the order had been submitted when the attempt was made, 1 for the first."
    )
    number: int = column("Number of the attempt since the order was submitted or retried.")
    succeeded: bool = column("Whether the ERP accepted the order.")
    message: str | None = column(
        "Why the attempt did not succeed, or what a person must do although it did; null if there"
        " is no problem."
    )
    http_status: int | None = column("HTTP status of the ERP's answer; null without an answer.")
    error_code: str | None = column("Code of the ERP's error; null if it sent none.")
    correlation_id: str | None = column(
        "ID under which the ERP logged its error, for its support; null if it sent none."
    )
    created_at: datetime = column("Time the attempt ended.")


@entity(tables.posted_invoices)
class PostedInvoice(Node):
    """The ERP's invoice behind an invoice that the ERP has posted."""

    remote_id: str = column("ID of the invoice in the ERP.", filter=True)
    remote_number: str = column("Number of the invoice in the ERP.", filter=True)
    invoice_date: date = column("Date of the invoice in the ERP.")
    needs_attention: bool = column(
        "Whether a person should look at the invoice: a line names an order line that the order"
        " does not have, or the ERP billed another customer.",
        filter=True,
    )
    created_at: datetime = column("Time the ERP first reported the invoice.", filter=True)


@entity(tables.submissions)
class ErpSubmission(Node):
    """The handover of an order to the ERP, and what became of the order there."""

    status: ErpStatus = column("How far the order has come on its way through the ERP.")
    remote_id: str | None = column(
        "ID of the ERP's document for the order; null until the ERP has accepted the order.",
        filter=True,
    )
    remote_number: str | None = column(
        "Number of the ERP's document for the order; null until the ERP has accepted the order.",
        filter=True,
    )
    fulfilment: ErpFulfilment = computed(
        fulfilment, "How much of the order the ERP has shipped, all shipments together."
    )
    remote_total: Money | None = field_from(
        RemoteTotal(),
        "The ERP's total of the order, including the tax that the ERP has computed; null until"
        " the ERP has reported it.",
    )
    totals_mismatch: bool = column(
        "Whether the ERP's total differs from the order's by more than 0.01 for each line. A"
        " difference blocks nothing; false while `remoteTotal` is null.",
        filter=True,
    )
    problem: str | None = column(
        "Why the order was rejected, why its delivery failed or waits for another attempt, or what"
        " a person must do about an accepted order in the ERP; null if there is no problem."
    )
    attempts: int = column(
        "Number of attempts to deliver the order since it was submitted or last retried."
    )
    last_attempt_at: datetime | None = column(
        "Time of the last attempt to deliver the order; null before the first one."
    )
    next_attempt_at: datetime | None = column(
        "Time of the next attempt to deliver the order; null if none is planned."
    )
    accepted_at: datetime | None = column("Time the ERP accepted the order; null until it has.")
    deliveries: list[ErpDelivery] = to_many(
        "order_id", "Attempts to deliver the order, oldest first.", order=("created_at", "id")
    )
    created_at: datetime = column("Time the order was first submitted.", filter=True)
    submitted_at: datetime = column("Time the order was last submitted.", filter=True)
    submitted_by: User | None = to_one(
        "submitted_by", "User who last submitted the order; null if the system submitted it."
    )
