"""1.4, 1.5 and 2.5: shipments, invoices, payments, and what becomes of the order."""

from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.simulator.exact import dumps
from tests.simulator.running import Simulator, pumps

NO_GUID = "00000000-0000-0000-0000-000000000000"
ACTION = "Microsoft.NAV.shipAndInvoice"


def refused(bc: Simulator, path: str, **body: Any) -> int:
    """Return the status with which the control door refuses something."""
    response = httpx.post(f"{bc.address}/control/{path}", content=dumps(body))
    return response.status_code


def test_2_5_ship_and_invoice(bc: Simulator) -> None:
    order = bc.order("SO-1", pumps(12, discountAmount=24), pumps(1, "80"))
    path = f"salesOrders({order['id']})"

    answer = bc.post(f"{path}/{ACTION}")

    assert (answer.status, answer.text) == (204, "")
    assert bc.get(path).status == 404
    (invoice,) = bc.invoices()
    assert answer.headers["location"].endswith(f"salesInvoices({invoice['id']})")
    assert (invoice["status"], invoice["orderNumber"]) == ("Open", order["number"])
    assert (invoice["orderId"], invoice["externalDocumentNumber"]) == (order["id"], "SO-1")
    assert invoice["id"] != order["id"]
    assert invoice["number"] != order["number"]
    for name in ("totalAmountExcludingTax", "totalTaxAmount", "totalAmountIncludingTax"):
        assert invoice[name] == order[name]
    assert invoice["remainingAmount"] == order["totalAmountIncludingTax"]
    assert [line["sequence"] for line in invoice["salesInvoiceLines"]] == [10000, 20000]
    assert "shippedQuantity" not in invoice["salesInvoiceLines"][0]
    (shipment,) = bc.get("salesShipments", {"$expand": "salesShipmentLines"}).json["value"]
    assert (shipment["orderNumber"], shipment["externalDocumentNumber"]) == (
        order["number"],
        "SO-1",
    )
    assert [line["quantity"] for line in shipment["salesShipmentLines"]] == [12, 1]


def test_2_5_ship_and_invoice_is_always_a_post(bc: Simulator) -> None:
    path = f"salesOrders({bc.order()['id']})/{ACTION}"

    assert bc.get(path).status == 405
    assert bc.send("PATCH", path, {}, If_Match="*").status == 405
    assert bc.post(f"salesOrders({bc.order()['id']})/Microsoft.NAV.release").status == 404


def test_2_5_ship_and_invoice_needs_lines_with_quantities(bc: Simulator) -> None:
    empty = bc.post("salesOrders", {"customerNumber": "10000"}).json
    without = bc.order("SO-2", pumps(0))

    for order in (empty, without):
        answer = bc.post(f"salesOrders({order['id']})/{ACTION}")
        assert answer.refusal == (400, "Application_DialogException")
    assert bc.invoices() == []


def test_2_5_ship_and_invoice_posts_the_quantities_of_the_lines(bc: Simulator) -> None:
    order = bc.order("SO-1", pumps(10, "10"))
    line = f"salesOrderLines({order['salesOrderLines'][0]['id']})"
    bc.send("PATCH", line, {"shipQuantity": 4, "invoiceQuantity": 3}, If_Match="*")

    answer = bc.post(f"salesOrders({order['id']})/{ACTION}")

    assert answer.status == 204
    (left,) = bc.reread(order).json["salesOrderLines"]  # what is not invoiced stays
    assert (left["shippedQuantity"], left["invoicedQuantity"]) == (4, 3)
    assert (left["shipQuantity"], left["invoiceQuantity"]) == (6, 7)


def test_2_5_an_order_in_review_is_not_posted(bc: Simulator) -> None:
    order = bc.order()
    bc.control("POST", "orders/SO-1/request-approval")

    answer = bc.post(f"salesOrders({order['id']})/{ACTION}")

    assert answer.refusal == (400, "Application_FieldValidationException")


def test_1_4_c_11_partial_shipments_and_invoices(bc: Simulator) -> None:
    discounted = pumps(3, "10", discountAmount=Decimal("0.10"))
    order = bc.order("SO-1", discounted, pumps(1, "5"))
    bc.send("PATCH", f"salesOrders({order['id']})", {"discountAmount": 1}, If_Match="*")
    before = bc.reread(order).json

    bc.control("POST", "orders/SO-1/ship", lines=[{"line": 0, "quantity": 2}])
    shipped = bc.reread(order).json
    bc.control("POST", "orders/SO-1/post", lines=[{"line": 0, "invoice": 1}])
    part = bc.reread(order).json
    last = bc.control("POST", "orders/SO-1/post")

    assert (shipped["status"], shipped["fullyShipped"]) == ("Open", False)
    assert shipped["salesOrderLines"][0]["shippedQuantity"] == 2
    assert part["salesOrderLines"][0]["shippedQuantity"] == 2
    assert part["salesOrderLines"][0]["invoicedQuantity"] == 1
    assert part["@odata.etag"] != shipped["@odata.etag"] != before["@odata.etag"]
    assert not last["orderLeft"]
    one, other = bc.invoices(**{"$orderby": "number"})
    assert one["orderNumber"] == other["orderNumber"] == order["number"]
    assert one["salesInvoiceLines"][0]["quantity"] == 1
    assert [line["quantity"] for line in other["salesInvoiceLines"]] == [2, 1]
    for name in ("totalAmountExcludingTax", "discountAmount"):
        assert one[name] + other[name] == before[name]
    assert len(bc.state()["shipments"]) == 2


def test_1_4_c_11_the_last_invoice_takes_the_cents_that_are_left(bc: Simulator) -> None:
    order = bc.order("SO-1", pumps(3, "10", discountAmount=Decimal("0.10")))
    path = f"salesOrders({order['id']})"
    bc.send("PATCH", path, {"discountAmount": Decimal("1.00")}, If_Match="*")

    for _ in range(3):
        bc.control("POST", "orders/SO-1/post", lines=[{"line": 0, "quantity": 1}])

    invoices = bc.invoices(**{"$orderby": "number"})
    lines = [line for invoice in invoices for line in invoice["salesInvoiceLines"]]
    assert [line["discountAmount"] for line in lines] == [
        *(Decimal("0.03"), Decimal("0.03"), Decimal("0.04"))
    ]
    assert [invoice["discountAmount"] for invoice in invoices] == [
        *(Decimal("0.33"), Decimal("0.33"), Decimal("0.34"))
    ]
    assert bc.reread(order).status == 404


def test_1_4_only_what_is_left_can_be_posted(bc: Simulator) -> None:
    bc.order("SO-1", pumps(3))
    bc.control("POST", "orders/SO-1/ship", lines=[{"line": "A-100", "quantity": 2}])

    assert refused(bc, "orders/SO-1/ship", lines=[{"line": 0, "quantity": 2}]) == 400
    assert refused(bc, "orders/SO-1/post", lines=[{"line": 0, "ship": 0, "invoice": 3}]) == 400
    assert refused(bc, "orders/SO-1/ship", lines=[{"line": 9, "quantity": 1}]) == 404
    assert refused(bc, "orders/SO-9/ship") == 404
    assert bc.state()["invoices"] == []


def test_2_5_an_order_without_partial_shipping_is_shipped_completely(bc: Simulator) -> None:
    bc.order("SO-1", pumps(3), partialShipping=False)

    assert refused(bc, "orders/SO-1/ship", lines=[{"line": 0, "quantity": 2}]) == 400
    bc.control("POST", "orders/SO-1/ship")


def test_2_6_what_is_shipped_and_not_invoiced_cannot_be_deleted(bc: Simulator) -> None:
    order = bc.order()
    bc.control("POST", "orders/SO-1/ship")
    bc.control("POST", "orders/SO-1/reopen")

    answer = bc.send("DELETE", f"salesOrders({order['id']})", If_Match="*")

    assert answer.refusal == (400, "Application_DialogException")
    bc.control("DELETE", "orders/SO-1")  # C-10: a person can
    assert bc.reread(order).status == 404


def test_2_5_c_14_a_combined_invoice_names_no_order(bc: Simulator) -> None:
    one, other = bc.order("SO-1", pumps(1, "10")), bc.order("SO-2", pumps(2, "10"))

    posted = bc.control("POST", "combined-invoices", orders=["SO-1", "SO-2"])

    (invoice,) = bc.invoices()
    assert invoice["number"] == posted["number"]
    assert (invoice["orderId"], invoice["orderNumber"]) == (NO_GUID, "")
    assert invoice["externalDocumentNumber"] == ""
    types = [line["lineType"] for line in invoice["salesInvoiceLines"]]
    assert types == ["Comment", "Item", "Comment", "Item"]
    assert invoice["totalAmountExcludingTax"] == 30
    for order in (one, other):  # the orders stay until they are cleaned up
        (line,) = bc.reread(order).json["salesOrderLines"]
        assert line["invoicedQuantity"] == line["quantity"]
    assert len(bc.control("POST", "delete-invoiced-orders")["deleted"]) == 2
    assert bc.reread(one).status == 404


def test_1_5_c_12_payments(bc: Simulator) -> None:
    bc.order("SO-1", pumps(1, "100"))
    number = bc.control("POST", "orders/SO-1/post")["invoice"]["number"]
    (opened,) = bc.invoices()

    bc.control("POST", "clock", advanceSeconds=60)
    bc.control("POST", f"invoices/{number}/payments", amount=Decimal("19.50"))
    (part,) = bc.invoices()
    bc.control("POST", f"invoices/{number}/payments")
    (paid,) = bc.invoices()
    bc.control("POST", f"invoices/{number}/unapply")
    (again,) = bc.invoices()

    shown = [(each["status"], each["remainingAmount"]) for each in (opened, part, paid, again)]
    assert shown == [
        ("Open", 119),
        ("Open", Decimal("99.5")),
        ("Paid", 0),
        ("Open", Decimal("99.5")),
    ]
    # Only a change of the status writes the invoice: a partial payment leaves its stamp and etag.
    assert part["@odata.etag"] == opened["@odata.etag"]
    assert part["lastModifiedDateTime"] == opened["lastModifiedDateTime"]
    assert len({each["@odata.etag"] for each in (opened, paid, again)}) == 3
    assert refused(bc, f"invoices/{number}/payments", amount=1000) == 400


def test_2_5_a_customer_s_balance_is_what_is_not_paid(bc: Simulator) -> None:
    bc.order("SO-1", pumps(1, "100"))
    number = bc.control("POST", "orders/SO-1/post")["invoice"]["number"]
    bc.control("POST", f"invoices/{number}/payments", amount=19)

    (customer,) = bc.get("customers", {"$filter": "number eq '10000'"}).json["value"]

    assert customer["balanceDue"] == 100


@pytest.mark.parametrize("by_api", [False, True])
def test_1_5_c_13_a_canceled_invoice(bc: Simulator, *, by_api: bool) -> None:
    bc.order()
    posted = bc.control("POST", "orders/SO-1/post")["invoice"]

    if by_api:
        path = f"salesInvoices({posted['id']})/Microsoft.NAV.cancel"
        assert bc.post(path).status == 204
    else:
        bc.control("POST", f"invoices/{posted['number']}/cancel")

    (invoice,) = bc.invoices()
    assert (invoice["status"], invoice["remainingAmount"]) == ("Canceled", 0)
    assert refused(bc, f"invoices/{posted['number']}/cancel") == 400


def test_2_5_a_paid_invoice_is_not_canceled(bc: Simulator) -> None:
    bc.order()
    posted = bc.control("POST", "orders/SO-1/post")["invoice"]
    bc.control("POST", f"invoices/{posted['number']}/payments", amount=1)

    answer = bc.post(f"salesInvoices({posted['id']})/Microsoft.NAV.cancel")

    assert answer.refusal == (400, "Application_DialogException")


def test_2_5_a_posted_invoice_is_read_only(bc: Simulator) -> None:
    bc.order()
    posted = bc.control("POST", "orders/SO-1/post")["invoice"]
    path = f"salesInvoices({posted['id']})"

    assert bc.send("PATCH", path, {"email": "a@b.c"}, If_Match="*").status == 400
    assert bc.send("DELETE", path, If_Match="*").status == 400
    assert bc.post("salesShipments", {}).status == 405


def test_2_5_the_due_date_follows_from_the_payment_terms(bc: Simulator) -> None:
    (terms,) = bc.get("paymentTerms", {"$filter": "code eq '30D'"}).json["value"]
    bc.control("POST", "clock", set="2027-01-31T12:00:00Z")
    bc.sign_in()
    bc.order(paymentTermsId=terms["id"])

    bc.control("POST", "orders/SO-1/post")

    (invoice,) = bc.invoices()
    assert (invoice["postingDate"], invoice["dueDate"]) == ("2027-01-31", "2027-03-02")


def test_2_5_a_draft_invoice_keeps_its_id_when_it_is_posted(bc: Simulator) -> None:
    body = {"customerNumber": "10000", "salesInvoiceLines": [pumps(2, "10")]}
    draft = bc.post("salesInvoices", {**body, "customerPurchaseOrderReference": "PO-7"}).json
    released = bc.control("POST", f"invoices/{draft['id']}/release")

    assert released["status"] == "Open"  # like a posted one
    answer = bc.post(f"salesInvoices({draft['id']})/Microsoft.NAV.post")

    (invoice,) = bc.invoices()
    assert (draft["status"], answer.status, invoice["status"]) == ("Draft", 204, "Open")
    assert invoice["id"] == draft["id"]
    assert invoice["number"] != draft["number"]
    assert invoice["customerPurchaseOrderReference"] == "PO-7"


def test_2_5_a_quote_becomes_an_order(bc: Simulator) -> None:
    body = {"customerNumber": "10000", "externalDocumentNumber": "Q-1"}
    quote = bc.post("salesQuotes", {**body, "salesQuoteLines": [pumps(2, "10")]}).json
    assert bc.post(f"salesQuotes({quote['id']})/Microsoft.NAV.send").status == 204
    assert bc.get(f"salesQuotes({quote['id']})").json["status"] == "Sent"

    assert bc.post(f"salesQuotes({quote['id']})/Microsoft.NAV.makeOrder").status == 204

    (order,) = bc.get("salesOrders", {"$expand": "salesOrderLines"}).json["value"]
    assert (order["status"], order["externalDocumentNumber"]) == ("Draft", "Q-1")
    assert order["salesOrderLines"][0]["shipQuantity"] == 2
    assert bc.get("salesQuotes").json["value"] == []


def test_2_5_an_order_without_quantities_is_not_released(bc: Simulator) -> None:
    bc.order("SO-1", pumps(0))

    assert refused(bc, "orders/SO-1/release") == 400
    assert refused(bc, "orders/SO-1/nothing") == 404


def test_2_5_a_posting_has_the_dates_of_its_order_or_a_given_one(bc: Simulator) -> None:
    own = bc.order("SO-1", orderDate="2026-03-01", postingDate="2026-03-02")
    bc.post(f"salesOrders({own['id']})/{ACTION}")
    bc.order("SO-2")
    bc.control("POST", "orders/SO-2/post", postingDate="2026-04-05")

    one, other = bc.invoices(**{"$orderby": "postingDate"})

    assert (one["invoiceDate"], one["postingDate"]) == ("2026-03-01", "2026-03-02")
    assert (other["invoiceDate"], other["postingDate"]) == ("2026-04-05", "2026-04-05")
