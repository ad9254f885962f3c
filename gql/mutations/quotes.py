"""Mutations of quotes."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry import ID

from db import tables
from domain.actions import documents, quotes as actions
from domain.sales.quote import Quote, QuoteCloseStatus
from domain.sales.quote_aggregate import Acceptance
from domain.sales.quote_lifecycle import QuoteStatusReason
from gql.inputs.input_conversion import lines_to_domain, to_domain_values
from gql.inputs.quotes import CreateQuoteInput, UpdateQuoteInput
from gql.mutations.mutation import (
    LINES_COPIED,
    LINES_READ,
    WEIGHT,
    Changed,
    Info,
    begin_transaction,
    closing,
    mutation,
    uuid_of,
)
from gql.mutations.payloads import (
    CloseQuotePayload,
    CreateOrderFromQuotePayload,
    DeleteQuotePayload,
    QuotePayload,
    ReviseQuotePayload,
)
from gql.schema.cost_directives import Option
from gql.warnings import warning

# Only a revision copies the lines; closing a quote as lost or canceled does not read them.
_REVISION = Option(
    argument="createRevision",
    weight=LINES_COPIED - WEIGHT,
    implied_by=("status", QuoteCloseStatus.REVISED),
)


@strawberry.type
class QuoteMutations:
    """Create, change, activate, order, revise, close and delete quotes."""

    @mutation(QuotePayload)
    async def create_quote(self, info: Info, input: CreateQuoteInput) -> Changed:
        """Creates a draft quote, with or without an opportunity."""
        async with begin_transaction(info) as work:
            quote = await actions.create_quote(
                work, to_domain_values(input, without=["lines"]), lines_to_domain(input.lines)
            )
        return {"quote": quote.id}

    @mutation(QuotePayload, weight=LINES_COPIED)
    async def create_quote_from_opportunity(self, info: Info, opportunity_id: ID) -> Changed:
        """Creates a draft quote with the header and lines of an opportunity.

        Refused if the opportunity is lost.
        """
        async with begin_transaction(info) as work:
            quote = await actions.create_quote_from_opportunity(
                work, uuid_of(tables.opportunities, opportunity_id)
            )
        return {"quote": quote.id}

    @mutation(QuotePayload, weight=LINES_READ)
    async def update_quote(
        self, info: Info, id: ID, input: UpdateQuoteInput, expected_version: int | None = None
    ) -> Changed:
        """Changes header fields of a draft quote."""
        quote_id = uuid_of(tables.quotes, id)
        async with begin_transaction(info) as work:
            await documents.update_document(
                work, Quote, quote_id, to_domain_values(input), expected_version
            )
        return {"quote": quote_id}

    @mutation(DeleteQuotePayload, weight=LINES_READ)
    async def delete_quote(
        self, info: Info, quote_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Deletes a draft quote with its lines. Other revisions stay."""
        async with begin_transaction(info) as work:
            await actions.delete_quote(work, uuid_of(tables.quotes, quote_id), expected_version)
        return {"deleted_quote_id": quote_id}

    @mutation(QuotePayload)
    async def activate_quote(
        self, info: Info, quote_id: ID, expected_version: int | None = None
    ) -> Changed:
        """Activates a draft quote, which makes it binding and read-only.

        The quote needs at least one line, no pricing errors and an active customer. Activating an
        active quote changes nothing.
        """
        async with begin_transaction(info) as work:
            quote = await actions.activate_quote(
                work, uuid_of(tables.quotes, quote_id), expected_version
            )
        return {"quote": quote.id}

    @mutation(QuotePayload)
    async def set_quote_status_reason(
        self,
        info: Info,
        quote_id: ID,
        status_reason: QuoteStatusReason,
        expected_version: int | None = None,
    ) -> Changed:
        """Sets the status reason of an active quote to `IN_PROGRESS` or `OPEN`."""
        async with begin_transaction(info) as work:
            quote = await actions.set_quote_status_reason(
                work, uuid_of(tables.quotes, quote_id), status_reason, expected_version
            )
        return {"quote": quote.id}

    @mutation(CreateOrderFromQuotePayload, weight=LINES_COPIED)
    async def create_order_from_quote(
        self,
        info: Info,
        quote_id: ID,
        close_opportunity: bool = True,
        date_won: date | None = None,
        description: str | None = None,
        actual_revenue: Decimal | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Creates an order from an active quote and marks the quote as won.

        The order has the lines and amounts of the quote, with locked prices. Unless
        `closeOpportunity` is false, an open opportunity without another active quote is won too,
        and its draft quotes are canceled.
        """
        ordered = uuid_of(tables.quotes, quote_id)
        async with begin_transaction(info) as work:
            acceptance = await actions.create_order_from_quote(
                work,
                ordered,
                closing(date_won, description, revenue=actual_revenue, field="dateWon"),
                close_opportunity=close_opportunity,
                expected_version=expected_version,
            )
        return {"quote": ordered, **_payload_of(acceptance)}

    @mutation(ReviseQuotePayload, weight=LINES_COPIED)
    async def revise_quote(
        self,
        info: Info,
        quote_id: ID,
        reprice: bool = False,
        expected_version: int | None = None,
    ) -> Changed:
        """Creates a new draft revision of an active or closed quote under the same number.

        An active quote is closed as revised; a closed quote keeps its status. Refused if the quote
        is a draft or won, if another revision is a draft or active, or if the opportunity is lost.
        """
        revised = uuid_of(tables.quotes, quote_id)
        async with begin_transaction(info) as work:
            revision = await actions.revise_quote(
                work,
                revised,
                # A revision is dated today; it has no arguments about the close.
                closing(),
                reprice=reprice,
                expected_version=expected_version,
            )
        return {"quote": revised, "revision": revision.id}

    @mutation(CloseQuotePayload, option=_REVISION)
    async def close_quote(
        self,
        info: Info,
        quote_id: ID,
        status: QuoteCloseStatus,
        close_date: date | None = None,
        description: str | None = None,
        create_revision: bool | None = None,
        close_opportunity: bool = False,
        competitor_id: ID | None = None,
        expected_version: int | None = None,
    ) -> Changed:
        """Closes an active quote as revised, canceled or lost."""
        closed = uuid_of(tables.quotes, quote_id)
        async with begin_transaction(info) as work:
            result = await actions.close_quote(
                work,
                closed,
                status,
                closing(close_date, description, competitor_id=competitor_id),
                create_revision=create_revision,
                close_opportunity=close_opportunity,
                expected_version=expected_version,
            )
        return {
            "quote": closed,
            "revision": result.revision and result.revision.id,
            "opportunity": result.opportunity_id,
        }


def _payload_of(acceptance: Acceptance) -> Changed:
    """The payload fields for an accepted quote."""
    return {
        "order": acceptance.order.id,
        "opportunity": acceptance.order.opportunity_id,
        "opportunity_outcome": acceptance.outcome,
        "canceled_quotes": [quote.id for quote in acceptance.canceled_quotes],
        "warnings": [warning(each, "actualRevenue") for each in acceptance.warnings],
    }
