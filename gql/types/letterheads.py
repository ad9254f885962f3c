"""What stands at the head and the foot of a tenant's documents."""

from datetime import datetime

from db import tables
from db.reads.printed import Logo as LogoOf, Split
from gql.fields import column, entity, given, structure
from gql.types.interfaces import Node


@structure
class Logo:
    """The picture at the head of a document."""

    data: str = column("The bytes, in base64.")
    media_type: str = column("image/png or image/jpeg.")
    size: int = column("The number of bytes.")


@entity(tables.letterheads)
class Letterhead(Node):
    """What quotes, orders and invoices are printed on."""

    company_name: str = column("The name of the sender.")
    address_lines: list[str] = given(
        Split("address_lines", "\n"), "The sender's address, line by line."
    )
    phone: str | None = column("The telephone number.")
    email: str | None = column("The address for mail.")
    website: str | None = column("The web site.")
    tax_id: str | None = column("The number that a tax office knows the sender by.")
    footer: str | None = column("A line at the foot of every page.")
    locale: str = column("The locale of customers who have none, such as en or de-AT.")
    logo: Logo | None = given(LogoOf(), "The picture at the head.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    updated_at: datetime = column("When it last changed.")
