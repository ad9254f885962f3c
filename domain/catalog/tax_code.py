"""Tax codes: a rate from which the tax of a line is computed (W8)."""

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
    """An inactive tax code cannot be used on further lines."""

    rule = "The tax code is inactive. Choose another one, or set `isActive` to true first."


class TaxCodeTaken(Conflict):
    """Tax codes are unique within a tenant."""

    rule = "Another tax code already has this code. Choose another code."


@dataclass(eq=False, kw_only=True, slots=True)
class TaxCode(Record):
    """A named rate in percent, with at most 5 decimals."""

    noun = "Tax code"
    not_found = TaxCodeNotFound

    code: Annotated[str, Text(20, required=True)] = ""
    name: Annotated[str, Text(200, required=True)] = ""
    rate: Annotated[Decimal, Number(0, 100, 5, trim=True)] = ZERO
    is_active: bool = True
