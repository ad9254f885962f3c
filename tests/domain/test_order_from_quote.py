"""Ordering a quote: the quote, its order, and the effect on the opportunity."""

from decimal import Decimal

import pytest

from domain.core.errors import EmptyDocument, ValueOutOfRange
from domain.core.lifecycle import State
from domain.sales.document_fields import TOTALS
from domain.sales.forecast import ForecastCategory
from domain.sales.opportunity_aggregate import OpportunityAggregate, UnreadQuotes
from domain.sales.opportunity_lifecycle import (
    CANCELED as DROPPED,
    IN_PROGRESS as PURSUED,
    ON_HOLD,
    OUT_SOLD,
    WON as GAINED,
    OpportunityStatus,
)
from domain.sales.order import FulfillmentStatus, InvoicingStatus
from domain.sales.order_lifecycle import NEW
from domain.sales.quote import Quote
from domain.sales.quote_aggregate import OpportunityOutcome, QuoteAggregate
from domain.sales.quote_lifecycle import (
    CANCELED,
    DRAFT,
    IN_PROGRESS,
    LOST,
    OPEN,
    REVISED,
    WON,
    QuoteAlreadyOrdered,
    QuoteNotActive,
)
from tests.domain import make
from tests.domain.catalog import PRODUCT, book
from tests.domain.make import RULES, closing, d, quote_aggregate, refusal, texts, typed

Outcome = OpportunityOutcome


def test_i_11_ordering_a_draft_is_refused_and_changes_nothing() -> None:
    it = quote_aggregate(DRAFT, IN_PROGRESS)

    refused = refusal(lambda: it.accept("ORD-1", closing(), close_opportunity=True), it)

    assert refused is QuoteNotActive


@pytest.mark.parametrize("state", [IN_PROGRESS, OPEN])
def test_i_11_an_ordered_quote_is_won_and_its_order_new(state: State) -> None:
    it = quote_aggregate(state)

    order = it.accept("ORD-1", closing(), close_opportunity=True).order

    assert it.quote.state == WON
    assert it.quote.closed_on == make.TODAY
    assert order.state == NEW
    assert (order.number, order.quote_id) == ("ORD-1", it.quote.id)
    assert order.fulfillment_status is FulfillmentStatus.NONE
    assert order.invoicing_status is InvoicingStatus.NONE


def test_i_12_the_order_equals_its_quote_to_the_last_digit() -> None:
    quote = make.quote(
        typed("3.5", "7.75", tax="2.17", manual_discount_percent="3.3", description="Cable"),
        typed("2.5", "19.99", tax="4", manual_discount_amount="9.98", product_id=PRODUCT),
        prices=book(),
        state=IN_PROGRESS,
        discount_percentage="3.5",
        discount_amount="1.27",
        freight_amount="25",
    )

    order = QuoteAggregate(quote, None, []).accept("ORD-1", closing(), close_opportunity=True).order

    assert texts(order, *TOTALS) == texts(quote, *TOTALS)
    shared = ("line_number", "product_id", "write_in", "description", "quantity", "price_per_unit")
    amounts = ("base_amount", "manual_discount", "tax", "extended_amount")
    for ours, theirs in zip(order.lines, quote.lines, strict=True):
        assert ours.quote_line_id == theirs.id != ours.id
        assert texts(ours, *shared, *amounts) == texts(theirs, *shared, *amounts)
        assert ours.invoiced_quantity == 0
    assert order.prices_locked
    header = ("name", "account_id", "owner_id", "discount_percentage", "discount_amount")
    assert texts(order, *header) == texts(quote, *header)


def test_i_12_ordering_prices_nothing_anew() -> None:
    """An order keeps the agreed prices, whatever the settings are today (I-25)."""
    half_up = make.quote(typed("3.5", "7.75"), prices=make.HALF_UP, state=IN_PROGRESS)

    order = (
        QuoteAggregate(half_up, None, []).accept("ORD-1", closing(), close_opportunity=True).order
    )

    assert str(order.total_amount) == "27.13"


def test_i_44_a_quote_without_lines_is_not_ordered() -> None:
    quote = make.empty(make.quote(state=IN_PROGRESS))
    it = QuoteAggregate(quote, None, [])

    refused = refusal(lambda: it.accept("ORD-1", closing(), close_opportunity=True), it)

    assert refused is EmptyDocument


@pytest.mark.parametrize(
    ("siblings", "outcome"),
    [
        ([], Outcome.WON),
        ([LOST], Outcome.WON),
        ([CANCELED, REVISED], Outcome.WON),
        ([WON], Outcome.WON),
        ([DRAFT], Outcome.WON),
        ([DRAFT, LOST, DRAFT], Outcome.WON),
        ([IN_PROGRESS], Outcome.KEPT_OPEN_OTHER_ACTIVE_QUOTES),
        ([OPEN], Outcome.KEPT_OPEN_OTHER_ACTIVE_QUOTES),
        ([DRAFT, OPEN, LOST], Outcome.KEPT_OPEN_OTHER_ACTIVE_QUOTES),
    ],
)
def test_i_14_the_siblings_decide_whether_an_order_wins_the_opportunity(
    siblings: list[State], outcome: OpportunityOutcome
) -> None:
    it = quote_aggregate(IN_PROGRESS, *siblings)
    assert it.opportunity_aggregate
    drafts = [quote for quote in it.opportunity_aggregate.quotes if quote.state == DRAFT]
    others = [quote for quote in it.opportunity_aggregate.quotes[1:] if quote.state != DRAFT]

    acceptance = it.accept("ORD-1", closing(), close_opportunity=True)

    won = outcome is Outcome.WON
    assert acceptance.outcome is outcome
    assert acceptance.canceled_quotes == (drafts if won else [])
    assert {quote.state for quote in drafts} <= {CANCELED if won else DRAFT}
    assert [quote.state for quote in others] == [state for state in siblings if state != DRAFT]
    assert it.opportunity_aggregate.opportunity.state == (GAINED if won else PURSUED)
    assert acceptance.order.opportunity_id == it.opportunity_aggregate.opportunity.id


@pytest.mark.parametrize("siblings", [[], [DRAFT], [IN_PROGRESS], [WON]])
def test_i_14_an_order_that_shall_not_close_the_opportunity_leaves_all_else(
    siblings: list[State],
) -> None:
    it = quote_aggregate(IN_PROGRESS, *siblings)
    assert it.opportunity_aggregate
    before = make.snapshot(
        it.opportunity_aggregate.opportunity, *it.opportunity_aggregate.quotes[1:]
    )

    acceptance = it.accept("ORD-1", closing(), close_opportunity=False)

    assert acceptance.outcome is Outcome.KEPT_OPEN_AS_ASKED
    assert acceptance.canceled_quotes == []
    assert (
        make.snapshot(it.opportunity_aggregate.opportunity, *it.opportunity_aggregate.quotes[1:])
        == before
    )


def test_i_14_an_opportunity_on_hold_is_won_too() -> None:
    it = quote_aggregate(IN_PROGRESS, of=make.opportunity(state=ON_HOLD))

    assert it.accept("ORD-1", closing(), close_opportunity=True).outcome is Outcome.WON


@pytest.mark.parametrize("close_opportunity", [True, False])
def test_i_16_a_quote_without_opportunity_is_ordered(*, close_opportunity: bool) -> None:
    it = QuoteAggregate(make.quote(state=IN_PROGRESS), None, [])

    acceptance = it.accept("ORD-1", closing(), close_opportunity=close_opportunity)

    assert acceptance.outcome is Outcome.NO_OPPORTUNITY
    assert acceptance.order.opportunity_id is None


@pytest.mark.parametrize("close_opportunity", [True, False])
@pytest.mark.parametrize("state", [GAINED, DROPPED, OUT_SOLD])
def test_i_16_a_quote_of_a_closed_opportunity_is_ordered(
    state: State, *, close_opportunity: bool
) -> None:
    it = quote_aggregate(IN_PROGRESS, DRAFT, of=make.opportunity(state=state))
    assert it.opportunity_aggregate
    before = make.snapshot(it.opportunity_aggregate.opportunity, it.opportunity_aggregate.quotes[1])

    acceptance = it.accept("ORD-1", closing(), close_opportunity=close_opportunity)

    assert acceptance.outcome is Outcome.ALREADY_CLOSED
    assert (
        make.snapshot(it.opportunity_aggregate.opportunity, it.opportunity_aggregate.quotes[1])
        == before
    )


def test_i_14_the_revenue_is_the_sum_of_the_won_quotes() -> None:
    chance = make.opportunity(estimated_value=d("999"))
    won = make.quote(typed("1", "12.34"), state=WON)
    lost = make.quote(typed("1", "500"), state=LOST)
    quote = make.quote(typed("1", "0.16"), state=OPEN)
    it = QuoteAggregate(quote, OpportunityAggregate(chance, [won, lost, quote]), [])

    it.accept("ORD-1", closing(), close_opportunity=True)

    assert str(chance.actual_value) == "12.50"
    assert chance.actual_close_date == make.TODAY
    assert chance.forecast_category is ForecastCategory.WON
    assert str(chance.close_records[0].revenue) == "12.50"


def test_i_14_won_quotes_that_were_not_read_count_too() -> None:
    chance, quote = make.opportunity(), make.quote(typed("1", "0.16"), state=OPEN)
    it = QuoteAggregate(quote, OpportunityAggregate(chance, [quote], d("12.34")), [])

    it.accept("ORD-1", closing(), close_opportunity=True)

    assert str(chance.actual_value) == "12.50"


def test_siblings_are_read_only_by_an_order_that_may_win_the_opportunity() -> None:
    def unread() -> QuoteAggregate:
        competing = OpportunityAggregate(make.opportunity(), UnreadQuotes())
        return QuoteAggregate(make.quote(state=OPEN), competing, [])

    kept = unread().accept("ORD-1", closing(), close_opportunity=False)

    assert kept.outcome is Outcome.KEPT_OPEN_AS_ASKED
    with pytest.raises(LookupError, match=r"^the opportunity was loaded without its quotes$"):
        unread().accept("ORD-1", closing(), close_opportunity=True)
    with pytest.raises(LookupError, match=r"^the opportunity was loaded without its quotes$"):
        len(UnreadQuotes())


@pytest.mark.parametrize(
    ("typed_revenue", "kept"), [("77", "77.00"), ("0", "0.00"), ("-0", "0.00"), ("-5.5", "-5.50")]
)
def test_i_14_the_revenue_is_the_callers_where_given(typed_revenue: str, kept: str) -> None:
    it = quote_aggregate(IN_PROGRESS)
    assert it.opportunity_aggregate

    it.accept("ORD-1", closing(revenue=d(typed_revenue)), close_opportunity=True)

    assert str(it.opportunity_aggregate.opportunity.actual_value) == kept


def test_i_14_a_computed_revenue_may_exceed_the_largest_typed_one() -> None:
    quote = make.quote(typed("1000", "3000000000"), state=IN_PROGRESS)
    chance = make.opportunity()
    it = QuoteAggregate(quote, OpportunityAggregate(chance, [quote]), [])

    it.accept("ORD-1", closing(), close_opportunity=True)

    assert str(chance.actual_value) == "3000000000000.00"


def test_i_15_a_revenue_that_nothing_can_hold_is_refused_before_anything_ends() -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        closing(revenue=Decimal(10**12) + 1)

    assert refused.value.path == ("actualRevenue",)


def test_i_22_ordering_writes_one_close_record_for_each_close() -> None:
    it = quote_aggregate(IN_PROGRESS, DRAFT, LOST)
    assert it.opportunity_aggregate

    it.accept("ORD-1", closing(description="Signed", revenue=d("9")), close_opportunity=True)

    ordered, draft, lost = (quote.close_records for quote in it.opportunity_aggregate.quotes)
    (won,) = it.opportunity_aggregate.opportunity.close_records
    assert [(r.status_reason, r.description, r.revenue) for r in ordered] == [
        ("WON", "Signed", None)
    ]
    assert [(r.status_reason, r.close_date) for r in draft] == [("CANCELED", make.TODAY)]
    assert lost == []
    assert (won.status, won.description, won.revenue) == (OpportunityStatus.WON, "Signed", d("9"))
    assert won.currency_code == "USD"


def test_i_64_an_expired_quote_can_still_be_ordered() -> None:
    quote = make.quote(state=IN_PROGRESS, effective_to=make.TODAY.replace(year=2020))

    acceptance = QuoteAggregate(quote, None, []).accept("ORD-1", closing(), close_opportunity=True)

    assert acceptance.order.state == NEW


def test_i_16_a_won_opportunity_may_hold_new_quotes_and_they_can_be_ordered() -> None:
    chance = make.opportunity(typed("1", "8"), state=GAINED)
    from_it = Quote.from_opportunity(chance, "QUO-7")

    from_it.activate()
    acceptance = QuoteAggregate(from_it, OpportunityAggregate(chance, [from_it]), []).accept(
        "ORD-1", closing(), close_opportunity=True
    )

    assert acceptance.outcome is Outcome.ALREADY_CLOSED
    assert str(acceptance.order.total_amount) == "8.00"


def test_i_25_settings_that_change_leave_the_order_alone_when_only_its_name_changes() -> None:
    quote = make.quote(
        typed("1", "10.50"), discount_percentage="5", prices=RULES, state=IN_PROGRESS
    )  # 5 percent of 10.50 is 0.525: 0.52 half-even, 0.53 half-up
    order = QuoteAggregate(quote, None, []).accept("ORD-1", closing(), close_opportunity=True).order

    order.update({"name": "Renamed"}, make.HALF_UP)

    assert texts(order, "name", "total_amount") == ["Renamed", "9.98"]


def test_i_13_a_second_order_of_a_quote_is_refused_and_the_first_one_named() -> None:
    it = quote_aggregate(IN_PROGRESS, DRAFT)
    it.accept("ORD-1", closing(), close_opportunity=False)
    it.order_number = "ORD-1"

    refused = refusal(lambda: it.accept("ORD-2", closing(), close_opportunity=True), it)

    assert refused is QuoteAlreadyOrdered
    with pytest.raises(QuoteAlreadyOrdered, match=r"QUO-1 already has an order, ORD-1\."):
        it.check_acceptable()
