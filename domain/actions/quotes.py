"""Actions on quotes: create, update, activate, order, revise, close."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from domain.actions.documents import check_copy, create_document
from domain.actions.price_books import price_book
from domain.core.action import Action
from domain.core.record import Values
from domain.ports.unit_of_work import NumberKind, UnitOfWork
from domain.sales.close_details import CloseDetails
from domain.sales.quote import Quote, QuoteCloseStatus
from domain.sales.quote_aggregate import Acceptance
from domain.sales.quote_lifecycle import QuoteStatusReason


async def create_quote(work: UnitOfWork, values: Values, lines: Sequence[Values]) -> Quote:
    """Create a draft from the input, with or without an opportunity (I-1)."""
    return await create_document(
        work, work.quotes, Quote, NumberKind.QUOTE, values=values, lines=lines
    )


async def create_quote_from_opportunity(work: UnitOfWork, opportunity_id: UUID) -> Quote:
    """Create a draft by copying the opportunity's header and lines (4.1)."""
    opportunity = await work.opportunities.get(opportunity_id)
    opportunity.lifecycle.check(Action.CREATE_QUOTE_FROM_OPPORTUNITY, opportunity)
    await check_copy(work, opportunity)
    number = await work.next_number(NumberKind.QUOTE)
    copy = partial(Quote.from_opportunity, opportunity, number)
    quote = await work.compute(copy, len(opportunity.lines))
    work.quotes.add(quote)
    return quote


async def activate_quote(work: UnitOfWork, quote_id: UUID, expected_version: int | None) -> Quote:
    """Activate a quote, which makes it binding. Raises CUSTOMER_INACTIVE (I-63)."""
    quote = await work.quotes.get_header(quote_id)
    quote.expect(expected_version)
    # The customer must not be deactivated before the quote is active (I-63). The lock is shared,
    # so activations of other quotes do not wait.
    await work.lookups.lock_customer(quote.account_id, quote.contact_id)
    quote.activate()
    return quote


async def set_quote_status_reason(
    work: UnitOfWork, quote_id: UUID, reason: QuoteStatusReason, expected_version: int | None
) -> Quote:
    """Set the status reason of an active quote to IN_PROGRESS or OPEN."""
    quote = await work.quotes.get_header(quote_id)
    quote.expect(expected_version)
    quote.set_status_reason(reason)
    return quote


async def delete_quote(work: UnitOfWork, quote_id: UUID, expected_version: int | None) -> Quote:
    """Delete a draft."""
    quote = await work.quotes.get_header(quote_id)
    quote.expect(expected_version)
    quote.lifecycle.check(Action.DELETE_QUOTE, quote, quote.facts())
    work.quotes.delete(quote)
    return quote


async def create_order_from_quote(
    work: UnitOfWork,
    quote_id: UUID,
    details: CloseDetails,
    *,
    close_opportunity: bool,
    expected_version: int | None,
) -> Acceptance:
    """Create an order from an active quote; the opportunity is won if no other quote is active."""
    aggregate = await work.quotes.get_aggregate(
        quote_id, with_lines=True, with_siblings=close_opportunity
    )
    aggregate.quote.expect(expected_version)
    # All refusals come before the number, which is never used again (decision 8).
    aggregate.check_acceptable()
    await check_copy(work, aggregate.quote)
    number = await work.next_number(NumberKind.ORDER)
    accept = partial(aggregate.accept, number, details, close_opportunity=close_opportunity)
    opportunity = aggregate.opportunity_aggregate if close_opportunity else None
    siblings = len(opportunity.quotes) if opportunity else 0
    acceptance = await work.compute(accept, len(aggregate.quote.lines) + siblings)
    work.orders.add(acceptance.order)
    return acceptance


async def revise_quote(
    work: UnitOfWork,
    quote_id: UUID,
    details: CloseDetails,
    *,
    reprice: bool,
    expected_version: int | None,
) -> Quote:
    """Close the quote as Revised if it is active, and create the next revision as a draft."""
    aggregate = await work.quotes.get_aggregate(quote_id, with_lines=True, with_siblings=False)
    aggregate.quote.expect(expected_version)
    await check_copy(work, aggregate.quote)
    # A revision keeps the agreed prices unless the caller asks for new ones (4.4, decision 14).
    prices = await price_book(work, aggregate.quote, aggregate.quote.lines) if reprice else None
    count = len(aggregate.quote.lines)
    revision = await work.compute(lambda: aggregate.revise(details, prices), count)
    work.quotes.add(revision)
    return revision


@dataclass(frozen=True, slots=True)
class ClosedQuote:
    """The result of closing a quote."""

    revision: Quote | None
    opportunity_id: UUID | None


# A revised quote goes on as its next revision, which is therefore the default; the other outcomes
# end the offer (4.5).
async def close_quote(
    work: UnitOfWork,
    quote_id: UUID,
    status: QuoteCloseStatus,
    details: CloseDetails,
    *,
    create_revision: bool | None,
    close_opportunity: bool,
    expected_version: int | None,
) -> ClosedQuote:
    """Close an active quote; REVISED creates a revision unless `create_revision` is false."""
    if details.competitor_id is not None:
        await work.lookups.check_competitor(details.competitor_id)
    if create_revision is None:
        create_revision = status is QuoteCloseStatus.REVISED
    aggregate = await work.quotes.get_aggregate(
        quote_id, with_lines=create_revision, with_siblings=close_opportunity
    )
    aggregate.quote.expect(expected_version)
    if create_revision:
        await check_copy(work, aggregate.quote)
    options = {"create_revision": create_revision, "close_opportunity": close_opportunity}
    close = partial(aggregate.close, status, details, **options)
    revision = await work.compute(close, len(aggregate.quote.lines) if create_revision else 0)
    if revision is not None:
        work.quotes.add(revision)
    return ClosedQuote(revision, aggregate.quote.opportunity_id)
