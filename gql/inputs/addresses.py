"""A postal address as clients type it."""

import strawberry


@strawberry.input(description="A postal address. It is copied into the record, not linked.")
class AddressInput:
    """See `domain.terms.Address`."""

    name: str | None = None
    contact_name: str | None = None
    line1: str | None = None
    line2: str | None = None
    line3: str | None = None
    city: str | None = None
    state_or_province: str | None = None
    postal_code: str | None = None
    country: str | None = None
    telephone: str | None = None
