"""What an ERP may report of an invoice that it has posted (I-6, I-9, O-13)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.core.errors import DomainError
from domain.core.money import MAX_INPUT, CurrencyMismatch
from domain.sales.posted_invoice import (
    ErpInvoiceStatus,
    InvoiceReport,
    PostedInvoice,
    PostedInvoiceConflict,
    PostedLine,
    is_own_number,
)
from domain.sales.unmatched_invoice import UnmatchedInvoiceReason, reason_of
from tests.domain.make import TODAY, USD, d, refusal_of, some_id

LIMIT = str(MAX_INPUT)


def line(**more: Any) -> PostedLine:
    """Return a line of the ERP's invoice; strings are amounts, except for the description."""
    given = {"quantity": "1", "price_per_unit": "1", "extended_amount": "1"} | more
    values: dict[str, Any] = {n: d(v) if n != "description" else v for n, v in given.items()}
    return PostedLine(**values)


def report(*lines: PostedLine, **more: Any) -> InvoiceReport:
    """Return a report of an invoice of 100, nothing of which is paid."""
    given = {"total_amount": d("100"), "total_tax": d("0"), "remaining_amount": d("100")}
    return InvoiceReport(
        remote_id="1",
        remote_number="PS-1",
        invoice_date=TODAY,
        lines=lines,
        **(given | more),
    )


def header(name: str) -> Callable[[str], InvoiceReport]:
    """Return what makes a report with this amount in its header, canceled so that any rest fits."""
    return lambda amount: report(**{name: d(amount), "status": ErpInvoiceStatus.CANCELED})


def second_line(name: str) -> Callable[[str], InvoiceReport]:
    """Return what makes a report with this amount in its second line."""
    return lambda amount: report(line(), line(**{name: amount}))


AMOUNTS = [
    (("totalAmount",), header("total_amount")),
    (("totalTax",), header("total_tax")),
    (("discountAmount",), header("discount_amount")),
    (("freightAmount",), header("freight_amount")),
    (("remainingAmount",), header("remaining_amount")),
    (("lines", 1, "manualDiscount"), second_line("manual_discount")),
    (("lines", 1, "tax"), second_line("tax")),
    (("lines", 1, "extendedAmount"), second_line("extended_amount")),
]
IDS = [str(path[-1]) for path, _ in AMOUNTS]


def test_a_report_in_the_orders_currency_is_taken_over() -> None:
    report(line(), line()).check(USD)
    report(currency_code="USD").check(USD)
    report(line(description="Pump")).check(USD)


def test_i_6_an_invoice_has_the_currency_of_its_order() -> None:
    assert refusal_of(lambda: report(currency_code="EUR").check(USD)) == (
        "CURRENCY_MISMATCH",
        ("currencyCode",),
        {"currency": "EUR", "expected": "USD"},
    )


@pytest.mark.parametrize(("path", "make"), AMOUNTS, ids=IDS)
def test_amounts_that_would_be_rounded_are_refused(
    path: tuple[str | int, ...], make: Callable[[str], InvoiceReport]
) -> None:
    make("0.010").check(USD)
    code, at, facts = refusal_of(lambda: make("0.001").check(USD))

    assert (code, at) == ("TOO_MANY_DECIMALS", path)
    assert (facts["field"], facts["places"]) == (path[-1], 2)


@pytest.mark.parametrize(("path", "make"), AMOUNTS, ids=IDS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_amounts_that_are_too_large_are_refused(
    path: tuple[str | int, ...], make: Callable[[str], InvoiceReport], sign: str
) -> None:
    make(f"{sign}{LIMIT}").check(USD)
    code, at, facts = refusal_of(lambda: make(f"{sign}{LIMIT}.01").check(USD))

    assert (code, at) == ("VALUE_OUT_OF_RANGE", path)
    assert facts == {"field": path[-1], "low": f"-{LIMIT}", "high": LIMIT}


@pytest.mark.parametrize("sign", ["", "-"])
def test_prices_may_have_any_decimals_but_not_any_size(sign: str) -> None:
    report(line(price_per_unit=f"{sign}{LIMIT}"), line(price_per_unit="0.00001")).check(USD)
    beyond = report(line(), line(price_per_unit=f"{sign}{LIMIT}.1"))

    code, path, facts = refusal_of(lambda: beyond.check(USD))

    assert (code, path) == ("VALUE_OUT_OF_RANGE", ("lines", 1, "pricePerUnit"))
    assert facts == {"field": "pricePerUnit", "low": f"-{LIMIT}", "high": LIMIT}


def test_quantities_have_at_most_five_decimals() -> None:
    code, path, _ = refusal_of(lambda: report(line(), line(quantity="0.000001")).check(USD))

    assert (code, path) == ("LINE_QUANTITY_INVALID", ("lines", 1, "quantity"))


def test_long_descriptions_are_refused() -> None:
    long = report(line(), line(description="x" * 10_001))

    code, path, _ = refusal_of(lambda: long.check(USD))

    assert (code, path) == ("TEXT_TOO_LONG", ("lines", 1, "description"))


@pytest.mark.parametrize(
    ("total", "rest"),
    [("100", "0"), ("100", "100"), ("-100", "-100"), ("-100", "0"), ("0", "0")],
)
def test_i_9_the_rest_lies_between_zero_and_the_total(total: str, rest: str) -> None:
    report(total_amount=d(total), remaining_amount=d(rest)).check(USD)


@pytest.mark.parametrize(
    ("total", "rest"),
    [
        ("100", "100.01"),
        ("100", "-0.01"),
        ("-100", "0.01"),
        ("-100", "-100.01"),
        ("0", "1"),
        ("0", "-1"),
    ],
)
def test_i_9_another_rest_is_refused_unless_the_invoice_is_canceled(total: str, rest: str) -> None:
    amounts = {"total_amount": d(total), "remaining_amount": d(rest)}

    assert refusal_of(lambda: report(**amounts).check(USD)) == (
        "REMAINING_AMOUNT_INVALID",
        ("remainingAmount",),
        {"remaining": rest, "total": total},
    )
    report(**amounts, status=ErpInvoiceStatus.CANCELED).check(USD)


def test_o_13_an_invoice_bills_one_order() -> None:
    order = some_id()
    posted = PostedInvoice(
        order_id=order, remote_id="1", remote_number="PS-1", invoice_date=date(2026, 3, 2)
    )

    posted.expect_order(order)

    assert refusal_of(lambda: posted.expect_order(some_id())) == (
        "POSTED_INVOICE_CONFLICT",
        ("remoteId",),
        {},
    )


@pytest.mark.parametrize(
    ("number", "own"),
    [("INV-1001", True), ("INV-", False), ("PS-INV-1001", False), ("INV-1001A", False)],
)
def test_i_3_an_erp_must_not_take_the_numbers_of_our_series(number: str, *, own: bool) -> None:
    assert is_own_number(number) is own


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (CurrencyMismatch(currency="EUR", expected="USD"), UnmatchedInvoiceReason.CURRENCY_DIFFERS),
        (PostedInvoiceConflict(), UnmatchedInvoiceReason.REFUSED),
    ],
)
def test_o_15_an_invoice_that_is_not_taken_over_says_why(
    refusal: DomainError, reason: UnmatchedInvoiceReason
) -> None:
    assert reason_of(refusal) is reason
