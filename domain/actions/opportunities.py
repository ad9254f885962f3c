"""Actions on opportunities: create, hold, resume, win, lose, reopen, delete."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from domain.actions.documents import create_document
from domain.core.action import Action
from domain.core.lifecycle import Fact
from domain.core.record import Values
from domain.ports.unit_of_work import NumberKind, UnitOfWork
from domain.sales.close_details import CloseDetails
from domain.sales.opportunity import Opportunity
from domain.sales.opportunity_lifecycle import OpportunityStatusReason
from domain.sales.quote import Quote


async def create_opportunity(
    work: UnitOfWork, values: Values, lines: Sequence[Values]
) -> Opportunity:
    """Create an opportunity; its lines are the template for its quotes."""
    return await create_document(
        work, work.opportunities, Opportunity, NumberKind.OPPORTUNITY, values=values, lines=lines
    )


async def hold_opportunity(
    work: UnitOfWork, opportunity_id: UUID, expected_version: int | None
) -> Opportunity:
    """Put the opportunity on hold."""
    opportunity = await work.opportunities.get_header(opportunity_id)
    opportunity.expect(expected_version)
    opportunity.hold()
    return opportunity


async def resume_opportunity(
    work: UnitOfWork, opportunity_id: UUID, expected_version: int | None
) -> Opportunity:
    """Resume an opportunity that is on hold."""
    opportunity = await work.opportunities.get_header(opportunity_id)
    opportunity.expect(expected_version)
    opportunity.resume()
    return opportunity


async def win_opportunity(
    work: UnitOfWork,
    opportunity_id: UUID,
    details: CloseDetails,
    *,
    cancel_open_quotes: bool,
    expected_version: int | None,
) -> list[Quote]:
    """Close the opportunity as Won. Returns the quotes canceled with it."""
    opportunity_aggregate = await work.opportunities.get_aggregate(opportunity_id)
    opportunity_aggregate.opportunity.expect(expected_version)
    win = partial(opportunity_aggregate.win, details, cancel_open_quotes=cancel_open_quotes)
    return await work.compute(win, len(opportunity_aggregate.quotes))


async def lose_opportunity(
    work: UnitOfWork,
    opportunity_id: UUID,
    details: CloseDetails,
    reason: OpportunityStatusReason | None,
    *,
    cancel_open_quotes: bool,
    expected_version: int | None,
) -> list[Quote]:
    """Close the opportunity as Lost. Returns the quotes canceled with it."""
    if details.competitor_id is not None:
        await work.lookups.check_competitor(details.competitor_id)
    opportunity_aggregate = await work.opportunities.get_aggregate(opportunity_id)
    opportunity_aggregate.opportunity.expect(expected_version)
    lose = partial(
        opportunity_aggregate.lose, details, reason, cancel_open_quotes=cancel_open_quotes
    )
    return await work.compute(lose, len(opportunity_aggregate.quotes))


async def reopen_opportunity(
    work: UnitOfWork, opportunity_id: UUID, expected_version: int | None
) -> Opportunity:
    """Reopen a closed opportunity; its quotes and orders stay as they are."""
    opportunity = await work.opportunities.get_header(opportunity_id)
    opportunity.expect(expected_version)
    opportunity.reopen()
    return opportunity


async def delete_opportunity(
    work: UnitOfWork, opportunity_id: UUID, expected_version: int | None
) -> Opportunity:
    """Delete an open opportunity that has no quotes, orders or invoices."""
    opportunity = await work.opportunities.get_header(opportunity_id)
    opportunity.expect(expected_version)
    # Whoever creates a document from the opportunity locks it, so the answer holds.
    has_documents = await work.opportunities.has_documents(opportunity_id)
    facts = {Fact.HAS_DOCUMENTS: has_documents}
    opportunity.lifecycle.check(Action.DELETE_OPPORTUNITY, opportunity, facts)
    work.opportunities.delete(opportunity)
    return opportunity
