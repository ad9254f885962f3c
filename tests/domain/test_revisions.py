"""Revising and closing a quote: its revisions, and the opportunity that may close with it."""

from datetime import date
from functools import partial
from uuid import UUID

import pytest

from domain.core.address import Address
from domain.core.errors import DomainError, TextTooLong
from domain.core.lifecycle import State
from domain.core.payment_terms import PaymentTerms
from domain.sales.document_fields import TOTALS
from domain.sales.forecast import ForecastCategory
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.opportunity_lifecycle import (
    CANCELED as DROPPED,
    OUT_SOLD,
    WON as GAINED,
    OpportunityAlreadyClosed,
    OpportunityHasOpenQuotes,
    OpportunityLost,
)
from domain.sales.quote import Quote, QuoteCloseStatus
from domain.sales.quote_aggregate import (
    QuoteAggregate,
    QuoteHasNoOpportunity,
    RevisionKeepsOpportunityOpen,
)
from domain.sales.quote_lifecycle import (
    CANCELED,
    DRAFT,
    IN_PROGRESS,
    LOST,
    OPEN,
    REVISED,
    WON,
    QuoteAlreadyAccepted,
    QuoteLiveRevisionExists,
    QuoteNotActive,
)
from tests.domain import make
from tests.domain.make import closing, d, quote_aggregate, refusal, texts, typed

INPUTS = (
    "number",
    "name",
    "account_id",
    "owner_id",
    "opportunity_id",
    "description",
    "currency",
    "discount_percentage",
    "discount_amount",
    "freight_amount",
    "bill_to",
    "payment_terms",
    "effective_from",
    "effective_to",
    "expires_on",
)
LINE = (
    "line_number",
    "write_in",
    "description",
    "quantity",
    "price_per_unit",
    "manual_discount_percent",
    "manual_discount_amount",
    "tax",
    "base_amount",
    "extended_amount",
)
STATUSES = [
    (QuoteCloseStatus.REVISED, REVISED),
    (QuoteCloseStatus.CANCELED, CANCELED),
    (QuoteCloseStatus.LOST, LOST),
]


def full_quote(state: State) -> Quote:
    return make.quote(
        typed("3", "9.99", manual_discount_percent="2.5", tax="1", description="Blue"),
        typed("-1", "4", manual_discount_amount="0.5"),
        state=state,
        revision=4,
        description="As agreed",
        discount_percentage="1.5",
        discount_amount="0.25",
        freight_amount="7",
        opportunity_id=UUID(int=7),
        bill_to=Address(city="Ghent"),
        payment_terms=PaymentTerms.NET_45,
        effective_from=date(2026, 1, 1),
        effective_to=date(2026, 6, 30),
        expires_on=date(2026, 5, 31),
    )


def same_content(revision: Quote, old: Quote) -> None:
    assert texts(revision, *INPUTS, *TOTALS) == texts(old, *INPUTS, *TOTALS)
    assert len(revision.lines) == len(old.lines)
    for ours, theirs in zip(revision.lines, old.lines, strict=True):
        assert ours.id != theirs.id
        assert texts(ours, *LINE) == texts(theirs, *LINE)


def test_i_01_a_new_quote_is_a_draft_revision_0() -> None:
    quote = Quote.from_opportunity(make.opportunity(typed("2", "4")), "QUO-9")

    assert (quote.state, quote.revision, quote.number) == (DRAFT, 0, "QUO-9")
    assert texts(quote, "total_amount") == ["8.00"]


@pytest.mark.parametrize("state", [IN_PROGRESS, OPEN])
def test_i_03_revising_an_active_quote_begins_the_next_revision(state: State) -> None:
    quote = full_quote(state)

    revision = QuoteAggregate(quote, None, []).revise(closing())

    assert (quote.state, quote.closed_on) == (REVISED, make.TODAY)
    assert (revision.state, revision.revision, revision.version) == (DRAFT, 5, 0)
    assert revision.id != quote.id
    assert (revision.closed_on, revision.close_records) == (None, [])
    same_content(revision, quote)


@pytest.mark.parametrize("state", [LOST, CANCELED, REVISED])
def test_i_04_revising_a_closed_quote_keeps_its_state(state: State) -> None:
    quote = full_quote(state)
    before = make.snapshot(quote)

    revision = QuoteAggregate(quote, None, []).revise(closing())

    assert make.snapshot(quote) == before
    assert (revision.state, revision.revision) == (DRAFT, 5)
    same_content(revision, quote)


def test_i_03_the_next_revision_follows_the_newest_not_the_one_revised() -> None:
    old = make.quote(state=LOST, revision=0)
    newer = make.quote(state=CANCELED, revision=3)

    revision = QuoteAggregate(old, None, [newer]).revise(closing())

    assert revision.revision == 4


def test_i_03_the_newest_revision_counts_even_if_it_was_not_read() -> None:
    old = make.quote(state=LOST, revision=1)

    assert QuoteAggregate(old, None, [], newest_revision=5).revise(closing()).revision == 6
    assert QuoteAggregate(old, None, [], newest_revision=1).revise(closing()).revision == 2


@pytest.mark.parametrize("live", [DRAFT, IN_PROGRESS, OPEN])
@pytest.mark.parametrize("state", [LOST, CANCELED, REVISED])
def test_i_05_revise_while_a_live_sibling_exists_changes_nothing(state: State, live: State) -> None:
    it = QuoteAggregate(make.quote(state=state), None, [make.quote(state=live, revision=1)])

    refused = refusal(lambda: it.revise(closing()), it)

    assert refused is QuoteLiveRevisionExists


@pytest.mark.parametrize("other", [WON, LOST, CANCELED, REVISED])
def test_i_05_ended_siblings_do_not_keep_a_quote_from_being_revised(other: State) -> None:
    it = QuoteAggregate(make.quote(state=LOST), None, [make.quote(state=other, revision=1)])

    assert it.revise(closing()).revision == 2


@pytest.mark.parametrize(("state", "error"), [(WON, QuoteAlreadyAccepted), (DRAFT, QuoteNotActive)])
def test_i_06_revise_of_won_and_of_draft_fails(state: State, error: type[DomainError]) -> None:
    it = quote_aggregate(state)

    assert refusal(lambda: it.revise(closing()), it) is error


def test_a_quote_of_a_lost_opportunity_is_not_revised() -> None:
    it = quote_aggregate(LOST, of=make.opportunity(state=DROPPED))

    assert refusal(lambda: it.revise(closing()), it) is OpportunityLost


def test_a_revision_is_priced_anew_only_when_asked() -> None:
    quote = make.quote(typed("3.5", "7.75"), state=LOST)

    kept = QuoteAggregate(quote, None, []).revise(closing(), None)
    repriced = QuoteAggregate(quote, None, []).revise(closing(), make.HALF_UP)

    assert texts(kept, "total_amount") == ["27.12"]
    assert texts(repriced, "total_amount") == ["27.13"]


@pytest.mark.parametrize("state", [DRAFT, WON, LOST, CANCELED, REVISED])
@pytest.mark.parametrize("status", list(QuoteCloseStatus))
def test_i_07_closing_what_is_not_active_fails(state: State, status: QuoteCloseStatus) -> None:
    it = quote_aggregate(state)

    for revise, lose in ((True, False), (False, True), (False, False)):
        close = partial(it.close, status, closing(), create_revision=revise)
        assert refusal(partial(close, close_opportunity=lose), it) is QuoteNotActive


def test_i_08_closing_as_revised_with_a_revision_does_what_revise_does() -> None:
    closed, revised = full_quote(OPEN), full_quote(OPEN)

    one = QuoteAggregate(closed, None, []).close(
        QuoteCloseStatus.REVISED, closing(), create_revision=True, close_opportunity=False
    )
    other = QuoteAggregate(revised, None, []).revise(closing())

    assert one
    assert (closed.state, one.state, one.revision) == (revised.state, other.state, other.revision)
    same_content(one, other)


@pytest.mark.parametrize(("status", "state"), STATUSES)
def test_i_09_closing_without_a_revision_sets_the_state(
    status: QuoteCloseStatus, state: State
) -> None:
    it = quote_aggregate(IN_PROGRESS, IN_PROGRESS)
    assert it.opportunity_aggregate
    before = make.snapshot(it.opportunity_aggregate.opportunity, it.opportunity_aggregate.quotes[1])

    revision = it.close(
        status, closing(on=date(2026, 1, 9)), create_revision=False, close_opportunity=False
    )

    assert revision is None
    assert (it.quote.state, it.quote.closed_on) == (state, date(2026, 1, 9))
    assert (
        make.snapshot(it.opportunity_aggregate.opportunity, it.opportunity_aggregate.quotes[1])
        == before
    )


@pytest.mark.parametrize(("status", "state"), STATUSES)
def test_i_09_any_close_may_begin_a_revision(status: QuoteCloseStatus, state: State) -> None:
    quote = full_quote(IN_PROGRESS)

    revision = QuoteAggregate(quote, None, []).close(
        status, closing(), create_revision=True, close_opportunity=False
    )

    assert revision
    assert (quote.state, revision.state, revision.revision) == (state, DRAFT, 5)


@pytest.mark.parametrize(("competitor", "state"), [(None, DROPPED), (make.some_id(), OUT_SOLD)])
@pytest.mark.parametrize("siblings", [[], [LOST, WON, REVISED]])
def test_i_18_closing_the_last_quote_may_lose_the_opportunity(
    siblings: list[State], competitor: UUID | None, state: State
) -> None:
    it = quote_aggregate(OPEN, *siblings)
    assert it.opportunity_aggregate

    it.close(
        QuoteCloseStatus.LOST,
        closing(competitor_id=competitor),
        create_revision=False,
        close_opportunity=True,
    )

    opportunity = it.opportunity_aggregate.opportunity
    assert (it.quote.state, opportunity.state) == (LOST, state)
    assert opportunity.forecast_category is ForecastCategory.LOST
    assert [record.competitor_id for record in opportunity.close_records] == [competitor]


@pytest.mark.parametrize("sibling", [DRAFT, IN_PROGRESS, OPEN])
def test_i_17_closing_a_quote_while_another_lives_does_not_close_the_opportunity(
    sibling: State,
) -> None:
    it = quote_aggregate(OPEN, sibling)

    refused = refusal(lambda: lose_with(it), it)

    assert refused is OpportunityHasOpenQuotes


def test_closing_an_opportunity_that_the_quote_has_not_changes_nothing() -> None:
    it = QuoteAggregate(make.quote(state=OPEN), None, [])

    assert refusal(lambda: lose_with(it), it) is QuoteHasNoOpportunity


def test_closing_an_opportunity_that_is_closed_changes_nothing() -> None:
    it = quote_aggregate(OPEN, of=make.opportunity(state=GAINED))

    assert refusal(lambda: lose_with(it), it) is OpportunityAlreadyClosed


def test_a_revision_and_a_closed_opportunity_exclude_each_other() -> None:
    it = quote_aggregate(OPEN)

    refused = refusal(
        lambda: it.close(
            QuoteCloseStatus.LOST, closing(), create_revision=True, close_opportunity=True
        ),
        it,
    )

    assert refused is RevisionKeepsOpportunityOpen


def test_a_note_that_is_too_long_is_refused_before_anything_ends() -> None:
    with pytest.raises(TextTooLong):
        closing(description="x" * 2001)


@pytest.mark.parametrize(("status", "state"), STATUSES)
def test_i_22_closing_a_quote_writes_one_close_record(
    status: QuoteCloseStatus, state: State
) -> None:
    quote = make.quote(state=IN_PROGRESS)

    QuoteAggregate(quote, None, []).close(
        status,
        closing(description="Too dear", revenue=d("5")),
        create_revision=False,
        close_opportunity=False,
    )

    (record,) = quote.close_records
    assert (record.status, record.status_reason) == state
    assert (record.description, record.revenue) == ("Too dear", None)
    assert record.close_date == make.TODAY


def test_i_22_revising_writes_one_close_record_and_revising_a_closed_one_none() -> None:
    quote = make.quote(state=IN_PROGRESS)

    QuoteAggregate(quote, None, []).revise(closing())
    QuoteAggregate(quote, None, []).revise(closing())

    assert [record.status_reason for record in quote.close_records] == ["REVISED"]


def lose_with(it: QuoteAggregate) -> object:
    return it.close(QuoteCloseStatus.LOST, closing(), create_revision=False, close_opportunity=True)


def test_the_race_is_over_for_a_pursuit_without_quotes() -> None:
    opportunity_aggregate = OpportunityAggregate(make.opportunity(), [])

    assert (opportunity_aggregate.open_quotes(), opportunity_aggregate.has_active_quote()) == (
        [],
        False,
    )
