"""Interfaces, and small objects that several types contain."""

from decimal import Decimal

import strawberry

from domain.core.action import Action
from domain.pricing.breakdown_sentences import DocumentStep, LineStep
from gql.scalars import CurrencyCode
from gql.schema.field_uses import ON_CREATION, SETTABLE
from gql.schema.fields import column, identity, interface, structure
from gql.user_errors import ErrorCode

VERSION_DESCRIPTION = (
    "Version of the record, incremented by every change. Pass it as `expectedVersion` to detect"
    " concurrent changes."
)


@interface
class Node:
    """A record with a globally unique ID."""

    id: strawberry.ID = identity(
        "Opaque ID of the record, unique across all types of records.", filter=True
    )


@structure
class Money:
    """An amount of money in one currency."""

    amount: Decimal = column("Amount, with exactly as many decimals as the currency has.")
    currency_code: CurrencyCode = column("Currency of `amount` as an ISO 4217 code.")
    # Stored with the record at its own rate, never converted when it is read (decision 17).
    in_base_currency: Decimal | None = column(
        "Amount in the tenant's base currency, converted at the exchange rate of the"
        " document; null if there is no exchange rate, or if the amount is not stored in the"
        " base currency."
    )


@structure
class Address:
    """A postal address. It is copied into the record, not linked."""

    # An address is replaced as a whole, so one input serves creation and update.
    name: str | None = column(
        "Name of the recipient, such as a company; null if not given. At most 200 characters.",
        input=ON_CREATION,
    )
    contact_name: str | None = column(
        "Contact person at the address; null if not given. At most 150 characters.",
        input=ON_CREATION,
    )
    line1: str | None = column(
        "First address line, such as the street; null if not given. At most 250 characters.",
        input=ON_CREATION,
    )
    line2: str | None = column(
        "Second address line; null if not given. At most 250 characters.", input=ON_CREATION
    )
    line3: str | None = column(
        "Third address line; null if not given. At most 250 characters.", input=ON_CREATION
    )
    city: str | None = column(
        "City or town; null if not given. At most 80 characters.", input=ON_CREATION
    )
    state_or_province: str | None = column(
        "State, province or region; null if not given. At most 50 characters.", input=ON_CREATION
    )
    postal_code: str | None = column(
        "Postal code or ZIP code; null if not given. At most 20 characters.", input=ON_CREATION
    )
    country: str | None = column(
        "Country, as printed on the envelope; null if not given. At most 80 characters.",
        input=ON_CREATION,
    )
    telephone: str | None = column(
        "Phone number at the address; null if not given. At most 50 characters.", input=ON_CREATION
    )


@structure
class AvailableAction:
    """An action on a document and whether it is currently allowed."""

    action: Action = column("Action, named after the mutation that performs it.")
    allowed: bool = column("Whether the current state of the document allows the action.")
    reason: str | None = column("Rule that prevents the action; null if the action is allowed.")
    code: ErrorCode | None = column(
        "Error code that the mutation would return; null if the action is allowed."
    )


@structure
class LinePriceStep:
    """A step in the calculation of a line's amounts."""

    step: LineStep = column("Step of the calculation that has this result.")
    value: Decimal | None = column("Result of the step; null if the step has no result.")
    rule: str | None = column("Explanation of how the result was calculated.")


@structure
class DocumentPriceStep:
    """A step in the calculation of a document's totals."""

    step: DocumentStep = column("Step of the calculation that has this result.")
    value: Decimal = column("Result of the step, in the currency of the document.")
    rule: str = column("Explanation of how the result was calculated.")


@interface
class Customer(Node):
    """The customer of a document: an account or a contact."""

    name: str = column(
        "Name of the customer: the name of the account, or first and last name of the contact.",
        filter=True,
    )
    email: str | None = column(
        "Email address, to which documents are sent by default; null if not given. At most"
        " 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    phone: str | None = column(
        "Phone number in any format; null if not given. At most 2,000 characters.", input=SETTABLE
    )
    locale: str | None = column(
        "Locale of the documents sent to the customer, such as `en` or `de-AT`; null if the"
        " locale of the letterhead applies.",
        input=SETTABLE,
    )
