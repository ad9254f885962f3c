"""What can be sold. Families, bundles, units and price lists come with the pricing issue."""

from dataclasses import dataclass

from domain.errors import Conflict, NotFound, Refused
from domain.record import Record
from domain.text import required_text


@dataclass(eq=False, kw_only=True, slots=True)
class Product(Record):
    """What can be sold. Prices come with price lists (the pricing issue)."""

    number: str = ""
    name: str = ""
    description: str | None = None
    is_active: bool = True

    def check(self) -> None:
        """A product has a number and a name."""
        self.number = required_text(self.number, "number", 100)
        self.name = required_text(self.name, "name", 300)


class ProductNotFound(NotFound):
    """The product does not exist, or the caller may not see it."""

    rule = "There is no such product."


class ProductNotActive(Refused):
    """Only active products can be added to documents (I-60)."""

    rule = "Only an active product can be added to a document."


class ProductNumberTaken(Conflict):
    """Product numbers are unique (I-61)."""

    rule = "Another product has this number."
