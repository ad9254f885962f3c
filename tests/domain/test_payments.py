"""Payments of an invoice and their reversals: what is recorded, and what is refused."""

from datetime import date
from typing import Any

import pytest

from domain.pricing.price_book import PriceBook
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import COMPLETE, NEW, PARTIAL, InvoiceStatusReason
from domain.sales.payment import Payment
from tests.domain import make
from tests.domain.make import closing, d, refusal_of, typed

DAY, NEXT_DAY = date(2026, 3, 9), date(2026, 3, 10)
IN_BASE = ("amount_paid_in_base", "amount_due_in_base")


def reverse(invoice: Invoice, payment: Payment, **more: Any) -> Payment:
    given = {"on": NEXT_DAY, "reference": None, "is_reversed": False} | more
    return invoice.reverse_payment(payment, **given)


def written(payment: Payment) -> tuple[Any, ...]:
    return (
        str(payment.amount),
        payment.currency_code,
        payment.paid_on,
        payment.reference,
        payment.reverses_payment_id,
    )


def test_a_payment_keeps_its_day_and_its_reference() -> None:
    invoice = make.invoice(typed("1", "10"))

    payment = invoice.record_payment(d("4"), DAY, "Transfer 17")

    assert written(payment) == ("4.00", "USD", DAY, "Transfer 17", None)
    assert invoice.payments == [payment]


def test_paying_completely_needs_no_reference() -> None:
    invoice = make.invoice(typed("1", "10"))

    invoice.pay(closing(on=DAY), InvoiceStatusReason.COMPLETE)

    assert [written(payment) for payment in invoice.payments] == [("10.00", "USD", DAY, None, None)]


def test_a_reversal_is_a_payment_of_the_other_sign_that_names_the_first() -> None:
    invoice = make.invoice(typed("1", "10"))
    first = invoice.record_payment(d("4"), DAY, None)

    reversal = reverse(invoice, first, reference="Bounced")

    assert written(reversal) == ("-4.00", "USD", NEXT_DAY, "Bounced", first.id)
    assert (invoice.state, str(invoice.amount_paid), str(invoice.amount_due)) == (
        NEW,
        "0.00",
        "10.00",
    )


def test_an_invoice_stays_partly_paid_while_another_payment_stands() -> None:
    invoice = make.invoice(typed("1", "10"))
    invoice.record_payment(d("4"), DAY, None)
    last = invoice.record_payment(d("6"), DAY, None)
    assert invoice.state == COMPLETE

    reverse(invoice, last)

    assert (invoice.state, str(invoice.amount_due)) == (PARTIAL, "6.00")


def test_i_49_what_is_paid_and_due_is_counted_in_the_base_currency_too() -> None:
    invoice = make.invoice(typed("1", "10"), prices=PriceBook(rate=d("4")))

    payment = invoice.record_payment(d("4"), DAY, None)
    assert make.texts(invoice, *IN_BASE) == ["1.00", "1.50"]

    reverse(invoice, payment)
    assert make.texts(invoice, *IN_BASE) == ["0.00", "2.50"]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0", "PAYMENT_AMOUNT_INVALID"),
        ("-1", "PAYMENT_AMOUNT_INVALID"),
        ("0.001", "TOO_MANY_DECIMALS"),
    ],
)
def test_a_payment_that_makes_no_sense_names_the_amount(amount: str, expected: str) -> None:
    invoice = make.invoice(typed("1", "10"))

    code, path, _ = refusal_of(lambda: invoice.record_payment(d(amount), DAY, None))

    assert (code, path) == (expected, ("amount",))


def test_an_invoice_of_nothing_takes_no_payment() -> None:
    free = make.invoice(typed("1", "0"))

    assert refusal_of(lambda: free.record_payment(d("1"), DAY, None))[0] == "INVOICE_NOTHING_DUE"


def test_a_payment_that_is_too_large_says_what_is_due() -> None:
    invoice = make.invoice(typed("1", "10"))
    invoice.record_payment(d("1.50"), DAY, None)

    code, path, facts = refusal_of(lambda: invoice.record_payment(d("8.51"), DAY, None))

    assert (code, path, facts["due"]) == ("PAYMENT_EXCEEDS_AMOUNT_DUE", ("amount",), "8.50")


def test_a_reference_has_two_hundred_characters_at_most() -> None:
    invoice, longest = make.invoice(typed("1", "10")), "x" * 200
    refused = ("TEXT_TOO_LONG", ("reference",), {"field": "reference", "limit": 200})

    payment = invoice.record_payment(d("4"), DAY, longest)

    assert refusal_of(lambda: invoice.record_payment(d("4"), DAY, longest + "x")) == refused
    assert refusal_of(lambda: reverse(invoice, payment, reference=longest + "x")) == refused
    assert invoice.payments == [payment]
    assert reverse(invoice, payment, reference=longest).reference == longest


def test_a_payment_is_reversed_once_and_a_reversal_never() -> None:
    invoice = make.invoice(typed("1", "10"))
    first = invoice.record_payment(d("4"), DAY, None)
    invoice.record_payment(d("1"), DAY, None)
    reversal = reverse(invoice, first)

    again = refusal_of(lambda: reverse(invoice, first, is_reversed=True))
    back = refusal_of(lambda: reverse(invoice, reversal))

    assert again == ("PAYMENT_ALREADY_REVERSED", ("paymentId",), {})
    assert back == ("PAYMENT_IS_REVERSAL", ("paymentId",), {})
    assert len(invoice.payments) == 3
