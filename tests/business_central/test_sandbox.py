"""The cases that need no faults, against the simulator and against a sandbox of Business Central.

`SALESGRAPH_TEST_BC_…` says where the sandbox is (docs/erp.md). Each run gives its orders names of
its own, and deletes them at the end.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from db.credential_cipher import CredentialCipher
from db.database import Database
from db.erp_circuit import ErpCircuit
from gql.settings import Settings
from integrations.business_central.client import BusinessCentral
from integrations.business_central.connections import (
    BusinessCentralAccess,
    Connections,
    open_http,
)
from integrations.business_central.deliver_order import OrderDelivery
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.values import quoted, to_code
from integrations.worker import RetryLater
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.business_central.conftest import Shifting, erp_of, order_id, submitted
from tests.simulator.running import SECRET, TENANT, Simulator
from tests.tenants import Tenant

REQUIRED = (
    "SALESGRAPH_TEST_BC_DIRECTORY",
    "SALESGRAPH_TEST_BC_ENVIRONMENT",
    "SALESGRAPH_TEST_BC_COMPANY",
    "SALESGRAPH_TEST_BC_CLIENT_ID",
    "SALESGRAPH_TEST_BC_CLIENT_SECRET",
    "SALESGRAPH_TEST_BC_CUSTOMER",
    "SALESGRAPH_TEST_BC_ITEM",
)
DEFAULTS = {
    "SALESGRAPH_TEST_BC_API_URL": "https://api.businesscentral.dynamics.com",
    "SALESGRAPH_TEST_BC_LOGIN_URL": "https://login.microsoftonline.com",
    "SALESGRAPH_TEST_BC_CURRENCY": "EUR",  # the company's own, or one of its currencies
}
LINES = [{"writeIn": "Pump", "quantity": "2", "pricePerUnit": "40.00"}]


@pytest.fixture(params=["simulator", "sandbox"])
def place(request: pytest.FixtureRequest) -> dict[str, str]:
    """Where Business Central is, and which of its records the tests use."""
    if request.param == "sandbox":
        given = {name: os.environ.get(name, "") for name in (*REQUIRED, *DEFAULTS)}
        if not all(given[name] for name in REQUIRED):
            pytest.skip(f"no sandbox: set {REQUIRED[0]} and the others (docs/erp.md)")
        values = {name: value or DEFAULTS[name] for name, value in given.items()}
        return {name.removeprefix("SALESGRAPH_TEST_BC_"): value for name, value in values.items()}
    bc: Simulator = request.getfixturevalue("bc")
    here = {"API_URL": bc.address, "LOGIN_URL": bc.address, "COMPANY": bc.company}
    known = {"DIRECTORY": TENANT, "ENVIRONMENT": "Production", "CURRENCY": "EUR"}
    return {
        **here,
        **known,
        "CLIENT_ID": "salesgraph",
        "CLIENT_SECRET": SECRET,
        "CUSTOMER": "10000",
        "ITEM": "B-200",
    }


@dataclass
class Remote:
    """A connected tenant, its client, and a worker."""

    sales: Sales
    client: BusinessCentral
    customer: str
    delivery: OrderDelivery
    tenant: Tenant
    item: str
    prefix: str

    async def submit(self, suffix: str = "", **more: Any) -> Json:
        """Submit an order whose name, and so its number there, is new."""
        name = f"{self.prefix}{suffix}"
        order = await submitted(self.sales, name=name, lines=LINES, **more)
        return {**order, "name": name}

    async def deliver(self, order: Json) -> bool:
        """Make an attempt; returns whether it was the last one."""
        try:
            await self.delivery.deliver(self.tenant.id, order_id(order))
        except RetryLater:
            return False
        return True

    async def find(self, name: str) -> list[Any]:
        """Return the orders with this name there."""
        wanted = f"externalDocumentNumber eq {quoted(to_code(name))}"
        answer = await self.client.get("salesOrders", filter=wanted, expand="salesOrderLines")
        found: list[Any] = answer["value"]
        return found

    async def create(self, order: Json) -> Json:
        """Create the order there, as a request whose answer was lost would have."""
        line = {"lineType": "Item", "lineObjectNumber": self.item, "description": "Pump"}
        body = {
            "externalDocumentNumber": to_code(order["name"]),
            "customerId": self.customer,
            "salesOrderLines": [{**line, "quantity": Decimal(2), "unitPrice": Decimal(40)}],
        }
        return await self.client.post("salesOrders", body)


@pytest_asyncio.fixture
async def remote(  # noqa: PLR0917 - fixtures
    place: dict[str, str],
    sales: Sales,
    database: Database,
    settings: Settings,
    tenant: Tenant,
    clock: Shifting,
) -> AsyncIterator[Remote]:
    """A tenant that is connected to the place."""
    async with open_http() as http:
        access = BusinessCentralAccess(
            api_url=place["API_URL"],
            login_url=place["LOGIN_URL"],
            http=http,
            cipher=CredentialCipher(settings.credential_keys),
        )
        connections = Connections(database, access, clock)
        await connect(sales, place)
        connection = await connections.find(tenant.id)
        assert connection
        client = connections.client(tenant.id, connection)
        customer = await link(sales, client, place)
        delivery = OrderDelivery(connections=connections, circuit=ErpCircuit(database))
        prefix = f"SGT-{uuid4().hex[:10]}"
        there = Remote(sales, client, customer, delivery, tenant, place["ITEM"], prefix)
        yield there
        wanted = f"startswith(externalDocumentNumber,{quoted(prefix.upper())})"
        for left in (await client.get("salesOrders", filter=wanted))["value"]:
            await client.delete(f"salesOrders({left['id']})", left["@odata.etag"])


async def connect(sales: Sales, place: dict[str, str]) -> None:
    """Connect the tenant; orders get their names as numbers there."""
    values = {
        "mode": "BUSINESS_CENTRAL",
        "directoryId": place["DIRECTORY"],
        "environment": place["ENVIRONMENT"],
        "companyId": place["COMPANY"],
        "clientId": place["CLIENT_ID"],
        "clientSecret": place["CLIENT_SECRET"],
        "writeInItem": place["ITEM"],
        "orderNumber": "NAME",
    }
    await sales.do("connectErp", input=values)


async def link(sales: Sales, client: BusinessCentral, place: dict[str, str]) -> str:
    """Link the customer and the currency; returns the customer's ID there."""
    number = place["CUSTOMER"]
    answer = await client.get("customers", filter=f"number eq {quoted(number)}")
    customer = str(answer["value"][0]["id"])
    account = await sales.customer()
    shared = {"remoteNumber": number, "remoteId": customer}
    await sales.do("linkErpRecord", type="ACCOUNT", recordId=account, **shared)
    code = place["CURRENCY"]
    await sales.do("linkErpRecord", type="CURRENCY", code="EUR", remoteId=code, remoteNumber=code)
    return customer


async def test_o_8_an_order_arrives_with_its_lines_and_discount(remote: Remote) -> None:
    order = await remote.submit(discountAmount="5.00")

    assert await remote.deliver(order)

    (created,) = await remote.find(order["name"])
    (line,) = created["salesOrderLines"]
    erp = await erp_of(remote.sales, order)
    assert (erp["status"], erp["remoteId"]) == ("ACCEPTED", created["id"])
    assert (line["quantity"], line["unitPrice"]) == (Decimal(2), Decimal(40))
    assert created["discountAmount"] == Decimal(5)
    assert created["pricesIncludeTax"] is False


async def test_c_5_an_order_that_is_there_twice_is_kept_once(remote: Remote) -> None:
    order = await remote.submit()
    first = await remote.create(order)
    await remote.create(order)

    assert await remote.deliver(order)

    (kept,) = await remote.find(order["name"])
    assert kept["id"] == first["id"]
    assert (await erp_of(remote.sales, order))["remoteId"] == first["id"]


async def test_c_7_several_attempts_at_once_create_one_order(remote: Remote) -> None:
    order = await remote.submit()

    ended = await asyncio.gather(*(remote.deliver(order) for _ in range(4)))

    assert any(ended)
    assert len(await remote.find(order["name"])) == 1


async def test_c_8_an_outdated_etag_is_refused(remote: Remote) -> None:
    order = await remote.submit()
    created = await remote.create(order)
    path, etag = f"salesOrders({created['id']})", str(created["@odata.etag"])
    await remote.client.patch(path, etag, {"discountAmount": Decimal(1)})

    with pytest.raises(BusinessCentralError) as refused:
        await remote.client.patch(path, etag, {"discountAmount": Decimal(2)})

    assert refused.value.outcome is Outcome.STALE


async def test_c_9_a_line_that_is_refused_is_explained(remote: Remote) -> None:
    await remote.sales.do("connectErp", input={"writeInItem": "NO-SUCH-ITEM"})
    order = await remote.submit()

    assert await remote.deliver(order)

    erp = await erp_of(remote.sales, order)
    assert erp["status"] == "REJECTED"
    assert erp["problem"]
    assert await remote.find(order["name"]) == []


async def test_c_20_a_number_with_other_letters_is_found_again(remote: Remote) -> None:
    order = await remote.submit(f"{' größe ñ &é oneil':<21}"[:20] + "x")
    await remote.create(order)

    assert await remote.deliver(order)

    assert len(order["name"]) == 35
    assert len(await remote.find(order["name"])) == 1
