"""What keeps an order from being submitted to Business Central, and what is sent (O-4, O-7)."""

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from domain.core.address import Address
from domain.core.errors import SeveralErrors
from domain.core.payment_terms import PaymentTerms
from domain.pricing.line import LineType
from domain.sales.erp_link import ErpLinkType
from domain.sales.order import Order
from domain.sales.order_readiness import ErpReadiness, is_heading, problems_of
from domain.sales.order_snapshot import take_snapshot
from tests.domain import make
from tests.domain.make import CUSTOMER, d, typed

PUMP, VALVE, PIECE, BOX = (UUID(int=at) for at in range(10, 14))
EVERYTHING = {
    ErpLinkType.ACCOUNT: frozenset({str(CUSTOMER)}),
    ErpLinkType.CONTACT: frozenset({str(CUSTOMER)}),
    ErpLinkType.CURRENCY: frozenset({"USD"}),
    ErpLinkType.PRODUCT: frozenset({str(PUMP), str(VALVE)}),
    ErpLinkType.UNIT: frozenset({str(PIECE), str(BOX)}),
}


def ready(*missing: ErpLinkType, number: str = "ORD-1", settings: bool = True) -> ErpReadiness:
    """Return a connection in which everything is linked but these kinds of records."""
    return ErpReadiness(
        linked={kind: keys for kind, keys in EVERYTHING.items() if kind not in missing},
        has_write_in_item=settings,
        has_freight_account=settings,
        external_number=number,
    )


def products(*named: tuple[UUID, UUID | None]) -> Order:
    """Return an order with a line for each product and unit."""
    order = make.order(*(typed() for _ in named))
    for line, (product, unit) in zip(order.lines, named, strict=True):
        line.product_id, line.unit_id, line.write_in = product, unit, None
    return order


def problems(order: Order, readiness: ErpReadiness) -> list[tuple[str, object]]:
    """Return the codes of the problems and the lines that they name."""
    return [(error.code, error.facts.get("line")) for error in problems_of(order, readiness)]


def test_o_4_an_order_with_links_for_everything_is_ready() -> None:
    assert problems(products((PUMP, PIECE), (VALVE, None)), ready()) == []
    assert problems(make.order(freight_amount="5"), ready(number="x" * 35)) == []
    assert problems(make.order(), ready(ErpLinkType.PRODUCT, ErpLinkType.UNIT)) == []


def test_o_4_p_6_the_customer_is_an_account_or_a_contact() -> None:
    of_account, of_contact = make.order(), make.order(account_id=None, contact_id=CUSTOMER)
    missing = [("ORDER_CUSTOMER_NOT_LINKED", None)]

    assert problems(of_account, ready(ErpLinkType.ACCOUNT)) == missing
    assert problems(of_account, ready(ErpLinkType.CONTACT)) == []
    assert problems(of_contact, ready(ErpLinkType.CONTACT)) == missing
    assert problems(of_contact, ready(ErpLinkType.ACCOUNT)) == []
    assert problems(make.order(account_id=None), ready()) == missing


def test_o_4_each_product_and_unit_is_named_once_with_its_first_line() -> None:
    order = products((PUMP, PIECE), (PUMP, BOX), (VALVE, PIECE))
    linked = ready(ErpLinkType.PRODUCT, ErpLinkType.UNIT)

    assert problems(order, linked) == [
        ("ORDER_PRODUCT_NOT_LINKED", 1),
        ("ORDER_UNIT_NOT_LINKED", 1),
        ("ORDER_UNIT_NOT_LINKED", 2),
        ("ORDER_PRODUCT_NOT_LINKED", 3),
    ]


def test_o_4_linked_products_hide_nothing_of_other_lines() -> None:
    order = products((PUMP, PIECE), (make.some_id(), PIECE), (make.some_id(), None))

    assert problems(order, ready()) == [
        ("ORDER_PRODUCT_NOT_LINKED", 2),
        ("ORDER_PRODUCT_NOT_LINKED", 3),
    ]


def test_a_heading_needs_no_link() -> None:
    order = products((make.some_id(), make.some_id()), (PUMP, PIECE))
    bundle = order.lines[0]
    bundle.line_type, bundle.base_amount = LineType.BUNDLE, d("0.00")

    assert problems(order, ready()) == []


@pytest.mark.parametrize(
    ("line_type", "amount", "heading"),
    [
        (LineType.BUNDLE, "0.00", True),
        (LineType.BUNDLE, "0.01", False),
        (LineType.PRODUCT, "0.00", False),
    ],
)
def test_only_a_bundle_without_a_price_is_a_heading(
    line_type: LineType, amount: str, *, heading: bool
) -> None:
    line = make.order().lines[0]
    line.line_type, line.base_amount = line_type, d(amount)

    assert is_heading(line) is heading


def test_l_5_l_7_settings_are_needed_only_for_write_ins_and_freight() -> None:
    unset = ready(settings=False)

    assert problems(products((PUMP, PIECE)), unset) == []
    assert problems(make.order(), unset) == [("ORDER_WRITE_IN_ITEM_MISSING", None)]
    assert problems(make.order(freight_amount="0.01"), unset) == [
        ("ORDER_WRITE_IN_ITEM_MISSING", None),
        ("ORDER_FREIGHT_ACCOUNT_MISSING", None),
    ]


def test_o_4_every_problem_is_reported_at_once() -> None:
    order = make.order(freight_amount="5")
    nothing = ErpReadiness(
        linked={}, has_write_in_item=False, has_freight_account=False, external_number="x" * 36
    )

    assert [code for code, _ in problems(order, nothing)] == [
        "ORDER_CUSTOMER_NOT_LINKED",
        "ORDER_CURRENCY_NOT_LINKED",
        "ORDER_WRITE_IN_ITEM_MISSING",
        "ORDER_FREIGHT_ACCOUNT_MISSING",
        "ORDER_NUMBER_TOO_LONG",
    ]


def test_several_errors_are_one_with_all_sentences() -> None:
    errors = list(problems_of(make.order(), ready(ErpLinkType.ACCOUNT, ErpLinkType.CURRENCY)))

    together = SeveralErrors(errors)

    assert together.errors == tuple(errors)
    assert together.path == ()
    assert str(together) == f"{errors[0]} {errors[1]}"


def in_full() -> Order:
    """Return an order with every kind of value that is sent."""
    order = products((PUMP, PIECE))
    order.assign({"request_delivery_by": date(2026, 4, 1), "payment_terms": PaymentTerms.NET_30})
    order.ship_to = Address(name="Harbour", city="Hull")
    return order


def test_o_7_what_was_submitted_is_kept_as_plain_values() -> None:
    order = in_full()

    snapshot = take_snapshot(order, 3)

    content = snapshot.content
    assert snapshot.round == 3
    assert json.loads(json.dumps(content)) == content
    assert (content["id"], content["account_id"]) == (str(order.id), str(CUSTOMER))
    assert (content["number"], content["contact_id"]) == ("ORD-1", None)
    assert content["request_delivery_by"] == "2026-04-01"
    assert content["payment_terms"] == "NET_30"
    assert content["ship_to"] == {"name": "Harbour", "city": "Hull"}
    assert content["total_amount"] == "20.00"


def test_o_7_the_lines_are_kept_in_their_order() -> None:
    order = products((PUMP, PIECE), (VALVE, BOX))

    lines: Sequence[dict[str, object]] = take_snapshot(order, 1).content["lines"]

    assert [line["id"] for line in lines] == [str(line.id) for line in order.lines]
    assert [line["product_id"] for line in lines] == [str(PUMP), str(VALVE)]
    first = lines[0]
    assert (first["line_number"], first["line_type"]) == (1, order.lines[0].line_type.value)
    assert (first["quantity"], first["price_per_unit"]) == ("2", "10.00")
    assert (first["extended_amount"], first["bundle_line_id"]) == ("20.00", None)
