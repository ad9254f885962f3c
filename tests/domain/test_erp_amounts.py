"""What is written of an invoice that the ERP has posted: amounts, lines, status (I-3 to I-10)."""

from datetime import date
from typing import Any

import pytest

from domain.core.lifecycle import State
from domain.pricing.line import LineType
from domain.pricing.pricing_error import PricingError
from domain.sales.erp_billing import ErpBilling, new_invoice, within_ordered
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import BILLED, CANCELED, COMPLETE, PARTIAL
from domain.sales.order import InvoicingStatus, Order
from domain.sales.order_lifecycle import INVOICED, SUBMITTED
from domain.sales.posted_invoice import ErpInvoiceStatus, InvoiceReport, PostedLine
from tests.domain import make
from tests.domain.make import TODAY, d, texts, typed

TOTALS = ("total_amount", "total_tax", "freight_amount", "discount_amount")
DERIVED = (
    "pre_freight_amount",
    "detail_amount",
    "line_discount_amount",
    "total_discount_amount",
    "amount_paid",
    "amount_due",
)


def submitted(*quantities: str) -> Order:
    """Return an order in the ERP with these quantities."""
    return make.order(*(typed(quantity) for quantity in quantities), state=SUBMITTED)


def line(of: Order | None, at: int, quantity: str = "1", **more: Any) -> PostedLine:
    """Return a line that bills an order line, or nothing of an order."""
    amounts = {"price_per_unit": "1", "extended_amount": "1"} | more
    values: dict[str, Any] = {n: d(v) if n != "description" else v for n, v in amounts.items()}
    source = None if of is None else of.lines[at].id
    return PostedLine(order_line_id=source, quantity=d(quantity), **values)


def report(*lines: PostedLine, total: str = "100", rest: str = "100", **more: Any) -> InvoiceReport:
    """Return a report of an invoice; strings are amounts."""
    amounts = {name: d(more[name]) for name in TOTALS if name in more}
    given: dict[str, Any] = {"total_tax": d("0"), "invoice_date": TODAY} | more | amounts
    return InvoiceReport(
        remote_id="1",
        remote_number="PS-1",
        total_amount=d(total),
        remaining_amount=d(rest),
        lines=lines,
        **given,
    )


def posted(order: Order, *reports: InvoiceReport, has_others: bool = False) -> Invoice:
    """Take over an invoice that is reported once or several times."""
    invoice = new_invoice(order, "PS-1")
    for each in reports:
        ErpBilling(order, {}, has_others=has_others).follow(invoice, each)
    return invoice


def test_i_3_a_new_invoice_belongs_to_the_erp_and_to_its_order() -> None:
    order = submitted("2")
    order.assign({"discount_percentage": d("5")})
    order.pricing_error = PricingError.PRICE_CALCULATION_ERROR

    invoice = new_invoice(order, "PS-1")

    assert (invoice.number, invoice.order_id, invoice.owned_by_erp) == ("PS-1", order.id, True)
    assert (invoice.state, invoice.prices_locked, invoice.lines) == (BILLED, True, [])
    assert invoice.discount_percentage is None
    assert invoice.pricing_error is PricingError.NONE


def test_i_6_totals_are_the_erps_and_the_others_follow_by_subtraction() -> None:
    order = submitted("2", "4")
    lines = [
        line(order, 0, manual_discount="3", tax="2", extended_amount="59"),
        line(order, 1, manual_discount="1.5", tax="1", extended_amount="41"),
    ]
    due = date(2026, 4, 1)

    invoice = posted(
        order,
        report(
            *lines,
            total="100.7",
            rest="40",
            total_tax="3",
            freight_amount="5",
            discount_amount="7.25",
            due_date=due,
        ),
    )

    assert texts(invoice, *TOTALS) == ["100.70", "3.00", "5.00", "7.25"]
    assert texts(invoice, *DERIVED) == ["92.70", "99.95", "4.50", "11.75", "60.70", "40.00"]
    assert invoice.due_date == due


def test_i_6_an_invoice_without_lines_has_no_line_discount() -> None:
    invoice = posted(submitted("2"), report())

    assert texts(invoice, "line_discount_amount", "total_discount_amount") == ["0.00", "0.00"]
    assert invoice.due_date is None


def test_i_7_the_amounts_of_a_line_are_the_erps_and_not_explained() -> None:
    order = submitted("2")
    order.lines[0].pricing_error = PricingError.PRICE_CALCULATION_ERROR

    (found,) = posted(
        order,
        report(
            line(
                order,
                0,
                "1.50",
                price_per_unit="10.125",
                manual_discount="3",
                tax="2",
                extended_amount="59",
            )
        ),
    ).lines

    assert (found.order_line_id, found.line_number) == (order.lines[0].id, 1)
    assert texts(found, "quantity", "price_per_unit") == ["1.5", "10.125"]
    assert texts(found, "manual_discount", "manual_discount_amount") == ["3.00", "3.00"]
    assert texts(found, "tax", "extended_amount", "base_amount") == ["2.00", "59.00", "60.00"]
    assert texts(found, "volume_discount") == ["0.00"]
    assert (found.price_basis, found.is_price_overridden) == ({"posted": True}, True)
    assert (found.tax_code_id, found.tax_rate, found.manual_discount_percent) == (None, None, None)
    assert found.pricing_error is PricingError.NONE


def test_i_7_lines_are_numbered_as_the_erp_lists_them() -> None:
    order = submitted("2", "4")
    order.lines[0].description = "Ours"
    lines = [line(order, 1, description=" Theirs "), line(None, 0), line(order, 0)]

    invoice = posted(order, report(*lines))

    assert [each.line_number for each in invoice.lines] == [1, 2, 3]
    assert [each.description for each in invoice.lines] == ["Theirs", None, "Ours"]
    assert [each.order_line_id for each in invoice.lines] == [
        order.lines[1].id,
        None,
        order.lines[0].id,
    ]


def test_i_7_what_the_erp_adds_becomes_a_write_in() -> None:
    order = submitted("2")
    text = "x" * 500

    (found,) = posted(order, report(line(None, 0, "3", description=text, price_per_unit="4"))).lines

    assert (found.line_type, found.currency_code) == (LineType.WRITE_IN, "USD")
    assert (found.write_in, found.description, found.product_id) == (text, None, None)
    assert texts(found, "quantity", "price_per_unit") == ["3", "4.00"]


@pytest.mark.parametrize(
    ("rest", "state", "paid"),
    [("100", BILLED, "0.00"), ("99.99", PARTIAL, "0.01"), ("0", COMPLETE, "100.00")],
)
def test_i_9_the_status_follows_what_remains_to_be_paid(rest: str, state: State, paid: str) -> None:
    order = submitted("2")
    paying, taken_back = report(rest=rest), report(rest="100")

    invoice = posted(order, paying)

    assert (invoice.state, texts(invoice, "amount_paid")) == (state, [paid])
    ErpBilling(order, {}, has_others=False).follow(invoice, taken_back)
    assert (invoice.state, texts(invoice, "amount_paid")) == (BILLED, ["0.00"])


def test_i_9_an_invoice_of_nothing_is_complete() -> None:
    assert posted(submitted("2"), report(total="0", rest="0")).state == COMPLETE


@pytest.mark.parametrize("rest", ["0", "40", "100"])
def test_i_10_a_canceled_invoice_is_settled_without_a_payment(rest: str) -> None:
    order = submitted("2")
    lines, canceled = [line(order, 0, "2")], ErpInvoiceStatus.CANCELED

    invoice = posted(order, report(*lines), report(*lines, rest=rest, status=canceled))

    assert invoice.state == CANCELED
    assert texts(invoice, "amount_paid", "amount_due", "total_amount") == ["0.00", "0.00", "100.00"]


def test_o_14_the_order_of_a_canceled_invoice_waits_for_another() -> None:
    order = submitted("2")
    lines, canceled = [line(order, 0, "2")], ErpInvoiceStatus.CANCELED

    invoice = posted(order, report(*lines))
    before = (order.state, order.invoicing_status)
    ErpBilling(order, {}, has_others=False).follow(invoice, report(*lines, status=canceled))

    assert before == (INVOICED, InvoicingStatus.FULL)
    assert (order.state, order.invoicing_status) == (SUBMITTED, InvoicingStatus.NONE)
    assert texts(order.lines[0], "invoiced_quantity") == ["0"]


def test_o_14_other_invoices_of_the_order_still_count() -> None:
    order = submitted("2")
    canceled = report(line(order, 0, "2"), status=ErpInvoiceStatus.CANCELED)

    posted(order, canceled, has_others=True)

    assert order.invoicing_status is InvoicingStatus.PARTIAL


def test_o_12_invoices_of_an_order_add_up() -> None:
    order = submitted("4")
    elsewhere = {order.lines[0].id: d("1.5")}

    ErpBilling(order, elsewhere, has_others=True).follow(
        new_invoice(order, "PS-2"), report(line(order, 0, "2"))
    )

    assert texts(order.lines[0], "invoiced_quantity") == ["3.5"]
    assert elsewhere == {order.lines[0].id: d("1.5")}


@pytest.mark.parametrize(
    ("ordered", "reported", "counts"),
    [
        ("4", "2.50", "2.5"),
        ("4", "9", "4"),
        ("4", "-1", "0"),
        ("1", "1", "1"),
        ("0.5", "0.25", "0.25"),
        ("-4", "-1", "-1"),
        ("-4", "-9", "-4"),
        ("-4", "1", "0"),
        ("0", "5", "0"),
    ],
)
def test_o_12_no_more_counts_than_was_ordered(ordered: str, reported: str, counts: str) -> None:
    assert str(within_ordered(submitted(ordered).lines[0], d(reported))) == counts
