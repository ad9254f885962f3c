"""What people see of a connection that works, fails, or is paused."""

from typing import Any

from db.database import Database
from db.erp_circuit import ErpCircuit
from tests.api.sales import Sales
from tests.business_central.conftest import Deliver, connection, submitted
from tests.simulator.running import Simulator
from tests.tenants import Tenant

HEALTH = """{ viewer { tenant { erpConnection { health { circuitState pausedUntil problem
  consecutiveFailures lastSuccessAt lastProblemAt lastProblem waitingOrders rejectedOrders
  failedOrders unmatchedInvoices invoicesReadTo } } } } }"""


async def health_of(sales: Sales) -> Any:
    """Read how the connection is doing."""
    return (await sales.api(HEALTH))["viewer"]["tenant"]["erpConnection"]["health"]


async def test_a_connection_that_works_says_when_it_last_did(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order, waiting, rejected = [await submitted(linked) for _ in range(3)]
    await deliver(order)
    await linked.do("connectErp", input={"writeInItem": "UNKNOWN"})
    await deliver(rejected)
    assert waiting["id"]

    health = await health_of(linked)

    assert (health["circuitState"], health["pausedUntil"], health["problem"]) == (
        "CLOSED",
        None,
        None,
    )
    assert health["lastSuccessAt"]
    assert (health["waitingOrders"], health["rejectedOrders"], health["failedOrders"]) == (1, 1, 0)


async def test_a_wrong_secret_pauses_the_connection_and_says_why(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    await linked.do("connectErp", input={"clientSecret": "wrong"})
    await deliver(await submitted(linked))

    paused = await health_of(linked)
    await linked.do("connectErp", input=connection(bc))
    mended = await health_of(linked)

    assert (paused["circuitState"], paused["waitingOrders"]) == ("OPEN", 1)
    assert paused["pausedUntil"]
    assert "the client secret is wrong" in paused["problem"]
    assert (mended["circuitState"], mended["problem"]) == ("CLOSED", None)
    assert mended["lastProblem"] == paused["problem"]  # what happened stays visible


async def test_failures_in_a_row_are_counted_and_named(
    linked: Sales, bc: Simulator, deliver: Deliver, tenant: Tenant, database: Database
) -> None:
    bc.control("POST", "faults", method="GET", path="salesOrders", status=503, times=20)
    await deliver(await submitted(linked))

    health = await health_of(linked)

    assert (health["circuitState"], health["consecutiveFailures"]) == ("CLOSED", 1)
    assert health["lastProblem"]
    assert health["lastProblemAt"]
    await ErpCircuit(database).note_success(tenant.id)
    assert (await health_of(linked))["consecutiveFailures"] == 0
