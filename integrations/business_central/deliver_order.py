"""The job that delivers a submitted order to Business Central: exactly one order there.

Before an order is created, Business Central is asked whether it has the order already. If it is
not known whether an attempt has created it, the next one waits longer than Business Central works
on any request.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from db.erp_circuit import ErpCircuit
from domain.actions import deliveries
from domain.actions.deliveries import Delivery, Problem
from integrations.business_central.connections import Connections
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.place_order import OrderPlacement, Unsettled
from integrations.business_central.remote_orders import (
    DeliveryConflict,
    Document,
    DocumentDeleted,
)
from integrations.business_central.retry_policy import (
    UNCOUNTED,
    check_circuit,
    is_over,
    next_delay,
    probe_delay,
)
from integrations.worker import RetryLater

LEASE = timedelta(minutes=6)  # longer than all requests of an attempt together usually take
SETTLED_AFTER = timedelta(minutes=11)  # Business Central ends every request by then
_DELETED = Problem(message="Somebody has deleted the order in Business Central.")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivery:
    """Delivers orders of all tenants."""

    connections: Connections
    circuit: ErpCircuit
    lease: timedelta = LEASE
    settled_after: timedelta = SETTLED_AFTER
    longest_delay: timedelta = timedelta.max  # between two attempts

    async def deliver(self, tenant_id: UUID, order_id: UUID) -> None:
        """Make one attempt. Raises RetryLater if another one is due."""
        await check_circuit(self.circuit, tenant_id)
        delivery = await self._do(
            tenant_id, partial(deliveries.begin_delivery, order_id=order_id, lease=self.lease)
        )
        if not isinstance(delivery, Delivery):
            await self.circuit.end_probe(tenant_id)
        if delivery is None:
            return
        if isinstance(delivery, timedelta):
            raise RetryLater(max(delivery, timedelta(seconds=1)))
        try:
            has_answered = await self._attempt(tenant_id, delivery)
        except deliveries.AttemptOutdated:
            return
        if has_answered:
            await self.circuit.note_success(tenant_id)

    async def _attempt(self, tenant_id: UUID, delivery: Delivery) -> bool:
        """Deliver the order; returns whether Business Central answered, even if it refused."""
        try:
            document, problem = await self._place(tenant_id, delivery)
            await self._conclude(tenant_id, delivery, document, problem)
        except BusinessCentralError as error:
            return await self._fail(tenant_id, delivery, error)
        except KeyError as error:
            problem = f"{_name_of(error)} is not linked any more."
            await self._step(tenant_id, deliveries.reject, delivery, Problem(message=problem))
        except DeliveryConflict as conflict:
            gave_up = Problem(message=str(conflict))
            await self._step(tenant_id, deliveries.give_up, delivery, gave_up)
        except DocumentDeleted:
            await self._step(tenant_id, deliveries.take_back, delivery, _DELETED)
        except Unsettled:
            await self._wait(tenant_id, delivery)
        return True

    async def _place(self, tenant_id: UUID, delivery: Delivery) -> tuple[Document, str | None]:
        client, links = await self.connections.open(tenant_id, delivery.connection)
        placement = OrderPlacement(
            client=client,
            delivery=delivery,
            links=links,
            steps=_Steps(self, tenant_id, delivery.order_id),
            is_settled=self._is_settled(delivery),
        )
        return await placement.place()

    def _is_settled(self, delivery: Delivery) -> bool:
        since = delivery.unknown_since
        return since is None or self.connections.now() - since >= self.settled_after

    async def _conclude(
        self, tenant_id: UUID, delivery: Delivery, document: Document, problem: str | None
    ) -> None:
        act = partial(deliveries.conclude, total=document.total, problem=problem)
        await self._step(tenant_id, act, delivery, document.id, document.number)

    async def _fail(self, tenant_id: UUID, delivery: Delivery, error: BusinessCentralError) -> bool:
        """Record a failure; returns whether Business Central answered. Raises RetryLater."""
        problem = _problem(error)
        if error.outcome in {Outcome.REFUSED, Outcome.GONE}:
            may_be_done = not self._is_settled(delivery)
            reject = partial(deliveries.reject, may_be_done=may_be_done)
            await self._step(tenant_id, reject, delivery, problem)
            return True
        delay = min(next_delay(error, delivery.attempt), self.longest_delay)
        counts = error.outcome not in UNCOUNTED
        if counts:
            await self.circuit.note_failure(tenant_id, problem.message)
        else:
            await self.circuit.hold(tenant_id, delay, problem.message)
        if counts and is_over(delivery.attempt, self.connections.now() - delivery.submitted_at):
            await self._step(tenant_id, deliveries.give_up, delivery, problem)
            return False
        may_be_done = error.may_be_done or delivery.unknown_since is not None
        act = partial(deliveries.postpone, counts=counts, may_be_done=may_be_done)
        await self._step(tenant_id, act, delivery, problem, delay)
        raise RetryLater(delay)

    async def _wait(self, tenant_id: UUID, delivery: Delivery) -> None:
        """Ask again later whether an earlier attempt has created or posted the order."""
        problem = Problem(
            message="It is not known yet whether Business Central has done what it was asked for."
        )
        delay = min(probe_delay(delivery.attempt), self.longest_delay)
        act = partial(deliveries.postpone, may_be_done=True)
        await self._step(tenant_id, act, delivery, problem, delay)
        raise RetryLater(delay)

    async def _step(self, tenant_id: UUID, act: Callable[..., Awaitable[None]], *args: Any) -> None:
        """Record a step. Raises AttemptOutdated."""
        await self._do(tenant_id, lambda work: act(work, *args))

    async def _do(self, tenant_id: UUID, act: Callable[..., Awaitable[T]]) -> T:
        async with self.connections.begin_transaction(tenant_id) as work:
            return await act(work)


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of one attempt."""

    job: OrderDelivery
    tenant_id: UUID
    order_id: UUID

    async def record(self, act: Callable[..., Awaitable[None]], *args: Any) -> None:
        await self.job._step(self.tenant_id, act, *args)  # noqa: SLF001

    async def list_foreign(self, remote_ids: Iterable[str]) -> frozenset[str]:
        wanted = list(remote_ids)
        if not wanted:
            return frozenset()
        async with self.job.connections.begin_transaction(self.tenant_id) as work:
            return await work.lookups.list_foreign_documents(self.order_id, wanted)


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
