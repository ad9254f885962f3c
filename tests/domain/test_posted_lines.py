"""Which order lines an ERP's invoice bills if it names only products (O-15)."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from domain.sales.order import Order
from domain.sales.posted_invoice import InvoiceReport, PostedLine
from domain.sales.posted_lines import find_order_lines
from tests.domain import make
from tests.domain.make import TODAY, d, typed

PUMP, VALVE = UUID(int=10), UUID(int=11)
NAMES = {"pump": PUMP, "valve": VALVE, "text": None}


def sold(*products: str) -> Order:
    """Return an order with a line for each product; a text has none."""
    order = make.order(*(typed() for _ in products))
    for line, name in zip(order.lines, products, strict=True):
        line.product_id = NAMES[name]
    return order


def billed(order: Order, *lines: tuple[str, int | None]) -> InvoiceReport:
    """Return a report of lines with a product, and the place of the order line that they name."""
    return InvoiceReport(
        remote_id="1",
        remote_number="PS-1",
        invoice_date=TODAY,
        total_amount=d("1"),
        total_tax=d("0"),
        remaining_amount=d("1"),
        lines=[
            PostedLine(
                order_line_id=None if at is None else order.lines[at].id,
                product_id=NAMES[name],
                quantity=d("1"),
                price_per_unit=d("1"),
                extended_amount=d("1"),
            )
            for name, at in lines
        ],
    )


@pytest.mark.parametrize(
    ("products", "lines", "found"),
    [
        (["pump", "valve"], [("valve", None), ("pump", None)], [1, 0]),
        (["pump", "valve"], [("text", None), ("valve", None)], [None, 1]),
        (["pump", "pump"], [("pump", None)], [None]),
        (["pump", "valve"], [("pump", None), ("pump", None), ("valve", None)], [None, None, 1]),
        (["pump", "pump"], [("pump", None), ("pump", 0)], [1, 0]),
        (["pump", "pump"], [("pump", 1), ("pump", None), ("pump", None)], [1, None, None]),
        (["pump"], [("pump", 0), ("pump", None)], [0, None]),
        (["valve", "pump"], [("pump", 0), ("pump", None)], [0, 1]),
        (["pump"], [("valve", None), ("pump", None)], [None, 0]),
        (["text", "pump"], [("text", None), ("pump", None)], [None, 1]),
    ],
)
def test_o_15_a_product_finds_its_order_line_if_there_is_no_doubt(
    products: Sequence[str],
    lines: Sequence[tuple[str, int | None]],
    found: Sequence[int | None],
) -> None:
    order = sold(*products)
    places = {line.id: at for at, line in enumerate(order.lines)}

    report = find_order_lines(order.lines, billed(order, *lines))

    ids = [line.order_line_id for line in report.lines]
    assert [None if id is None else places[id] for id in ids] == list(found)
    assert [line.product_id for line in report.lines] == [NAMES[name] for name, _ in lines]
    assert report.remote_number == "PS-1"
