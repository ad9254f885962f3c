"""The connection to an ERP: what it needs, and when it cannot change (F-1 to F-4, O-1, O-2)."""

from typing import Any

import pytest

from domain.tenant.erp_check import ErpCheckStatus, ErpCheckSubject, check_program
from domain.tenant.erp_connection import ErpConnection, ErpMode, ErpOrderNumber
from tests.domain.make import refusal_of, snapshot

BUSINESS_CENTRAL = {
    "mode": ErpMode.BUSINESS_CENTRAL,
    "directory_id": "contoso.example",
    "environment": "production",
    "company_id": "9c9f8a3e-0d4a-4b0e-8f0e-3a1f5f1d2c4b",
    "client_id": "app-1",
    "client_secret": "cipher",
}
PATHS = {
    "directory_id": "directoryId",
    "environment": "environment",
    "company_id": "companyId",
    "client_id": "clientId",
    "client_secret": "clientSecret",
}


def connection(values: dict[str, Any] | None = None) -> ErpConnection:
    """Return a connection, by default to Business Central."""
    made = ErpConnection()
    made.connect(BUSINESS_CENTRAL if values is None else values, [])
    return made


def test_o_1_who_gets_orders_and_who_is_called() -> None:
    external = connection({"mode": ErpMode.EXTERNAL})

    assert (ErpConnection().is_open, ErpConnection().is_called) == (False, False)
    assert (external.is_open, external.is_called) == (True, False)
    assert (connection().is_open, connection().is_called) == (True, True)


@pytest.mark.parametrize("values", [{}, {"mode": ErpMode.NONE}])
def test_a_connection_needs_an_erp(values: dict[str, Any]) -> None:
    path = ("mode",)

    assert refusal_of(lambda: connection(values)) == ("ERP_MODE_REQUIRED", path, {})


@pytest.mark.parametrize("name", PATHS)
def test_business_central_needs_all_of_its_settings(name: str) -> None:
    given = {key: value for key, value in BUSINESS_CENTRAL.items() if key != name}

    assert refusal_of(lambda: connection(given)) == (
        "ERP_SETTING_REQUIRED",
        (PATHS[name],),
        {"field": PATHS[name]},
    )


@pytest.mark.parametrize("name", PATHS)
def test_an_external_erp_has_no_address_and_no_credentials(name: str) -> None:
    given = {"mode": ErpMode.EXTERNAL, name: BUSINESS_CENTRAL[name]}

    assert refusal_of(lambda: connection(given)) == (
        "ERP_SETTING_UNUSED",
        (PATHS[name],),
        {"field": PATHS[name]},
    )


@pytest.mark.parametrize("company", ["CRONUS", f"{BUSINESS_CENTRAL['company_id']}0", ""])
def test_a_company_of_business_central_is_a_uuid(company: str) -> None:
    given = BUSINESS_CENTRAL | {"company_id": company}

    assert refusal_of(lambda: connection(given)) == ("ERP_COMPANY_INVALID", ("companyId",), {})


def test_omitted_settings_stay_as_they_are() -> None:
    it = connection(BUSINESS_CENTRAL | {"write_in_item": "B-200"})

    it.connect({"post_orders": True}, ["ORD-1"])

    assert (it.mode, it.write_in_item, it.post_orders) == (ErpMode.BUSINESS_CENTRAL, "B-200", True)


@pytest.mark.parametrize(
    "change",
    [
        {"mode": ErpMode.EXTERNAL},
        {"directory_id": "fabrikam.example"},
        {"environment": "sandbox"},
        {"company_id": "00000000-0d4a-4b0e-8f0e-3a1f5f1d2c4b"},
    ],
)
def test_f_3_an_erp_with_orders_is_not_replaced(change: dict[str, Any]) -> None:
    it = connection()
    before = snapshot(it)

    refused = refusal_of(lambda: it.connect(change, ["ORD-1", "ORD-2"]))

    assert refused == ("ORDERS_STILL_SUBMITTED", (), {"count": 2, "orders": "ORD-1, ORD-2"})
    assert snapshot(it) == before


def test_an_erp_with_orders_gets_new_credentials_and_keeps_its_address() -> None:
    it = connection()

    it.connect(BUSINESS_CENTRAL | {"client_id": "app-2", "client_secret": "new"}, ["ORD-1"])

    assert (it.client_id, it.client_secret) == ("app-2", "new")


def test_a_tenant_without_an_erp_gets_one_whatever_was_submitted_before() -> None:
    it = ErpConnection()

    it.connect(BUSINESS_CENTRAL, ["ORD-1"])

    assert it.is_called


def test_an_erp_without_orders_is_replaced() -> None:
    it = connection()

    it.connect({"mode": ErpMode.EXTERNAL} | dict.fromkeys(PATHS), [])

    assert (it.mode, it.client_secret) == (ErpMode.EXTERNAL, None)


def test_o_2_the_credentials_of_a_disconnected_erp_are_erased() -> None:
    it = connection()

    it.forget_credentials()
    in_use = it.client_secret
    it.disconnect([])
    kept = it.client_secret  # to end the subscriptions there
    it.forget_credentials()

    assert (in_use, kept, it.client_secret) == ("cipher", "cipher", None)
    assert (it.mode, it.is_open, it.directory_id) == (ErpMode.NONE, False, "contoso.example")


@pytest.mark.parametrize(("count", "end"), [(1, "ORD-1"), (20, "ORD-20"), (21, "ORD-20, …")])
def test_o_2_the_refusal_names_at_most_20_orders(count: int, end: str) -> None:
    it = connection()
    submitted = [f"ORD-{at}" for at in range(1, count + 1)]

    code, _, facts = refusal_of(lambda: it.disconnect(submitted))

    assert (code, facts["count"]) == ("ORDERS_STILL_SUBMITTED", count)
    assert str(facts["orders"]).startswith("ORD-1")
    assert str(facts["orders"]).endswith(end)
    assert it.is_called


@pytest.mark.parametrize(
    ("setting", "number"),
    [(ErpOrderNumber.ORDER_NUMBER, "ORD-1"), (ErpOrderNumber.NAME, "Pumps")],
)
def test_the_erp_gets_the_number_or_the_name_of_an_order(
    setting: ErpOrderNumber, number: str
) -> None:
    it = connection(BUSINESS_CENTRAL | {"order_number": setting})

    assert it.external_number("ORD-1", "Pumps") == number


def test_o_17_an_external_erp_without_a_user_does_not_work() -> None:
    check = check_program(0)

    assert check.subject is ErpCheckSubject.INTEGRATION_USER
    assert check.status is ErpCheckStatus.FAILED
    assert check.message == (
        "An external ERP calls this API, but there is no active integration user for it."
        " Create one with `salesgraph user create --integration`."
    )


def test_o_17_whether_an_external_erp_calls_is_unknown() -> None:
    check = check_program(1)

    assert check.subject is ErpCheckSubject.INTEGRATION_USER
    assert check.status is ErpCheckStatus.PASSED
    assert check.message == (
        "An external ERP calls this API, as an integration user. This server cannot tell whether"
        " it does."
    )
