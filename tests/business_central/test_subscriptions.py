"""Subscriptions are made, kept and ended, and nothing depends on them (2.9, C-15 to C-17)."""

import asyncio
import functools
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from db import tables
from db.database import Database
from db.erp_upkeep import ErpUpkeep
from domain.core.job import JobKind
from gql.http.gate import Gate
from gql.settings import Settings
from integrations.business_central.connections import Connections
from integrations.business_central.notification_address import (
    NotificationAddress,
    NotificationSecrets,
    notification_key,
)
from integrations.handlers import erp_handlers
from integrations.worker import RetryLater
from tests.api.sales import Sales
from tests.business_central.conftest import Deliver, Read, Shifting, accepted, invoiced
from tests.http.server import opened
from tests.simulator.running import Simulator
from tests.tenants import Tenant

KEEP, END, READ = (
    JobKind.KEEP_ERP_SUBSCRIPTIONS,
    JobKind.END_ERP_SUBSCRIPTIONS,
    JobKind.READ_ERP_NOTIFICATIONS,
)
HOUR = 3_600


@dataclass(frozen=True)
class Keeper:
    """A server that the simulator can call, and a worker that keeps the subscriptions to it."""

    address: NotificationAddress
    connections: Connections
    database: Database
    tenant: Tenant
    bc: Simulator
    clock: Shifting

    async def run(self, kind: JobKind = KEEP) -> None:
        """Run a job once."""
        handlers = erp_handlers(self.database, self.connections, address=self.address)
        await handlers[kind](self.tenant.id, self.tenant.id)

    async def control(self, method: str, path: str, /, **body: Any) -> Any:
        """Use the simulator's control door, while the server goes on in this thread."""
        call = functools.partial(self.bc.control, method, path, **body)
        return await asyncio.to_thread(call)

    async def advance(self, hours: int) -> None:
        """Let time pass here and there."""
        await self.control("POST", "clock", advanceSeconds=hours * HOUR)
        self.clock.ahead += timedelta(hours=hours)

    async def subscriptions(self) -> list[Any]:
        """Return the subscriptions there."""
        state = await self.control("GET", "state")
        found: list[Any] = state["subscriptions"]
        return sorted(found, key=lambda each: str(each["resource"]))

    async def sets(self) -> list[str]:
        """Return the entity sets that are subscribed to."""
        return [each["resource"].rpartition("/")[2] for each in await self.subscriptions()]

    async def requests(self, method: str) -> int:
        """Return how many requests about subscriptions there were."""
        log = (await self.control("GET", "requests"))["log"]
        return sum(each["method"] == method and "subscriptions" in each["path"] for each in log)


@pytest_asyncio.fixture
async def keeper(  # noqa: PLR0917 - fixtures
    app: Any,
    settings: Settings,
    connections: Connections,
    database: Database,
    tenant: Tenant,
    linked: Sales,
    bc: Simulator,
    clock: Shifting,
) -> AsyncIterator[Keeper]:
    """The keeper of a tenant that is connected."""
    secrets = NotificationSecrets(notification_key(settings.secret))
    async with opened(app, Gate(100), "") as site:
        address = NotificationAddress(f"http://127.0.0.1:{site.port}", secrets)
        yield Keeper(address, connections, database, tenant, bc, clock)


def expiry(subscription: Any) -> datetime:
    """Return when a subscription ends."""
    return datetime.fromisoformat(subscription["expires"])


async def test_2_9_orders_and_invoices_are_subscribed_to_once(keeper: Keeper) -> None:
    await keeper.run()
    await keeper.run()

    assert await keeper.sets() == ["salesInvoices", "salesOrders"]
    assert await keeper.requests("POST") == 2
    assert await keeper.requests("PATCH") == 0


async def test_2_9_subscriptions_older_than_a_day_are_renewed(keeper: Keeper) -> None:
    await keeper.run()
    await keeper.advance(23)
    await keeper.run()
    untouched = await keeper.requests("PATCH")
    await keeper.advance(2)
    before = await keeper.subscriptions()

    await keeper.run()

    after = await keeper.subscriptions()
    assert untouched == 0
    assert await keeper.requests("POST") == 2
    assert all(
        expiry(new) - expiry(old) >= timedelta(hours=24)
        for new, old in zip(after, before, strict=True)
    )


async def test_c_17_what_is_missing_is_made_anew_and_the_gap_is_read(
    keeper: Keeper, linked: Sales, deliver: Deliver
) -> None:
    order = await accepted(linked, deliver)
    await keeper.run()
    await keeper.control("DELETE", "webhooks/subscriptions")
    await keeper.control("POST", f"orders/{order['number']}/post")

    await keeper.run()

    assert await keeper.sets() == ["salesInvoices", "salesOrders"]
    assert (await invoiced(linked, order))["status"] == "INVOICED"


async def test_c_17_expired_subscriptions_are_made_anew(keeper: Keeper) -> None:
    await keeper.run()
    await keeper.advance(3 * 24 + 1)

    await keeper.run()

    assert await keeper.sets() == ["salesInvoices", "salesOrders"]
    assert await keeper.requests("POST") == 4


async def test_2_9_a_change_is_told_and_read_at_once(
    keeper: Keeper, linked: Sales, deliver: Deliver
) -> None:
    order = await accepted(linked, deliver)
    await keeper.run()
    await keeper.control("POST", f"orders/{order['number']}/post")
    await keeper.control("POST", "webhooks/flush")

    await keeper.run(READ)

    assert (await invoiced(linked, order))["status"] == "INVOICED"
    assert len(await keeper.subscriptions()) == 2  # the answers kept them


async def test_c_15_polling_finds_what_a_lost_notification_said(
    keeper: Keeper, linked: Sales, deliver: Deliver, read: Read
) -> None:
    order = await accepted(linked, deliver)
    await keeper.run()
    await keeper.control("POST", f"orders/{order['number']}/post")
    await keeper.control("POST", "webhooks/flush", discard=True)
    await keeper.run(READ)
    told = await invoiced(linked, order)

    await read()

    assert told["invoices"] == []
    assert (await invoiced(linked, order))["status"] == "INVOICED"


async def test_c_16_repeated_notifications_in_any_order_make_one_invoice_each(
    keeper: Keeper, linked: Sales, deliver: Deliver
) -> None:
    orders = [await accepted(linked, deliver) for _ in range(2)]
    await keeper.run()
    for order in orders:
        await keeper.control("POST", f"orders/{order['number']}/post")
    await keeper.control("POST", "webhooks/flush", times=3, reverse=True)

    await asyncio.gather(*(keeper.run(READ) for _ in range(3)))
    await keeper.run(READ)

    found = [await invoiced(linked, order) for order in orders]
    assert [(each["status"], len(each["invoices"])) for each in found] == [("INVOICED", 1)] * 2


async def test_2_9_subscriptions_for_another_address_or_twice_are_ended(keeper: Keeper) -> None:
    await keeper.run()
    body = keeper.address.subscribe(keeper.tenant.id, keeper.bc.company, "salesInvoices")
    moved = {"notificationUrl": body["notificationUrl"].replace("127.0.0.1", "localhost")}
    for more in (moved, {}):
        made = await asyncio.to_thread(keeper.bc.post, "/subscriptions", {**body, **more})
        assert made.status == 201

    await keeper.run()

    assert await keeper.sets() == ["salesInvoices", "salesOrders"]
    urls = {each["notificationUrl"] for each in await keeper.subscriptions()}
    assert urls == {body["notificationUrl"]}


async def test_2_9_a_failed_handshake_stops_neither_polling_nor_deliveries(
    keeper: Keeper, linked: Sales, deliver: Deliver
) -> None:
    nowhere = NotificationAddress("http://127.0.0.1:9", keeper.address.secrets)

    for _ in range(6):
        await replace(keeper, address=nowhere).run()

    assert await keeper.subscriptions() == []
    assert await accepted(linked, deliver)


async def test_2_9_the_keeper_waits_while_business_central_is_unavailable(keeper: Keeper) -> None:
    await keeper.control("POST", "faults", path="subscriptions", status=503)

    with pytest.raises(RetryLater):
        await keeper.run()
    await keeper.run()

    assert len(await keeper.subscriptions()) == 2


async def test_2_9_disconnecting_ends_the_subscriptions_and_erases_the_secret(
    keeper: Keeper, linked: Sales
) -> None:
    await keeper.run()
    await linked.do("disconnectErp")

    await keeper.run(END)
    await keeper.run(END)

    assert await keeper.subscriptions() == []
    assert await secret_of(keeper) is None


async def test_2_9_what_could_not_be_ended_ends_at_its_next_notification(
    keeper: Keeper, linked: Sales
) -> None:
    await keeper.run()
    await linked.do("disconnectErp")
    await keeper.control("POST", "faults", path="subscriptions", status=503)

    await keeper.run(END)
    left = len(await keeper.subscriptions())
    await asyncio.to_thread(keeper.bc.order, "SO-77")
    await keeper.control("POST", "webhooks/flush")

    assert await secret_of(keeper) is None
    assert left == 2
    assert await keeper.sets() == ["salesInvoices"]  # which had nothing to tell


async def test_2_9_the_keeper_is_queued_when_it_is_due_or_the_connection_has_changed(
    keeper: Keeper, read: Read
) -> None:
    await read()
    first = await queued(keeper)
    await read()
    await keeper.run()
    upkeep, counts = ErpUpkeep(keeper.database), [first, await queued(keeper)]
    await forget_jobs(keeper)
    for version in (1, 2):
        await upkeep.enqueue_due(keeper.tenant.id, version)
        counts.append(await queued(keeper))

    assert counts == [1, 1, 0, 1]


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ({}, None),
        ({"public_url": "https://sales.example.com/api/"}, "https://sales.example.com/api"),
        ({"public_url": "http://sales.example.com"}, None),
        ({"public_url": "http://sales.example.com", "demo_erp": True}, "http://sales.example.com"),
        ({"demo_erp": True, "host": "::1", "port": 8123}, "http://[::1]:8123"),
        ({"demo_erp": True, "host": "0.0.0.0"}, None),  # noqa: S104 - not listened on
    ],
    ids=["nothing", "https", "http", "demo with a URL", "demo", "demo for all"],
)
def test_2_9_business_central_calls_https_only_outside_of_the_demo(
    given: dict[str, Any], base: str | None
) -> None:
    settings = Settings(secret="a secret of the tests, 32 bytes and more", **given)

    assert settings.notification_base == base


async def secret_of(keeper: Keeper) -> str | None:
    """Return the stored client secret."""
    c = tables.erp_connections.c
    async with keeper.database.writing(keeper.tenant.id) as connection:
        secret: str | None = await connection.scalar(
            select(c.client_secret).where(c.tenant_id == keeper.tenant.id)
        )
    return secret


_OF_TENANT = (
    "FROM jobs.pgqueuer WHERE entrypoint = :kind AND convert_from(payload, 'UTF8') LIKE :id"
)


async def queued(keeper: Keeper) -> int:
    """Return how many jobs of the keeper wait."""
    return int(await _jobs(keeper, f"SELECT count(*) {_OF_TENANT}") or 0)


async def forget_jobs(keeper: Keeper) -> None:
    """Delete the jobs of the keeper, as a worker does that has run them."""
    await _jobs(keeper, f"WITH gone AS (DELETE {_OF_TENANT} RETURNING 1) SELECT count(*) FROM gone")


async def _jobs(keeper: Keeper, sql: str) -> Any:
    asked = {"kind": KEEP.value, "id": f"%{keeper.tenant.id.hex}%"}
    async with keeper.database.writing(keeper.tenant.id) as connection:
        return await connection.scalar(text(sql), asked)
