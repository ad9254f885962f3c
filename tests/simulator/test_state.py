"""2.10 The simulator as a program: its state file, its independence, posting by itself."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from tests.simulator.receiver import receive
from tests.simulator.running import COMMAND, ROOT, SEED, Simulator, pumps, run_simulator

FOREIGN = ("domain", "db", "gql", "sqlalchemy", "asyncpg", "strawberry", "httpx", "pydantic")


def test_2_10_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    file = str(tmp_path / "state.sqlite3")
    answered: list[str] = []
    with (
        run_simulator("--state", file) as (process, address),
        receive() as receiver,
        Simulator(address) as bc,
    ):
        bc.reset()
        body = {
            "notificationUrl": receiver.url,
            "resource": f"/api/v2.0/companies({bc.company})/items",
        }
        assert bc.post("/subscriptions", body).status == 201
        bc.control("POST", "clock", advanceSeconds=1_800)
        bc.order("POSTED")
        bc.control("POST", "orders/POSTED/post")

        def create(number: int) -> None:
            try:
                answered.append(bc.order(f"SO-{number}", pumps("1.5", "0.1"))["id"])
            except httpx.TransportError:
                return

        with ThreadPoolExecutor(4) as pool:
            for number in range(200):
                pool.submit(create, number)
            while len(answered) < 40:
                threading.Event().wait(0.01)
            process.kill()

    with run_simulator("--state", file) as (_, address), Simulator(address) as again:
        again.sign_in()
        found = {each["id"]: each for each in again.get("salesOrders").json["value"]}
        assert 40 <= len(answered) < 200
        assert set(answered) <= found.keys()
        numbers = [each["number"] for each in found.values()]
        assert len(set(numbers)) == len(numbers)
        lines = again.reread({"id": answered[0]}).json["salesOrderLines"]
        assert str(lines[0]["unitPrice"]) == "0.1"
        assert [each["externalDocumentNumber"] for each in again.invoices()] == ["POSTED"]
        assert len(again.get("/subscriptions").json["value"]) == 1
        path = f"salesOrders({answered[0]})"
        changed = again.send(
            "PATCH", path, {"email": "a@b.c"}, If_Match=found[answered[0]]["@odata.etag"]
        )
        assert changed.status == 200
        assert changed.json["lastModifiedDateTime"] > found[answered[-1]]["lastModifiedDateTime"]
        assert changed.etag not in {each["@odata.etag"] for each in found.values()}


def test_2_10_an_etag_is_never_used_twice(tmp_path: Path) -> None:
    options = ("--demo", "--state", str(tmp_path / "state.sqlite3"))
    with run_simulator(*options) as (_, address), Simulator(address) as bc:
        (customer,) = bc.sign_in().get("customers").json["value"]
    path, etags = f"customers({customer['id']})", {customer["@odata.etag"]}

    with run_simulator(*options) as (_, address), Simulator(address) as bc:
        bc.sign_in()
        for number in range(40):
            changed = bc.send("PATCH", path, {"city": f"City {number}"}, If_Match="*")
            assert changed.etag not in etags
            etags.add(changed.etag)


def test_2_10_orders_are_posted_by_themselves() -> None:
    with run_simulator("--auto-post", "0.2") as (_, address), Simulator(address) as bc:
        bc.reset()
        empty = bc.post("salesOrders", {"customerNumber": "10000"}).json
        order = bc.order()
        pause = threading.Event()

        assert any(bc.invoices() or pause.wait(0.1) for _ in range(100))

        (invoice,) = bc.invoices()
        assert invoice["orderId"] == order["id"]
        assert bc.get(f"salesOrders({empty['id']})").status == 200  # it cannot be posted


def test_2_10_the_program_needs_nothing_of_salesgraph() -> None:
    code = (
        "import sys; import integrations.business_central.simulator.__main__;"
        f"print(sorted(set({FOREIGN!r}) & sys.modules.keys()))"
    )

    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert ended.stdout == "[]\n"


def test_2_10_seeds_come_from_files(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text('{"taxGroups": [{"code": "X", "percent": 7.7}], "items": [{"number": "I-1"}]}')

    options = ("--demo", "--seed", str(seed), "--company", "Other", "--currency", "CHF")
    with run_simulator(*options) as (_, address), Simulator(address) as bc:
        bc.sign_in()
        items = {each["number"] for each in bc.get("items").json["value"]}
        (information,) = bc.get("companyInformation").json["value"]
        customer = bc.get("customers").json["value"][0]

    assert items == {"I-1", "WRITEIN"}
    assert (information["displayName"], information["currencyCode"]) == ("Other", "CHF")
    assert customer["currencyCode"] == "CHF"


def test_2_10_a_wrong_seed_stops_the_start(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text('{"nothing": []}')

    ended = subprocess.run(  # noqa: S603
        [*COMMAND, "--seed", str(seed)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode != 0
    assert "no set nothing" in ended.stderr


SEED_IDS: dict[str, Any] = {
    "customers": [{"id": "5F1C0C7E-6d0e-4f6d-9b1a-0d8a6f0b7a11", "displayName": "A"}]
}


def test_2_10_masters_of_the_control_door_can_have_ids(bc: Simulator) -> None:
    bc.control("POST", "seed", **SEED_IDS)

    assert bc.get("customers(5f1c0c7e-6d0e-4f6d-9b1a-0d8a6f0b7a11)").json["displayName"] == "A"
    bc.control("DELETE", "masters/customers/5f1c0c7e-6d0e-4f6d-9b1a-0d8a6f0b7a11")
    assert bc.get("customers(5f1c0c7e-6d0e-4f6d-9b1a-0d8a6f0b7a11)").status == 404


def test_2_10_a_reset_forgets_everything(bc: Simulator) -> None:
    bc.order()
    bc.control("POST", "clock", advanceSeconds=600)
    bc.control("POST", "settings", encode_enums=False)
    bc.control("POST", "faults", status=500)

    bc.control("POST", "reset", seed=SEED)

    state = bc.state()
    assert (state["orders"], state["faults"], state["counters"]["requests"]) == ([], 0, 0)
    assert bc.get("items").status == 401
    bc.sign_in()
    assert bc.get("customers").json["value"][0]["blocked"] == "_x0020_"
