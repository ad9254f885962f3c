"""A tenant that is connected to a simulator of Business Central, and a worker for its orders."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from db.credential_cipher import CredentialCipher
from db.database import Database
from db.erp_circuit import ErpCircuit
from db.planner.public_ids import uuid_in
from db.tables import orders
from domain.core.job import JobKind
from gql.server.app import create_app
from gql.settings import Settings
from integrations.business_central.connections import (
    BusinessCentralAccess,
    Connections,
    open_http,
)
from integrations.business_central.deliver_order import OrderDelivery
from integrations.business_central.erp_calls import ErpCalls
from integrations.handlers import erp_handlers
from integrations.worker import Handler, RetryLater
from tests.api.fixtures import connected, program, sales
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.client import Api
from tests.simulator.running import SECRET, TENANT, Simulator, run_simulator
from tests.tenants import Tenant

__all__ = ["connected", "program", "sales"]


@pytest.fixture(scope="session")
def simulator_address() -> Iterator[str]:
    """The address of a running simulator."""
    with run_simulator() as (_, address):
        yield address


@pytest.fixture
def bc(simulator_address: str) -> Iterator[Simulator]:
    """A client of the simulator, which has nothing but the masters of the tests."""
    with Simulator(simulator_address) as simulator:
        yield simulator.reset()


class Shifting:
    """A clock that tests can move ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC) + self.ahead  # noqa: TID251 - the database's clock is real, too


@pytest.fixture
def clock() -> Shifting:
    """The worker's clock."""
    return Shifting()


Deliver = Callable[[Json], Awaitable[timedelta | None]]


@pytest_asyncio.fixture
async def connections(
    database: Database, settings: Settings, simulator_address: str, clock: Shifting
) -> AsyncIterator[Connections]:
    """A worker's clients of Business Central."""
    async with open_http() as http:
        access = BusinessCentralAccess(
            api_url=simulator_address,
            login_url=simulator_address,
            http=http,
            cipher=CredentialCipher(settings.credential_keys),
        )
        yield Connections(database, access, clock)


@pytest.fixture
def delivery(database: Database, connections: Connections) -> OrderDelivery:
    """A worker's handler of submitted orders."""
    return OrderDelivery(connections=connections, circuit=ErpCircuit(database))


@pytest.fixture
def deliver(delivery: OrderDelivery, tenant: Tenant) -> Deliver:
    """Make one attempt to deliver an order; returns the delay until the next one."""

    async def attempt(order: Json) -> timedelta | None:
        try:
            await delivery.deliver(tenant.id, order_id(order))
        except RetryLater as later:
            return later.delay
        return None

    return attempt


Read = Callable[[], Awaitable[None]]


@pytest.fixture
def handlers(database: Database, connections: Connections) -> dict[JobKind, Handler]:
    """A worker's handlers of jobs about the ERP."""
    return erp_handlers(database, connections)


@pytest.fixture
def read(handlers: dict[JobKind, Handler], tenant: Tenant) -> Read:
    """Read what has changed in Business Central, as a worker does every two minutes."""

    async def once() -> None:
        with pytest.raises(RetryLater):
            await handlers[JobKind.READ_ERP_INVOICES](tenant.id, tenant.id)

    return once


def order_id(order: Json) -> UUID:
    """Return the UUID in an order's public ID."""
    return uuid_in(order["id"], orders)


@pytest_asyncio.fixture
async def linked(sales: Sales, bc: Simulator) -> Sales:
    """The tenant, connected, with its customer, currency and write-ins known to the simulator."""
    await sales.do("connectErp", input=connection(bc))
    customer = bc.get("customers", {"$filter": "number eq '10000'"}).json["value"][0]
    await sales.do(
        "linkErpRecord",
        type="ACCOUNT",
        recordId=await sales.customer(),
        remoteId=customer["id"],
        remoteNumber=customer["number"],
    )
    await sales.do("linkErpRecord", type="CURRENCY", code="EUR", remoteId="EUR", remoteNumber="EUR")
    return sales


def connection(bc: Simulator) -> Json:
    """Return the settings of a connection to the simulator."""
    return {
        "mode": "BUSINESS_CENTRAL",
        "directoryId": TENANT,
        "environment": "Production",
        "companyId": bc.company,
        "clientId": "salesgraph",
        "clientSecret": SECRET,
        "writeInItem": "B-200",
        "freightAccount": "6600",
    }


async def submitted(sales: Sales, **more: Any) -> Json:
    """Submit a new order of 105.00."""
    order = await sales.order(**more)
    await sales.do("submitOrder", orderId=order["id"])
    return order


async def erp_of(sales: Sales, order: Json) -> Json:
    """Read the submission of an order."""
    data = await sales.api(
        """query ($id: ID!) { order(id: $id) { status erpStatus erp { status remoteId
        remoteNumber problem attempts nextAttemptAt acceptedAt deliveries { number succeeded
        message httpStatus errorCode } } } }""",
        id=order["id"],
    )
    order_there: Json = data["order"]
    erp: Json = order_there["erp"]
    return {**order_there, **erp, "order": order_there["status"]}


def there(bc: Simulator, order: Json) -> list[Any]:
    """Return the orders that the simulator has for an order of ours."""
    wanted = {
        "$filter": f"externalDocumentNumber eq '{order['number']}'",
        "$expand": "salesOrderLines",
    }
    found: list[Any] = bc.get("salesOrders", wanted).json["value"]
    return found


async def invoiced(sales: Sales, order: Json) -> Json:
    """Read an order with its invoices."""
    data = await sales.api(
        """query ($id: ID!) { order(id: $id) { status erpStatus invoicingStatus
        lines { quantityInvoiced } invoices { nodes { id number status statusReason dueDate
        totalAmount { amount } totalTax { amount } amountDue { amount } amountPaid { amount }
        erp { remoteId remoteNumber needsAttention }
        lines { quantity orderLine { id } } } } } }""",
        id=order["id"],
    )
    found: Json = data["order"]
    return found | {"invoices": found["invoices"]["nodes"]}


async def accepted(sales: Sales, deliver: Deliver, **more: Any) -> Json:
    """Submit an order, which Business Central accepts."""
    order = await submitted(sales, **more)
    assert await deliver(order) is None
    return order


Make = Callable[[Tenant, float, str], Sales]


@pytest_asyncio.fixture
async def make(
    database: Database, settings: Settings, simulator_address: str, clock: Shifting
) -> AsyncIterator[Make]:
    """Creates clients of a server that calls the simulator."""
    apis: list[Api] = []

    def client(tenant: Tenant, seconds: float, key: str) -> Sales:
        keys = [key] if key else settings.credential_keys
        address = simulator_address
        erp = ErpCalls(address, address, CredentialCipher(keys), clock, seconds)
        apis.append(Api(create_app(database, settings, erp=erp), settings, tenant))
        return Sales(apis[-1])

    yield client
    for api in apis:
        await api.close()


@pytest.fixture
def desk(make: Make, tenant: Tenant) -> Sales:
    """An administrator of the tenant."""
    return make(tenant, 10.0, "")
