"""Tax codes: a rate that fills the tax of a line which asks for it (W8)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from domain.core.errors import Conflict, NotFound, Refused
from domain.core.money import ZERO, Number
from domain.core.record import Record
from domain.core.text import Text


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

    code: Annotated[str, Text(20, required=True)] = ""
    name: Annotated[str, Text(200, required=True)] = ""
    rate: Annotated[Decimal, Number(0, 100, 5, trim=True)] = ZERO
    is_active: bool = True
