"""Queries that group documents, such as the pipeline by stage, owner, month or currency."""

import strawberry

from gql.schema.query_fields import groups
from gql.types.groups import (
    INVOICE_INPUTS,
    OPPORTUNITY_INPUTS,
    ORDER_INPUTS,
    QUOTE_INPUTS,
    InvoiceGroup,
    OpportunityGroup,
    OrderGroup,
    Page,
    QuoteGroup,
)


@strawberry.type
class GroupQueries:
    """Queries that group documents."""

    opportunity_groups: Page[OpportunityGroup] = groups(
        OPPORTUNITY_INPUTS,
        "Groups opportunities and returns counts and amounts for each group. Without"
        " `groupBy`, all of them form one group.",
    )
    quote_groups: Page[QuoteGroup] = groups(
        QUOTE_INPUTS,
        "Groups quotes and returns counts and amounts for each group. Without `groupBy`, all"
        " of them form one group.",
    )
    order_groups: Page[OrderGroup] = groups(
        ORDER_INPUTS,
        "Groups orders and returns counts and amounts for each group. Without `groupBy`, all"
        " of them form one group.",
    )
    invoice_groups: Page[InvoiceGroup] = groups(
        INVOICE_INPUTS,
        "Groups invoices and returns counts and amounts for each group. Without `groupBy`,"
        " all of them form one group.",
    )
