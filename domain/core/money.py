"""Exact decimals: currencies, rounding modes, and the one place where amounts are rounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Annotated, Any

from domain.core.errors import Invalid, Path, ValueOutOfRange
from domain.core.text import CODE, camel, notes_of

ZERO = Decimal(0)
MOST_PLACES = 4  # decimals of any currency, and of prices
LARGEST_INPUT = Decimal(10**12)
LARGEST_AMOUNT = Decimal(10**15)

# Wide enough for quantity x price at their largest, so that nothing is rounded unseen.
EXACT = Context(prec=80)


class RoundingMode(StrEnum):
    """What happens to a half: half-even is Dynamics' way, half-up the one taught at school."""

    HALF_EVEN = "HALF_EVEN"
    HALF_UP = "HALF_UP"


_MODES = {
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.HALF_UP: ROUND_HALF_UP,
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How many decimals a number may have, and what a client can do who needs more."""

    places: int
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency as a tenant counts in it: its decimals, 0 to 4, and how a half is rounded.

    `base_precision` has the decimals of the tenant's base currency.
    """

    code: Annotated[str, CODE]
    precision: int
    base_precision: int = 2
    rounding_mode: RoundingMode = RoundingMode.HALF_EVEN

    @property
    def zero(self) -> Decimal:
        """Nothing, with the currency's decimals."""
        return Decimal(0).scaleb(-self.precision)

    @property
    def scale(self) -> Scale:
        """The decimals of an amount that somebody types; finer ones are refused, not rounded."""
        advice = (
            f"This is the precision of {self.code}, which updateCurrency can change while nothing"
            " uses the currency. Round the amount before you send it."
        )
        if self.precision >= MOST_PLACES:
            advice = "No amount has more. Round it before you send it."
        return Scale(self.precision, advice)


class CurrencyUnknown(Invalid):
    """The code is no ISO 4217 currency in use."""

    rule = "The currency is unknown. Use an ISO 4217 code such as EUR."


class CurrencyMismatch(Invalid):
    """A document, its price list and what it came from have one currency (I-46, I-48)."""

    rule = "A document, its price list and its opportunity must have the same currency."
    message = "The currency must be {expected}, not {currency}. {rule}"


class AmountOutOfRange(Invalid):
    """A computed amount is larger than any document may be."""

    rule = "An amount of the document would exceed 1,000,000,000,000,000."


class TooManyDecimals(Invalid):
    """A typed number is finer than its field; it is refused, never rounded in silence."""

    rule = "The number has more decimals than its field allows."
    message = "{field} allows {allowed}, but {value} has {given}. {advice}"


def rounded(value: Decimal, places: int, mode: RoundingMode) -> Decimal:
    """The value with exactly so many decimals; a zero has no sign."""
    amount = value.quantize(_quantum(places), _MODES[mode], EXACT)
    return amount or abs(amount)


@lru_cache(maxsize=64)
def _quantum(places: int) -> Decimal:
    """A number that has exactly so many decimals."""
    return Decimal(1).scaleb(-places)


def bounded(amount: Decimal) -> Decimal:
    """The amount itself, or AMOUNT_OUT_OF_RANGE beyond 1e15."""
    if -LARGEST_AMOUNT <= amount <= LARGEST_AMOUNT:
        return amount
    raise AmountOutOfRange


def within(value: Decimal, low: Decimal, high: Decimal, field: str, path: Path) -> Decimal:
    """The value itself, or VALUE_OUT_OF_RANGE."""
    if not low <= value <= high:
        raise ValueOutOfRange(field=field, low=plain(low), high=plain(high), path=path)
    return value


@dataclass(frozen=True, slots=True)
class Number:
    """What a number field takes, declared as in `rate: Annotated[Decimal, Number(0, 100, 5)]`.

    It lies between `low` and `high` and has at most so many decimal `places`; None where the
    currency decides. With `trim`, it is stored without trailing zeros.
    """

    low: Decimal | int
    high: Decimal | int
    places: int | None = None
    trim: bool = False

    def check(self, value: Decimal | int, field: str, path: Path = ()) -> Decimal | int:
        """The number as it is stored. Raises VALUE_OUT_OF_RANGE, TOO_MANY_DECIMALS."""
        number = Decimal(value)
        within(number, Decimal(self.low), Decimal(self.high), field, (*path, field))
        if self.places is not None:
            check_scale(number, Scale(self.places), field, (*path, field))
        return trimmed(number) if self.trim else value


def check_numbers(kind: Any, values: Mapping[str, Any], path: Path = ()) -> dict[str, Any]:
    """The values of fields of a record, each declared number as it is stored; nulls stay.

    Raises VALUE_OUT_OF_RANGE, TOO_MANY_DECIMALS.
    """
    checked = dict(values)
    for name, number in _numbers_of(kind).items():
        if values.get(name) is not None:
            checked[name] = number.check(values[name], camel(name), path)
    return checked


@cache
def _numbers_of(kind: Any) -> Mapping[str, Number]:
    return notes_of(kind, Number)


def check_number(value: Decimal, field: str, low: Decimal, high: Decimal, *, places: int) -> None:
    """Raise VALUE_OUT_OF_RANGE or TOO_MANY_DECIMALS for a number that a field cannot hold."""
    within(value, low, high, field, (field,))
    check_scale(value, Scale(places), field, (field,))


def check_scale(value: Decimal, scale: Scale, field: str, path: Path) -> None:
    """Raise TOO_MANY_DECIMALS for a number that would have to be rounded; 1.500 counts as 1.5."""
    given = decimals(value)
    if given > scale.places:
        raise TooManyDecimals(
            field=field,
            value=plain(value),
            places=scale.places,
            allowed=f"at most {_count(scale.places)}" if scale.places else "no decimals",
            given=given,
            advice=scale.advice or "Round it before you send it.",
            path=path,
        )


def decimals(value: Decimal) -> int:
    """How many decimals a number needs: 2 for 1.25 and for 1.250, none for 100."""
    exponent = trimmed(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _count(places: int) -> str:
    return "1 decimal" if places == 1 else f"{places} decimals"


def plain(value: Decimal) -> str:
    """The number in plain notation, without an exponent."""
    return format(value, "f")


def trimmed(value: Decimal) -> Decimal:
    """The same number without trailing zeros: 3.50 is kept as 3.5, 100 stays 100, -0 is 0."""
    return Decimal(plain(value.normalize(EXACT))) if value else ZERO


def padded(value: Decimal, places: int) -> Decimal:
    """The same number with at least so many decimals: a price of 12.5 is kept as 12.50."""
    exact = value.quantize(_quantum(places), context=EXACT)
    if exact == value:
        return exact or abs(exact)
    return trimmed(value)
