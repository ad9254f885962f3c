"""What a search finds."""

from enum import StrEnum

from db.reads.kinds import ByKind
from db.tables import SEARCHED
from gql.fields import column, given, structure
from gql.types.enums import described
from gql.types.interfaces import Node


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


@structure
class SearchHit:
    """A record that has all the words."""

    type: SearchType = column("What it is.", of="kind")
    node: Node = given(ByKind(SEARCHED, "kind", "id"), "The record.")
