"""2.7 Query options and paging."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.simulator.running import Simulator, pumps

UNKNOWN = "5f1c0c7e-6d0e-4f6d-9b1a-0d8a6f0b7a11"


@pytest.fixture
def orders(bc: Simulator) -> list[Any]:
    """Five orders, the fifth with a quote in its number, ten minutes apart."""
    made = []
    for position in range(5):
        bc.control("POST", "clock", advanceSeconds=600)
        number = "SO-O'HARA" if position == 4 else f"SO-{position}"
        made.append(
            bc.order(number, pumps(position + 1, "10"), orderDate=f"2026-01-0{position + 1}")
        )
    return made


def numbers(bc: Simulator, text: str, **query: str) -> list[str]:
    """Return the external numbers of the orders that a filter finds."""
    answer = bc.get("salesOrders", {"$filter": text, "$orderby": "orderDate", **query})
    assert answer.status == 200, answer.text
    return [each["externalDocumentNumber"] for each in answer.json["value"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("externalDocumentNumber eq 'SO-1'", [1]),
        ("externalDocumentNumber ne 'SO-1'", [0, 2, 3, 4]),
        ("externalDocumentNumber eq 'SO-O''HARA'", [4]),
        ("orderDate gt 2026-01-04", [4]),
        ("orderDate ge 2026-01-02 and orderDate le 2026-01-03", [1, 2]),
        ("orderDate lt 2026-01-02", [0]),
        ("totalAmountExcludingTax gt 30.00", [3, 4]),
        ("totalAmountExcludingTax eq 30", [2]),
        ("totalAmountExcludingTax ge -1.5e2 and fullyShipped eq false", [0, 1, 2, 3, 4]),
        ("externalDocumentNumber eq 'SO-1' or externalDocumentNumber eq 'SO-2'", [1, 2]),
        ("(orderDate eq 2026-01-01 or orderDate eq 2026-01-05) and status eq 'Draft'", [0, 4]),
        (f"customerId eq {UNKNOWN}", []),
        ("startswith(externalDocumentNumber,'SO-O')", [4]),
        ("contains(externalDocumentNumber,'HARA') and orderDate gt 2026-01-01", [4]),
        ("salesOrderLines/any(l: l/quantity gt (100)) and orderDate eq 2026-01-01", [0]),
    ],
)
def test_2_7_filters(bc: Simulator, orders: list[Any], text: str, found: list[int]) -> None:
    assert numbers(bc, text) == [orders[each]["externalDocumentNumber"] for each in found]


def test_2_7_a_filter_by_time_finds_the_time_that_was_shown(
    bc: Simulator, orders: list[Any]
) -> None:
    shown = orders[2]["lastModifiedDateTime"]

    assert numbers(bc, f"lastModifiedDateTime ge {shown}") == ["SO-2", "SO-3", "SO-O'HARA"]
    assert numbers(bc, f"lastModifiedDateTime gt {shown}") == ["SO-3", "SO-O'HARA"]
    with_offset = shown.replace("Z", "+00:00")
    assert numbers(bc, f"lastModifiedDateTime lt {with_offset}") == ["SO-0", "SO-1"]


@pytest.mark.parametrize(
    "text",
    [
        "externalDocumentNumber eq 'SO-1' or orderDate eq 2026-01-01",
        "(status eq 'Draft' and orderDate eq 2026-01-01) or status eq 'Open'",
        "nothing eq 1",
        "externalDocumentNumber eq SO-1",
        "externalDocumentNumber eq 'SO",
        "externalDocumentNumber eq 5",
        f"customerId eq '{UNKNOWN}'",
        "orderDate eq '2026-01-01'",
        "orderDate eq 2026-01-01T00:00:00Z",
        "lastModifiedDateTime ge 2026-01-01",
        "lastModifiedDateTime ge 2026-01-01T00:00:00",
        "orderDate is 2026-01-01",
        "not (orderDate eq 2026-01-01)",
        "orderDate eq",
        "(orderDate eq 2026-01-01",
        "orderDate eq 2026-01-01 and",
        "orderDate eq 2026-01-01 orderDate",
        "orderDate eq null",
        "",
    ],
)
def test_2_7_other_filters_are_refused(bc: Simulator, text: str) -> None:
    answer = bc.get("salesOrders", {"$filter": text})

    assert answer.refusal == (400, "BadRequest")


def test_2_7_a_literal_longer_than_the_field_is_refused(bc: Simulator) -> None:
    answer = bc.get("salesOrders", {"$filter": f"externalDocumentNumber eq '{'x' * 36}'"})

    assert answer.refusal == (400, "Application_FilterErrorException")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("$top", "-1"), ("$top", "x"), ("$select", "nothing"), ("$expand", "nothing")),
        *(("$orderby", "nothing"), ("$orderby", "number up"), ("$search", "x"), ("filter", "x")),
        *(("$expand", "salesOrderLines($select)"), ("$skiptoken", "x")),
    ],
)
def test_2_7_other_options_are_refused(bc: Simulator, option: str, value: str) -> None:
    assert bc.get("salesOrders", {option: value}).refusal == (400, "BadRequest")


def test_2_7_select_and_expand(bc: Simulator, orders: list[Any]) -> None:
    lines = "salesOrderLines($select=sequence;$expand=item($select=number,displayName))"
    query = {"$select": "number", "$expand": f"{lines},customer($select=city)", "$top": "1"}

    (found,) = bc.get("salesOrders", query).json["value"]

    assert found.keys() == {"@odata.etag", "number", "salesOrderLines", "customer"}
    assert found["customer"].items() >= {("city", "Kiel")}
    (line,) = found["salesOrderLines"]
    assert line.keys() == {"@odata.etag", "sequence", "item"}
    assert line["item"]["displayName"] == "Pump"


def test_2_7_options_inside_of_expand(bc: Simulator) -> None:
    order = bc.order("SO-1", pumps(1), pumps(2), pumps(3))

    inner = "$filter=quantity gt 1;$orderby=quantity desc;$top=1"
    read = bc.get(f"salesOrders({order['id']})", {"$expand": f"salesOrderLines({inner})"}).json

    assert [line["quantity"] for line in read["salesOrderLines"]] == [3]


def test_2_7_a_navigation_property_is_a_path_too(bc: Simulator, orders: list[Any]) -> None:
    path = f"salesOrders({orders[0]['id']})"

    assert bc.get(f"{path}/customer").json["number"] == "10000"
    assert len(bc.get(f"{path}/salesOrderLines").json["value"]) == 1
    assert bc.get(f"{path}/currency").status == 404  # the local currency is none
    assert bc.get("salesOrders/$count").text == "5"
    assert bc.get("salesOrders", {"$count": "true", "$top": "1"}).json["@odata.count"] == 5


def test_2_7_order_and_top(bc: Simulator, orders: list[Any]) -> None:
    query = {"$orderby": "status,totalAmountExcludingTax desc", "$top": "2"}

    found = bc.get("salesOrders", query).json

    assert [each["totalAmountExcludingTax"] for each in found["value"]] == [50, 40]
    assert "@odata.nextLink" not in found


def pages(bc: Simulator, query: dict[str, str], size: int) -> list[Any]:
    """Return the pages of a list of orders."""
    answer = bc.get("salesOrders", query, Prefer=f"odata.maxpagesize={size}")
    found = [answer.json["value"]]
    while link := answer.json.get("@odata.nextLink"):
        assert urlsplit(link).netloc == urlsplit(bc.address).netloc
        answer = bc.get(link, Prefer=f"odata.maxpagesize={size}")
        found.append(answer.json["value"])
    return found


def test_2_7_pages_follow_the_next_link(bc: Simulator, orders: list[Any]) -> None:
    query = {"$filter": "orderDate ge 2026-01-01", "$orderby": "orderDate desc"}

    found = pages(bc, {**query, "$select": "externalDocumentNumber"}, 2)

    assert [len(page) for page in found] == [2, 2, 1]
    names = [each["externalDocumentNumber"] for page in found for each in page]
    assert names == ["SO-O'HARA", "SO-3", "SO-2", "SO-1", "SO-0"]
    assert found[2][0].keys() == {"@odata.etag", "externalDocumentNumber"}


def test_2_7_pages_respect_top(bc: Simulator, orders: list[Any]) -> None:
    assert [len(page) for page in pages(bc, {"$top": "3"}, 2)] == [2, 1]


def test_2_7_pages_without_order_are_complete(bc: Simulator, orders: list[Any]) -> None:
    found = [each["id"] for page in pages(bc, {}, 2) for each in page]

    assert sorted(found) == sorted(order["id"] for order in orders)


def test_2_7_equal_sort_values_are_paged_completely(bc: Simulator) -> None:
    bc.control("POST", "clock", frozen=True)
    made = [bc.order(f"SO-{position}")["id"] for position in range(5)]

    found = pages(bc, {"$orderby": "lastModifiedDateTime"}, 2)

    assert sorted(each["id"] for page in found for each in page) == sorted(made)
    assert len({each["lastModifiedDateTime"] for page in found for each in page}) == 1


def test_2_7_c_18_a_change_between_pages_moves_the_row(bc: Simulator, orders: list[Any]) -> None:
    query = {"$orderby": "lastModifiedDateTime", "$select": "externalDocumentNumber"}
    first = bc.get("salesOrders", query, Prefer="odata.maxpagesize=2").json
    path = f"salesOrders({orders[0]['id']})"

    bc.send("PATCH", path, {"email": "a@b.c"}, If_Match="*")

    rest = bc.get(first["@odata.nextLink"]).json["value"]
    names = [each["externalDocumentNumber"] for each in rest]
    assert names == ["SO-2", "SO-3", "SO-O'HARA", "SO-0"]


def test_2_7_a_changed_decimal_is_found_exactly(bc: Simulator) -> None:
    bc.order("SO-1", pumps(1, "0.3"))

    assert numbers(bc, "totalAmountExcludingTax eq 0.3") == ["SO-1"]
    assert numbers(bc, "totalAmountExcludingTax gt 0.3") == []
    assert Decimal("0.3") == bc.get("salesOrders").json["value"][0]["totalAmountExcludingTax"]


def test_2_7_a_filter_may_name_many_values_of_one_field(bc: Simulator) -> None:
    order = bc.order()
    ids = [f"00000000-0000-0000-0000-{number:012}" for number in range(300)]

    text = " or ".join(f"id eq {each}" for each in [*ids, order["id"]])
    found = bc.get("salesOrders", {"$filter": text, "$select": "id"}).json["value"]

    assert [each["id"] for each in found] == [order["id"]]


def test_2_5_lines_of_shipments_are_listed_without_a_document(bc: Simulator) -> None:
    bc.order("SO-1", pumps(2))
    bc.control("POST", "orders/SO-1/ship")

    (line,) = bc.get("salesShipmentLines").json["value"]

    assert (line["lineObjectNumber"], line["quantity"]) == ("A-100", 2)
