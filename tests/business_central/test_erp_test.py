"""`testErpConnection`: what works and what does not, in words, bounded in time."""

import asyncio
import time
from typing import Any

import pytest

from db.credential_cipher import derived_key
from db.database import Database
from db.erp_circuit import ErpCircuit
from integrations.business_central import erp_calls
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.business_central.conftest import Make, connection
from tests.simulator.running import Simulator
from tests.tenants import MakeTenant, Tenant

READS = ["CUSTOMERS", "ITEMS", "ORDERS", "INVOICES"]


async def checks_of(desk: Sales) -> tuple[bool, dict[str, str], dict[str, str]]:
    """Test the connection; return whether it works, and the status and message of each check."""
    payload = await desk.do("testErpConnection")
    checks = {each["subject"]: each for each in payload["checks"]}
    return (
        payload["succeeded"],
        {name: each["status"] for name, each in checks.items()},
        {name: each["message"] for name, each in checks.items()},
    )


async def test_a_connection_that_works_passes_all_checks(desk: Sales, bc: Simulator) -> None:
    await desk.do("connectErp", input=connection(bc))

    works, statuses, messages = await checks_of(desk)

    assert works
    assert set(statuses.values()) == {"PASSED"}
    assert list(statuses)[:2] == ["CREDENTIALS", "COMPANY"]
    assert messages["COMPANY"].startswith("The company is ")
    assert messages["WRITE_IN_ITEM"] == "The company has the item B-200."


async def test_a_wrong_secret_is_named_and_nothing_else_is_checked(
    desk: Sales, bc: Simulator
) -> None:
    await desk.do("connectErp", input=connection(bc) | {"clientSecret": "wrong"})

    works, statuses, messages = await checks_of(desk)

    assert not works
    assert statuses.pop("CREDENTIALS") == "FAILED"
    assert "the client secret is wrong (AADSTS7000215)" in messages["CREDENTIALS"]
    assert set(statuses.values()) == {"SKIPPED"}


async def test_a_wrong_company_is_named_beside_those_that_exist(desk: Sales, bc: Simulator) -> None:
    wrong = "9c9f8a3e-0d4a-4b0e-8f0e-3a1f5f1d2c4b"
    await desk.do("connectErp", input=connection(bc) | {"companyId": wrong})

    works, statuses, messages = await checks_of(desk)

    assert not works
    assert statuses["COMPANY"] == "FAILED"
    assert f"has no company with the ID {wrong}" in messages["COMPANY"]
    assert bc.company in messages["COMPANY"]
    assert statuses["ORDERS"] == "SKIPPED"


async def test_a_missing_permission_fails_one_check_and_not_the_others(
    desk: Sales, bc: Simulator
) -> None:
    await desk.do("connectErp", input=connection(bc))
    bc.control("POST", "faults", method="GET", path="salesOrders$", status=403, times=5)

    works, statuses, messages = await checks_of(desk)

    assert not works
    assert [name for name, status in statuses.items() if status == "FAILED"] == ["ORDERS"]
    assert "no permission to read sales orders" in messages["ORDERS"]


async def test_an_application_that_is_not_enabled_is_told_where_to_enable_it(
    desk: Sales, bc: Simulator
) -> None:
    await desk.do("connectErp", input=connection(bc))
    bc.control("POST", "faults", method="GET", path="companies$", status=401, times=5)

    _, statuses, messages = await checks_of(desk)

    assert statuses["COMPANY"] == "FAILED"
    assert "Microsoft Entra applications" in messages["COMPANY"]


async def test_settings_that_name_nothing_fail_and_missing_ones_are_skipped(
    desk: Sales, bc: Simulator
) -> None:
    await desk.do("connectErp", input=connection(bc) | {"writeInItem": "X", "freightAccount": None})

    _, statuses, messages = await checks_of(desk)

    assert (statuses["WRITE_IN_ITEM"], statuses["FREIGHT_ACCOUNT"]) == ("FAILED", "SKIPPED")
    assert messages["WRITE_IN_ITEM"].startswith("The company has no item X.")
    assert "`freightAccount` is not set" in messages["FREIGHT_ACCOUNT"]


async def test_an_erp_that_does_not_answer_ends_the_test_in_time(
    make: Make, tenant: Tenant, bc: Simulator
) -> None:
    desk = make(tenant, 1.0, "")
    await desk.do("connectErp", input=connection(bc))
    bc.control("POST", "faults", method="GET", path="companies$", delaySeconds=8)
    began = time.monotonic()

    works, statuses, messages = await checks_of(desk)

    assert time.monotonic() - began < 6
    assert not works
    assert (statuses["COMPANY"], statuses["ITEMS"]) == ("FAILED", "SKIPPED")
    assert messages["COMPANY"] == "Business Central did not answer within 1 seconds."


async def test_others_and_the_database_do_not_wait_for_the_erp(
    make: Make, tenant: Tenant, bc: Simulator, make_tenant: MakeTenant, database: Database
) -> None:
    desk = make(tenant, 4.0, "")
    await desk.do("connectErp", input=connection(bc))
    bc.control("POST", "faults", method="GET", path="companies$", delaySeconds=6)
    test = asyncio.create_task(desk.do("testErpConnection"))
    await asyncio.sleep(0.5)  # until it waits for the ERP

    other = make(await make_tenant(), 4.0, "")
    await other.do("createAccount", input={"name": "Somebody"})
    # The same tenant changes the very connection that is being tested.
    await desk.do("connectErp", input={"writeInItem": "A-100"})

    assert not test.done()
    assert not (await test)["succeeded"]


async def test_tests_are_shared_and_limited(
    make: Make, tenant: Tenant, bc: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erp_calls, "AT_ONCE", 0)
    desk = make(tenant, 10.0, "")
    await desk.do("connectErp", input=connection(bc))
    assert await desk.refusal("testErpConnection") == "ERP_TESTS_BUSY"

    monkeypatch.setattr(erp_calls, "AT_ONCE", 1)
    before = len(company_reads(bc))
    both = await asyncio.gather(*(desk.do("testErpConnection") for _ in range(3)))

    assert all(payload["succeeded"] for payload in both)
    assert len(company_reads(bc)) - before == 1


def company_reads(bc: Simulator) -> list[Any]:
    """Return the requests by which the simulator was asked for its companies."""
    found = bc.control("GET", "requests")["log"]
    return [each for each in found if each["path"].endswith("/companies")]


async def test_a_secret_that_no_key_reads_is_told_without_a_call(
    make: Make, tenant: Tenant, desk: Sales, bc: Simulator
) -> None:
    await desk.do("connectErp", input=connection(bc))
    elsewhere = make(tenant, 10.0, derived_key("another secret"))

    works, statuses, messages = await checks_of(elsewhere)

    assert not works
    assert (statuses["CREDENTIALS"], statuses["COMPANY"]) == ("FAILED", "SKIPPED")
    assert "SALESGRAPH_ENCRYPTION_KEYS" in messages["CREDENTIALS"]


async def test_a_test_that_passes_lets_paused_deliveries_continue(
    desk: Sales, bc: Simulator, tenant: Tenant, database: Database
) -> None:
    await desk.do("connectErp", input=connection(bc))
    circuit = ErpCircuit(database)
    for _ in range(5):
        await circuit.note_failure(tenant.id)
    assert await circuit.admit(tenant.id) is not None

    await desk.do("testErpConnection")

    assert await circuit.admit(tenant.id) is None


async def test_an_external_erp_needs_an_integration_user(
    sales: Sales, request: pytest.FixtureRequest
) -> None:
    await sales.do("connectErp", input={"mode": "EXTERNAL"})
    works, statuses, messages = await checks_of(sales)
    assert (works, statuses) == (False, {"INTEGRATION_USER": "FAILED"})
    assert "salesgraph user create --integration" in messages["INTEGRATION_USER"]


async def test_an_external_erp_with_an_integration_user_passes(
    connected: Sales, program: Sales
) -> None:
    assert (await checks_of(connected))[:2] == (True, {"INTEGRATION_USER": "PASSED"})


async def test_without_an_erp_there_is_nothing_to_test(sales: Sales) -> None:
    assert await sales.refusal("testErpConnection") == "ERP_CONNECTION_NOT_FOUND"
    given: Json = {"mode": "EXTERNAL"}
    await sales.do("connectErp", input=given)
    await sales.do("disconnectErp")
    assert await sales.refusal("testErpConnection") == "ERP_CONNECTION_NOT_FOUND"
