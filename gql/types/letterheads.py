"""Types for the letterhead of a tenant's documents."""

from datetime import datetime

from db import tables
from db.planner.fields.pdf_links import LogoSource as LogoOf, Split
from gql.schema.field_uses import ON_UPDATE
from gql.schema.fields import column, entity, field_from, structure
from gql.types.interfaces import VERSION_DESCRIPTION, Node


@structure
class Logo:
    """The logo at the top of a printed document."""

    data: str = column("Content of the image file, encoded in base64.")
    media_type: str = column("Media type: `image/png` or `image/jpeg`.")
    size: int = column("Size of the image file in bytes, at most 524,288.")


@entity(tables.letterheads)
class Letterhead(Node):
    """The letterhead that quotes, orders and invoices are printed with."""

    # Every tenant has a letterhead from the start, so it is only updated.
    company_name: str = column(
        "Name of the sending company. At most 200 characters, on one line.", input=ON_UPDATE
    )
    address_lines: list[str] = field_from(
        Split("address_lines", "\n"),
        "Address of the sender: up to 6 lines of at most 200 characters each.",
        input=ON_UPDATE,
    )
    phone: str | None = column(
        "Phone number of the sender; null if it is not printed. At most 200 characters.",
        input=ON_UPDATE,
    )
    email: str | None = column(
        "Email address of the sender; null if it is not printed. At most 200 characters.",
        input=ON_UPDATE,
    )
    website: str | None = column(
        "Website of the sender; null if it is not printed. At most 200 characters.", input=ON_UPDATE
    )
    tax_id: str | None = column(
        "Tax ID of the sender, such as a VAT number; null if it is not printed. At most 200"
        " characters.",
        input=ON_UPDATE,
    )
    footer: str | None = column(
        "Line printed at the bottom of every page; null if there is none. At most 200 characters.",
        input=ON_UPDATE,
    )
    locale: str = column(
        "Locale of documents for customers without a locale of their own, such as `en` or `de-AT`.",
        input=ON_UPDATE,
    )
    logo: Logo | None = field_from(LogoOf(), "Logo printed at the top; null if none is set.")
    version: int = column(VERSION_DESCRIPTION)
    updated_at: datetime = column(
        "Time the letterhead was last changed. Equals `createdAt` until the first change."
    )
