"""A period may end on the day it begins; refusals carry the facts that clients show to users."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.catalog.price_list import PriceList
from domain.pricing.calculation import PricingRules
from domain.pricing.line import QuoteLine
from domain.sales.line_copies import copy_lines
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.order import InvoicingStatus
from tests.domain import make
from tests.domain.catalog import LIST, book, item, sold
from tests.domain.make import HALF_UP, RULES, closing, d, refusal_of, texts, typed

DAY, BEFORE = date(2026, 3, 9), date(2026, 3, 8)


def test_a_price_list_may_end_on_the_day_it_begins_but_not_before() -> None:
    record = PriceList(name="Spring", currency_code="EUR")

    record.assign({"begins_on": DAY, "ends_on": DAY})

    facts = {"begins_on": DAY, "ends_on": BEFORE}
    code = "PRICE_LIST_VALIDITY_INVALID"
    assert refusal_of(lambda: record.assign({"ends_on": BEFORE})) == (code, ("endsOn",), facts)
    record.ends_on = None
    record.assign({"begins_on": DAY})
    record.begins_on, record.ends_on = None, BEFORE
    assert refusal_of(lambda: record.assign({"begins_on": DAY})) == (code, ("beginsOn",), facts)


@pytest.mark.parametrize(
    ("name", "label"), [("effective_to", "effectiveTo"), ("expires_on", "expiresOn")]
)
def test_a_quote_may_end_on_the_day_it_begins_but_not_before(name: str, label: str) -> None:
    quote = make.quote()
    facts = {"first": DAY, "end": label, "last": BEFORE}

    quote.update({"effective_from": DAY, name: DAY}, RULES)

    code = "QUOTE_VALIDITY_INVALID"
    assert refusal_of(lambda: quote.update({name: BEFORE}, RULES)) == (code, (label,), facts)
    later = make.quote()
    later.update({name: BEFORE}, RULES)
    refused = refusal_of(lambda: later.update({"effective_from": DAY}, RULES))
    assert refused == (code, ("effectiveFrom",), facts)


def test_an_opportunity_is_not_closed_before_the_day_of_its_creation() -> None:
    opportunity = make.opportunity(created_at=datetime(2026, 3, 9, 1, tzinfo=UTC))
    opportunity_aggregate = OpportunityAggregate(opportunity, [])

    assert refusal_of(lambda: opportunity_aggregate.win(closing(on=BEFORE))) == (
        "CLOSE_DATE_INVALID",
        ("closeDate",),
        {"field": "closeDate", "on": BEFORE, "record": "Opportunity OPP-1", "created": DAY},
    )
    opportunity_aggregate.win(closing(on=DAY))


def test_a_payment_is_reversed_on_its_day_at_the_earliest() -> None:
    invoice = make.invoice(typed("1", "10"))
    payment = invoice.record_payment(d("4"), DAY, None)

    assert refusal_of(
        lambda: invoice.reverse_payment(payment, BEFORE, None, is_reversed=False)
    ) == (
        "REVERSAL_DATE_INVALID",
        ("date",),
        {"on": BEFORE, "paid_on": DAY},
    )
    invoice.reverse_payment(payment, DAY, None, is_reversed=False)


def test_a_payment_finer_than_the_currency_is_refused_with_the_decimals_it_may_have() -> None:
    invoice = make.invoice(typed("1", "10"))

    code, path, facts = refusal_of(lambda: invoice.record_payment(d("0.001"), DAY, None))

    assert (code, path, facts["field"], facts["places"], facts["given"]) == (
        "TOO_MANY_DECIMALS",
        ("amount",),
        "amount",
        2,
        3,
    )


def test_a_typed_price_has_the_decimals_of_the_tenant_and_is_named_by_its_place() -> None:
    rules, path = PricingRules(pricing_precision=3), ("items", 1, "amount")

    assert str(rules.check_typed_price(d("1.5"), "amount", path)) == "1.500"
    code, place, facts = refusal_of(lambda: rules.check_typed_price(d("1.2345"), "amount", path))
    assert (code, place, facts["places"]) == ("TOO_MANY_DECIMALS", path, 3)


def test_i_32_another_name_looks_no_price_up_on_a_document_with_a_price_list() -> None:
    quote = make.quote(sold(), prices=book(), price_list_id=LIST)
    dearer = book(item("120"))

    quote.update({"name": "Renamed"}, dearer)
    quote.update({"price_list_id": LIST}, dearer)
    assert texts(quote, "total_amount") == ["100.00"]

    quote.update({"price_list_id": make.some_id()}, dearer)
    assert texts(quote, "total_amount") == ["120.00"]


def test_an_item_that_is_copied_without_its_bundle_stands_alone() -> None:
    lines = make.quote(typed(), typed()).lines
    lines[1].bundle_line_id = lines[0].id

    both = copy_lines(lines, QuoteLine)
    (alone,) = copy_lines(lines[1:], QuoteLine)

    assert both[1].bundle_line_id == both[0].id
    assert alone.bundle_line_id is None


def test_i_25_another_description_of_a_line_computes_nothing_anew() -> None:
    quote = make.quote(typed("3.5", "7.75"))

    quote.update_line(quote.lines[0].id, {"description": "Blue"}, HALF_UP)
    assert texts(quote.lines[0], "extended_amount", "description") == ["27.12", "Blue"]

    quote.update_line(quote.lines[0].id, {"quantity": d("3.5")}, HALF_UP)
    assert texts(quote.lines[0], "extended_amount") == ["27.13"]


def test_totals_that_are_computed_anew_leave_what_was_paid() -> None:
    invoice = make.invoice(typed("1", "10"))
    invoice.record_payment(d("4"), DAY, None)

    invoice.total(RULES.rules)

    assert texts(invoice, "amount_paid", "amount_due") == ["4.00", "6.00"]


@pytest.mark.parametrize("name", ["discount_percentage", "discount_amount", "freight_amount"])
def test_an_order_with_invoices_keeps_each_amount_of_its_header(name: str) -> None:
    order = make.order()
    order.invoicing_status = InvoicingStatus.PARTIAL

    assert refusal_of(lambda: order.update({name: d("1")}, RULES)) == ("ORDER_HAS_INVOICES", (), {})


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("price_per_unit", "pricePerUnit"),
        ("tax", "tax"),
        ("manual_discount_amount", "manualDiscountAmount"),
    ],
)
def test_an_amount_of_a_line_that_is_too_fine_is_named(name: str, label: str) -> None:
    quote = make.quote()

    code, path, facts = refusal_of(lambda: quote.add_lines([{**typed(), name: d("1.005")}], RULES))

    assert (code, path) == ("TOO_MANY_DECIMALS", ("lines", 0, label))
    assert (facts["field"], facts["places"], facts["given"]) == (label, 2, 3)


def test_i_32_a_new_line_leaves_the_prices_of_the_others() -> None:
    quote = make.quote(sold(), prices=book())

    quote.add_lines([sold()], book(item("120")))

    assert [str(line.price_per_unit) for line in quote.lines] == ["100.00", "120.00"]


def test_amounts_finer_than_the_currency_is_now_do_not_forbid_another_name() -> None:
    quote = make.quote(freight_amount="1.25")
    quote.currency = replace(quote.currency, precision=1)

    quote.update({"name": "Renamed"}, RULES)

    assert texts(quote, "name", "freight_amount") == ["Renamed", "1.25"]
