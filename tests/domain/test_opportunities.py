"""An opportunity alone: the estimate, the budget, the texts and its close records."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from domain.pricing.price_book import PriceBook
from domain.sales.forecast import ForecastCategory
from domain.sales.opportunity import Opportunity
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.opportunity_lifecycle import CANCELED, IN_PROGRESS, OpportunityStatusReason
from tests.domain import make
from tests.domain.make import RULES, closing, d, refusal_of, texts, typed

DAY = date(2026, 4, 1)
AT_HALF = PriceBook(rate=d("2"))


def test_a_calculated_estimate_follows_the_total_and_is_not_typed() -> None:
    record = make.opportunity(typed("2", "10"))
    record.update({"is_revenue_system_calculated": True}, RULES)
    assert texts(record, "estimated_value") == ["20.00"]

    typed_too = refusal_of(lambda: record.update({"estimated_value": d("5")}, RULES))
    record.add_lines([typed("1", "1")], RULES)

    assert typed_too == ("ESTIMATED_VALUE_IS_CALCULATED", ("estimatedValue",), {})
    assert texts(record, "estimated_value") == ["21.00"]


def test_an_estimate_is_typed_again_once_it_is_not_calculated() -> None:
    record = make.opportunity(typed(), is_revenue_system_calculated=True)

    record.update({"is_revenue_system_calculated": False, "estimated_value": d("7.5")}, RULES)
    both = {"is_revenue_system_calculated": True, "estimated_value": d("1")}

    assert texts(record, "estimated_value") == ["7.50"]
    assert refusal_of(lambda: record.update(both, RULES))[0] == "ESTIMATED_VALUE_IS_CALCULATED"


def test_i_49_the_budget_and_the_estimate_are_counted_in_the_base_currency_too() -> None:
    record = make.opportunity(prices=AT_HALF)

    record.update({"budget_amount": d("12.5"), "estimated_value": d("-3")}, AT_HALF)

    assert texts(record, "budget_amount", "budget_amount_in_base") == ["12.50", "6.25"]
    assert texts(record, "estimated_value", "estimated_value_in_base") == ["-3.00", "-1.50"]


def test_no_budget_and_no_estimate_are_no_amounts() -> None:
    record = make.opportunity(typed(), prices=AT_HALF)

    names = ("budget_amount", "budget_amount_in_base", "estimated_value", "estimated_value_in_base")

    assert texts(record, *names) == ["None"] * 4


@pytest.mark.parametrize(
    ("name", "label", "low", "high"),
    [
        ("probability", "probability", 0, 100),
        ("budget_amount", "budgetAmount", d("0"), d("1e12")),
        ("estimated_value", "estimatedValue", d("-1e12"), d("1e12")),
        ("discount_percentage", "discountPercentage", d("0"), d("100")),
        ("discount_amount", "discountAmount", d("0"), d("1e12")),
        ("freight_amount", "freightAmount", d("0"), d("1e12")),
    ],
)
def test_a_number_of_the_header_lies_within_its_limits(
    name: str, label: str, low: Any, high: Any
) -> None:
    record = make.opportunity()
    limits = {"field": label, "low": f"{low:f}", "high": f"{high:f}"}
    if name == "probability":
        limits = {"field": label, "low": "0", "high": "100"}

    record.assign({name: low})
    record.assign({name: high})

    assert getattr(record, name) == high
    for value in (low - 1, high + 1):
        refused = refusal_of(partial(record.assign, {name: value}))
        assert refused == ("VALUE_OUT_OF_RANGE", (label,), limits)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("customer_need", "customerNeed"),
        ("current_situation", "currentSituation"),
        ("proposed_solution", "proposedSolution"),
        ("description", "description"),
    ],
)
def test_a_text_of_the_header_has_two_thousand_characters_at_most(name: str, label: str) -> None:
    record = make.opportunity()

    record.update({name: "x" * 2000}, RULES)
    record.update({name: None}, RULES)

    assert refusal_of(lambda: record.update({name: "x" * 2001}, RULES)) == (
        "TEXT_TOO_LONG",
        (label,),
        {"field": label, "limit": 2000},
    )


def test_the_name_of_a_document_has_three_hundred_characters_and_no_outer_blanks() -> None:
    record = make.opportunity()

    record.update({"name": f" {'x' * 300} "}, RULES)

    assert record.name == "x" * 300
    assert refusal_of(lambda: record.update({"name": "x" * 301}, RULES)) == (
        "TEXT_TOO_LONG",
        ("name",),
        {"field": "name", "limit": 300},
    )
    assert refusal_of(lambda: record.update({"name": " "}, RULES))[:2] == (
        "TEXT_REQUIRED",
        ("name",),
    )


def lost(**more: Any) -> Opportunity:
    record = make.opportunity(typed(), prices=AT_HALF)
    OpportunityAggregate(record, []).lose(closing(on=DAY, **more))
    return record


def test_i_18_a_loss_keeps_the_revenue_that_was_told_and_the_day() -> None:
    record = lost(revenue=d("4.5"))

    assert (record.state, record.actual_close_date) == (CANCELED, DAY)
    assert record.forecast_category is ForecastCategory.LOST
    assert texts(record, "actual_value", "actual_value_in_base") == ["4.50", "2.25"]
    assert [str(each.revenue) for each in record.close_records] == ["4.50"]


def test_i_18_a_loss_to_a_competitor_is_out_sold() -> None:
    competitor = make.some_id()

    record = lost(competitor_id=competitor)

    assert record.status_reason is OpportunityStatusReason.OUT_SOLD
    assert [each.competitor_id for each in record.close_records] == [competitor]
    assert (record.actual_value, record.actual_value_in_base) == (None, None)


def test_i_19_a_reopened_opportunity_has_no_close_but_keeps_its_record() -> None:
    record = lost(revenue=d("4.5"))

    record.reopen()

    assert record.state == IN_PROGRESS
    assert texts(record, "actual_value", "actual_value_in_base", "actual_close_date") == [
        "None",
        "None",
        "None",
    ]
    assert record.forecast_category is ForecastCategory.PIPELINE
    assert len(record.close_records) == 1


def test_i_17_a_win_is_worth_what_was_told_else_the_estimate() -> None:
    told_of, estimated, neither = make.opportunity(), make.opportunity(), make.opportunity()
    for record in (told_of, estimated):
        record.update({"estimated_value": d("9")}, RULES)

    OpportunityAggregate(told_of, []).win(closing(revenue=d("7")))
    OpportunityAggregate(estimated, []).win(closing())
    OpportunityAggregate(neither, []).win(closing())

    assert [record.actual_value for record in (told_of, estimated, neither)] == [
        d("7.00"),
        d("9.00"),
        None,
    ]
    assert told_of.forecast_category is ForecastCategory.WON


def test_the_revenue_of_a_close_has_limits_and_its_note_a_length() -> None:
    limit = d("1e12")
    closing(revenue=limit)
    closing(revenue=-limit, description="x" * 2000)

    for revenue in (limit + 1, -limit - 1):
        refused = refusal_of(partial(closing, revenue=revenue))
        assert refused == (
            "VALUE_OUT_OF_RANGE",
            ("actualRevenue",),
            {"field": "actualRevenue", "low": "-1000000000000", "high": "1000000000000"},
        )
    assert refusal_of(lambda: closing(description="x" * 2001)) == (
        "TEXT_TOO_LONG",
        ("description",),
        {"field": "description", "limit": 2000},
    )
