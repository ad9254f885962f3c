"""What several types have in common, and the small objects inside of them."""

from decimal import Decimal

import strawberry

from domain.action import Action
from domain.breakdown import DocumentStep, LineStep
from gql.errors import ErrorCode
from gql.fields import column, identity, interface, structure
from gql.scalars import CurrencyCode


@interface
class Node:
    """Anything that has an id of its own."""

    id: strawberry.ID = identity("The id: opaque, and unique over all kinds of records.")


@structure
class Money:
    """An amount in a currency."""

    amount: Decimal = column("The amount, with exactly the decimals of the currency.")
    currency_code: CurrencyCode = column("The currency, by its ISO 4217 code.")
    in_base_currency: Decimal | None = column(
        "The same in the tenant's base currency, by the exchange rate of the document; null where"
        " there is no rate, and of amounts that are not kept so."
    )


@structure
class Address:
    """A postal address, copied into the record that shows it."""

    name: str | None = column("The name on the label.")
    contact_name: str | None = column("Who is to be asked for.")
    line1: str | None = column("The first line.")
    line2: str | None = column("The second line.")
    line3: str | None = column("The third line.")
    city: str | None = column("The city.")
    state_or_province: str | None = column("The state or province.")
    postal_code: str | None = column("The postal code.")
    country: str | None = column("The country.")
    telephone: str | None = column("The telephone number.")


@structure
class AvailableAction:
    """One thing that could be done with a document, and whether it can be done now."""

    action: Action = column("What could be done.")
    allowed: bool = column("Whether it can be done in the present state.")
    reason: str | None = column("The rule that forbids it; null when it is allowed.")
    code: ErrorCode | None = column("The code that the mutation would answer with.")


@structure
class LinePriceStep:
    """One step from the catalogue to the amount of a line."""

    step: LineStep = column("Which step it is.")
    value: Decimal | None = column("What it comes to; null where there is nothing to say.")
    rule: str | None = column("How, in words.")


@structure
class DocumentPriceStep:
    """One step from the lines to the total of a document."""

    step: DocumentStep = column("Which step it is.")
    value: Decimal = column("What it comes to.")
    rule: str = column("How, in words.")


@interface
class Customer(Node):
    """Whom a document is for: an account or a contact."""

    name: str = column("The name.")
    email: str | None = column("The address for mail.")
    phone: str | None = column("The telephone number.")
    locale: str | None = column("The locale of its documents; null for the letterhead's.")
