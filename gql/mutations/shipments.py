"""Mutations of shipments."""

from datetime import date

import strawberry
from strawberry import ID

from db import tables
from domain.actions import shipments as actions
from domain.sales.order import FulfillmentStatus
from gql.inputs.lines import OrderLineQuantityInput, to_portions
from gql.mutations.enums import Extent
from gql.mutations.mutation import (
    LINES_WRITTEN,
    Changed,
    Info,
    begin_transaction,
    closing,
    mutation,
    today,
    uuid_of,
)
from gql.mutations.payloads import OrderPayload, ShipmentPayload


@strawberry.type
class ShipmentMutations:
    """Record and cancel shipments, and fulfill orders."""

    @mutation(ShipmentPayload, weight=LINES_WRITTEN)
    async def record_shipment(
        self,
        info: Info,
        order_id: ID,
        lines: list[OrderLineQuantityInput] | None = None,
        date: date | None = None,
        tracking_number: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Records that goods of an order were shipped, before or after they are invoiced.

        The shipment covers everything that has not been shipped yet, or the given lines and
        quantities. It sets the order's status to `FULFILLED`, with the status reason `PARTIAL` or
        `COMPLETE`; an invoiced order keeps its status. Refused if the order is canceled or has no
        lines.
        """
        async with begin_transaction(info) as work:
            shipment = await actions.record_shipment(
                work,
                uuid_of(tables.orders, order_id),
                to_portions(lines),
                on=date or today(),
                tracking_number=tracking_number,
                expected_version=expected_version,
            )
        return {"shipment": shipment.id, "order": shipment.order_id}

    @mutation(ShipmentPayload, weight=LINES_WRITTEN)
    async def cancel_shipment(
        self, info: Info, shipment_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Cancels a shipment. This cannot be undone, but its quantities can be shipped again.

        The order's status follows from its remaining shipments: without any, the order is active
        again. An invoiced order keeps its status. Refused if the order is canceled.
        """
        async with begin_transaction(info) as work:
            shipment = await actions.cancel_shipment(
                work, uuid_of(tables.shipments, shipment_id), expected_version
            )
        return {"shipment": shipment.id, "order": shipment.order_id}

    @mutation(OrderPayload, weight=LINES_WRITTEN)
    async def fulfill_order(
        self,
        info: Info,
        order_id: ID,
        status: Extent = Extent.COMPLETE,
        date_fulfilled: date | None = None,
        description: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Records the complete or partial delivery of an order, with a close record.

        `COMPLETE` records a shipment of everything that has not been shipped yet; `PARTIAL` records
        a shipment without quantities. The order's status becomes `FULFILLED`; an invoiced order
        keeps its status. Refused if the order is canceled, has no lines or is completely delivered.
        """
        async with begin_transaction(info) as work:
            order = await actions.fulfill_order(
                work,
                uuid_of(tables.orders, order_id),
                FulfillmentStatus(status.value),
                closing(date_fulfilled, description, field="dateFulfilled"),
                expected_version,
            )
        return {"order": order.id}
