"""Accounts, contacts, competitors and users."""

import strawberry

from gql.fields import by_id, connection
from gql.types.listings import ACCOUNTS, COMPETITORS, CONTACTS, USERS, Connection
from gql.types.parties import Account, Competitor, Contact, User


@strawberry.type
class PartyQueries:
    """Questions about people and companies."""

    account: Account | None = by_id("The account with this id; null where there is none.")
    accounts: Connection[Account] = connection(ACCOUNTS, "All accounts.")
    contact: Contact | None = by_id("The contact with this id; null where there is none.")
    contacts: Connection[Contact] = connection(CONTACTS, "All contacts.")
    competitor: Competitor | None = by_id("The competitor with this id; null where there is none.")
    competitors: Connection[Competitor] = connection(COMPETITORS, "All competitors.")
    user: User | None = by_id("The user with this id; null where there is none.")
    users: Connection[User] = connection(USERS, "All users.")
