"""Orders are fulfilled and canceled; invoices are paid and canceled."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from domain.core.action import Action
from domain.core.errors import DomainError, InvalidState, RecordReadOnly, TextTooLong
from domain.core.lifecycle import Fact, State
from domain.core.money import TooManyDecimals
from domain.sales.document import Document
from domain.sales.document_fields import TOTALS
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import (
    ACTIVE_STATES,
    CANCELED,
    COMPLETE,
    NEW,
    PARTIAL,
    InvoiceAlreadyPaid,
    InvoiceCanceled,
    InvoiceStatusReason,
)
from domain.sales.order import FulfillmentStatus, InvoicingStatus, Order
from domain.sales.order_lifecycle import (
    CANCELED as GIVEN_UP,
    COMPLETE as DELIVERED,
    NEW as NEW_ORDER,
    PARTIAL as PARTLY_DELIVERED,
    OrderFromQuote,
    OrderHasInvoices,
    OrderStatusReason,
)
from domain.sales.payment import PaymentAmountInvalid, PaymentExceedsAmountDue
from domain.sales.quote import Quote
from domain.sales.quote_lifecycle import IN_PROGRESS, QuoteStatusReason
from domain.sales.shipping import Shipping
from tests.domain import make
from tests.domain.make import JPY, RULES, closing, d, refusal, texts, typed

MONEY = ("amount_paid", "amount_due")


@pytest.mark.parametrize(
    ("extent", "state"),
    [(FulfillmentStatus.COMPLETE, DELIVERED), (FulfillmentStatus.PARTIAL, PARTLY_DELIVERED)],
)
def test_i_51_a_fulfilled_order_is_read_only(extent: FulfillmentStatus, state: State) -> None:
    order = make.order()

    Shipping(order).fulfill(closing(on=date(2026, 2, 3)), extent)

    assert (order.state, order.fulfillment_status) == (state, extent)
    assert order.date_fulfilled == date(2026, 2, 3)
    assert [(r.status_reason, r.close_date) for r in order.close_records] == [
        (state.reason, date(2026, 2, 3))
    ]
    assert refusal(lambda: order.update({"name": "New"}, RULES), order) is RecordReadOnly


def test_i_52_nothing_can_be_done_with_a_canceled_order() -> None:
    order = make.order()

    order.cancel(closing(description="No budget"))

    assert order.state == GIVEN_UP
    assert [record.description for record in order.close_records] == ["No budget"]
    assert allowed(order) == set()


def test_i_59_nothing_can_be_done_with_a_canceled_invoice() -> None:
    assert allowed(make.invoice(state=CANCELED)) == set()


def test_i_59_a_paid_invoice_can_only_be_canceled_sent_or_its_payments_reversed() -> None:
    left = {Action.CANCEL_INVOICE, Action.REVERSE_PAYMENT, Action.SEND_INVOICE}
    assert allowed(make.invoice(state=COMPLETE)) == left


def allowed(record: Document[Any]) -> set[Action]:
    """Return the actions that the table offers to users, whatever the facts are."""
    facts = [dict.fromkeys(Fact, answer) for answer in (True, False)]
    return {
        action
        for action, transition in record.lifecycle.by_action.items()
        if transition.offered
        and any(transition.refusal(record.state, each) is None for each in facts)
    }


def test_an_order_with_invoices_is_not_canceled_and_not_deleted() -> None:
    order = make.order()
    order.invoicing_status = InvoicingStatus.PARTIAL

    def delete() -> None:
        order.lifecycle.check(Action.DELETE_ORDER, order, order.facts())

    assert refusal(lambda: order.cancel(closing()), order) is OrderHasInvoices
    assert refusal(delete, order) is OrderHasInvoices
    order.quote_id = make.some_id()
    assert refusal(delete, order) is OrderFromQuote


def test_i_22_a_note_too_long_for_the_record_ends_nothing() -> None:
    order = make.order()

    assert refusal(lambda: order.cancel(closing(description="x" * 2001)), order) is TextTooLong


@pytest.mark.parametrize("state", ACTIVE_STATES)
def test_i_21_an_active_invoice_may_be_given_any_of_its_reasons(state: State) -> None:
    invoice = make.invoice()

    for target in ACTIVE_STATES:
        invoice.set_status_reason(InvoiceStatusReason(target.reason))
        invoice.set_status_reason(InvoiceStatusReason(state.reason))

        assert invoice.state == state
    assert invoice.close_records == []


def test_i_21_a_reason_of_another_state_cannot_be_set() -> None:
    quote, order, invoice = make.quote(state=IN_PROGRESS), make.order(), make.invoice()
    refused: list[type[DomainError] | None] = [
        *(
            refusal(partial(quote.set_status_reason, reason), quote)
            for reason in QuoteStatusReason
            if reason not in {"IN_PROGRESS", "OPEN"}
        ),
        *(
            refusal(partial(order.set_status_reason, reason), order)
            for reason in OrderStatusReason
            if reason not in {"NEW", "PENDING"}
        ),
        *(
            refusal(partial(invoice.set_status_reason, reason), invoice)
            for reason in InvoiceStatusReason
            if reason in {"COMPLETE", "PARTIAL", "CANCELED"}
        ),
    ]

    assert refused == [InvalidState] * 12


def test_i_59_paying_completely_records_what_was_due() -> None:
    invoice = make.invoice(typed("3", "10"))

    invoice.pay(closing(on=date(2026, 3, 9)), InvoiceStatusReason.COMPLETE)

    assert invoice.state == COMPLETE
    assert texts(invoice, *MONEY) == ["30.00", "0.00"]
    assert [(str(p.amount), p.paid_on, p.currency_code) for p in invoice.payments] == [
        ("30.00", date(2026, 3, 9), "USD")
    ]


def test_paying_partly_moves_only_the_state() -> None:
    invoice = make.invoice(typed("3", "10"))

    invoice.pay(closing(), InvoiceStatusReason.PARTIAL)

    assert (invoice.state, invoice.payments) == (PARTIAL, [])
    assert texts(invoice, *MONEY) == ["0.00", "30.00"]


def test_i_22_each_payment_by_verb_writes_one_close_record_and_a_recorded_one_none() -> None:
    invoice = make.invoice()

    invoice.record_payment(d("5"), make.TODAY, "Transfer")
    invoice.pay(closing(), InvoiceStatusReason.COMPLETE)
    invoice.cancel(closing(description="Returned."))

    reasons = [record.status_reason for record in invoice.close_records]
    assert reasons == [InvoiceStatusReason.COMPLETE, InvoiceStatusReason.CANCELED]
    assert [str(payment.amount) for payment in invoice.payments] == ["5.00", "15.00"]


@pytest.mark.parametrize("reason", [InvoiceStatusReason.COMPLETE, InvoiceStatusReason.PARTIAL])
def test_i_59_paying_a_canceled_invoice_is_refused(reason: InvoiceStatusReason) -> None:
    invoice = make.invoice(state=CANCELED)

    assert refusal(lambda: invoice.pay(closing(), reason), invoice) is InvoiceCanceled
    assert refusal(lambda: pay(invoice, "1"), invoice) is InvoiceCanceled


def test_i_59_a_paid_invoice_can_be_canceled_and_keeps_its_payments() -> None:
    invoice = make.invoice(typed("1", "9"))
    invoice.pay(closing(), InvoiceStatusReason.COMPLETE)

    invoice.cancel(closing(description="Returned"))

    assert invoice.state == CANCELED
    assert texts(invoice, *MONEY) == ["9.00", "0.00"]
    assert len(invoice.payments) == 1


def pay(invoice: Invoice, amount: str) -> object:
    return invoice.record_payment(d(amount), make.TODAY, None)


def test_payments_add_up_until_nothing_is_due() -> None:
    invoice = make.invoice(typed("1", "1000"))

    pay(invoice, "1E+2")
    assert (invoice.state, texts(invoice, *MONEY)) == (PARTIAL, ["100.00", "900.00"])

    pay(invoice, "899.99")
    assert (invoice.state, texts(invoice, *MONEY)) == (PARTIAL, ["999.99", "0.01"])

    pay(invoice, "0.010")
    assert (invoice.state, texts(invoice, *MONEY)) == (COMPLETE, ["1000.00", "0.00"])
    assert [str(p.amount) for p in invoice.payments] == ["100.00", "899.99", "0.01"]
    assert refusal(lambda: pay(invoice, "0.01"), invoice) is InvoiceAlreadyPaid


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        ("0", PaymentAmountInvalid),
        ("-0.00", PaymentAmountInvalid),
        ("-1", PaymentAmountInvalid),
        ("0.001", TooManyDecimals),
        ("10.01", PaymentExceedsAmountDue),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(amount: str, error: type[DomainError]) -> None:
    invoice = make.invoice(typed("1", "10"))

    assert refusal(lambda: pay(invoice, amount), invoice) is error


def test_a_credit_is_paid_with_its_own_sign() -> None:
    credit = make.invoice(typed("-1", "10"))

    assert refusal(lambda: pay(credit, "10"), credit) is PaymentAmountInvalid
    pay(credit, "-10")

    assert (credit.state, texts(credit, *MONEY)) == (COMPLETE, ["-10.00", "0.00"])


def test_a_payment_has_the_decimals_of_the_currency() -> None:
    yen = make.invoice(typed("1", "500"), currency=JPY)

    assert refusal(lambda: pay(yen, "0.5"), yen) is TooManyDecimals
    pay(yen, "2E+2")

    assert texts(yen, *MONEY) == ["200", "300"]
    assert str(yen.payments[0].amount) == "200"


def test_paying_an_invoice_of_nothing_records_no_payment() -> None:
    free = make.invoice(typed("1", "0"))

    free.pay(closing(), InvoiceStatusReason.COMPLETE)

    assert (free.state, free.payments) == (COMPLETE, [])


@pytest.mark.parametrize("kind", [Order, Invoice, Quote])
def test_the_skipped_routes_take_the_lines_and_totals_of_the_opportunity(
    kind: type[Order] | type[Invoice] | type[Quote],
) -> None:
    opportunity = make.opportunity(
        typed("3.5", "7.75", tax="2.17"), discount_percentage="3", freight_amount="4"
    )
    before = make.snapshot(opportunity)

    made = kind.from_opportunity(opportunity, "NR-1")

    assert texts(made, *TOTALS) == texts(opportunity, *TOTALS)
    assert made.opportunity_id == opportunity.id
    assert [line.quantity for line in made.lines] == [d("3.5")]
    assert getattr(made, "prices_locked", True)
    assert make.snapshot(opportunity) == before


def test_an_invoice_of_an_opportunity_owes_its_total() -> None:
    invoice = Invoice.from_opportunity(make.opportunity(typed("2", "1.5")), "INV-1")

    assert (invoice.state, texts(invoice, *MONEY)) == (NEW, ["0.00", "3.00"])


def test_an_invoice_paid_and_canceled_gives_its_quantity_back() -> None:
    it: make.Ledger = make.billing(typed("2", "5"))
    invoice = it.invoice("INV-1", None, None, RULES.rules)
    it.invoices = [invoice]
    invoice.pay(closing(), InvoiceStatusReason.COMPLETE)

    it.cancel(invoice, closing(description="Returned."))

    assert (it.order.state, invoice.state) == (NEW_ORDER, CANCELED)
    assert it.order.lines[0].invoiced_quantity == 0
