"""2.7 `$batch`, with and without `Isolation: snapshot`."""

from typing import Any

from tests.simulator.running import Simulator


def part(
    bc: Simulator, number: int, method: str, path: str, body: Any = None, **headers: str
) -> Any:
    """Return a request of a batch, below the company."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    url = f"companies({bc.company})/{path}"
    asked = {"id": str(number), "method": method, "url": url, "headers": names}
    return asked if body is None else {**asked, "body": body}


def run(bc: Simulator, *parts: Any, **headers: str) -> Any:
    """Send a batch and return its responses by id."""
    answer = bc.post("/$batch", {"requests": list(parts)}, **headers)
    assert answer.status == 200, answer.text
    return {each["id"]: each for each in answer.json["responses"]}


def replacement(bc: Simulator, order: Any, item: str) -> list[Any]:
    """Return the parts that replace the lines of an order and change its header."""
    line, path = order["salesOrderLines"][0]["id"], f"salesOrders({order['id']})"
    new = {"lineType": "Item", "lineObjectNumber": item, "quantity": 1, "unitPrice": 7}
    return [
        part(bc, 1, "DELETE", f"salesOrderLines({line})", If_Match="*"),
        part(bc, 2, "POST", f"{path}/salesOrderLines", new),
        part(bc, 3, "PATCH", path, {"shipToName": "New"}, If_Match="*"),
    ]


def test_2_7_a_batch_with_isolation_replaces_lines(bc: Simulator) -> None:
    order = bc.order()

    answers = run(bc, *replacement(bc, order, "B-200"), Isolation="snapshot")

    assert [answers[str(number)]["status"] for number in (1, 2, 3)] == [204, 201, 200]
    read = bc.reread(order).json
    assert [line["lineObjectNumber"] for line in read["salesOrderLines"]] == ["B-200"]
    assert (read["shipToName"], read["totalAmountExcludingTax"]) == ("New", 7)


def test_2_7_with_isolation_one_error_undoes_everything(bc: Simulator) -> None:
    order = bc.order()

    answers = run(bc, *replacement(bc, order, "NONE"), Isolation="snapshot")

    assert answers["2"]["status"] == 400
    assert answers["2"]["body"]["error"]["code"] == "Application_DialogException"
    assert answers["1"]["status"] >= 400
    assert bc.reread(order).etag == order["@odata.etag"]


def test_2_7_without_isolation_earlier_successes_stay(bc: Simulator) -> None:
    order = bc.order()

    answers = run(bc, *replacement(bc, order, "NONE"))

    assert (answers["1"]["status"], answers["2"]["status"]) == (204, 400)
    assert "3" not in answers  # a batch stops at the first error
    assert bc.reread(order).json["salesOrderLines"] == []


def test_2_7_a_batch_goes_on_if_the_client_prefers_it(bc: Simulator) -> None:
    order = bc.order()

    answers = run(bc, *replacement(bc, order, "NONE"), Prefer="odata.continue-on-error")

    assert [answers[str(number)]["status"] for number in (1, 2, 3)] == [204, 400, 200]


def test_2_7_inner_writes_need_their_own_if_match(bc: Simulator) -> None:
    order = bc.order()
    patch = part(bc, 1, "PATCH", f"salesOrders({order['id']})", {"shipToName": "New"})

    answers = run(bc, patch, If_Match="*")

    assert answers["1"]["body"]["error"]["code"] == "BadRequest_InvalidToken"


def test_2_7_reads_and_the_company_header(bc: Simulator) -> None:
    order = bc.order()
    inside = {"id": "1", "method": "GET", "url": "salesOrders", "headers": {"Company": bc.company}}
    absolute = {"id": "2", "method": "GET", "url": bc.url(f"salesOrders({order['id']})")}

    answers = run(bc, inside, absolute)

    assert answers["1"]["body"]["value"][0]["id"] == order["id"]
    assert answers["2"]["body"]["number"] == order["number"]
    assert answers["2"]["headers"]["etag"] == order["@odata.etag"]


def test_2_7_a_batch_has_at_most_100_requests(bc: Simulator) -> None:
    parts = [part(bc, number, "GET", "salesOrders/$count") for number in range(101)]

    assert len(run(bc, *parts[:100])) == 100
    assert bc.post("/$batch", {"requests": parts}).status == 400
    assert bc.post("/$batch", {"requests": []}).status == 400
    assert bc.post("/$batch", {"requests": [{"id": "1"}]}).status == 400


def test_2_7_lines_of_several_orders_in_one_batch(bc: Simulator) -> None:
    orders = [bc.order(f"SO-{number}") for number in range(3)]
    parts = [
        part(
            bc,
            number,
            "POST",
            f"salesOrders({order['id']})/salesOrderLines",
            {
                "lineType": "Comment",
                "description": "x",
            },
        )
        for number, order in enumerate(orders)
    ]

    answers = run(bc, *parts, Isolation="snapshot")

    assert {each["status"] for each in answers.values()} == {201}
