"""Invoices that the ERP posts, and what they mean for their order (O-12 to O-15)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given, settings, strategies

from domain.core.ids import new_id
from domain.pricing.line import LineType
from domain.sales.erp_billing import ErpBilling, new_invoice
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import BILLED, CANCELED, COMPLETE, PARTIAL, InvoiceStatus
from domain.sales.order import InvoicingStatus, Order
from domain.sales.order_lifecycle import INVOICED, SUBMITTED
from domain.sales.posted_invoice import ErpInvoiceStatus, InvoiceReport, PostedLine
from tests.domain import make
from tests.domain.make import d, typed


def submitted(*lines: make.Typed) -> Order:
    """Return an order in the ERP, by default two of one thing and four of another."""
    return make.order(*(lines or (typed("2"), typed("4"))), state=SUBMITTED)


def posted(order: Order | None, at: int, quantity: str, text: str | None = None) -> PostedLine:
    """Return a line that bills an order line, or nothing of an order."""
    return PostedLine(
        order_line_id=None if order is None else order.lines[at].id,
        description=text,
        quantity=d(quantity),
        price_per_unit=d("1"),
        extended_amount=d("1"),
    )


def stated(*lines: PostedLine, total: str = "100", rest: str = "100", **more: Any) -> InvoiceReport:
    """Return a report of an invoice."""
    values: dict[str, Any] = {
        "remote_id": "1",
        "remote_number": "PS-1",
        "invoice_date": date(2026, 3, 2),
        "total_amount": d(total),
        "total_tax": d("0"),
        "remaining_amount": d(rest),
        "lines": lines,
    }
    return InvoiceReport(**(values | more))


class Books:
    """An order and its invoices in the ERP, by their ID there."""

    def __init__(self, order: Order) -> None:
        self.order, self.invoices = order, dict[str, Invoice]()

    def take(self, report: InvoiceReport) -> Invoice:
        """Take a report over, as the action does."""
        others = [
            invoice
            for id, invoice in self.invoices.items()
            if id != report.remote_id and invoice.status is not InvoiceStatus.CANCELED
        ]
        billed: dict[UUID, Decimal] = {}
        for line in (line for invoice in others for line in invoice.lines):
            if line.order_line_id:
                earlier = billed.get(line.order_line_id, Decimal(0))
                billed[line.order_line_id] = earlier + line.quantity
        invoice = self.invoices.setdefault(report.remote_id, new_invoice(self.order, "PS-1"))
        ErpBilling(self.order, billed, has_others=bool(others)).follow(invoice, report)
        return invoice

    def invoiced(self) -> list[str]:
        """Return what is invoiced of each line."""
        return [str(line.invoiced_quantity) for line in self.order.lines]


def test_i_7_the_text_of_a_long_write_in_is_not_lost() -> None:
    order = submitted()
    long = "x" * 501

    invoice = Books(order).take(
        stated(posted(None, 0, "1", long), posted(None, 0, "1", " Freight "), posted(None, 0, "1"))
    )

    assert [(line.write_in, line.description) for line in invoice.lines] == [
        ("x" * 500, long),
        ("Freight", None),
        ("Line 3", None),
    ]


def test_o_12_one_order_line_on_several_lines_counts_once_each() -> None:
    books = Books(submitted())

    books.take(stated(posted(books.order, 1, "1"), posted(books.order, 1, "2.50")))

    assert books.invoiced() == ["0", "3.5"]
    assert books.order.invoicing_status is InvoicingStatus.PARTIAL


def test_o_12_returns_count_with_their_sign() -> None:
    books = Books(submitted(typed("-2"), typed("4")))

    books.take(stated(posted(books.order, 0, "-1"), posted(books.order, 1, "-1")))

    assert books.invoiced() == ["-1", "0"]


def test_i_39_the_items_of_a_bundle_are_invoiced_with_it() -> None:
    order = submitted(typed("2"), typed("4"))
    bundle, item = order.lines
    bundle.line_type, item.line_type = LineType.BUNDLE, LineType.REQUIRED_BUNDLE_PRODUCT
    item.bundle_line_id = bundle.id
    books = Books(order)

    books.take(stated(posted(order, 0, "1")))
    partly = books.invoiced()
    invoice = books.take(stated(posted(order, 0, "2"), posted(order, 1, "4")))
    named = invoice.lines[1].bundle_line_id == invoice.lines[0].id
    books.take(stated(posted(order, 0, "2")))

    assert partly == ["1", "0"]
    assert named
    assert books.invoiced() == ["2", "4"]
    assert order.state == INVOICED


def test_o_13_lines_keep_their_ids_while_their_number_changes() -> None:
    books = Books(submitted())
    lines = [posted(books.order, 0, "2"), posted(books.order, 1, "4")]
    ids = [line.id for line in books.take(stated(*lines)).lines]

    fewer = [line.id for line in books.take(stated(lines[0])).lines]
    more = [line.id for line in books.take(stated(*lines, posted(None, 0, "1"))).lines]

    assert fewer == ids[:1]
    assert more[0] == ids[0]
    assert len(set(more)) == 3


def test_o_15_only_unknown_lines_and_other_customers_need_attention() -> None:
    order = submitted()

    def attention(report: InvoiceReport) -> bool:
        return ErpBilling(order, {}, has_others=False).follow(new_invoice(order, "1"), report)

    unknown = PostedLine(
        order_line_id=new_id(), quantity=d("1"), price_per_unit=d("1"), extended_amount=d("1")
    )
    same = (order.account_id, order.contact_id)
    assert not attention(stated(posted(order, 0, "1"), posted(None, 0, "1"), customer=same))
    assert attention(stated(posted(order, 0, "1"), unknown))
    assert attention(stated(customer=(new_id(), None)))


REPORTS = strategies.lists(
    strategies.tuples(
        strategies.sampled_from(["a", "b", "c"]),
        strategies.sampled_from(["0", "0.01", "99.99", "100"]),
        strategies.sampled_from(ErpInvoiceStatus),
        strategies.lists(
            strategies.tuples(
                strategies.integers(0, 1), strategies.sampled_from(["1", "2", "4", "9"])
            ),
            max_size=3,
        ),
    ),
    max_size=8,
)


@given(REPORTS)
@settings(max_examples=100)
def test_o_14_after_any_reports_everything_follows_from_the_last_of_each_invoice(
    reports: Sequence[tuple[str, str, ErpInvoiceStatus, list[tuple[int, str]]]],
) -> None:
    books = Books(submitted())
    last = {}
    for id, rest, status, quantities in reports:
        lines = [posted(books.order, at, quantity) for at, quantity in quantities]
        books.take(stated(*lines, rest=rest, remote_id=id, status=status))
        last[id] = rest, status, quantities

    billed, stands = [Decimal(0), Decimal(0)], False
    for id, (rest, status, quantities) in last.items():
        invoice = books.invoices[id]
        if status is ErpInvoiceStatus.CANCELED:
            assert invoice.state == CANCELED
            assert not invoice.amount_paid
            assert not invoice.amount_due
            continue
        stands = True
        assert invoice.state == {"0": COMPLETE, "100": BILLED}.get(rest, PARTIAL)
        assert invoice.amount_due == d(rest)
        assert invoice.amount_paid + invoice.amount_due == invoice.total_amount == 100
        for at, quantity in quantities:
            billed[at] += d(quantity)
    expected = [min(billed[0], d("2")), min(billed[1], d("4"))]
    assert [line.invoiced_quantity for line in books.order.lines] == expected
    is_full = stands and expected == [2, 4]
    assert books.order.state == (INVOICED if is_full else SUBMITTED)
    assert (books.order.invoicing_status is InvoicingStatus.NONE) is not stands
