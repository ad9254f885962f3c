"""Inputs that were once accepted silently are refused: by class, path and message."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.catalog.currency import TenantCurrency
from domain.catalog.price_list import (
    PriceList,
    PriceListItem,
    PriceListItemAmountNotAllowed,
    PriceListItemAmountRequired,
    PriceListItemPercentageNotAllowed,
    PriceListItemPercentageRequired,
    PriceListItemRoundingAmountZero,
    PriceListItemRoundingIncomplete,
    PriceListItemRoundingNotAllowed,
    PriceListItemRoundingUnused,
    PriceListValidityInvalid,
    PricingMethod,
    RoundingOption,
    RoundingPolicy,
)
from domain.core.action import Action
from domain.core.errors import DomainError, VersionConflict
from domain.sales.billing import InvoiceLinesRequired, InvoiceQuantityInvalid
from domain.sales.close_details import CloseDateInvalid, CloseDetails
from domain.sales.invoice import CancellationReasonRequired
from domain.sales.invoice_lifecycle import InvoiceStatusReason
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.order import FulfillmentStatus
from domain.sales.payment import InvoiceNothingDue, PaymentAmountInvalid, ReversalDateInvalid
from domain.sales.portion import Portion
from domain.sales.quote import QuoteCloseStatus, QuoteValidityInvalid
from domain.sales.quote_aggregate import AcceptanceWarning, OpportunityOutcome
from domain.sales.quote_lifecycle import OPEN
from domain.sales.shipping import Shipping
from domain.tenant.settings import TenantSettings
from tests.domain import make
from tests.domain.make import RULES, closing, d, texts, typed

BORN = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
BEFORE, SAME = date(2026, 3, 1), date(2026, 3, 2)


def refused(act: Callable[[], object], *unchanged: Any) -> DomainError:
    """Return the error with which an action is refused; check that nothing changed."""
    before = make.snapshot(*unchanged)
    with pytest.raises(DomainError) as found:
        act()
    assert make.snapshot(*unchanged) == before
    return found.value


def born(record: Any) -> Any:
    record.created_at = BORN
    return record


@pytest.mark.parametrize("paid", [InvoiceStatusReason.COMPLETE, InvoiceStatusReason.PARTIAL])
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_paid_invoice_is_canceled_only_with_a_reason(
    paid: InvoiceStatusReason, reason: str | None
) -> None:
    invoice = make.invoice()
    invoice.pay(closing(), paid)

    error = refused(lambda: invoice.cancel(closing(description=reason)), invoice)
    invoice.cancel(closing(description="Returned."))

    assert isinstance(error, CancellationReasonRequired)
    assert error.path == ("description",)


def test_an_invoice_that_nobody_has_paid_is_canceled_without_a_reason() -> None:
    invoice = make.invoice()

    invoice.cancel(closing())

    assert invoice.close_records[-1].description is None


CLOSES: dict[str, Callable[[date], tuple[Callable[[], object], list[Any]]]] = {}


def closes(act: Callable[[date], tuple[Callable[[], object], list[Any]]]) -> Any:
    CLOSES[act.__name__] = act
    return act


def end_opportunity(
    on: date, end: Callable[[OpportunityAggregate, CloseDetails], object]
) -> tuple[Callable[[], object], list[Any]]:
    aggregate = make.quote_aggregate(OPEN, of=born(make.opportunity()))
    assert aggregate.opportunity_aggregate is not None
    opportunity_aggregate = aggregate.opportunity_aggregate
    return lambda: end(opportunity_aggregate, closing(on=on)), [
        opportunity_aggregate.opportunity,
        *opportunity_aggregate.quotes,
    ]


@closes
def win(on: date) -> tuple[Callable[[], object], list[Any]]:
    return end_opportunity(
        on,
        lambda opportunity_aggregate, how: opportunity_aggregate.win(how, cancel_open_quotes=True),
    )


@closes
def lose(on: date) -> tuple[Callable[[], object], list[Any]]:
    return end_opportunity(
        on,
        lambda opportunity_aggregate, how: opportunity_aggregate.lose(how, cancel_open_quotes=True),
    )


@closes
def close_quote(on: date) -> tuple[Callable[[], object], list[Any]]:
    aggregate = make.quote_aggregate(OPEN)
    born(aggregate.quote)
    given = {"create_revision": False, "close_opportunity": False}
    return lambda: aggregate.close(QuoteCloseStatus.LOST, closing(on=on), **given), [
        aggregate.quote
    ]


@closes
def accept(on: date) -> tuple[Callable[[], object], list[Any]]:
    aggregate = make.quote_aggregate(OPEN)
    born(aggregate.quote)
    return lambda: aggregate.accept("ORD-1", closing(on=on), close_opportunity=True), [
        aggregate.quote
    ]


@closes
def cancel_order(on: date) -> tuple[Callable[[], object], list[Any]]:
    order = born(make.order())
    return lambda: order.cancel(closing(on=on)), [order]


@closes
def cancel_invoice(on: date) -> tuple[Callable[[], object], list[Any]]:
    invoice = born(make.invoice())
    return lambda: invoice.cancel(closing(on=on)), [invoice]


@pytest.mark.parametrize("act", CLOSES)
def test_nothing_is_closed_before_the_day_of_its_creation(act: str) -> None:
    early, records = CLOSES[act](BEFORE)

    error = refused(early, *records)

    assert isinstance(error, CloseDateInvalid)
    assert error.path == ("closeDate",)
    assert "2026-03-01" in str(error)
    assert "was created on 2026-03-02 (UTC)" in str(error)


@pytest.mark.parametrize("act", CLOSES)
def test_anything_may_be_closed_on_the_day_of_its_creation(act: str) -> None:
    in_time, _ = CLOSES[act](SAME)

    in_time()


def test_the_refusal_calls_the_day_what_the_mutation_calls_it() -> None:
    order = born(make.order())

    error = refused(lambda: order.cancel(closing(on=BEFORE, field="cancelDate")), order)

    assert error.path == ("cancelDate",)
    assert str(error).startswith("`cancelDate` is 2026-03-01, but Order ORD-1")


def test_deliveries_and_payments_may_be_entered_late() -> None:
    order, invoice = born(make.order()), born(make.invoice())

    Shipping(order).fulfill(closing(on=BEFORE), FulfillmentStatus.COMPLETE)
    invoice.pay(closing(on=BEFORE), InvoiceStatusReason.COMPLETE)

    assert (order.date_fulfilled, invoice.payments[0].paid_on) == (BEFORE, BEFORE)


def test_a_quote_that_began_after_the_close_of_its_opportunity_ends_on_its_own_first_day() -> None:
    aggregate = make.quote_aggregate(OPEN)
    assert aggregate.opportunity_aggregate is not None
    born(aggregate.quote)

    aggregate.opportunity_aggregate.win(closing(on=BEFORE), cancel_open_quotes=True)

    assert (
        aggregate.opportunity_aggregate.opportunity.actual_close_date,
        aggregate.quote.closed_on,
    ) == (BEFORE, SAME)


def test_a_payment_is_not_reversed_before_it_came() -> None:
    invoice = make.invoice()
    payment = invoice.record_payment(d("5"), SAME, None)

    error = refused(
        lambda: invoice.reverse_payment(payment, BEFORE, None, is_reversed=False), invoice
    )

    assert isinstance(error, ReversalDateInvalid)
    assert error.path == ("date",)


@pytest.mark.parametrize(("amount", "said"), [("0", "0"), ("-5", "-5")])
def test_a_payment_that_reduces_nothing_says_what_is_due(amount: str, said: str) -> None:
    invoice = make.invoice()

    error = refused(lambda: invoice.record_payment(d(amount), SAME, None), invoice)

    assert isinstance(error, PaymentAmountInvalid)
    assert f"A payment of {said} does not reduce the amount due, 20.00" in str(error)


def test_nothing_is_paid_of_an_invoice_of_nothing() -> None:
    free = make.invoice(typed("1", "0"))

    assert isinstance(
        refused(lambda: free.record_payment(d("1"), SAME, None), free), InvoiceNothingDue
    )


@pytest.mark.parametrize(
    ("there", "changes", "path", "said"),
    [
        ({}, {"effective_from": SAME, "effective_to": BEFORE}, "effectiveTo", "effectiveTo"),
        ({"effective_from": SAME}, {"effective_to": BEFORE}, "effectiveTo", "effectiveTo"),
        ({"effective_to": BEFORE}, {"effective_from": SAME}, "effectiveFrom", "effectiveTo"),
        ({"expires_on": BEFORE}, {"effective_from": SAME}, "effectiveFrom", "expiresOn"),
        ({}, {"effective_from": SAME, "expires_on": BEFORE}, "expiresOn", "expiresOn"),
    ],
)
def test_a_quote_does_not_end_before_it_begins(
    there: dict[str, date], changes: dict[str, date], path: str, said: str
) -> None:
    quote = make.quote()
    quote.assign(there)

    with pytest.raises(QuoteValidityInvalid, match=said) as found:
        quote.update(changes, RULES)

    assert found.value.path == (path,)


def test_a_quote_may_hold_for_a_day_and_old_nonsense_stays_until_it_is_touched() -> None:
    quote = make.quote()
    quote.update({"effective_from": SAME, "effective_to": SAME, "expires_on": SAME}, RULES)
    quote.effective_to = BEFORE

    quote.update({"name": "Other"}, RULES)
    copy = quote.next_revision(1)

    assert (quote.name, copy.effective_to) == ("Other", BEFORE)


@pytest.mark.parametrize(
    ("there", "changes", "path"),
    [
        ({}, {"begins_on": SAME, "ends_on": BEFORE}, "endsOn"),
        ({"begins_on": SAME}, {"ends_on": BEFORE}, "endsOn"),
        ({"ends_on": BEFORE}, {"begins_on": SAME}, "beginsOn"),
    ],
)
def test_a_price_list_does_not_end_before_it_begins(
    there: dict[str, date], changes: dict[str, date], path: str
) -> None:
    prices = PriceList(name="Standard", currency_code="EUR")
    prices.assign(there)

    with pytest.raises(PriceListValidityInvalid) as found:
        prices.assign(changes)

    assert found.value.path == (path,)


PERCENT = {"method": PricingMethod.PERCENT_OF_LIST, "percentage": d("90"), "amount": None}
UP = {"rounding_policy": RoundingPolicy.UP}
MULTIPLE = {"rounding_option": RoundingOption.MULTIPLE_OF}


@pytest.mark.parametrize(
    ("given", "error", "path"),
    [
        ({"amount": None}, PriceListItemAmountRequired, "amount"),
        ({"percentage": d("1")}, PriceListItemPercentageNotAllowed, "percentage"),
        (UP, PriceListItemRoundingNotAllowed, "roundingPolicy"),
        ({**PERCENT, "percentage": None}, PriceListItemPercentageRequired, "percentage"),
        ({**PERCENT, "amount": d("1")}, PriceListItemAmountNotAllowed, "amount"),
        ({**PERCENT, **UP}, PriceListItemRoundingIncomplete, "roundingOption"),
        ({**PERCENT, **UP, **MULTIPLE}, PriceListItemRoundingIncomplete, "roundingAmount"),
        ({**PERCENT, **MULTIPLE}, PriceListItemRoundingUnused, "roundingOption"),
        ({"rounding_amount": d("1")}, PriceListItemRoundingUnused, "roundingAmount"),
        (
            {**PERCENT, **UP, **MULTIPLE, "rounding_amount": d("0")},
            PriceListItemRoundingAmountZero,
            "roundingAmount",
        ),
    ],
)
def test_each_mistake_of_a_price_list_item_has_its_own_error(
    given: dict[str, Any], error: type[DomainError], path: str
) -> None:
    one = UUID(int=1)
    item = PriceListItem(price_list_id=one, product_id=one, unit_id=one, currency_code="EUR")

    with pytest.raises(error) as found:
        item.assign({"amount": d("1"), **given})

    assert found.value.path == (path,)


def test_an_invoice_of_no_lines_is_not_an_order_that_cannot_be_invoiced() -> None:
    it = make.billing()

    error = refused(lambda: it.invoice("INV-1", [], None, RULES.rules), it.order)

    assert isinstance(error, InvoiceLinesRequired)
    assert error.path == ("lines",)


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_a_part_of_a_line_has_its_sign(quantity: str) -> None:
    it = make.billing(typed("3", "5"))
    portions = [Portion(it.order.lines[0].id, d(quantity))]

    error = refused(lambda: it.invoice("INV-1", portions, None, RULES.rules), it.order)

    assert isinstance(error, InvoiceQuantityInvalid)
    assert error.path == ("lines", 0, "quantity")
    assert str(error).startswith("Line 1 has 3 left to invoice. The quantity to invoice must not")


@pytest.mark.parametrize(
    ("closes_it", "revenue", "warned"),
    [(True, "5", False), (False, None, False), (False, "5", True)],
)
def test_a_revenue_that_goes_nowhere_is_told(
    closes_it: bool,  # noqa: FBT001
    revenue: str | None,
    warned: bool,  # noqa: FBT001
) -> None:
    given = closing(revenue=None if revenue is None else d(revenue))

    done = make.quote_aggregate(OPEN).accept("ORD-1", given, close_opportunity=closes_it)

    assert (done.outcome is OpportunityOutcome.WON) is closes_it
    assert done.warnings == ((AcceptanceWarning.ACTUAL_REVENUE_NOT_RECORDED,) if warned else ())


def test_a_revenue_is_told_also_where_there_is_no_opportunity() -> None:
    aggregate = replace(make.quote_aggregate(OPEN), opportunity_aggregate=None)

    done = aggregate.accept("ORD-1", closing(revenue=d("5")), close_opportunity=True)

    assert done.warnings == (AcceptanceWarning.ACTUAL_REVENUE_NOT_RECORDED,)


def test_a_stale_version_is_told_in_the_words_of_the_api() -> None:
    currency = TenantCurrency(code="EUR", version=3)

    with pytest.raises(VersionConflict, match="Currency is at version 3, not 2"):
        currency.expect(2)


def test_a_conflict_over_the_settings_of_a_tenant_is_told_in_a_sentence() -> None:
    settings = TenantSettings(version=3, base_currency_code="EUR")

    with pytest.raises(VersionConflict, match="The tenant's settings record is at version 3, not"):
        settings.expect(2)


def test_what_is_due_of_a_canceled_invoice_is_nothing_in_the_base_currency_too() -> None:
    invoice = make.invoice(prices=make.RATED)
    assert texts(invoice, "amount_due", "amount_due_in_base") == ["20.00", "40.00"]

    invoice.cancel(closing())

    assert texts(invoice, "amount_due", "amount_due_in_base") == ["0.00", "0.00"]
    cancel = invoice.lifecycle.by_action[Action.CANCEL_INVOICE]
    assert cancel.refusal(invoice.state, invoice.facts()) is not None
