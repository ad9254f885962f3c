"""Orders are invoiced at once or in parts, and invoices are canceled (I-53, I-54)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.core.errors import DomainError, EmptyDocument
from domain.core.lifecycle import State
from domain.core.payment_terms import PaymentTerms
from domain.pricing.calculation import PricingRules
from domain.pricing.line import LineNotFound, LineQuantityInvalid
from domain.pricing.price_book import PriceBook
from domain.sales.billing import (
    InvoiceLineRepeated,
    InvoiceLinesRequired,
    InvoiceQuantityExceedsOrder,
    InvoiceQuantityInvalid,
)
from domain.sales.document_fields import TOTALS
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import NEW as NEW_INVOICE, InvoiceCanceled
from domain.sales.order import FulfillmentStatus, InvoicingStatus, Order
from domain.sales.order_lifecycle import (
    COMPLETE,
    INVOICED,
    NEW,
    PARTIAL,
    PENDING,
    OrderHasInvoices,
    OrderNotInvoiceable,
)
from domain.sales.portion import Portion
from tests.domain import make
from tests.domain.make import RULES, closing, d, refusal, texts, typed

LINE = ("quantity", "price_per_unit", "base_amount", "manual_discount", "tax", "extended_amount")


def bill(it: make.Ledger, *quantities: str | None) -> Invoice:
    """Bill quantities of the lines in order, or everything that is left."""
    portions = [
        Portion(line.id, d(quantity))
        for line, quantity in zip(it.order.lines, quantities, strict=False)
        if quantity is not None
    ]
    number = f"INV-{len(it.invoices) + 1}"
    invoice = it.invoice(number, portions if quantities else None, None, RULES.rules)
    it.invoices = [*it.invoices, invoice]
    return invoice


def rich_billing() -> make.Ledger:
    """Create an order with every kind of discount, freight, a credit and a zero quantity."""
    return make.billing(
        typed("3", "33.33", tax="7", manual_discount_percent="3.3"),
        typed("7", "0.01", tax="0.01", manual_discount_amount="0.02"),
        typed("-2", "5", tax="-1"),
        typed("0", "9", tax="0.5"),
        discount_percentage="1.5",
        discount_amount="2",
        freight_amount="10",
    )


def test_i_53_a_full_invoice_equals_its_order_to_the_last_digit() -> None:
    it = rich_billing()
    order = it.order

    invoice = it.invoice("INV-1", None, date(2026, 4, 1), RULES.rules)

    assert texts(invoice, *TOTALS) == texts(order, *TOTALS)
    assert texts(invoice, "discount_percentage", "discount_amount", "freight_amount") == [
        "1.5",
        "2.00",
        "10.00",
    ]
    assert len(invoice.lines) == 4
    for part, line in zip(invoice.lines, order.lines, strict=True):
        assert part.order_line_id == line.id != part.id
        assert texts(part, "line_number", *LINE) == texts(line, "line_number", *LINE)
    assert invoice.prices_locked
    assert (invoice.state, invoice.due_date) == (NEW_INVOICE, date(2026, 4, 1))
    assert invoice.order_id == order.id
    assert texts(invoice, "amount_due", "amount_paid") == [str(order.total_amount), "0.00"]


def test_i_53_the_invoice_carries_the_header_of_its_order() -> None:
    it = make.billing(opportunity_id=make.some_id(), payment_terms=PaymentTerms.NET_60)

    invoice = bill(it)

    names = ("name", "account_id", "owner_id", "opportunity_id", "payment_terms", "currency")
    assert texts(invoice, *names) == texts(it.order, *names)


def test_i_53_naming_every_line_in_full_is_the_full_invoice() -> None:
    whole, named = rich_billing(), rich_billing()

    one, other = bill(whole), bill(named, "3", "7", "-2")

    assert texts(one, *TOTALS) == texts(other, *TOTALS)
    assert [line.quantity for line in other.lines] == [3, 7, -2, 0]
    assert named.order.state == INVOICED


def test_i_54_a_part_costs_its_share_and_the_last_part_the_remainder() -> None:
    it = make.billing(typed("3", "33.33", tax="0.10"), freight_amount="10", discount_amount="1")

    parts = [bill(it, "1"), bill(it, "1"), bill(it)]

    names = ("base_amount", "tax", "extended_amount")
    assert [texts(part.lines[0], *names) for part in parts] == [
        ["33.33", "0.03", "33.36"],
        ["33.33", "0.03", "33.36"],
        ["33.33", "0.04", "33.37"],
    ]
    header = ("discount_amount", "freight_amount", "total_amount")
    assert [texts(part, *header) for part in parts] == [
        ["0.33", "3.33", "36.36"],
        ["0.33", "3.33", "36.36"],
        ["0.34", "3.34", "36.37"],
    ]
    assert texts(it.order, "total_amount") == ["109.09"]


def test_i_54_a_percentage_of_the_order_becomes_an_amount_of_each_part() -> None:
    it = make.billing(
        typed("2", "50"), typed("1", "100"), discount_percentage="10", discount_amount="4"
    )

    first, last = bill(it, "1"), bill(it)

    names = ("discount_percentage", "discount_amount", "detail_amount", "total_amount")
    assert texts(first, *names) == ["None", "6.00", "50.00", "44.00"]
    assert texts(last, *names) == ["None", "18.00", "150.00", "132.00"]
    assert texts(it.order, "total_amount") == ["176.00"]


def test_i_54_the_order_counts_what_is_invoiced() -> None:
    it = make.billing(typed("10", "1"), typed("-3", "1"))

    bill(it, "2.5", "-1")
    assert [str(line.invoiced_quantity) for line in it.order.lines] == ["2.5", "-1"]
    assert (it.order.invoicing_status, it.order.state) == (InvoicingStatus.PARTIAL, NEW)

    bill(it)
    assert [str(line.invoiced_quantity) for line in it.order.lines] == ["10", "-3"]
    assert (it.order.invoicing_status, it.order.state) == (InvoicingStatus.FULL, INVOICED)


@pytest.mark.parametrize(
    ("quantities", "error"),
    [
        (["3.00001"], InvoiceQuantityExceedsOrder),
        (["0"], InvoiceQuantityInvalid),
        (["-1"], InvoiceQuantityInvalid),
        ([None, "1"], InvoiceQuantityInvalid),
        ([None, None, "0"], InvoiceQuantityInvalid),
        ([None, "-2.1"], InvoiceQuantityExceedsOrder),
        ([None, None, "1"], InvoiceQuantityExceedsOrder),
        (["1", "-3"], InvoiceQuantityExceedsOrder),
        (["0.000001"], LineQuantityInvalid),
    ],
)
def test_i_54_more_than_is_left_is_refused_and_changes_nothing(
    quantities: list[str | None], error: type[DomainError]
) -> None:
    it = make.billing(typed("5", "1"), typed("-2", "1"), typed("0", "1"))
    bill(it, "2")

    assert refusal(lambda: bill(it, *quantities), it) is error


def test_i_54_a_line_is_named_once_and_belongs_to_the_order() -> None:
    it = make.billing(typed("5", "1"))
    line = it.order.lines[0].id

    def naming(*ids: UUID) -> Callable[[], Invoice]:
        return lambda: it.invoice("INV-1", [Portion(id, d("1")) for id in ids], None, RULES.rules)

    assert refusal(naming(line, line), it) is InvoiceLineRepeated
    assert refusal(naming(line, make.some_id()), it) is LineNotFound
    assert refusal(naming(), it) is InvoiceLinesRequired


def test_i_54_what_is_invoiced_in_full_is_not_invoiced_again() -> None:
    it = make.billing()
    bill(it)

    assert refusal(lambda: bill(it), it) is OrderNotInvoiceable
    assert refusal(it.check_invoiceable, it) is OrderNotInvoiceable


def test_i_44_an_order_without_lines_is_not_invoiced() -> None:
    empty: Order = make.empty(make.order())
    it = make.Ledger(empty)

    assert refusal(lambda: bill(it), it) is EmptyDocument


@pytest.mark.parametrize(
    ("before", "delivered", "after"),
    [
        (NEW, FulfillmentStatus.NONE, NEW),
        (PENDING, FulfillmentStatus.NONE, PENDING),
        (COMPLETE, FulfillmentStatus.COMPLETE, COMPLETE),
        (PARTIAL, FulfillmentStatus.PARTIAL, PARTIAL),
    ],
)
def test_cancelling_the_invoice_gives_back_and_reverts_the_order(
    before: State, delivered: FulfillmentStatus, after: State
) -> None:
    order = make.order(state=before)
    order.fulfillment_status = delivered
    it = make.Ledger(order)
    invoice = bill(it)
    assert order.state == INVOICED

    it.cancel(invoice, closing())

    assert (order.state, order.invoicing_status) == (after, InvoicingStatus.NONE)
    assert [str(line.invoiced_quantity) for line in order.lines] == ["0"]
    assert (str(invoice.amount_due), str(invoice.total_amount)) == ("0.00", "20.00")
    assert len(invoice.close_records) == 1


def test_cancelling_one_of_two_invoices_leaves_the_order_partly_invoiced() -> None:
    it = make.billing(typed("3", "10"))
    first, _ = bill(it, "1"), bill(it)

    it.cancel(first, closing())

    assert (it.order.state, it.order.invoicing_status) == (NEW, InvoicingStatus.PARTIAL)
    assert str(it.order.lines[0].invoiced_quantity) == "2"
    assert refusal(lambda: it.order.cancel(closing()), it) is OrderHasInvoices


def test_cancelling_twice_gives_back_once() -> None:
    it = make.billing(typed("3", "10"))
    first, _ = bill(it, "1"), bill(it, "1")
    it.cancel(first, closing())

    assert refusal(lambda: it.cancel(first, closing()), it) is InvoiceCanceled


def test_i_54_what_a_canceled_part_took_is_billed_again_to_the_last_digit() -> None:
    it = make.billing(typed("3", "0.01", tax="0.10"), freight_amount="0.05")
    first, second = bill(it, "1"), bill(it)

    it.cancel(first, closing())
    again = bill(it)

    names = ("freight_amount", "total_tax", "total_amount")
    assert texts(again, *names) == texts(first, *names)
    assert second.total_amount + again.total_amount == it.order.total_amount


def test_a_line_of_quantity_zero_is_billed_once_with_the_last_part() -> None:
    it = make.billing(typed("2", "10"), typed("0", "9", tax="0.5"))
    first, second = bill(it, "1"), bill(it)
    assert [len(invoice.lines) for invoice in (first, second)] == [1, 2]

    it.cancel(first, closing())
    again = bill(it)

    assert len(again.lines) == 1
    assert second.total_amount + again.total_amount == it.order.total_amount


def test_an_order_of_nothing_but_zero_quantities_is_invoiced_once() -> None:
    it = make.billing(typed("0", "9", tax="0.5"))

    invoice = bill(it)

    assert texts(invoice, "total_amount") == ["0.50"]
    assert it.order.state == INVOICED


@pytest.mark.parametrize("state", [COMPLETE, PARTIAL, PENDING])
def test_a_part_leaves_the_state_of_the_order(state: State) -> None:
    it = make.billing(state=state)

    bill(it, "1")

    assert it.order.state == state


def test_a_part_keeps_the_method_of_its_discount() -> None:
    per_unit = make.billing(typed("4", "10", manual_discount_amount="2"), prices=make.PER_UNIT)
    per_line = make.billing(typed("4", "10", manual_discount_amount="2"))
    portion = Decimal(1)

    unit = per_unit.invoice(
        "INV-1", [Portion(per_unit.order.lines[0].id, portion)], None, make.PER_UNIT.rules
    )
    line = per_line.invoice(
        "INV-2", [Portion(per_line.order.lines[0].id, portion)], None, RULES.rules
    )

    names = ("manual_discount_amount", "manual_discount", "extended_amount")
    assert texts(unit.lines[0], *names) == ["2.00", "2.00", "8.00"]
    assert texts(line.lines[0], *names) == ["0.50", "0.50", "9.50"]


def test_i_54_the_last_invoice_makes_up_for_a_discount_changed_on_an_earlier_one() -> None:
    it = make.billing(typed("4", "10"), discount_amount="4")
    first = bill(it, "1")
    first.update({"discount_percentage": d("50"), "discount_amount": d("0")}, RULES)

    last = bill(it)

    assert texts(first, "total_amount") == ["5.00"]
    assert texts(last, "total_amount") == ["31.00"]
    assert first.total_amount + last.total_amount == it.order.total_amount


def test_i_54_a_part_keeps_its_share_whatever_is_typed_beside_it() -> None:
    rules = PricingRules(pricing_precision=3)
    it = make.billing(typed("3", "0.335"), prices=PriceBook(rules=rules))
    portion = Portion(it.order.lines[0].id, d("1"))
    parts = []
    for number in range(3):
        part = it.invoice(f"INV-{number}", [portion], None, rules)
        part.update_line(part.lines[0].id, {"tax": d("0.10")}, PriceBook(rules=rules))
        it.invoices = [*it.invoices, part]
        parts.append(str(part.lines[0].base_amount))

    assert texts(it.order.lines[0], "base_amount") == ["1.00"]
    assert parts == ["0.33", "0.33", "0.34"]
