"""2.8 Errors and limits; 2.10 the faults that the control door orders."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.simulator.running import Simulator, pumps


def create(bc: Simulator, number: str = "SO-1") -> Any:
    """Try to create an order."""
    body = {"customerNumber": "10000", "externalDocumentNumber": number}
    return bc.post("salesOrders", {**body, "salesOrderLines": [pumps(1)]})


def count(bc: Simulator, number: str = "SO-1") -> int:
    """Return how many orders have this external number."""
    return len(bc.control("GET", f"external/{number}")["orders"])


def wait_for(holds: Any) -> bool:
    """Wait up to 5 s until something holds."""
    pause = threading.Event()
    return any(holds() or pause.wait(0.05) for _ in range(100))


@pytest.mark.parametrize(("drop", "orders"), [("BEFORE", 0), ("AFTER", 1), ("DURING", 1)])
def test_2_10_c_5_c_6_a_closed_connection(bc: Simulator, drop: str, orders: int) -> None:
    bc.control("POST", "faults", method="POST", path="salesOrders$", drop=drop)

    with pytest.raises(httpx.TransportError):
        create(bc)

    assert count(bc) == orders
    assert create(bc).status == 201  # the fault is used up


@pytest.mark.parametrize(("drop", "orders"), [("BEFORE", 0), ("AFTER", 50)])
def test_2_10_many_closed_connections(bc: Simulator, drop: str, orders: int) -> None:
    bc.control("POST", "faults", method="POST", path="salesOrders$", drop=drop, times=50)

    def attempt(_: int) -> bool:
        with pytest.raises(httpx.TransportError):
            create(bc)
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(attempt, range(50)))
    assert count(bc) == orders


def test_2_10_faults_happen_as_often_as_ordered(bc: Simulator) -> None:
    bc.control("POST", "faults", path="salesOrders", skip=1, times=2, status=500)

    statuses = [create(bc, f"SO-{number}").status for number in range(4)]

    assert statuses == [201, 500, 500, 201]
    assert bc.get("items").status == 200


def test_2_8_c_3_429_without_retry_after(bc: Simulator) -> None:
    bc.control("POST", "faults", status=429)

    answer = bc.get("items")

    assert (answer.status, "retry-after" in answer.headers) == (429, False)


def test_2_8_c_4_503_with_retry_after(bc: Simulator) -> None:
    bc.control("POST", "faults", status=503, retryAfter="7")

    answer = bc.get("items")

    assert (answer.status, answer.headers["retry-after"]) == (503, "7")


def test_2_8_c_2_401_once(bc: Simulator) -> None:
    bc.control("POST", "faults", status=401)

    assert [bc.get("items").status, bc.get("items").status] == [401, 200]


@pytest.mark.parametrize(("after", "orders"), [(False, 0), (True, 1)])
def test_2_8_504_with_an_unknown_outcome(bc: Simulator, *, after: bool, orders: int) -> None:
    bc.control("POST", "faults", method="POST", status=504, afterCommit=after)

    assert create(bc).status == 504
    assert count(bc) == orders


def test_2_8_an_answer_that_is_not_json(bc: Simulator) -> None:
    bc.control("POST", "faults", status=200, body="<html>Sign in</html>")

    answer = bc.get("items")

    assert answer.headers["content-type"].startswith("text/html")


def test_2_10_faults_of_the_token_endpoint(bc: Simulator) -> None:
    bc.control("POST", "faults", path="/token$", status=503)

    assert [bc.ask_token().status, bc.ask_token().status] == [503, 200]


def test_2_10_faults_that_make_no_sense_are_refused(bc: Simulator) -> None:
    for fault in ({"drop": "NEVER"}, {"nothing": 1}, {"path": "("}, {"times": "1"}):
        response = httpx.post(f"{bc.address}/control/faults", json=fault)
        assert response.status_code == 400
    assert bc.state()["faults"] == 0


def test_2_10_c_19_a_late_commit_is_stamped_before_others_and_seen_after(bc: Simulator) -> None:
    bc.control("POST", "faults", method="POST", path="salesOrders$", commitAfterSeconds=300)
    with ThreadPoolExecutor() as pool:
        late = pool.submit(create, bc, "LATE")
        while not bc.control("GET", "requests")["mostProcessing"]:
            pass
        bc.control("POST", "clock", advanceSeconds=60)
        early = bc.order("EARLY")
        seen = bc.get("salesOrders").json["value"]
        bc.control("POST", "clock", advanceSeconds=240)
        order = late.result().json

    assert [each["externalDocumentNumber"] for each in seen] == ["EARLY"]
    assert order["lastModifiedDateTime"] < early["lastModifiedDateTime"]
    assert count(bc, "LATE") == 1


def test_2_10_a_late_commit_happens_although_the_client_went_away(bc: Simulator) -> None:
    bc.control("POST", "faults", method="POST", path="salesOrders$", commitAfterSeconds=480)
    body = {"customerNumber": "10000", "externalDocumentNumber": "SO-1"}

    with pytest.raises(httpx.ReadTimeout):
        httpx.post(bc.url("salesOrders"), json=body, headers=bc.headers, timeout=0.2)

    assert count(bc) == 0
    bc.control("POST", "clock", advanceSeconds=480)
    assert wait_for(lambda: count(bc) == 1)


def test_2_10_c_19_a_late_commit_of_an_invoice(bc: Simulator) -> None:
    order = bc.order()
    bc.control("POST", "orders/SO-1/post", commitAfterSeconds=60)
    assert bc.invoices() == []

    with ThreadPoolExecutor() as pool:  # whoever writes to a locked record waits
        path = f"salesOrders({order['id']})"
        waiting = pool.submit(bc.send, "PATCH", path, {"email": "a@b.c"}, If_Match="*")
        assert bc.get(path).status == 200
        bc.control("POST", "clock", advanceSeconds=60)
        assert waiting.result().status == 404

    assert len(bc.invoices()) == 1


def test_2_8_five_requests_are_processed_at_once(bc: Simulator) -> None:
    bc.control("POST", "settings", latency_seconds=0.05)

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda number: create(bc, f"SO-{number}").status, range(20)))

    assert statuses == [201] * 20
    counters = bc.control("GET", "requests")
    assert counters["mostProcessing"] == 5
    assert counters["mostOpen"] > 5


async def test_2_8_more_than_95_waiting_requests_are_refused(bc: Simulator) -> None:
    bc.control("POST", "settings", latency_seconds=0.5, queued=3, concurrent=2)

    async with httpx.AsyncClient(headers=bc.headers, timeout=30) as client:
        answers = await asyncio.gather(*(client.get(bc.url("items")) for _ in range(9)))

    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [429] * 4


def test_2_8_requests_in_a_window_are_limited(bc: Simulator) -> None:
    bc.control("POST", "settings", requests_per_window=4)  # one of them was the sign-in

    statuses = [bc.get("items").status for _ in range(4)]
    bc.control("POST", "clock", advanceSeconds=301)

    assert statuses == [200, 200, 200, 429]
    assert bc.get("items").status == 200


def test_2_8_who_waits_too_long_gets_503(bc: Simulator) -> None:
    bc.control("POST", "settings", latency_seconds=0.5, concurrent=1, queue_seconds=0.1)

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(lambda _: bc.get("items").status, range(2)))

    assert statuses == [200, 503]


def test_2_10_c_7_two_workers_make_two_orders_if_nobody_stops_them(bc: Simulator) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert [each.status for each in pool.map(lambda _: create(bc), range(2))] == [201, 201]

    assert bc.state()["ordersByExternalNumber"]["SO-1"] == 2


def test_2_10_the_requests_are_kept(bc: Simulator) -> None:
    create(bc)

    log = bc.control("GET", "requests")["log"]

    assert (log[-1]["method"], log[-1]["status"], log[-1]["client"]) == ("POST", 201, "salesgraph")
    assert '"externalDocumentNumber": "SO-1"' in log[-1]["body"]
    assert "simulator-secret" not in str(log)


def test_2_10_a_reset_undoes_late_commits(bc: Simulator) -> None:
    bc.order()
    bc.control("POST", "orders/SO-1/post", commitAfterSeconds=600)

    bc.reset().control("POST", "clock", advanceSeconds=600)

    assert bc.invoices() == []
    bc.order()
    bc.control("POST", "orders/SO-1/post")  # nothing is locked any more
    assert len(bc.invoices()) == 1


def test_2_7_a_batch_waits_for_a_locked_record_before_it_begins(bc: Simulator) -> None:
    order = bc.order()
    bc.control("POST", "orders/SO-1/release", commitAfterSeconds=60)
    url, body = f"companies({bc.company})/salesOrders({order['id']})", {"email": "a@b.c"}
    patch = {"id": "1", "method": "PATCH", "url": url, "headers": {"If-Match": "*"}, "body": body}

    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(bc.post, "/$batch", {"requests": [patch]})
        while not bc.control("GET", "requests")["log"][-1]["path"].endswith("$batch"):
            pass
        bc.control("POST", "clock", advanceSeconds=60)

    (answer,) = waiting.result().json["responses"]
    assert (answer["status"], answer["body"]["status"]) == (200, "Open")


def test_2_10_a_delayed_answer(bc: Simulator) -> None:
    bc.control("POST", "faults", path="items", delaySeconds=0.3)

    with pytest.raises(httpx.ReadTimeout):
        httpx.get(bc.url("items"), headers=bc.headers, timeout=0.1)


def test_2_8_too_many_requests_have_a_code(bc: Simulator) -> None:
    bc.control("POST", "settings", requests_per_window=0)

    assert bc.get("items").refusal == (429, "Application_TooManyRequests")
