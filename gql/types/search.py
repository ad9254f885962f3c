"""Types for search and its results."""

from enum import StrEnum
from typing import Annotated, TypeAlias

import strawberry

from gql.types.catalog import Product
from gql.types.enums import publish_enum
from gql.types.parties import Account, Competitor, Contact
from gql.types.sales import Invoice, Opportunity, Order, Quote


class SearchType(StrEnum):
    """Type of record that can be searched."""

    OPPORTUNITY = "OPPORTUNITY"
    QUOTE = "QUOTE"
    ORDER = "ORDER"
    INVOICE = "INVOICE"
    ACCOUNT = "ACCOUNT"
    CONTACT = "CONTACT"
    PRODUCT = "PRODUCT"
    COMPETITOR = "COMPETITOR"


publish_enum(
    SearchType,
    "Type of record that can be searched.",
    OPPORTUNITY="Opportunities, by number, name, customer and description.",
    QUOTE="Quotes, by number, name, customer and description.",
    ORDER="Orders, by number, name, customer and description.",
    INVOICE="Invoices, by number, name, customer and description.",
    ACCOUNT="Accounts, by name, email address, website, industry and description.",
    CONTACT="Contacts, by name, email address, job title and description.",
    PRODUCT="Products, families and bundles, by number, name and description.",
    COMPETITOR="Competitors, by name and website only.",
)


# A list of a union, not pages: beyond 50 results, nothing is ranked (decision 42).
SearchResult: TypeAlias = Annotated[
    Opportunity | Quote | Order | Invoice | Account | Contact | Product | Competitor,
    strawberry.union(
        "SearchResult",
        description="A record that matches a search. Use fragments on `SalesDocument` and"
        " `Customer` to read the fields that several of these types have in common.",
    ),
]
