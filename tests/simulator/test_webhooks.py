"""2.9 Webhook subscriptions."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.simulator.receiver import Receiver, receive
from tests.simulator.running import Simulator, pumps

DAY = 86_400


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of notifications."""
    with receive() as receiver:
        yield receiver


def subscribe(bc: Simulator, receiver: Receiver, name: str = "salesOrders") -> Any:
    """Create a subscription."""
    resource = f"/api/v2.0/companies({bc.company})/{name}"
    body = {"notificationUrl": receiver.url, "resource": resource, "clientState": "s3cret"}
    return bc.post("/subscriptions", body)


def wait_for(holds: Callable[[], bool]) -> bool:
    """Wait up to 5 s until something holds."""
    pause = threading.Event()
    return any(holds() or pause.wait(0.02) for _ in range(250))


def pending(bc: Simulator) -> Any:
    """Return the notifications that wait."""
    return bc.state()["pendingNotifications"]


def test_2_9_a_subscription_is_created_after_a_handshake(bc: Simulator, receiver: Receiver) -> None:
    answer = subscribe(bc, receiver)

    assert (answer.status, receiver.handshakes) == (201, 1)
    made = answer.json
    assert made["clientState"] == "s3cret"
    assert made["@odata.etag"].startswith('W/"')
    path = f"/subscriptions('{made['subscriptionId']}')"
    assert bc.get(path).json["resource"] == made["resource"]
    assert len(bc.get("/subscriptions").json["value"]) == 1


@pytest.mark.parametrize("fault", ["another token", "nobody there"])
def test_2_9_without_a_handshake_there_is_no_subscription(
    bc: Simulator, receiver: Receiver, fault: str
) -> None:
    receiver.shakes_hands = fault != "another token"
    if fault == "nobody there":
        receiver.url = "http://127.0.0.1:9/"

    assert subscribe(bc, receiver).status == 400
    assert bc.get("/subscriptions").json["value"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"resource": "/api/v2.0/companies(5f1c0c7e-6d0e-4f6d-9b1a-0d8a6f0b7a11)/salesOrders"},
        *({"resource": "salesOrders"}, {"notificationUrl": "ftp://x"}, {"notificationUrl": ""}),
        *({"clientState": "x" * 2049}, {"expirationDateTime": "2030-01-01T00:00:00Z"}),
    ],
)
def test_2_9_wrong_subscriptions_are_refused(
    bc: Simulator, receiver: Receiver, change: dict[str, str]
) -> None:
    resource = f"/api/v2.0/companies({bc.company})/salesOrders"
    body = {"notificationUrl": receiver.url, "resource": resource, **change}

    assert bc.post("/subscriptions", body).status == 400
    assert subscribe(bc, receiver, "salesShipments").status == 400
    assert receiver.handshakes == 0


def test_2_9_renewing_shakes_hands_again_and_lasts_three_days(
    bc: Simulator, receiver: Receiver
) -> None:
    made = subscribe(bc, receiver).json
    path = f"/subscriptions('{made['subscriptionId']}')"
    body = {name: made[name] for name in ("notificationUrl", "resource", "clientState")}
    bc.control("POST", "clock", advanceSeconds=2 * DAY)
    bc.sign_in()

    assert bc.send("PATCH", path, body).refusal == (400, "BadRequest_InvalidToken")
    renewed = bc.send("PATCH", path, body, If_Match=made["@odata.etag"])
    receiver.shakes_hands = False
    refused = bc.send("PATCH", path, body, If_Match="*")

    assert (renewed.status, receiver.handshakes) == (200, 3)
    assert renewed.json["expirationDateTime"][:10] > made["expirationDateTime"][:10]
    assert refused.status == 400
    bc.control("POST", "clock", advanceSeconds=2 * DAY)
    bc.sign_in()
    assert bc.get(path).status == 200
    bc.control("POST", "clock", advanceSeconds=DAY + 1)
    bc.sign_in()
    assert bc.get(path).status == 404


def test_2_9_a_subscription_is_deleted_with_its_etag(bc: Simulator, receiver: Receiver) -> None:
    made = subscribe(bc, receiver).json
    path = f"/subscriptions('{made['subscriptionId']}')"

    assert bc.send("DELETE", path).refusal == (400, "BadRequest_InvalidToken")
    assert bc.send("DELETE", path, If_Match='W/"x"').refusal == (409, "Request_EntityChanged")
    assert bc.send("DELETE", path, If_Match=made["@odata.etag"]).status == 204
    assert bc.get("/subscriptions(1)").status == 400


def test_2_9_changes_are_merged_for_30_seconds(bc: Simulator, receiver: Receiver) -> None:
    made = subscribe(bc, receiver).json
    invoices = subscribe(bc, receiver, "salesInvoices").json
    order = bc.order()
    bc.send("PATCH", f"salesOrders({order['id']})", {"email": "a@b.c"}, If_Match="*")
    other = bc.order("SO-2")
    bc.control("POST", "orders/SO-2/post")

    bc.control("POST", "clock", advanceSeconds=25)
    assert receiver.calls == []
    bc.control("POST", "clock", advanceSeconds=6)

    assert wait_for(lambda: receiver.calls != [])
    assert len(receiver.calls) == 1  # one call for all subscriptions with this URL
    found = {each["resource"]: each for each in receiver.notifications}
    start = f"api/v2.0/companies({bc.company})"
    invoice = bc.invoices()[0]["id"]
    assert {name: each["changeType"] for name, each in found.items()} == {
        f"{start}/salesOrders({order['id']})": "created",
        f"{start}/salesOrders({other['id']})": "deleted",
        f"{start}/salesInvoices({invoice})": "created",
    }
    one = found[f"{start}/salesOrders({order['id']})"]
    assert (one["subscriptionId"], one["clientState"]) == (made["subscriptionId"], "s3cret")
    assert one["lastModifiedDateTime"] == bc.reread(order).json["lastModifiedDateTime"]
    assert one["expirationDateTime"] == made["expirationDateTime"]
    told = found[f"{start}/salesInvoices({invoice})"]
    assert told["subscriptionId"] == invoices["subscriptionId"]
    (headers,) = receiver.headers
    assert headers["clientRequestId"] == headers["x-ms-correlation-id"]
    assert headers["Content-Type"].startswith("application/json")


def test_2_9_a_line_change_notifies_its_order(bc: Simulator, receiver: Receiver) -> None:
    order = bc.order()
    subscribe(bc, receiver)

    bc.post(f"salesOrders({order['id']})/salesOrderLines", pumps(1))
    bc.control("POST", "webhooks/flush")

    (told,) = receiver.notifications
    assert (told["changeType"], told["resource"][-37:-1]) == ("updated", order["id"])


def test_2_9_a_change_that_changes_nothing_is_not_told(bc: Simulator, receiver: Receiver) -> None:
    order = bc.order()
    subscribe(bc, receiver)

    bc.send("PATCH", f"salesOrders({order['id']})", {"email": ""}, If_Match="*")

    assert pending(bc) == []


def test_2_9_c_12_a_partial_payment_is_not_told(bc: Simulator, receiver: Receiver) -> None:
    bc.order()
    number = bc.control("POST", "orders/SO-1/post")["invoice"]["number"]
    subscribe(bc, receiver, "salesInvoices")

    bc.control("POST", f"invoices/{number}/payments", amount=1)
    assert pending(bc) == []
    bc.control("POST", f"invoices/{number}/payments")
    assert len(pending(bc)) == 1


@pytest.mark.parametrize("deleted", [False, True])
def test_2_9_many_changes_become_a_collection(
    bc: Simulator, receiver: Receiver, *, deleted: bool
) -> None:
    bc.control("POST", "settings", collection_above=3)
    subscribe(bc, receiver)
    for number in range(6):
        bc.order(f"SO-{number}")
    if deleted:
        bc.control("DELETE", "orders/SO-5")
    assert pending(bc)[0]["changes"] == 5  # four, and one for all others: it does not grow

    bc.control("POST", "webhooks/flush")

    (told,) = receiver.notifications
    assert told["changeType"] == "collection"
    _, separator, condition = told["resource"].partition("?$filter=lastModifiedDateTime%20gt%20")
    assert bool(separator) is not deleted
    if separator:
        found = bc.get("salesOrders", {"$filter": f"lastModifiedDateTime gt {condition}"})
        assert len(found.json["value"]) == 6


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_2_9_a_failed_delivery_is_repeated(bc: Simulator, receiver: Receiver, status: int) -> None:
    subscribe(bc, receiver)
    receiver.status = status
    bc.order()

    for minutes, calls in ((0.5, 1), (1, 2), (1, 3), (1, 4), (9, 4), (1, 5)):
        bc.control("POST", "clock", advanceSeconds=int(minutes * 60) + 1)
        assert wait_for(lambda expected=calls: len(receiver.calls) >= expected)  # type: ignore[misc]
        assert len(receiver.calls) == calls

    assert wait_for(lambda: bc.state()["subscriptions"] == [])  # the fifth was the last
    assert pending(bc) == []


def test_2_9_a_repeated_delivery_has_later_changes_too(bc: Simulator, receiver: Receiver) -> None:
    subscribe(bc, receiver)
    receiver.status = 503
    bc.order("SO-1")
    bc.control("POST", "webhooks/flush")
    receiver.status = 200
    bc.order("SO-2")

    bc.control("POST", "clock", advanceSeconds=61)

    assert wait_for(lambda: len(receiver.calls) == 2)
    assert len(receiver.calls[1]) == 2
    assert wait_for(lambda: pending(bc) == [])
    assert len(bc.state()["subscriptions"]) == 1


@pytest.mark.parametrize("status", [302, 400, 401, 404, 410])
def test_2_9_c_17_another_answer_deletes_the_subscription(
    bc: Simulator, receiver: Receiver, status: int
) -> None:
    subscribe(bc, receiver)
    receiver.status = status
    bc.order()

    bc.control("POST", "webhooks/flush")

    assert bc.state()["subscriptions"] == []
    assert len(receiver.calls) == 1


def test_2_9_supported_resources(bc: Simulator) -> None:
    root = bc.root.replace("/api/v2.0", "/api/microsoft/runtime/beta")

    found = bc.get(f"{root}/companies({bc.company})/webhookSupportedResources").json["value"]

    assert {"v2.0/salesOrders", "v2.0/salesInvoices"} <= {each["resource"] for each in found}
    anonymous = httpx.get(f"{root}/companies({bc.company})/webhookSupportedResources")
    assert anonymous.status_code == 401


def test_2_10_c_15_c_16_notifications_are_lost_doubled_and_turned_around(
    bc: Simulator, receiver: Receiver
) -> None:
    subscribe(bc, receiver)
    bc.order("SO-1")
    bc.control("POST", "webhooks/flush", discard=True)
    one, other = bc.order("SO-2")["id"], bc.order("SO-3")["id"]

    bc.control("POST", "webhooks/flush", times=2, reverse=True)

    told = [[each["resource"][-37:-1] for each in call] for call in receiver.calls]
    assert told == [[other, one]] * 2
    assert pending(bc) == []
