"""Tax codes: a rate that fills the tax of a line which asks for it (W8)."""

from dataclasses import dataclass
from decimal import Decimal

from domain.errors import Conflict, NotFound, Refused
from domain.money import ZERO, check_number, trimmed
from domain.record import Record
from domain.text import required_text


class TaxCodeNotFound(NotFound):
    """The tax code does not exist, or the caller may not see it."""

    rule = "The tax code does not exist. Check its ID."


class TaxCodeInactive(Refused):
    """An inactive tax code fills no further line."""

    rule = "The tax code is inactive. Choose another one, or set isActive to true first."


class TaxCodeTaken(Conflict):
    """Tax codes are unique."""

    rule = "Another tax code already has this code. Choose another code."


@dataclass(eq=False, kw_only=True, slots=True)
class TaxCode(Record):
    """A named rate, in percent, 5 decimals at most."""

    noun = "Tax code"

    code: str = ""
    name: str = ""
    rate: Decimal = ZERO
    is_active: bool = True

    def check(self) -> None:
        """A code, a name, a rate of 0 to 100. Raises TEXT_REQUIRED, VALUE_OUT_OF_RANGE."""
        self.code = required_text(self.code, "code", 20)
        self.name = required_text(self.name, "name", 200)
        check_number(self.rate, "rate", ZERO, Decimal(100), places=5)
        self.rate = trimmed(self.rate)
