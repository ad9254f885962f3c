"""Documents in groups: the pipeline by stage, owner, month, currency."""

import strawberry

from gql.fields import groups
from gql.types.groups import (
    INVOICES,
    OPPORTUNITIES,
    ORDERS,
    QUOTES,
    InvoiceGroup,
    OpportunityGroup,
    OrderGroup,
    Page,
    QuoteGroup,
)


@strawberry.type
class GroupQueries:
    """Questions about many documents at once."""

    opportunity_groups: Page[OpportunityGroup] = groups(
        OPPORTUNITIES, "Opportunities in groups; all in one where nothing is said to group by."
    )
    quote_groups: Page[QuoteGroup] = groups(
        QUOTES, "Quotes in groups; all in one where nothing is said to group by."
    )
    order_groups: Page[OrderGroup] = groups(
        ORDERS, "Orders in groups; all in one where nothing is said to group by."
    )
    invoice_groups: Page[InvoiceGroup] = groups(
        INVOICES, "Invoices in groups; all in one where nothing is said to group by."
    )
