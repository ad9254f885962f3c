"""What can be searched, and what a search finds."""

from enum import StrEnum
from typing import Annotated, TypeAlias

import strawberry

from gql.types.catalogue import Product
from gql.types.enums import described
from gql.types.parties import Account, Competitor, Contact
from gql.types.sales import Invoice, Opportunity, Order, Quote


class SearchType(StrEnum):
    """What can be searched."""

    OPPORTUNITY = "OPPORTUNITY"
    QUOTE = "QUOTE"
    ORDER = "ORDER"
    INVOICE = "INVOICE"
    ACCOUNT = "ACCOUNT"
    CONTACT = "CONTACT"
    PRODUCT = "PRODUCT"
    COMPETITOR = "COMPETITOR"


described(
    SearchType,
    "What can be searched.",
    OPPORTUNITY="Opportunities, by number, name, customer, description.",
    QUOTE="Quotes, by number, name, customer, description.",
    ORDER="Orders, by number, name, customer, description.",
    INVOICE="Invoices, by number, name, customer, description.",
    ACCOUNT="Accounts, by name, e-mail address, web site, industry, description.",
    CONTACT="Contacts, by name, e-mail address, position, description.",
    PRODUCT="Products, families and bundles, by number, name, description.",
    COMPETITOR="Competitors, by name and web site.",
)


SearchResult: TypeAlias = Annotated[
    Opportunity | Quote | Order | Invoice | Account | Contact | Product | Competitor,
    strawberry.union(
        "SearchResult",
        description="A record that matches a search. Fragments on SalesDocument and Customer read"
        " what several of these types have in common.",
    ),
]
