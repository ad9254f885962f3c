"""The job that delivers a submitted order to Business Central: exactly one order there.

Before an order is created, Business Central is asked whether it has the order already. If it is
not known whether an attempt has created it, the next one waits longer than Business Central works
on any request.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from db.erp_circuit import ErpCircuit
from domain.actions import deliveries
from domain.actions.deliveries import Delivery, Problem
from integrations.business_central.client import BusinessCentral
from integrations.business_central.connections import Connections
from integrations.business_central.order_mapping import Links, to_order
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.remote_orders import (
    DeliveryConflict,
    find_order,
    read_order,
    set_discount,
)
from integrations.business_central.retry_policy import (
    UNCOUNTED,
    is_over,
    next_delay,
    probe_delay,
)
from integrations.business_central.values import Json, decimal_of
from integrations.worker import RetryLater, add_jitter

log = logging.getLogger("salesgraph")

LEASE = timedelta(minutes=6)  # longer than all requests of an attempt together usually take
LOOK_AGAIN = timedelta(seconds=30)  # how long a delivery waits for the circuit at most
SETTLED_AFTER = timedelta(minutes=11)  # Business Central ends every request by then
T = TypeVar("T")


class Unsettled(Exception):
    """An earlier attempt may still be at work; nothing may be created yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivery:
    """Delivers orders of all tenants."""

    connections: Connections
    circuit: ErpCircuit
    lease: timedelta = LEASE
    settled_after: timedelta = SETTLED_AFTER

    async def deliver(self, tenant_id: UUID, order_id: UUID) -> None:
        """Make one attempt. Raises RetryLater if another one is due."""
        wait = await self.circuit.admit(tenant_id)
        if wait is not None:
            # The circuit may close long before, by another delivery or by a person.
            raise RetryLater(add_jitter(min(max(wait, timedelta(seconds=1)), LOOK_AGAIN)))
        delivery = await self._do(
            tenant_id, partial(deliveries.begin_delivery, order_id=order_id, lease=self.lease)
        )
        if delivery is None:
            return
        if isinstance(delivery, timedelta):
            raise RetryLater(max(delivery, timedelta(seconds=1)))
        try:
            await self._attempt(tenant_id, delivery)
        except deliveries.AttemptOutdated:
            return
        await self.circuit.note_success(tenant_id)

    async def _attempt(self, tenant_id: UUID, delivery: Delivery) -> None:
        try:
            client, links = await self.connections.open(tenant_id, delivery.connection)
            order = await self._order(tenant_id, delivery, client, links)
            order = await set_discount(client, delivery, order)
            await self._conclude(tenant_id, delivery, order)
        except BusinessCentralError as error:
            await self._fail(tenant_id, delivery, error)
        except KeyError as error:
            await self._reject(tenant_id, delivery, f"{_name_of(error)} is not linked any more.")
        except DeliveryConflict as conflict:
            problem = Problem(message=str(conflict))
            await self._step(tenant_id, deliveries.give_up, delivery, problem)
        except Unsettled:
            await self._wait(tenant_id, delivery)

    async def _order(
        self, tenant_id: UUID, delivery: Delivery, client: BusinessCentral, links: Links
    ) -> Json:
        """Return Business Central's order: the one that is there, or a new one."""
        if delivery.remote_id is not None:
            return await read_order(client, delivery.remote_id)
        found = await find_order(client, delivery)
        if found is None:
            if delivery.unknown_since is not None and not self._is_settled(delivery):
                raise Unsettled
            body = to_order(
                delivery.content, delivery.connection, links, delivery.submitted_at.date()
            )
            await self._step(tenant_id, deliveries.note_sending, delivery)
            found = await client.post("salesOrders", body)
        await self._step(
            tenant_id, deliveries.note_document, delivery, str(found["id"]), str(found["number"])
        )
        return found

    def _is_settled(self, delivery: Delivery) -> bool:
        since = delivery.unknown_since
        return since is None or self.connections.now() - since >= self.settled_after

    async def _conclude(self, tenant_id: UUID, delivery: Delivery, order: Json) -> None:
        await self._step(
            tenant_id,
            deliveries.conclude,
            delivery,
            str(order["id"]),
            str(order["number"]),
            decimal_of(order, "totalAmountIncludingTax"),
        )

    async def _fail(self, tenant_id: UUID, delivery: Delivery, error: BusinessCentralError) -> None:
        problem = _problem(error)
        if error.outcome in {Outcome.REFUSED, Outcome.GONE}:
            may_be_done = not self._is_settled(delivery)
            reject = partial(deliveries.reject, may_be_done=may_be_done)
            await self._step(tenant_id, reject, delivery, problem)
            return
        delay = next_delay(error, delivery.attempt)
        counts = error.outcome not in UNCOUNTED
        if counts:
            await self.circuit.note_failure(tenant_id)
        else:
            await self.circuit.hold(tenant_id, delay, problem.message)
        if counts and is_over(delivery.attempt, self.connections.now() - delivery.submitted_at):
            await self._step(tenant_id, deliveries.give_up, delivery, problem)
            return
        may_be_done = error.may_be_done or delivery.unknown_since is not None
        act = partial(deliveries.postpone, counts=counts, may_be_done=may_be_done)
        await self._step(tenant_id, act, delivery, problem, delay)
        raise RetryLater(delay)

    async def _wait(self, tenant_id: UUID, delivery: Delivery) -> None:
        """Ask again later whether an earlier attempt has created the order."""
        problem = Problem(
            message="It is not known yet whether Business Central has created the order."
        )
        delay = probe_delay(delivery.attempt)
        act = partial(deliveries.postpone, may_be_done=True)
        await self._step(tenant_id, act, delivery, problem, delay)
        raise RetryLater(delay)

    async def _reject(self, tenant_id: UUID, delivery: Delivery, message: str) -> None:
        await self._step(tenant_id, deliveries.reject, delivery, Problem(message=message))

    async def _step(self, tenant_id: UUID, act: Callable[..., Awaitable[None]], *args: Any) -> None:
        """Record a step. Raises AttemptOutdated."""
        await self._do(tenant_id, lambda work: act(work, *args))

    async def _do(self, tenant_id: UUID, act: Callable[..., Awaitable[T]]) -> T:
        async with self.connections.begin_transaction(tenant_id) as work:
            return await act(work)


def _problem(error: BusinessCentralError) -> Problem:
    return Problem(
        message=str(error)[:2_000],
        http_status=error.status,
        error_code=error.code and error.code[:100],
        correlation_id=error.correlation_id and error.correlation_id[:100],
    )


def _name_of(error: KeyError) -> str:
    named = error.args[0]
    kind, key = named if isinstance(named, tuple) else (named, "")
    return f"{str(kind).replace('_', ' ').capitalize()} {key}".strip()
