"""What lists of people and companies can be filtered by.

The conditions are named after columns and relations (db.reads.filters, db.reads.relations).
"""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from gql.types.catalogue_filters import PriceListFilter
from gql.types.operators import (
    ABSENT,
    BooleanFilter,
    IDFilter,
    Many,
    Range,
    TextFilter,
    wanted,
    word,
)

if TYPE_CHECKING:
    from gql.types.filters import InvoiceFilter, OpportunityFilter, OrderFilter, QuoteFilter

_SALES = strawberry.lazy("gql.types.filters")
LaterOpportunities: TypeAlias = Many[Annotated["OpportunityFilter", _SALES]]
LaterQuotes: TypeAlias = Many[Annotated["QuoteFilter", _SALES]]
LaterOrders: TypeAlias = Many[Annotated["OrderFilter", _SALES]]
LaterInvoices: TypeAlias = Many[Annotated["InvoiceFilter", _SALES]]


@wanted
class UserFilter:
    """Filter for users: all conditions must match."""

    and_: "list[UserFilter] | None" = word("and")
    or_: "list[UserFilter] | None" = word("or")
    not_: "UserFilter | None" = word("not")
    id: IDFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    email: TextFilter | None = ABSENT
    created_at: Range[datetime] | None = ABSENT


@wanted
class AccountFilter:
    """Filter for accounts: all conditions must match."""

    and_: "list[AccountFilter] | None" = word("and")
    or_: "list[AccountFilter] | None" = word("or")
    not_: "AccountFilter | None" = word("not")
    id: IDFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    email: TextFilter | None = ABSENT
    industry: TextFilter | None = ABSENT
    description: TextFilter | None = ABSENT
    is_active: BooleanFilter | None = ABSENT
    default_price_list_id: IDFilter | None = ABSENT
    owner_id: IDFilter | None = ABSENT
    created_at: Range[datetime] | None = ABSENT
    updated_at: Range[datetime] | None = ABSENT
    default_price_list: PriceListFilter | None = ABSENT
    owner: UserFilter | None = ABSENT
    contacts: "Many[ContactFilter] | None" = ABSENT
    opportunities: LaterOpportunities | None = ABSENT
    quotes: LaterQuotes | None = ABSENT
    orders: LaterOrders | None = ABSENT
    invoices: LaterInvoices | None = ABSENT


@wanted
class ContactFilter:
    """Filter for contacts: all conditions must match."""

    and_: "list[ContactFilter] | None" = word("and")
    or_: "list[ContactFilter] | None" = word("or")
    not_: "ContactFilter | None" = word("not")
    id: IDFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    email: TextFilter | None = ABSENT
    description: TextFilter | None = ABSENT
    is_active: BooleanFilter | None = ABSENT
    default_price_list_id: IDFilter | None = ABSENT
    account_id: IDFilter | None = ABSENT
    owner_id: IDFilter | None = ABSENT
    created_at: Range[datetime] | None = ABSENT
    updated_at: Range[datetime] | None = ABSENT
    default_price_list: PriceListFilter | None = ABSENT
    account: AccountFilter | None = ABSENT
    owner: UserFilter | None = ABSENT
    opportunities: LaterOpportunities | None = ABSENT
    quotes: LaterQuotes | None = ABSENT
    orders: LaterOrders | None = ABSENT
    invoices: LaterInvoices | None = ABSENT


@wanted
class CompetitorFilter:
    """Filter for competitors: all conditions must match."""

    and_: "list[CompetitorFilter] | None" = word("and")
    or_: "list[CompetitorFilter] | None" = word("or")
    not_: "CompetitorFilter | None" = word("not")
    id: IDFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    website: TextFilter | None = ABSENT
    strengths: TextFilter | None = ABSENT
    weaknesses: TextFilter | None = ABSENT
    created_at: Range[datetime] | None = ABSENT
    updated_at: Range[datetime] | None = ABSENT
