"""Business Central says what has changed, and it is read at once (2.9, C-15, C-16).

Its calls are not signed, so anybody could send them who knows the path: they only cause readings.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from db.database import Database
from db.erp_inbox import MAX_ROWS, ErpInbox, WaitingChange
from domain.core.job import JobKind
from gql.settings import Settings
from integrations.business_central.notification_address import (
    NotificationSecrets,
    notification_key,
)
from integrations.business_central.notification_route import MAX_BODY, MAX_TOKEN, Refusals
from integrations.worker import Handler, RetryLater
from tests.api.sales import Sales
from tests.business_central.conftest import Deliver, Read, accepted, invoiced
from tests.simulator.running import Simulator
from tests.tenants import MakeTenant, Tenant

Handlers = Mapping[JobKind, Handler]
OTHER = "22222222-2222-2222-2222-222222222222"


class Caller:
    """Calls the application as Business Central does, and runs the job that follows."""

    def __init__(
        self, app: Any, key: bytes, tenant: Tenant, database: Database, handlers: Handlers
    ) -> None:
        transport = httpx.ASGITransport(app=app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://salesgraph.test")
        self.secrets, self.tenant, self.handlers = NotificationSecrets(key), tenant, handlers
        self.path, self.inbox = self.secrets.path(tenant.id), ErpInbox(database)
        self.company = ""

    async def send(self, body: Any) -> httpx.Response:
        """Send a body to the tenant's path."""
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        return await self.http.post(self.path, **content)

    async def tell(self, *paths: str, **more: Any) -> httpx.Response:
        """Send a notification about each path below the company; `more` replaces its members."""
        start = f"api/v2.0/companies({self.company})/"
        told = {
            "subscriptionId": "8a8c4e2b",
            "clientState": self.secrets.client_state(self.tenant.id),
            "expirationDateTime": "2026-12-01T00:00:00Z",
            "changeType": "updated",
            "lastModifiedDateTime": "2026-11-29T00:00:00Z",
        }
        return await self.send(
            {"value": [{**told, "resource": start + path, **more} for path in paths]}
        )

    async def waiting(self) -> list[WaitingChange]:
        """Return what waits to be read."""
        return await self.inbox.waiting(self.tenant.id, 10 * MAX_ROWS)

    async def work_off(self) -> None:
        """Run the job until nothing is left."""
        while True:
            try:
                await self.handlers[JobKind.READ_ERP_NOTIFICATIONS](self.tenant.id, self.tenant.id)
            except RetryLater:
                continue
            return


@pytest_asyncio.fixture
async def caller(
    app: Any, settings: Settings, tenant: Tenant, database: Database, handlers: Handlers
) -> AsyncIterator[Caller]:
    """Business Central, or somebody who knows its path."""
    caller = Caller(app, notification_key(settings.secret), tenant, database, handlers)
    yield caller
    await caller.http.aclose()


@pytest_asyncio.fixture
async def told(caller: Caller, linked: Sales, bc: Simulator) -> Caller:
    """The caller of a tenant that is connected."""
    caller.company = bc.company
    return caller


def invoice_path(bc: Simulator) -> str:
    """Return the path of the only invoice."""
    (invoice,) = bc.invoices()
    return f"salesInvoices({invoice['id']})"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_2_9_a_handshake_is_answered_with_the_token(caller: Caller, method: str) -> None:
    query = {"validationToken": "a token/with+signs & <b>"}

    answer = await caller.http.request(method, caller.path, params=query)

    assert (answer.status_code, answer.text) == (200, query["validationToken"])
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "token", ["", "x" * (MAX_TOKEN + 1), "a\r\nSet-Cookie: b", "a\x00", "a\x85"]
)
async def test_2_9_a_handshake_with_an_odd_token_is_refused(caller: Caller, token: str) -> None:
    answer = await caller.http.post(caller.path, params={"validationToken": token})

    assert answer.status_code == 400
    assert not token or token not in answer.text


async def test_2_9_only_the_tenants_own_path_is_known(
    caller: Caller, make_tenant: MakeTenant
) -> None:
    mine, theirs = caller.path, caller.secrets.path((await make_tenant()).id)
    mixed = f"{mine.rpartition('/')[0]}/{theirs.rpartition('/')[2]}"
    upper = mine.replace(caller.tenant.id.hex, caller.tenant.id.hex.upper())
    other = mine.replace(caller.tenant.id.hex, "x")

    answers = [
        await caller.http.post(path, params={"validationToken": "t"})
        for path in (mixed, mine[:-1], f"{mine}0", upper, other, f"{mine}/x")
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert all(answer.text != "t" for answer in answers)


async def test_2_9_a_posted_invoice_is_read_when_it_is_told(
    linked: Sales, bc: Simulator, deliver: Deliver, told: Caller
) -> None:
    order = await accepted(linked, deliver)
    bc.control("POST", f"orders/{order['number']}/post")

    path = invoice_path(bc)
    answers = [await told.tell(path, path, changeType=kind) for kind in ("updated", "created")]
    await told.work_off()
    await told.tell(path)
    await told.work_off()

    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"")] * 2
    here = await invoiced(linked, order)
    assert (here["status"], len(here["invoices"])) == ("INVOICED", 1)


@pytest.mark.parametrize("rest", ["?$filter=lastModifiedDateTime%20gt%202026-01-01T00:00:00Z", ""])
async def test_2_9_a_collection_is_polled(
    linked: Sales, bc: Simulator, deliver: Deliver, told: Caller, rest: str
) -> None:
    order = await accepted(linked, deliver)
    bc.control("POST", f"orders/{order['number']}/post")

    await told.tell(f"salesInvoices{rest}", changeType="collection")
    await told.work_off()

    assert (await invoiced(linked, order))["status"] == "INVOICED"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"\xff\xfe", b'{"value": 5}', b'{"value": [5, null, {}]}',
        b'{"value": [{"clientState": "\\ud800", "resource": "\\ud800"}]}',
        b"[" * 10_000, b"x" * (MAX_BODY + 1),
    ],
    ids=["empty", "cut", "list", "bytes", "no list", "no objects", "surrogates", "nested", "long"],
)  # fmt: skip
async def test_2_9_junk_is_answered_with_200(told: Caller, body: bytes) -> None:
    answer = await told.send(body)

    assert (answer.status_code, answer.content) == (200, b"")
    assert await told.waiting() == []


@pytest.mark.parametrize(
    "change",
    [
        {"clientState": "wrong"},
        {"clientState": None},
        {"resource": "https://evil.example/api/v2.0/companies({0})/salesInvoices({0})"},
        {"resource": "//evil.example/api/v2.0/companies({0})/salesInvoices({0})"},
        {"resource": "api/v2.0/companies({0})/customers({0})"},
        {"resource": "api/v2.0/companies({0})/salesInvoices({0})/Microsoft.NAV.cancel"},
        {"resource": "api/v2.0/companies({0})/salesInvoices(../../x)"},
        {"resource": f"api/v2.0/companies({OTHER})/salesInvoices({{0}})"},
        {"resource": "api/v2.0/companies({0})/salesInvoices?" + "x" * 1_000},
        {"resource": 7},
    ],
    ids=lambda change: f"{next(iter(change.values()))}"[:60],
)
async def test_2_9_what_is_not_ours_changes_nothing(told: Caller, change: dict[str, Any]) -> None:
    wrong = {
        name: value.format(told.company) if isinstance(value, str) else value
        for name, value in change.items()
    }

    answer = await told.tell(f"salesInvoices({OTHER})", **wrong)

    assert answer.status_code == 200
    assert await told.waiting() == []


async def test_2_9_refused_notifications_are_logged_once_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    times = iter((100.0, 101.0, 159.0, 160.0, 161.0))
    refusals = Refusals(lambda: next(times))
    with caplog.at_level(logging.WARNING, logger="salesgraph"):
        for _ in range(5):
            refusals.count(3)

    assert [record.args for record in caplog.records] == [(3,), (9,)]
    assert refusals.total == 15


async def test_2_9_many_changes_become_one_reading(told: Caller) -> None:
    for _ in range(3):
        answer = await told.tell(*(f"salesInvoices({uuid4()})" for _ in range(MAX_ROWS - 300)))
        assert answer.status_code == 200

    waiting = await told.waiting()
    assert len(waiting) == MAX_ROWS - 300 + 1
    assert (waiting[0].record_id, waiting[0].notices) == (None, 2)


async def test_2_9_a_change_during_the_reading_is_read_again(told: Caller) -> None:
    path = f"salesInvoices({OTHER})"
    await told.tell(path)
    begun = await told.waiting()
    await told.tell(path)
    await told.inbox.remove(told.tenant.id, begun)

    (again,) = await told.waiting()
    await told.inbox.remove(told.tenant.id, [again])

    assert (again.record_id, again.notices) == (OTHER, 2)
    assert await told.waiting() == []


async def test_2_9_an_invoice_that_is_gone_does_not_stop_the_others(
    linked: Sales, bc: Simulator, deliver: Deliver, told: Caller
) -> None:
    order = await accepted(linked, deliver)
    bc.control("POST", f"orders/{order['number']}/post")

    gone = (f"salesInvoices({uuid4()})" for _ in range(2))
    await told.tell(next(gone), invoice_path(bc), next(gone))
    await told.work_off()

    assert (await invoiced(linked, order))["status"] == "INVOICED"
    assert await told.waiting() == []


async def test_2_9_what_could_not_be_read_stays_and_polling_reads_it(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read, told: Caller
) -> None:
    order = await accepted(linked, deliver)
    bc.control("POST", f"orders/{order['number']}/post")
    await told.tell(invoice_path(bc))
    bc.control("POST", "faults", path="salesInvoices", status=503, times=1)

    with pytest.raises(RetryLater):
        await told.handlers[JobKind.READ_ERP_NOTIFICATIONS](told.tenant.id, told.tenant.id)
    kept = await told.waiting()
    await read()

    assert len(kept) == 1
    assert await told.waiting() == []
    assert len((await invoiced(linked, order))["invoices"]) == 1


async def test_2_9_without_a_connection_the_subscription_is_refused(
    linked: Sales, told: Caller
) -> None:
    path = f"salesInvoices({OTHER})"
    await told.tell(path)
    await linked.do("disconnectErp")

    answer = await told.tell(path)
    await told.work_off()

    assert answer.status_code == 404  # Business Central deletes the subscription
    assert await told.waiting() == []


async def test_2_9_calls_at_once_do_not_hinder_each_other(told: Caller) -> None:
    paths = [f"salesInvoices({uuid4()})" for _ in range(40)]

    answers = await asyncio.gather(*(told.tell(*each) for each in (paths, paths[::-1]) * 4))

    assert {answer.status_code for answer in answers} == {200}
    assert [each.notices for each in await told.waiting()] == [8] * 40
