"""Exact decimals: currencies, rounding modes, and the only place where amounts are rounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Annotated, Any

from domain.core.errors import Invalid, Path, ValueOutOfRange
from domain.core.text import CODE, annotations_of, camel

ZERO = Decimal(0)
MAX_PLACES = 4  # decimals of any currency, and of prices
MAX_INPUT = Decimal(10**12)
MAX_AMOUNT = Decimal(10**15)

# Wide enough for the largest quantity x price, so that nothing is rounded implicitly.
EXACT = Context(prec=80)


class RoundingMode(StrEnum):
    """How amounts halfway between two values are rounded; Dynamics uses half-even."""

    HALF_EVEN = "HALF_EVEN"
    HALF_UP = "HALF_UP"


_MODES = {
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.HALF_UP: ROUND_HALF_UP,
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How many decimals a number may have, and advice for clients that need more."""

    places: int
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Currency:
    """A tenant's currency: its precision, 0 to 4 decimals, and its rounding mode.

    `base_precision` is the precision of the tenant's base currency.
    """

    code: Annotated[str, CODE]
    precision: int
    base_precision: int = 2
    rounding_mode: RoundingMode = RoundingMode.HALF_EVEN

    @property
    def zero(self) -> Decimal:
        """Zero with the currency's decimals."""
        return Decimal(0).scaleb(-self.precision)

    @property
    def scale(self) -> Scale:
        """The decimals that an input amount may have; more are refused, not rounded."""
        advice = (
            f"This is the `precision` of {self.code}, which `updateCurrency` can change while"
            " nothing uses the currency. Round the amount before you send it."
        )
        if self.precision >= MAX_PLACES:
            advice = "No amount has more. Round it before you send it."
        return Scale(self.precision, advice)


class CurrencyUnknown(Invalid):
    """The code is not an ISO 4217 currency in use."""

    rule = "The currency is unknown. Use an ISO 4217 code such as EUR."


class CurrencyMismatch(Invalid):
    """A document, its price list and its source must have the same currency (I-46, I-48)."""

    rule = "A document, its price list and its opportunity must have the same currency."
    message = "The currency must be {expected}, not {currency}. {rule}"


class AmountOutOfRange(Invalid):
    """A computed amount exceeds the maximum amount of a document."""

    rule = "An amount of the document would exceed 1,000,000,000,000,000."


class TooManyDecimals(Invalid):
    """An input number has more decimals than its field; it is refused, never rounded silently."""

    rule = "The number has more decimals than its field allows."
    message = "`{field}` allows {allowed}, but {value} has {given}. {advice}"


def rounded(value: Decimal, places: int, mode: RoundingMode) -> Decimal:
    """Return the value rounded to exactly `places` decimals; zero is never negative."""
    amount = value.quantize(_quantum(places), _MODES[mode], EXACT)
    return amount or abs(amount)


@lru_cache(maxsize=64)
def _quantum(places: int) -> Decimal:
    """Return a number that has exactly `places` decimals."""
    return Decimal(1).scaleb(-places)


def check_amount_range(amount: Decimal) -> Decimal:
    """Return the amount. Raises AMOUNT_OUT_OF_RANGE beyond 1e15."""
    if -MAX_AMOUNT <= amount <= MAX_AMOUNT:
        return amount
    raise AmountOutOfRange


def check_bounds(value: Decimal, low: Decimal, high: Decimal, field: str, path: Path) -> Decimal:
    """Return the value. Raises VALUE_OUT_OF_RANGE."""
    if not low <= value <= high:
        raise ValueOutOfRange(field=field, low=plain(low), high=plain(high), path=path)
    return value


@dataclass(frozen=True, slots=True)
class Number:
    """The values a number field accepts: `rate: Annotated[Decimal, Number(0, 100, 5)]`.

    The number is between `low` and `high` and has at most `places` decimals; None means that the
    currency decides. With `trim`, it is stored without trailing zeros.
    """

    low: Decimal | int
    high: Decimal | int
    places: int | None = None
    trim: bool = False

    def check(self, value: Decimal | int, field: str, path: Path = ()) -> Decimal | int:
        """Return the number as it is stored. Raises VALUE_OUT_OF_RANGE, TOO_MANY_DECIMALS."""
        number = Decimal(value)
        check_bounds(number, Decimal(self.low), Decimal(self.high), field, (*path, field))
        if self.places is not None:
            check_scale(number, Scale(self.places), field, (*path, field))
        return trimmed(number) if self.trim else value


def check_numbers(kind: Any, values: Mapping[str, Any], path: Path = ()) -> dict[str, Any]:
    """Check the numbers among a record's values; return the values as they are stored.

    Nulls are kept. Raises VALUE_OUT_OF_RANGE, TOO_MANY_DECIMALS.
    """
    checked = dict(values)
    for name, number in _numbers_of(kind).items():
        if values.get(name) is not None:
            checked[name] = number.check(values[name], camel(name), path)
    return checked


@cache
def _numbers_of(kind: Any) -> Mapping[str, Number]:
    return annotations_of(kind, Number)


def check_number(value: Decimal, field: str, low: Decimal, high: Decimal, *, places: int) -> None:
    """Raise VALUE_OUT_OF_RANGE or TOO_MANY_DECIMALS if the number does not fit its field."""
    check_bounds(value, low, high, field, (field,))
    check_scale(value, Scale(places), field, (field,))


def check_scale(value: Decimal, scale: Scale, field: str, path: Path) -> None:
    """Raise TOO_MANY_DECIMALS if the number would have to be rounded; 1.500 counts as 1.5."""
    places = decimals(value)
    if places > scale.places:
        raise TooManyDecimals(
            field=field,
            value=plain(value),
            places=scale.places,
            allowed=f"at most {_count(scale.places)}" if scale.places else "no decimals",
            given=places,
            advice=scale.advice or "Round it before you send it.",
            path=path,
        )


def decimals(value: Decimal) -> int:
    """Return how many decimals a number needs: 2 for 1.25 and 1.250, 0 for 100."""
    exponent = trimmed(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _count(places: int) -> str:
    return "1 decimal" if places == 1 else f"{places} decimals"


def plain(value: Decimal) -> str:
    """Return the number in plain notation, without an exponent."""
    return format(value, "f")


def trimmed(value: Decimal) -> Decimal:
    """Return the number without trailing zeros: 3.50 becomes 3.5, 100 stays 100, -0 becomes 0."""
    return Decimal(plain(value.normalize(EXACT))) if value else ZERO


def padded(value: Decimal, places: int) -> Decimal:
    """Return the number with at least `places` decimals: 12.5 becomes 12.50."""
    exact = value.quantize(_quantum(places), context=EXACT)
    if exact == value:
        return exact or abs(exact)
    return trimmed(value)
