"""Which documents can be edited in which state, price locks, and what clients may enter."""

from typing import Any

import pytest

from domain.core.errors import (
    DomainError,
    EmptyDocument,
    ParentReadOnly,
    RecordReadOnly,
    TextRequired,
    ValueOutOfRange,
    VersionConflict,
)
from domain.pricing.calculation import DiscountExceedsTotal
from domain.pricing.line import (
    LineDiscountAmbiguous as Ambiguous,
    LineNotFound,
    LinePriceRequired,
    LineProductAndWriteIn,
    LineProductRequired,
    LineQuantityInvalid,
    PricesLocked,
)
from domain.sales import invoice_lifecycle, order_lifecycle, quote_lifecycle
from domain.sales.document import Document
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import InvoiceLineFromOrder
from domain.sales.order import InvoicingStatus
from domain.sales.order_lifecycle import OrderHasInvoices
from domain.sales.price_lock import PricingAlreadyLocked, PricingAlreadyUnlocked
from tests.domain import make
from tests.domain.make import RULES, d, refusal, texts, typed

KINDS = [make.opportunity, make.quote, make.order, make.invoice]
LOCKABLE = [make.order, make.invoice]


@pytest.mark.parametrize(
    "record",
    [
        make.quote(state=quote_lifecycle.OPEN),
        make.quote(state=quote_lifecycle.WON),
        make.order(state=order_lifecycle.COMPLETE),
        make.order(state=order_lifecycle.CANCELED),
        make.invoice(state=invoice_lifecycle.PARTIAL),
        make.invoice(state=invoice_lifecycle.CANCELED),
    ],
    ids=lambda record: f"{record.noun}-{record.status_reason}",
)
def test_i_10_what_is_not_editable_takes_no_header_and_no_line(record: Document[Any]) -> None:
    line = record.lines[0].id
    acts: list[tuple[Any, type[DomainError]]] = [
        (lambda: record.update({"freight_amount": d("1")}, RULES), RecordReadOnly),
        (lambda: record.recalculate(RULES), RecordReadOnly),
        (lambda: record.add_lines([typed()], RULES), ParentReadOnly),
        (lambda: record.add_lines([], RULES), ParentReadOnly),
        (lambda: record.update_line(line, {"description": "x"}, RULES), ParentReadOnly),
        (lambda: record.remove_line(line, RULES), ParentReadOnly),
    ]

    assert [refusal(act, record) for act, _ in acts] == [error for _, error in acts]


@pytest.mark.parametrize("kind", LOCKABLE)
def test_i_33_locking_twice_and_unlocking_twice_are_errors(kind: Any) -> None:
    record = kind()

    assert refusal(lambda: record.unlock_pricing(RULES), record) is PricingAlreadyUnlocked
    record.lock_pricing()
    assert refusal(record.lock_pricing, record) is PricingAlreadyLocked
    record.unlock_pricing(RULES)
    assert record.prices_locked is False


@pytest.mark.parametrize("kind", LOCKABLE)
def test_i_33_unlocking_prices_anew_at_once_and_locking_keeps_the_figures(kind: Any) -> None:
    record = kind(typed("3.5", "7.75"))

    record.lock_pricing()
    record.recalculate(make.HALF_UP)
    assert texts(record, "total_amount") == ["27.12"]

    record.unlock_pricing(make.HALF_UP)
    assert texts(record, "total_amount") == ["27.13"]


@pytest.mark.parametrize("kind", LOCKABLE)
def test_i_34_a_locked_document_takes_no_new_line_and_no_price(kind: Any) -> None:
    record = kind()
    record.lock_pricing()
    line = record.lines[0].id

    added = refusal(lambda: record.add_lines([typed()], RULES), record)
    priced = refusal(lambda: record.update_line(line, {"price_per_unit": d("1")}, RULES), record)
    record.update_line(line, {"quantity": d("3"), "tax": d("1")}, RULES)

    assert (added, priced) == (PricesLocked, PricesLocked)
    assert texts(record, "total_amount") == ["31.00"]


def test_an_order_with_invoices_keeps_its_lines_and_amounts_but_not_its_name() -> None:
    record = make.order(discount_percentage="5", discount_amount="1", freight_amount="2")
    record.invoicing_status = InvoicingStatus.PARTIAL
    line = record.lines[0].id

    for act in (
        lambda: record.add_lines([typed()], RULES),
        lambda: record.update_line(line, {"description": "x"}, RULES),
        lambda: record.remove_line(line, RULES),
        lambda: record.recalculate(RULES),
        lambda: record.update({"discount_amount": d("0")}, RULES),
        lambda: record.update({"freight_amount": None}, RULES),
        lambda: record.cancel(make.closing()),
    ):
        assert refusal(act, record) is OrderHasInvoices
    record.update({"name": "Renamed"}, RULES)

    assert texts(record, "name", "total_amount") == ["Renamed", "20.00"]


def test_lines_that_bill_an_order_line_keep_their_quantity_and_stay() -> None:
    billing = make.billing()
    record = billing.invoice("INV-1", None, None, RULES.rules)
    line = record.lines[0].id

    for act in (
        lambda: record.update_line(line, {"quantity": d("1")}, RULES),
        lambda: record.remove_line(line, RULES),
        lambda: record.unlock_pricing(RULES),
    ):
        assert refusal(act, record) is InvoiceLineFromOrder
    record.update_line(line, {"description": "First delivery"}, RULES)

    assert texts(record, "total_amount") == ["20.00"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"discount_percentage": d("100.01")}, ValueOutOfRange),
        ({"discount_percentage": d("-0.01")}, ValueOutOfRange),
        ({"discount_amount": d("-0.01")}, ValueOutOfRange),
        ({"discount_amount": d("1000000000000.01")}, ValueOutOfRange),
        ({"freight_amount": d("-1")}, ValueOutOfRange),
        ({"name": "  "}, TextRequired),
    ],
)
def test_i_26_header_values_that_make_no_sense(
    kind: Any, changes: dict[str, Any], error: type[DomainError]
) -> None:
    record = kind(typed())

    assert refusal(lambda: record.update({**changes, "description": "x"}, RULES), record) is error


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("values", "error"),
    [
        (typed(product_id=make.some_id(), write_in="Both"), LineProductAndWriteIn),
        (typed(write_in=" "), LineProductRequired),
        (typed(write_in="\u200b"), LineProductRequired),
        ({**typed(), "price_per_unit": None}, LinePriceRequired),
        (typed("1.000001"), LineQuantityInvalid),
        (typed("100000000000.1"), LineQuantityInvalid),
        (typed("1", "1000000000000.01"), ValueOutOfRange),
        (typed(manual_discount_amount="-0.01"), ValueOutOfRange),
        (typed(manual_discount_percent="100.1"), ValueOutOfRange),
        (typed(manual_discount_amount="1", manual_discount_percent="1"), Ambiguous),
        (typed(tax="-1000000000000.1"), ValueOutOfRange),
    ],
)
def test_a_line_that_makes_no_sense_adds_nothing_not_even_the_lines_before_it(
    kind: Any, values: dict[str, Any], error: type[DomainError]
) -> None:
    record = kind(typed())

    assert refusal(lambda: record.add_lines([typed(), values], RULES), record) is error


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"quantity": None}, LineQuantityInvalid),
        ({"quantity": d("0.000001")}, LineQuantityInvalid),
        ({"price_per_unit": None}, LinePriceRequired),
        (
            {"manual_discount_amount": d("1"), "manual_discount_percent": d("1")},
            Ambiguous,
        ),
    ],
)
def test_a_change_of_a_line_that_makes_no_sense_changes_nothing(
    kind: Any, changes: dict[str, Any], error: type[DomainError]
) -> None:
    record = kind(typed())
    line = record.lines[0].id

    assert refusal(lambda: record.update_line(line, changes, RULES), record) is error
    assert refusal(lambda: record.update_line(make.some_id(), {}, RULES), record) is LineNotFound


@pytest.mark.parametrize("kind", KINDS)
def test_i_27_discounts_do_not_turn_a_positive_document_negative(kind: Any) -> None:
    record = kind(typed("1", "50"))

    with pytest.raises(DiscountExceedsTotal):
        record.update({"discount_percentage": d("100"), "discount_amount": d("5")}, RULES)
    with pytest.raises(DiscountExceedsTotal):
        make.quote(typed("1", "50"), discount_amount="50.01")


def test_i_27_a_document_that_is_negative_because_of_its_lines_is_fine() -> None:
    credit = make.quote(typed("-4", "20"), discount_percentage="10", discount_amount="5")

    amounts = texts(credit, "detail_amount", "pre_freight_amount", "total_amount")
    assert amounts == ["-80.00", "-77.00", "-77.00"]


def test_i_27_a_discount_may_take_all() -> None:
    assert texts(make.quote(discount_amount="20"), "total_amount") == ["0.00"]


def test_i_44_a_quote_without_lines_is_not_activated() -> None:
    record = make.empty(make.quote(freight_amount="7"))

    assert refusal(record.activate, record) is EmptyDocument
    assert texts(record, "detail_amount", "total_tax", "total_amount") == ["0.00", "0.00", "7.00"]


def test_i_65_a_stale_version_is_refused() -> None:
    record = make.quote()
    record.version = 3

    assert refusal(lambda: record.expect(2), record) is VersionConflict
    record.expect(3)
    record.expect(None)


def test_a_null_discount_or_freight_is_nothing() -> None:
    record = make.quote(discount_percentage="5", discount_amount="1", freight_amount="2")

    record.update(
        {"discount_percentage": None, "discount_amount": None, "freight_amount": None}, RULES
    )

    assert record.discount_percentage is None
    assert texts(record, "discount_amount", "freight_amount", "total_amount") == [
        "0.00",
        "0.00",
        "20.00",
    ]


def test_a_manual_discount_replaces_the_other_way_of_giving_it() -> None:
    record = make.quote(typed("2", "10", manual_discount_percent="10"))
    line = record.lines[0]
    names = ("manual_discount_percent", "manual_discount_amount", "manual_discount")

    record.update_line(line.id, {"manual_discount_amount": d("3")}, RULES)
    assert texts(line, *names) == ["None", "3.00", "3.00"]

    record.update_line(line.id, {"manual_discount_percent": d("25")}, RULES)
    assert texts(line, *names) == ["25", "0.00", "5.00"]


@pytest.mark.parametrize("kind", KINDS)
def test_line_numbers_go_on_after_the_largest(kind: Any) -> None:
    record = kind(typed(), typed(), typed())

    record.remove_line(record.lines[1].id, RULES)
    record.add_lines([typed()], RULES)

    assert [line.line_number for line in record.lines] == [1, 3, 4]


def test_a_new_invoice_by_hand_owes_its_total_and_is_not_locked() -> None:
    record = make.invoice(typed("3", "1.1"))

    assert isinstance(record, Invoice)
    assert texts(record, "amount_due", "amount_paid") == ["3.30", "0.00"]
    assert not record.prices_locked
