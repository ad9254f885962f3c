"""2.5 and 2.6: sales orders and their lines."""

from decimal import Decimal
from typing import Any

import pytest

from tests.simulator.running import Simulator, pumps

UNKNOWN = "5f1c0c7e-6d0e-4f6d-9b1a-0d8a6f0b7a11"
DIALOG, FIELD = "Application_DialogException", "Application_FieldValidationException"
RELATION = "Internal_InvalidTableRelation"


def master(bc: Simulator, name: str, key: str) -> Any:
    """Return a master record by its number or code."""
    rows = bc.get(name).json["value"]
    return next(row for row in rows if key in {row.get("number"), row.get("code")})


def test_2_6_a_deep_insert_creates_header_and_lines(bc: Simulator) -> None:
    customer = master(bc, "customers", "10000")
    order = bc.order(
        "SO-1042",
        pumps(12, unitOfMeasureCode="PCS", discountAmount=24),
        {
            "lineType": "Item",
            "lineObjectNumber": "B-200",
            "description": "Engraving",
            "quantity": 1,
        },
        {"lineType": "Account", "lineObjectNumber": "6600", "quantity": 1, "unitPrice": 15},
        {"lineType": "Comment", "description": "Ring twice"},
        customerId=customer["id"],
    )

    assert (order["status"], order["customerName"]) == ("Draft", "Willow Foods")
    assert order["number"].startswith("S-ORD")
    lines = order["salesOrderLines"]
    assert [line["sequence"] for line in lines] == [10000, 20000, 30000, 40000]
    assert [line["lineType"] for line in lines] == ["Item", "Item", "Account", "Comment"]
    assert lines[0]["itemId"] == master(bc, "items", "A-100")["id"]
    assert lines[0]["description"] == "Pump"
    assert lines[2]["accountId"] == master(bc, "accounts", "6600")["id"]
    assert {line["documentId"] for line in lines} == {order["id"]}
    assert (lines[0]["shipQuantity"], lines[0]["shippedQuantity"]) == (12, 0)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"lineType": "Item", "lineObjectNumber": "NO"}, DIALOG),
        ({"lineType": "Item", "itemId": UNKNOWN}, DIALOG),
        ({"lineType": "Account", "lineObjectNumber": "9"}, DIALOG),
        ({"lineType": "Account", "accountId": UNKNOWN, "itemId": UNKNOWN}, DIALOG),
        ({"lineType": "Resource", "lineObjectNumber": "NO"}, RELATION),
        ({"lineObjectNumber": "A-100", "quantity": 1}, RELATION),
        ({"lineType": "Comment", "quantity": 1}, DIALOG),
        (pumps(1, unitOfMeasureCode="NONE"), RELATION),
        (pumps(1, unitOfMeasureCode="KG"), RELATION),
        (pumps(1, taxCode="NONE"), RELATION),
        (pumps(1, discountAmount=40), DIALOG),
        (pumps(1, discountPercent=101), DIALOG),
        (pumps(1, lineType="Nothing"), "Application_EvaluateException"),
        (pumps(1, shippedQuantity=1), "BadRequest_InvalidOperation"),
    ],
)
def test_2_6_c_9_one_wrong_line_undoes_the_order(bc: Simulator, line: Any, code: str) -> None:
    body = {"customerNumber": "10000", "salesOrderLines": [pumps(1), line]}

    assert bc.post("salesOrders", body).refusal == (400, code)
    assert bc.state()["orders"] == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"customerNumber": ""}, DIALOG),
        ({"customerNumber": "99999"}, DIALOG),
        ({"customerId": UNKNOWN}, DIALOG),
        ({"currencyCode": "XXX"}, DIALOG),
        ({"currencyId": UNKNOWN}, DIALOG),
        ({"paymentTermsId": UNKNOWN}, DIALOG),
        ({"shipmentMethodId": UNKNOWN}, DIALOG),
        ({"billToCustomerNumber": "99999"}, DIALOG),
        ({"salesperson": "NO"}, RELATION),
    ],
)
def test_2_5_unknown_references_are_refused(bc: Simulator, fields: Any, code: str) -> None:
    assert bc.post("salesOrders", {"customerNumber": "10000", **fields}).refusal == (400, code)


def test_2_5_id_and_number_of_the_customer_must_agree(bc: Simulator) -> None:
    body = {"customerId": master(bc, "customers", "10000")["id"], "customerNumber": "20000"}

    assert bc.post("salesOrders", body).refusal == (400, DIALOG)
    assert bc.post("salesOrders", {**body, "customerNumber": "10000"}).status == 201


@pytest.mark.parametrize("kind", ["All", "Ship", "Invoice"])
def test_2_5_a_blocked_customer_gets_no_order(bc: Simulator, kind: str) -> None:
    bc.control("POST", "masters/customers", number="10000", blocked=kind)

    assert bc.post("salesOrders", {"customerNumber": "10000"}).refusal == (400, DIALOG)


def test_2_5_a_blocked_item_is_not_sold(bc: Simulator) -> None:
    bc.control("POST", "masters/items", number="A-100", blocked=True)

    body = {"customerNumber": "10000", "salesOrderLines": [pumps(1)]}
    assert bc.post("salesOrders", body).refusal == (400, FIELD)


def test_2_8_a_second_order_with_the_same_external_number_is_accepted(bc: Simulator) -> None:
    one, other = bc.order("SO-7"), bc.order("SO-7")

    assert one["number"] != other["number"]
    assert bc.state()["ordersByExternalNumber"] == {"SO-7": 2}


def test_2_5_a_document_takes_what_is_not_given_from_the_customer(bc: Simulator) -> None:
    order = bc.order(customerNumber="20000")

    assert (order["currencyCode"], order["shipToName"]) == ("USD", "Harbour Ltd")
    assert order["currencyId"] == master(bc, "currencies", "USD")["id"]


def test_2_5_the_local_currency_may_be_named(bc: Simulator) -> None:
    assert bc.order(currencyCode="eur")["currencyId"].startswith("00000000-")


def test_2_6_a_discount_in_a_deep_insert_is_lost_and_set_by_patch(bc: Simulator) -> None:
    order = bc.order("SO-1", pumps(10, "10"), discountAmount=5)
    path = f"salesOrders({order['id']})"

    changed = bc.send("PATCH", path, {"discountAmount": 5}, If_Match=order["@odata.etag"]).json

    assert order["discountAmount"] == 0
    assert (changed["discountAmount"], changed["totalAmountExcludingTax"]) == (5, 95)
    assert bc.reread(order).json["salesOrderLines"][0]["invoiceDiscountAllocation"] == 5
    too_much = bc.send("PATCH", path, {"discountAmount": 101}, If_Match="*")
    assert too_much.refusal == (400, DIALOG)


def test_2_5_lines_of_a_released_order_are_fixed(bc: Simulator) -> None:
    order = bc.order()
    line = f"salesOrderLines({order['salesOrderLines'][0]['id']})"
    bc.control("POST", f"orders/{order['number']}/release")

    assert bc.reread(order).json["status"] == "Open"
    in_order = f"salesOrders({order['id']})"
    assert bc.post(f"{in_order}/salesOrderLines", pumps(1)).refusal == (400, FIELD)
    assert bc.send("PATCH", line, {"quantity": 2}, If_Match="*").refusal == (400, FIELD)
    assert bc.send("DELETE", line, If_Match="*").refusal == (400, FIELD)
    discount = bc.send("PATCH", in_order, {"discountAmount": 1}, If_Match="*")
    assert discount.refusal == (400, FIELD)
    assert bc.send("DELETE", in_order, If_Match="*").refusal == (400, FIELD)
    assert bc.send("PATCH", in_order, {"shipToName": "New"}, If_Match="*").status == 200
    bc.control("POST", f"orders/{order['number']}/reopen")
    assert bc.send("PATCH", line, {"quantity": 2}, If_Match="*").json["quantity"] == 2


def test_2_5_lines_are_added_in_both_forms(bc: Simulator) -> None:
    order = bc.order()

    nested = bc.post(f"salesOrders({order['id']})/salesOrderLines", pumps(1))
    flat = bc.post("salesOrderLines", pumps(2, documentId=order["id"]))

    assert (nested.status, flat.status) == (201, 201)
    assert (nested.json["sequence"], flat.json["sequence"]) == (20000, 30000)
    assert bc.post("salesOrderLines", pumps(2)).refusal == (400, DIALOG)
    assert bc.get(f"salesOrders({order['id']})/salesOrderLines({flat.json['id']})").status == 200


def test_2_5_a_list_of_lines_needs_an_id_or_a_document(bc: Simulator) -> None:
    order, _ = bc.order(), bc.order("SO-2")
    line = order["salesOrderLines"][0]["id"]

    assert bc.get("salesOrderLines").refusal == (400, DIALOG)
    for text in (f"documentId eq {order['id']}", f"id eq {line}"):
        found = bc.get("salesOrderLines", {"$filter": text}).json["value"]
        assert [each["id"] for each in found] == [line]


@pytest.mark.parametrize(
    "change",
    [
        *({"sequence": 5}, {"documentId": UNKNOWN}),
        *({"lineObjectNumber": "B-200"}, {"lineType": "Account"}),
    ],
)
def test_2_5_some_fields_of_a_line_never_change(bc: Simulator, change: Any) -> None:
    path = f"salesOrderLines({bc.order()['salesOrderLines'][0]['id']})"

    assert bc.send("PATCH", path, change, If_Match="*").refusal == (400, DIALOG)


def test_2_5_a_line_takes_defaults_from_its_item(bc: Simulator) -> None:
    order = bc.order("SO-1", {"lineType": "Item", "lineObjectNumber": "a-100", "quantity": 2})

    (line,) = order["salesOrderLines"]
    assert (line["unitPrice"], line["unitOfMeasureCode"], line["taxCode"]) == (480, "PCS", "NORMAL")
    assert line["amountExcludingTax"] == 960


def test_2_5_resources_are_named_by_number(bc: Simulator) -> None:
    order = bc.order("SO-1", {"lineType": "Resource", "lineObjectNumber": "R-1", "quantity": 2})

    assert order["salesOrderLines"][0]["amountExcludingTax"] == 180


def test_2_7_deep_patch_is_not_supported(bc: Simulator) -> None:
    path = f"salesOrders({bc.order()['id']})"

    refused = bc.send("PATCH", path, {"salesOrderLines": [pumps(1)]}, If_Match="*")

    assert refused.refusal == (400, "BadRequest")


def test_2_6_a_draft_is_deleted(bc: Simulator) -> None:
    order = bc.order()

    answer = bc.send("DELETE", f"salesOrders({order['id']})", If_Match=order["@odata.etag"])

    assert answer.status == 204
    assert bc.reread(order).refusal == (404, "Internal_RecordNotFound")


def test_2_5_totals_are_the_erp_s_own(bc: Simulator) -> None:
    freight = {"lineType": "Account", "lineObjectNumber": "6600", "quantity": 1, "unitPrice": 15}
    order = bc.order("SO-1", pumps(3, "10.01"), pumps(1, "5.05", taxCode="LOW"), freight)
    path = f"salesOrders({order['id']})"

    bc.send("PATCH", path, {"discountAmount": Decimal("3.51")}, If_Match="*")

    read = bc.reread(order).json
    shares = [line["invoiceDiscountAllocation"] for line in read["salesOrderLines"]]
    assert shares == [Decimal("3.00"), Decimal("0.51"), 0]  # accounts are not discounted
    taxes = [line["netTaxAmount"] for line in read["salesOrderLines"]]
    assert taxes == [Decimal("5.14"), Decimal("0.32"), 0]
    assert read["totalAmountExcludingTax"] == Decimal("46.57")
    assert read["totalAmountIncludingTax"] == Decimal("52.03")


def test_2_5_tax_is_rounded_once_per_rate(bc: Simulator) -> None:
    order = bc.order("SO-1", *(pumps(1, "0.02") for _ in range(3)))

    taxes = [line["netTaxAmount"] for line in order["salesOrderLines"]]
    assert sum(taxes) == order["totalTaxAmount"] == Decimal("0.01")  # 19 % of 0.06


def test_2_5_amounts_have_the_decimals_of_the_currency(bc: Simulator) -> None:
    order = bc.order("SO-1", pumps(3, "33.4"), currencyCode="JPY")

    assert order["totalAmountExcludingTax"] == 100
    assert order["totalTaxAmount"] == 19


def test_2_5_a_line_discount_stays_exact_until_quantity_or_price_changes(bc: Simulator) -> None:
    order = bc.order("SO-1", pumps(3, "99999.99", discountAmount=Decimal("0.01")))
    path = f"salesOrderLines({order['salesOrderLines'][0]['id']})"

    text = bc.send("PATCH", path, {"description": "New"}, If_Match="*").json
    more = bc.send("PATCH", path, {"quantity": 6}, If_Match="*").json

    assert text["discountAmount"] == Decimal("0.01")
    assert more["discountAmount"] == Decimal("0.00")  # 0.00000 %, rounded to five places


def test_2_5_a_new_line_must_not_have_a_sequence(bc: Simulator) -> None:
    body = {"customerNumber": "10000", "salesOrderLines": [pumps(1, sequence=10000)]}

    assert bc.post("salesOrders", body).refusal == (500, "Internal_ServerError")
    assert bc.state()["orders"] == []


def test_2_5_the_unit_of_a_line_changes_by_id_or_code(bc: Simulator) -> None:
    path = f"salesOrderLines({bc.order()['salesOrderLines'][0]['id']})"
    box = master(bc, "unitsOfMeasure", "BOX")

    by_id = bc.send("PATCH", path, {"unitOfMeasureId": box["id"]}, If_Match="*").json
    by_code = bc.send("PATCH", path, {"unitOfMeasureCode": "PCS"}, If_Match="*").json
    other = bc.send("PATCH", path, {"itemId": master(bc, "items", "B-200")["id"]}, If_Match="*")

    assert (by_id["unitOfMeasureCode"], by_code["unitOfMeasureCode"]) == ("BOX", "PCS")
    assert (other.json["lineObjectNumber"], other.json["taxCode"]) == ("B-200", "LOW")


def test_2_5_the_customer_of_an_order_changes_with_both_names_in_agreement(bc: Simulator) -> None:
    order = bc.order("SO-1", currencyCode="USD")
    path, other = f"salesOrders({order['id']})", master(bc, "customers", "20000")

    wrong = {"customerId": other["id"], "customerNumber": "10000"}
    assert bc.send("PATCH", path, wrong, If_Match="*").refusal == (400, DIALOG)
    nobody = {"billToCustomerNumber": ""}
    assert bc.send("PATCH", path, nobody, If_Match="*").refusal == (400, DIALOG)
    changed = bc.send("PATCH", path, {"customerId": other["id"]}, If_Match="*").json
    assert (changed["customerNumber"], changed["billToName"]) == ("20000", "Harbour Ltd")
