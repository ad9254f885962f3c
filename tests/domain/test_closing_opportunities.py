"""Winning, losing and reopening an opportunity: its quotes, its revenue and its close records."""

from datetime import date
from uuid import UUID

import pytest

from domain.core.lifecycle import State
from domain.sales.forecast import ForecastCategory
from domain.sales.opportunity import EstimatedValueIsCalculated, LostReasonInvalid
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.opportunity_lifecycle import (
    CANCELED as DROPPED,
    IN_PROGRESS,
    ON_HOLD,
    OUT_SOLD,
    WON,
    OpportunityAlreadyClosed,
    OpportunityHasOpenQuotes,
    OpportunityStatusReason,
)
from domain.sales.quote import Quote
from domain.sales.quote_lifecycle import CANCELED, DRAFT, LOST, OPEN, REVISED
from tests.domain import make
from tests.domain.make import RULES, closing, d, refusal, typed

RIVAL = make.some_id()


def opportunity_aggregate(
    *states: State, state: State = IN_PROGRESS, value: str | None = None
) -> OpportunityAggregate:
    estimate = None if value is None else d(value)
    opportunity = make.opportunity(state=state, estimated_value=estimate)
    quotes = [make.quote(number=f"QUO-{at}", state=each) for at, each in enumerate(states, 1)]
    return OpportunityAggregate(opportunity, quotes)


@pytest.mark.parametrize("live", [[DRAFT], [OPEN], [LOST, DRAFT], [DRAFT, OPEN, REVISED]])
def test_i_17_win_and_lose_are_refused_while_quotes_live_and_name_them(live: list[State]) -> None:
    it = opportunity_aggregate(*live)
    names = ", ".join(quote.number for quote in it.quotes if quote.state in {DRAFT, OPEN})

    won = refusal(lambda: it.win(closing()), it)
    lost = refusal(lambda: it.lose(closing()), it)

    assert (won, lost) == (OpportunityHasOpenQuotes, OpportunityHasOpenQuotes)
    with pytest.raises(OpportunityHasOpenQuotes, match=f"quotes: {names}\\."):
        it.win(closing())


@pytest.mark.parametrize(
    ("live", "more"),
    [(10, r"QUO-10\."), (11, r"QUO-10 and 1 more\."), (1_012, r"QUO-10 and 1,002 more\.")],
)
def test_of_many_live_quotes_ten_are_named(live: int, more: str) -> None:
    it = opportunity_aggregate(*[DRAFT] * live)

    with pytest.raises(OpportunityHasOpenQuotes, match=f"quotes: QUO-1, QUO-2, .*QUO-9, {more}"):
        it.lose(closing())


@pytest.mark.parametrize("quotes", [[], [LOST], [CANCELED, REVISED]])
@pytest.mark.parametrize("state", [IN_PROGRESS, ON_HOLD])
def test_i_17_without_live_quotes_both_succeed(state: State, quotes: list[State]) -> None:
    won, lost = (
        opportunity_aggregate(*quotes, state=state),
        opportunity_aggregate(*quotes, state=state),
    )

    assert (won.win(closing()), lost.lose(closing())) == ([], [])
    assert (won.opportunity.state, lost.opportunity.state) == (WON, DROPPED)


@pytest.mark.parametrize("state", [WON, DROPPED, OUT_SOLD])
@pytest.mark.parametrize("cancel", [True, False])
def test_i_17_what_is_closed_is_not_closed_again(state: State, *, cancel: bool) -> None:
    it = opportunity_aggregate(DRAFT, OPEN, state=state)

    won = refusal(lambda: it.win(closing(), cancel_open_quotes=cancel), it)
    lost = refusal(lambda: it.lose(closing(), cancel_open_quotes=cancel), it)

    assert (won, lost) == (OpportunityAlreadyClosed, OpportunityAlreadyClosed)


def test_cancel_open_quotes_closes_what_lives_and_nothing_else() -> None:
    it = opportunity_aggregate(DRAFT, LOST, OPEN)
    draft, lost, active = it.quotes
    before = make.snapshot(lost)

    canceled = it.win(closing(on=date(2026, 2, 1)), cancel_open_quotes=True)

    assert canceled == [draft, active]
    assert (draft.state, active.state, it.opportunity.state) == (CANCELED, CANCELED, WON)
    assert [quote.closed_on for quote in canceled] == [date(2026, 2, 1)] * 2
    assert [len(quote.close_records) for quote in it.quotes] == [1, 0, 1]
    assert make.snapshot(lost) == before


@pytest.mark.parametrize(
    ("given", "estimate", "kept"),
    [
        (None, "120.5", "120.50"),
        ("99.9", "120.5", "99.90"),
        ("0", "120.5", "0.00"),
        ("12.340", None, "12.34"),
        (None, None, "None"),
    ],
)
def test_i_18_win_takes_the_revenue_given_or_the_estimate(
    given: str | None, estimate: str | None, kept: str
) -> None:
    it = opportunity_aggregate(value=estimate)

    it.win(closing(revenue=None if given is None else d(given), on=date(2026, 2, 9)))

    assert str(it.opportunity.actual_value) == kept
    assert it.opportunity.actual_close_date == date(2026, 2, 9)
    assert [str(record.revenue) for record in it.opportunity.close_records] == [kept]


@pytest.mark.parametrize(
    ("rival", "reason", "state"),
    [
        (None, None, DROPPED),
        (RIVAL, None, OUT_SOLD),
        (RIVAL, OpportunityStatusReason.CANCELED, DROPPED),
        (None, OpportunityStatusReason.OUT_SOLD, OUT_SOLD),
    ],
)
def test_i_18_lost_is_out_sold_where_a_competitor_is_named(
    rival: UUID | None, reason: OpportunityStatusReason | None, state: State
) -> None:
    it = opportunity_aggregate(value="50")

    it.lose(closing(competitor_id=rival), reason)

    (record,) = it.opportunity.close_records
    assert it.opportunity.state == state
    assert it.opportunity.forecast_category is ForecastCategory.LOST
    assert (record.competitor_id, record.revenue, it.opportunity.actual_value) == (
        rival,
        None,
        None,
    )


@pytest.mark.parametrize(
    "reason", [OpportunityStatusReason.WON, OpportunityStatusReason.IN_PROGRESS]
)
def test_an_opportunity_is_not_lost_as_won(reason: OpportunityStatusReason) -> None:
    it = opportunity_aggregate()

    assert refusal(lambda: it.lose(closing(), reason), it) is LostReasonInvalid


@pytest.mark.parametrize("state", [WON, DROPPED, OUT_SOLD])
def test_i_19_reopening_leaves_quotes_and_close_records(state: State) -> None:
    it = opportunity_aggregate(LOST, CANCELED)
    it.opportunity.forecast_category = ForecastCategory.COMMITTED
    if state == WON:
        it.win(closing(revenue=d("7")))
    else:
        it.lose(closing(), OpportunityStatusReason(state.reason))
    quotes = make.snapshot(*it.quotes)

    it.opportunity.reopen()

    assert it.opportunity.state == IN_PROGRESS
    assert it.opportunity.forecast_category is ForecastCategory.PIPELINE
    assert (it.opportunity.actual_value, it.opportunity.actual_close_date) == (None, None)
    assert [record.status_reason for record in it.opportunity.close_records] == [state.reason]
    assert make.snapshot(*it.quotes) == quotes


def test_i_22_each_close_of_a_reopened_opportunity_writes_its_own_record() -> None:
    it = opportunity_aggregate()

    it.win(closing(revenue=d("5")))
    it.opportunity.reopen()
    it.lose(closing(competitor_id=RIVAL))

    records = [(r.status, r.status_reason) for r in it.opportunity.close_records]
    assert records == [WON, OUT_SOLD]


def test_hold_and_resume_write_no_close_record() -> None:
    opportunity = make.opportunity()

    opportunity.hold()
    opportunity.resume()

    assert (opportunity.state, opportunity.close_records) == (IN_PROGRESS, [])


def test_the_estimate_follows_the_total_where_it_is_calculated() -> None:
    opportunity = make.opportunity(typed("2", "10"), is_revenue_system_calculated=True)

    opportunity.add_lines([typed("1", "0.5")], RULES)

    assert str(opportunity.estimated_value) == "20.50"
    refused = refusal(lambda: opportunity.update({"estimated_value": d("9")}, RULES), opportunity)
    assert refused is EstimatedValueIsCalculated


def test_an_estimate_begins_to_follow_when_asked() -> None:
    opportunity = make.opportunity(typed("2", "10"), estimated_value=d("3"))

    opportunity.update({"is_revenue_system_calculated": True}, RULES)

    assert str(opportunity.estimated_value) == "20.00"


def test_a_quote_begins_with_the_lines_of_its_opportunity_which_stay() -> None:
    opportunity = make.opportunity(typed("2", "10", tax="1"), discount_amount="3")
    before = make.snapshot(opportunity)

    quote = Quote.from_opportunity(opportunity, "QUO-9")

    assert make.snapshot(opportunity) == before
    assert (quote.opportunity_id, str(quote.total_amount)) == (opportunity.id, "18.00")
    assert [
        line.id == template.id
        for line, template in zip(quote.lines, opportunity.lines, strict=True)
    ] == [False]
