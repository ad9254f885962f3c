"""Mutations of orders."""

from datetime import date

import strawberry
from strawberry import ID

from db import tables
from domain.actions import documents, orders as actions
from domain.sales.order import Order
from domain.sales.order_lifecycle import OrderStatusReason
from gql.inputs.input_conversion import lines_to_domain, to_domain_values
from gql.inputs.orders import CreateOrderInput, UpdateOrderInput
from gql.mutations.mutation import (
    LINES_COPIED,
    LINES_READ,
    Changed,
    Info,
    begin_transaction,
    closing,
    mutation,
    uuid_of,
)
from gql.mutations.payloads import DeleteOrderPayload, OrderPayload


@strawberry.type
class OrderMutations:
    """Create, change, cancel and delete orders."""

    @mutation(OrderPayload)
    async def create_order(self, info: Info, input: CreateOrderInput) -> Changed:
        """Creates an order without a quote. Its prices are not locked."""
        async with begin_transaction(info) as work:
            order = await actions.create_order(
                work, to_domain_values(input, without=["lines"]), lines_to_domain(input.lines)
            )
        return {"order": order.id}

    @mutation(OrderPayload, weight=LINES_COPIED)
    async def create_order_from_opportunity(self, info: Info, opportunity_id: ID) -> Changed:
        """Creates an order with the lines of an opportunity and locked prices.

        The opportunity stays as it is. Refused if it is lost, has no lines or has pricing errors.
        """
        async with begin_transaction(info) as work:
            order = await actions.create_order_from_opportunity(
                work, uuid_of(tables.opportunities, opportunity_id)
            )
        return {"order": order.id}

    @mutation(OrderPayload, weight=LINES_READ)
    async def update_order(
        self, info: Info, id: ID, input: UpdateOrderInput, expected_version: int | None = None
    ) -> Changed:
        """Changes header fields of an active order."""
        order_id = uuid_of(tables.orders, id)
        async with begin_transaction(info) as work:
            await documents.update_document(
                work, Order, order_id, to_domain_values(input), expected_version
            )
        return {"order": order_id}

    @mutation(OrderPayload)
    async def set_order_status_reason(
        self,
        info: Info,
        order_id: ID,
        status_reason: OrderStatusReason,
        expected_version: int | None = None,
    ) -> Changed:
        """Sets the status reason of an active order to `NEW` or `PENDING`."""
        async with begin_transaction(info) as work:
            order = await actions.set_order_status_reason(
                work, uuid_of(tables.orders, order_id), status_reason, expected_version
            )
        return {"order": order.id}

    @mutation(OrderPayload)
    async def cancel_order(
        self,
        info: Info,
        order_id: ID,
        cancel_date: date | None = None,
        description: str | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Cancels an active or fulfilled order. This cannot be undone.

        Its shipments stay as they are. Refused while the order has invoices that are not canceled.
        """
        async with begin_transaction(info) as work:
            order = await actions.cancel_order(
                work,
                uuid_of(tables.orders, order_id),
                closing(cancel_date, description, field="cancelDate"),
                expected_version,
            )
        return {"order": order.id}

    @mutation(DeleteOrderPayload, weight=LINES_READ)
    async def delete_order(
        self, info: Info, order_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deletes a new order.

        Refused if it was created from a quote, or has invoices or shipments, even canceled ones.
        """
        async with begin_transaction(info) as work:
            await actions.delete_order(work, uuid_of(tables.orders, order_id), expected_version)
        return {"deleted_order_id": order_id}
