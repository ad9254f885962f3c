"""The letterhead as clients type it."""

import strawberry
from strawberry import Maybe


@strawberry.input(
    description="Fields to change on the letterhead; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateLetterheadInput:
    """See `domain.letterhead.Letterhead`."""

    company_name: Maybe[str | None]
    address_lines: Maybe[list[str] | None]
    phone: Maybe[str | None]
    email: Maybe[str | None]
    website: Maybe[str | None]
    tax_id: Maybe[str | None]
    footer: Maybe[str | None]
    locale: Maybe[str | None]
    logo: Maybe[str | None]
