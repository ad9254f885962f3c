"""All workers together stay below the limits of a connection."""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import timedelta

from db.database import Database
from db.erp_request_slots import ErpRequestSlots, Slot
from integrations.business_central.limits import (
    Limits,
    OneAtATime,
    RequestLimits,
    request_slots,
)
from tests.tenants import MakeTenant, Tenant

SECOND = timedelta(seconds=1)


async def send(limits: Limits, running: list[int], begun: list[float]) -> None:
    """Do as a request does: note when it begins, and how many run then."""
    async with limits.request():
        begun.append(time.monotonic())
        running[0] += 1
        running[1] = max(running)
        await asyncio.sleep(0.05)
        running[0] -= 1


async def test_two_workers_send_four_requests_at_once(database: Database, tenant: Tenant) -> None:
    slots = request_slots(database, per_second=1_000)
    workers = [
        RequestLimits(each, tenant.id)
        for each in (slots, request_slots(database, per_second=1_000))
    ]

    async with AsyncExitStack() as held:
        for number in range(4):
            await held.enter_async_context(workers[number % 2].request())
        await asyncio.sleep(0.01)
        assert isinstance(await slots.claim(tenant.id), timedelta)

    running, begun = [0, 0], list[float]()
    await asyncio.gather(*(send(workers[n % 2], running, begun) for n in range(12)))
    assert len(begun) == 12
    assert running[1] <= 4


async def test_two_workers_send_fifteen_requests_a_second(
    database: Database, tenant: Tenant
) -> None:
    workers = [RequestLimits(request_slots(database), tenant.id) for _ in range(2)]
    running, begun = [0, 0], list[float]()

    await asyncio.gather(*(send(workers[n % 2], running, begun) for n in range(30)))

    assert begun[-1] - begun[0] >= (30 - 1) / 15 - 0.1
    assert max(len([t for t in begun if at <= t < at + 1]) for at in begun) <= 16  # as noted here


async def test_tenants_do_not_wait_for_each_other(
    database: Database, make_tenant: MakeTenant
) -> None:
    tenant, other_tenant = await make_tenant(), await make_tenant()
    slots = request_slots(database, at_once=1)

    async with (
        RequestLimits(slots, tenant.id).request(),
        asyncio.timeout(20),
        RequestLimits(slots, other_tenant.id).request(),
    ):
        assert isinstance(await slots.claim(tenant.id), timedelta)


async def test_the_turn_of_a_killed_worker_is_free_again_soon(
    database: Database, tenant: Tenant
) -> None:
    slots = request_slots(database, at_once=1, per_second=1_000, lease=SECOND)
    while not isinstance(slot := await slots.claim(tenant.id), Slot):
        pass
    began = time.monotonic()

    async with RequestLimits(slots, tenant.id).request():
        waited = time.monotonic() - began

    assert waited >= 0.7
    # The dead one's turn is somebody else's now, so it cannot give it back.
    assert isinstance(again := await _claimed(slots, tenant), Slot)
    await slots.release(tenant.id, slot)
    assert isinstance(await slots.claim(tenant.id), timedelta)
    assert again.holder != slot.holder


async def test_a_long_request_keeps_its_turn(database: Database, tenant: Tenant) -> None:
    slots = request_slots(database, at_once=1, per_second=1_000, lease=SECOND)

    async with RequestLimits(slots, tenant.id).request():
        await asyncio.sleep(1.5)
        assert isinstance(await slots.claim(tenant.id), timedelta)

    assert isinstance(await _claimed(slots, tenant), Slot)


async def _claimed(slots: ErpRequestSlots, tenant: Tenant) -> Slot:
    """Claim a slot that is free or will be in a moment."""
    while True:
        slot = await slots.claim(tenant.id)
        if isinstance(slot, Slot):
            return slot
        await asyncio.sleep(slot.total_seconds())


async def test_a_test_of_the_connection_takes_one_place_only() -> None:
    limits, running, begun = OneAtATime(), [0, 0], list[float]()

    await asyncio.gather(*(send(limits, running, begun) for _ in range(3)))

    assert (len(begun), running) == (3, [0, 1])
