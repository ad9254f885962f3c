"""The steps of a delivery as a worker takes them, and what people see (O-8 to O-10, C-7)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from db.database import Database
from db.planner.public_ids import uuid_in
from db.tables import orders
from db.unit_of_work import UnitOfWork, open_unit_of_work
from domain.actions import deliveries
from domain.actions.deliveries import AttemptOutdated, Delivery, Problem
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.tenants import Tenant

CONNECTION = {
    "mode": "BUSINESS_CENTRAL",
    "directoryId": "contoso.example",
    "environment": "production",
    "companyId": "9c9f8a3e-0d4a-4b0e-8f0e-3a1f5f1d2c4b",
    "clientId": "app-1",
    "clientSecret": "top secret",
    "writeInItem": "B-200",
}
LEASE = timedelta(minutes=6)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
BUSY = Problem(message="Busy.", http_status=503, error_code="Busy", correlation_id="c-1")


class Worker:
    """Takes steps of the delivery of an order, each in a transaction of its own."""

    def __init__(self, database: Database, tenant: Tenant, sales: Sales, order: Json) -> None:
        self._database, self._tenant = database, tenant
        self.sales, self.order, self.id = sales, order, uuid_in(order["id"], orders)

    @asynccontextmanager
    async def work(self, at: datetime = NOW) -> AsyncIterator[UnitOfWork]:
        """Open a transaction at a time."""
        tenant, user = self._tenant.id, self._tenant.user_id
        async with open_unit_of_work(
            self._database, tenant_id=tenant, user_id=user, now=at
        ) as work:
            yield work

    async def begin(self, id: UUID | None = None, at: datetime = NOW) -> Any:
        """Begin an attempt to deliver the order, or another one."""
        async with self.work(at) as work:
            return await deliveries.begin_delivery(work, id or self.id, LEASE)

    async def take(self, step: Callable[..., Awaitable[None]], *given: Any, **more: Any) -> None:
        """Take a step."""
        async with self.work() as work:
            await step(work, *given, **more)

    async def seen(self, *names: str) -> list[Any]:
        """Return what people see of the delivery."""
        data = await self.sales.api(
            """query ($id: ID!) { order(id: $id) { erpStatus erp { status remoteId remoteNumber
            problem attempts lastAttemptAt nextAttemptAt acceptedAt deliveries { number succeeded
            message httpStatus errorCode correlationId } } } }""",
            id=self.order["id"],
        )
        found = {**data["order"], **data["order"]["erp"]}
        return [found[name] for name in names]

    async def attempts(self) -> list[Json]:
        """Return the attempts that people see."""
        (found,) = await self.seen("deliveries")
        attempts: list[Json] = found
        return attempts


@pytest_asyncio.fixture
async def worker(sales: Sales, database: Database, tenant: Tenant) -> Worker:
    """A worker for an order that was submitted to Business Central."""
    await sales.do("connectErp", input=CONNECTION)
    there = {"remoteId": "r", "remoteNumber": "n"}
    await sales.do("linkErpRecord", type="ACCOUNT", recordId=await sales.customer(), **there)
    await sales.do("linkErpRecord", type="CURRENCY", code="EUR", **there)
    order = await sales.order()
    await sales.do("submitOrder", orderId=order["id"])
    return Worker(database, tenant, sales, order)


@pytest_asyncio.fixture
async def delivery(worker: Worker) -> Delivery:
    """The first attempt, which has begun."""
    begun = await worker.begin()
    assert isinstance(begun, Delivery)
    return begun


async def test_an_attempt_knows_what_to_send_and_where(worker: Worker) -> None:
    delivery = await worker.begin()

    assert (delivery.order_id, delivery.round, delivery.attempt) == (worker.id, 1, 1)
    assert delivery.connection.directory_id == "contoso.example"
    assert delivery.content["number"] == worker.order["number"]
    assert (delivery.remote_id, delivery.unknown_since) == (None, None)
    assert abs(delivery.submitted_at - datetime.now(UTC)) < timedelta(hours=1)  # noqa: TID251
    assert await worker.seen("erpStatus", "status", "attempts") == ["SENDING", "SENDING", 1]
    assert await worker.seen("lastAttemptAt") == ["2026-11-30T12:00:00.000000Z"]
    assert await worker.sales.refusal("recallOrder", orderId=worker.order["id"]) == (
        "ORDER_IN_PROGRESS_IN_ERP"
    )


async def test_c_7_nobody_begins_while_an_attempt_runs(worker: Worker, delivery: Delivery) -> None:
    assert await worker.begin(at=NOW + timedelta(minutes=2)) == timedelta(minutes=4)
    assert await worker.seen("attempts") == [1]
    again = await worker.begin(at=NOW + LEASE)
    assert again.attempt == delivery.attempt + 1


async def test_only_submitted_orders_are_delivered_and_only_once(
    worker: Worker, delivery: Delivery
) -> None:
    unsubmitted = await worker.sales.order()
    await worker.take(deliveries.conclude, delivery, "42", "SO-42", total=Decimal(105))

    assert await worker.begin(uuid_in(unsubmitted["id"], orders)) is None
    assert await worker.begin() is None
    assert await worker.seen("status", "attempts") == ["ACCEPTED", 1]


async def test_nothing_is_delivered_to_an_external_erp(
    connected: Sales, database: Database, tenant: Tenant
) -> None:
    order = await connected.order()
    await connected.do("submitOrder", orderId=order["id"])
    worker = Worker(database, tenant, connected, order)

    assert await worker.begin() is None
    assert await worker.seen("status", "attempts") == ["PENDING", 0]


async def test_what_is_being_sent_may_be_there(worker: Worker, delivery: Delivery) -> None:
    await worker.take(deliveries.note_sending, delivery)

    again = await worker.begin(at=LATER)

    assert again.unknown_since == NOW


async def test_a_document_is_known_as_soon_as_it_exists(worker: Worker, delivery: Delivery) -> None:
    await worker.take(deliveries.note_sending, delivery)
    await worker.take(deliveries.note_document, delivery, "42", "SO-42")

    again = await worker.begin(at=LATER)

    assert (again.remote_id, again.unknown_since) == ("42", None)
    assert await worker.seen("remoteId", "remoteNumber") == ["42", "SO-42"]


async def test_o_8_an_accepted_order_says_so(worker: Worker, delivery: Delivery) -> None:
    await worker.take(deliveries.conclude, delivery, "42", "SO-42", total=Decimal("105.01"))

    assert await worker.seen("erpStatus", "status") == ["ACCEPTED", "ACCEPTED"]
    assert await worker.seen("remoteId", "remoteNumber", "problem") == ["42", "SO-42", None]
    assert await worker.seen("acceptedAt") == ["2026-11-30T12:00:00.000000Z"]
    assert await worker.attempts() == [
        {
            "number": 1,
            "succeeded": True,
            "message": None,
            "httpStatus": None,
            "errorCode": None,
            "correlationId": None,
        }
    ]
    async with worker.work() as work:
        submission = await work.submissions.find(worker.id)
        assert submission is not None
        assert submission.remote_total == Decimal("105.01")


@pytest.mark.parametrize(("more", "attempts"), [({}, 1), ({"counts": False}, 0)])
async def test_a_postponed_delivery_says_why_and_until_when(
    worker: Worker, delivery: Delivery, more: Json, attempts: int
) -> None:
    await worker.take(deliveries.postpone, delivery, BUSY, timedelta(minutes=5), **more)

    assert await worker.seen("erpStatus", "status", "problem") == ["PENDING", "PENDING", "Busy."]
    assert await worker.seen("attempts", "nextAttemptAt") == [
        attempts,
        "2026-11-30T12:05:00.000000Z",
    ]
    assert await worker.attempts() == [
        {
            "number": 1,
            "succeeded": False,
            "message": "Busy.",
            "httpStatus": 503,
            "errorCode": "Busy",
            "correlationId": "c-1",
        }
    ]
    assert await worker.begin(at=NOW + timedelta(minutes=1)) == timedelta(minutes=4)
    assert (await worker.begin(at=LATER)).attempt == attempts + 1


@pytest.mark.parametrize("may_be_done", [False, True])
async def test_only_what_may_be_done_is_remembered_as_sent(
    worker: Worker, delivery: Delivery, *, may_be_done: bool
) -> None:
    await worker.take(deliveries.note_sending, delivery)
    given: Json = {"may_be_done": may_be_done} if may_be_done else {}
    await worker.take(deliveries.postpone, delivery, BUSY, timedelta(0), **given)

    again = await worker.begin(at=LATER)

    assert again.unknown_since == (NOW if may_be_done else None)


@pytest.mark.parametrize("may_be_done", [False, True])
async def test_o_9_a_refused_order_says_why(
    worker: Worker, delivery: Delivery, *, may_be_done: bool
) -> None:
    await worker.take(deliveries.note_sending, delivery)
    given: Json = {"may_be_done": may_be_done} if may_be_done else {}
    await worker.take(deliveries.reject, delivery, BUSY, **given)

    assert await worker.seen("erpStatus", "status", "problem") == ["REJECTED", "REJECTED", "Busy."]
    assert [each["message"] for each in await worker.attempts()] == ["Busy."]
    await worker.sales.do("retryErpDelivery", orderId=worker.order["id"])
    again = await worker.begin(at=datetime.now(UTC) + LEASE)  # noqa: TID251 - after the retry
    assert again.unknown_since == (NOW if may_be_done else None)


async def test_a_delivery_is_given_up_until_a_person_decides(
    worker: Worker, delivery: Delivery
) -> None:
    await worker.take(deliveries.give_up, delivery, BUSY)

    assert await worker.seen("erpStatus", "status", "problem") == ["FAILED", "FAILED", "Busy."]
    assert [each["succeeded"] for each in await worker.attempts()] == [False]
    assert await worker.begin(at=LATER) is None


async def test_an_accepted_order_says_what_a_person_must_do(
    worker: Worker, delivery: Delivery
) -> None:
    given: Json = {"total": Decimal(105), "problem": "Two orders have the number."}
    await worker.take(deliveries.conclude, delivery, "42", "SO-42", **given)

    assert await worker.seen("status", "problem") == ["ACCEPTED", "Two orders have the number."]
    (attempt,) = await worker.attempts()
    assert (attempt["succeeded"], attempt["message"]) == (True, "Two orders have the number.")


async def test_o_11_an_order_that_was_deleted_in_the_erp_is_open_again(
    worker: Worker, delivery: Delivery
) -> None:
    await worker.take(deliveries.take_back, delivery, BUSY)

    order = await worker.sales.read("order", worker.order["id"])
    assert (order["status"], order["statusReason"]) == ("ACTIVE", "PENDING")
    assert await worker.seen("erpStatus", "status", "problem") == ["RECALLED", "RECALLED", "Busy."]
    (attempt,) = await worker.attempts()
    assert (attempt["succeeded"], attempt["message"]) == (False, "Busy.")
    assert await worker.begin(at=LATER) is None


STEPS: dict[str, Callable[..., Awaitable[None]]] = {
    "sending": deliveries.note_sending,
    "document": partial(deliveries.note_document, remote_id="42", remote_number="SO-42"),
    "conclude": partial(
        deliveries.conclude, remote_id="42", remote_number="SO-42", total=Decimal(105)
    ),
    "postpone": partial(deliveries.postpone, problem=BUSY, delay=timedelta(0)),
    "reject": partial(deliveries.reject, problem=BUSY),
    "give up": partial(deliveries.give_up, problem=BUSY),
    "take back": partial(deliveries.take_back, problem=BUSY),
}


@pytest.mark.parametrize("name", STEPS)
async def test_c_7_an_attempt_that_is_not_the_current_one_changes_nothing(
    worker: Worker, delivery: Delivery, name: str
) -> None:
    await worker.begin(at=LATER)
    before = await worker.seen("status", "problem", "remoteId", "attempts", "deliveries")

    with pytest.raises(AttemptOutdated):
        await worker.take(STEPS[name], delivery)

    after = await worker.seen("status", "problem", "remoteId", "attempts", "deliveries")
    assert after == before
