"""Queries for accounts, contacts, competitors and users."""

import strawberry

from gql.schema.fields import connection
from gql.schema.query_fields import by_id
from gql.types.erp_health import UnmatchedErpInvoice
from gql.types.erp_links import ErpLink
from gql.types.pages import Connection
from gql.types.parties import Account, Competitor, Contact, User


@strawberry.type
class PartyQueries:
    """Queries for accounts, contacts, competitors and users."""

    account: Account | None = by_id("Returns the account with this ID; null if there is none.")
    accounts: Connection[Account] = connection(
        "Account", "Lists accounts, in the order of creation by default."
    )
    contact: Contact | None = by_id("Returns the contact with this ID; null if there is none.")
    contacts: Connection[Contact] = connection(
        "Contact", "Lists contacts, in the order of creation by default."
    )
    competitor: Competitor | None = by_id(
        "Returns the competitor with this ID; null if there is none."
    )
    competitors: Connection[Competitor] = connection(
        "Competitor", "Lists competitors, in the order of creation by default."
    )
    erp_links: Connection[ErpLink] = connection(
        "ErpLink", "Lists what is linked to records of the ERP."
    )
    unmatched_erp_invoices: Connection[UnmatchedErpInvoice] = connection(
        "UnmatchedErpInvoice",
        "Lists invoices of the ERP that could not be taken over, at most 1,000, in the order in"
        " which they were found by default. Every few minutes, some of them are tried again.",
    )
    user: User | None = by_id("Returns the user with this ID; null if there is none.")
    users: Connection[User] = connection(
        "User", "Lists the users of the tenant, in the order of creation by default."
    )
