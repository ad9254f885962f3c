"""The demo with an ERP: an order goes out, and its invoice comes back by itself."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.commands import free_port, salesgraph, serving
from tests.demo_folder import copied_demo

ORDERS = """{ orders(first: 1, filter: { status: { eq: ACTIVE } currencyCode: { eq: "EUR" } }) {
  nodes { id } } }"""
SUBMIT = """mutation ($id: ID!) { submitOrder(orderId: $id) {
  order { status } userErrors { code message } } }"""
INVOICES = """query ($id: ID!) { order(id: $id) { status erp { status problem }
  invoices { nodes { erp { remoteNumber } lines { orderLine { id } } } } } }"""


@pytest.fixture
def demo(demo_data: Path) -> Iterator[Path]:
    with copied_demo(demo_data) as folder:
        yield folder


def test_an_order_goes_out_and_its_invoice_comes_back(demo: Path) -> None:
    port = free_port()
    variables = {"PORT": port, "SALESGRAPH_DATA": str(demo), "SALESGRAPH_DEMO_ERP": "1"}

    with serving(**variables), httpx.Client(timeout=30) as http:
        token = salesgraph("token", **variables).stdout.strip()
        http.headers["Authorization"] = f"Bearer {token}"

        def ask(query: str, **values: Any) -> Any:
            body = {"query": query, "variables": values}
            return http.post(f"http://127.0.0.1:{port}/graphql", json=body).json()["data"]

        (order,) = ask(ORDERS)["orders"]["nodes"]
        submitted = ask(SUBMIT, id=order["id"])["submitOrder"]
        until = time.monotonic() + 90
        while not (found := ask(INVOICES, id=order["id"])["order"])["invoices"]["nodes"]:
            assert time.monotonic() < until, found
            time.sleep(0.5)

    assert submitted == {"order": {"status": "SUBMITTED"}, "userErrors": []}
    assert (found["status"], found["erp"]["status"]) == ("INVOICED", "INVOICED")
    (invoice,) = found["invoices"]["nodes"]
    assert invoice["erp"]["remoteNumber"]
    assert all(line["orderLine"] for line in invoice["lines"])


def test_without_the_demo_there_is_no_erp_of_the_demo(tmp_path: Path) -> None:
    result = salesgraph(
        "serve", SALESGRAPH_DATA=str(tmp_path), SALESGRAPH_DEMO="0", SALESGRAPH_DEMO_ERP="1"
    )

    assert result.returncode == 1
    assert "SALESGRAPH_DEMO=1" in result.stderr
