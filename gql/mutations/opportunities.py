"""Mutations of opportunities."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry import ID

from db import tables
from domain.actions import documents, opportunities as actions
from domain.sales.opportunity import Opportunity
from domain.sales.opportunity_lifecycle import OpportunityStatusReason
from gql.inputs.input_conversion import lines_to_domain, to_domain_values
from gql.inputs.opportunities import CreateOpportunityInput, UpdateOpportunityInput
from gql.mutations.mutation import (
    LINES_READ,
    Changed,
    Info,
    begin_transaction,
    closing,
    mutation,
    uuid_of,
)
from gql.mutations.payloads import (
    ClosedOpportunityPayload,
    DeleteOpportunityPayload,
    OpportunityPayload,
)


@strawberry.type
class OpportunityMutations:
    """Create, change, hold, resume, win, lose, reopen and delete opportunities."""

    @mutation(OpportunityPayload)
    async def create_opportunity(self, info: Info, input: CreateOpportunityInput) -> Changed:
        """Creates an opportunity. Its lines are the template for its quotes."""
        async with begin_transaction(info) as work:
            opportunity = await actions.create_opportunity(
                work, to_domain_values(input, without=["lines"]), lines_to_domain(input.lines)
            )
        return {"opportunity": opportunity.id}

    # Few changes of the header need the lines, but a weight has to cover the most expensive
    # change.
    @mutation(OpportunityPayload, weight=LINES_READ)
    async def update_opportunity(
        self,
        info: Info,
        id: ID,
        input: UpdateOpportunityInput,
        expected_version: int | None = None,
    ) -> Changed:
        """Changes header fields of an open opportunity."""
        opportunity_id = uuid_of(tables.opportunities, id)
        async with begin_transaction(info) as work:
            await documents.update_document(
                work, Opportunity, opportunity_id, to_domain_values(input), expected_version
            )
        return {"opportunity": opportunity_id}

    @mutation(OpportunityPayload)
    async def hold_opportunity(
        self, info: Info, opportunity_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Puts an opportunity that is in progress on hold."""
        async with begin_transaction(info) as work:
            opportunity = await actions.hold_opportunity(
                work, uuid_of(tables.opportunities, opportunity_id), expected_version
            )
        return {"opportunity": opportunity.id}

    @mutation(OpportunityPayload)
    async def resume_opportunity(
        self, info: Info, opportunity_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Resumes an opportunity that is on hold."""
        async with begin_transaction(info) as work:
            opportunity = await actions.resume_opportunity(
                work, uuid_of(tables.opportunities, opportunity_id), expected_version
            )
        return {"opportunity": opportunity.id}

    @mutation(ClosedOpportunityPayload)
    async def win_opportunity(
        self,
        info: Info,
        opportunity_id: ID,
        actual_revenue: Decimal | None = None,
        close_date: date | None = None,
        description: str | None = None,
        cancel_open_quotes: bool = False,
        expected_version: int | None = None,
    ) -> Changed:
        """Closes an opportunity as won.

        Refused while it has draft or active quotes, unless `cancelOpenQuotes` is true.
        """
        won = uuid_of(tables.opportunities, opportunity_id)
        async with begin_transaction(info) as work:
            canceled = await actions.win_opportunity(
                work,
                won,
                # Inside the transaction, because the default of the date is its day.
                closing(close_date, description, revenue=actual_revenue),
                cancel_open_quotes=cancel_open_quotes,
                expected_version=expected_version,
            )
        return {"opportunity": won, "canceled_quotes": [quote.id for quote in canceled]}

    @mutation(ClosedOpportunityPayload)
    async def lose_opportunity(
        self,
        info: Info,
        opportunity_id: ID,
        status_reason: OpportunityStatusReason | None = None,
        competitor_id: ID | None = None,
        actual_revenue: Decimal | None = None,
        close_date: date | None = None,
        description: str | None = None,
        cancel_open_quotes: bool = False,
        expected_version: int | None = None,
    ) -> Changed:
        """Closes an opportunity as lost.

        Refused while it has draft or active quotes, unless `cancelOpenQuotes` is true.
        """
        lost = uuid_of(tables.opportunities, opportunity_id)
        async with begin_transaction(info) as work:
            canceled = await actions.lose_opportunity(
                work,
                lost,
                closing(
                    close_date, description, revenue=actual_revenue, competitor_id=competitor_id
                ),
                status_reason,
                cancel_open_quotes=cancel_open_quotes,
                expected_version=expected_version,
            )
        return {"opportunity": lost, "canceled_quotes": [quote.id for quote in canceled]}

    @mutation(OpportunityPayload)
    async def reopen_opportunity(
        self, info: Info, opportunity_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Reopens a closed opportunity. Its quotes and orders stay as they are."""
        async with begin_transaction(info) as work:
            opportunity = await actions.reopen_opportunity(
                work, uuid_of(tables.opportunities, opportunity_id), expected_version
            )
        return {"opportunity": opportunity.id}

    # The lines are deleted without being loaded, which still takes time for each of them.
    @mutation(DeleteOpportunityPayload, weight=LINES_READ)
    async def delete_opportunity(
        self, info: Info, opportunity_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deletes an open opportunity that has no quotes, orders or invoices."""
        async with begin_transaction(info) as work:
            await actions.delete_opportunity(
                work, uuid_of(tables.opportunities, opportunity_id), expected_version
            )
        return {"deleted_opportunity_id": opportunity_id}
