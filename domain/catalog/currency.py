"""A tenant's currencies: their precision and their exchange rate to the base currency."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from domain.core.errors import Conflict, NotFound, Refused
from domain.core.money import MAX_PLACES, Number
from domain.core.record import Record
from domain.core.text import CODE, Text


class CurrencyNotFound(NotFound):
    """The currency does not exist, or the caller may not see it."""

    rule = "The currency does not exist. Check its ID."


class CurrencyExists(Conflict):
    """A tenant has each currency at most once."""

    rule = "The currency already exists. Change it with `updateCurrency`."


class CurrencyInactive(Refused):
    """New documents need an active currency; existing documents keep theirs (1.10)."""

    rule = "The currency is inactive. Choose another one, or call `activateCurrency` first."


class CurrencyInUse(Refused):
    """A currency in use keeps its precision and cannot be deleted (1.10)."""

    rule = (
        "The currency is in use. Its precision cannot be changed and it cannot be deleted, but it"
        " can be deactivated."
    )


class BaseCurrencyFixed(Refused):
    """The base currency has the rate 1 and cannot be removed (Dynamics 0x80048cf5)."""

    rule = "The base currency always has the rate 1. It cannot be deactivated, deleted or replaced."


@dataclass(eq=False, kw_only=True, slots=True)
class TenantCurrency(Record):
    """A currency of a tenant. The rate is its units per unit of the base currency.

    Without a rate, documents in the currency have no base amounts. The API accepts only three
    capital letters as a code.
    """

    noun = "Currency"
    not_found = CurrencyNotFound

    code: Annotated[str, CODE]
    name: Annotated[str, Text(100, required=True)] = ""
    symbol: Annotated[str | None, Text(10)] = None
    # Fixed once amounts are stored, which have exactly this many decimals (decision 18).
    precision: Annotated[int, Number(0, MAX_PLACES)] = 2
    # Documents keep the rate that they were calculated with (I-49), so this can change at any
    # time.
    exchange_rate: Annotated[Decimal | None, Number(Decimal("1e-12"), 10**11, 12, trim=True)] = None
    is_active: bool = True
