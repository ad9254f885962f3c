"""Scalars: exact decimals as strings, times in UTC, dates, currency codes.

Ambiguous input is refused instead of interpreted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NewType, TypeVar

import strawberry
from graphql import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    GraphQLError,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
)
from strawberry.types.scalar import ScalarDefinition

CurrencyCode = NewType("CurrencyCode", str)
ExchangeRate = NewType("ExchangeRate", Decimal)
D = TypeVar("D", datetime, date)

_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(\.[0-9]{1,6})?[0-9]*(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class _Number:
    """A scalar for exact numbers in plain notation, with limits on its digits."""

    name: str
    example: str
    before: int  # maximum number of digits before the decimal point
    after: int
    is_signed: bool

    def parse(self, value: Any) -> Decimal:
        """Parse a number. Raises GraphQLError, which names the broken limit."""
        match = _PLAIN.fullmatch(_text(value, self.name, self.example))
        if match is None or (match["sign"] and not self.is_signed):
            sign = "a leading minus if it is negative" if self.is_signed else "no sign"
            raise GraphQLError(
                f"`{self.name}` is written in plain notation such as {self.example}: digits, a"
                f" point before any decimals, {sign}, no exponent and no separators."
            )
        digits, decimals = match["digits"], match["decimals"] or ""
        self._check(len(digits), self.before, "digits before the decimal point")
        self._check(len(decimals), self.after, "decimals")
        return Decimal(match.group())

    def _check(self, count: int, most: int, counted: str) -> None:
        if count > most:
            raise GraphQLError(
                f"`{self.name}` has at most {most} {counted}; this value has {count}."
            )


_PLAIN = re.compile(r"(?P<sign>-)?(?P<digits>[0-9]+)(?:\.(?P<decimals>[0-9]+))?")
_DECIMAL = _Number("Decimal", '"12.50"', before=15, after=5, is_signed=True)
_RATE = _Number("ExchangeRate", '"147.63"', before=12, after=12, is_signed=False)


def parse_decimal(value: Any) -> Decimal:
    """Parse a decimal with at most 15 digits before the point and 5 after. Raises GraphQLError."""
    return _DECIMAL.parse(value)


def parse_rate(value: Any) -> Decimal:
    """Parse a rate with at most 12 digits before the point and 12 after. Raises GraphQLError."""
    return _RATE.parse(value)


def parse_moment(value: Any) -> datetime:
    """Parse an RFC 3339 time with an offset; digits beyond microseconds are dropped.

    Raises GraphQLError.
    """
    example = '"2026-01-31T09:30:00Z"'
    match = _MOMENT.fullmatch(_text(value, "DateTime", example))
    if match is None:
        raise GraphQLError(f"`DateTime` is written as in RFC 3339, such as {example}.")
    seconds, fraction, offset = match.groups()
    if offset is None:
        raise GraphQLError(f"`DateTime` needs an offset such as `Z` or `+02:00`: {example}.")
    text = f"{seconds}{fraction or ''}{offset}"
    return _parse_with(lambda: datetime.fromisoformat(text), "DateTime")


def parse_day(value: Any) -> date:
    """Parse a date in the form YYYY-MM-DD. Raises GraphQLError."""
    match = _DAY.fullmatch(_text(value, "Date", '"2026-01-31"'))
    if match is None:
        raise GraphQLError('`Date` is a day without a time, written YYYY-MM-DD: "2026-01-31".')
    return _parse_with(lambda: date.fromisoformat(match.group()), "Date")


def parse_currency(value: Any) -> str:
    """Parse a currency code of three uppercase letters. Raises GraphQLError."""
    match = _CURRENCY.fullmatch(_text(value, "CurrencyCode", '"EUR"'))
    if match is None:
        raise GraphQLError('`CurrencyCode` has exactly three capital letters, such as "EUR".')
    return match.group()


class _Unquoted(str):
    """The name of a literal's kind, for literals that are not strings."""

    __slots__ = ()


def _text(value: Any, name: str, example: str) -> str:
    """Return the text. Raises GraphQLError if the value is not a string."""
    if isinstance(value, str) and not isinstance(value, _Unquoted):
        return value
    kind_of_value = (
        value if isinstance(value, _Unquoted) else _WORDS.get(type(value), "another type")
    )
    raise GraphQLError(f"`{name}` is sent as a string such as {example}, not as {kind_of_value}.")


_WORDS = {int: "a number", float: "a number", bool: "a boolean", list: "a list", dict: "an object"}
_NODES: dict[type[ValueNode], str] = {
    IntValueNode: "a number",
    FloatValueNode: "a number",
    BooleanValueNode: "a boolean",
    ListValueNode: "a list",
    ObjectValueNode: "an object",
    EnumValueNode: "a name without quotes",
}


def _parse_with(make: Callable[[], D], name: str) -> D:
    try:
        value = make()
    except (ValueError, OverflowError):
        raise GraphQLError(f"`{name}` names a day or a time that does not exist.") from None
    if value.year not in _YEARS:
        raise GraphQLError(f"`{name}` must be in a year from 1900 to 2200.")
    return value


def _serialize(value: Any) -> str:
    """Serialize a value in PostgreSQL's notation; strings from PostgreSQL stay as they are."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _scalar(
    name: str, parse: Callable[[Any], Any], description: str, url: str | None = None
) -> ScalarDefinition:
    def parse_literal(node: ValueNode, _variables: dict[str, Any] | None = None) -> Any:
        odd = _Unquoted(_NODES.get(type(node), "another type"))
        try:
            return parse(node.value if isinstance(node, StringValueNode) else odd)
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None  # adds the position in the document

    return strawberry.scalar(
        name=name,
        description=description,
        specified_by_url=url,
        serialize=_serialize,
        parse_value=parse,
        parse_literal=parse_literal,
    )


_XSD_DECIMAL = "https://www.w3.org/TR/xmlschema11-2/#decimal"  # the same notation, without `+`
SCALARS: dict[object, ScalarDefinition] = {
    Decimal: _scalar(
        "Decimal",
        parse_decimal,
        'An exact decimal number as a string in plain notation, such as `"1250.00"`, with up to 15'
        " digits before the decimal point and up to 5 after it. Never a JSON number.",
        _XSD_DECIMAL,
    ),
    ExchangeRate: _scalar(
        "ExchangeRate",
        parse_rate,
        "Units of a currency per unit of the base currency, as a string in plain notation such as"
        ' `"147.63"`, with up to 12 digits before the decimal point and up to 12 after it.',
        _XSD_DECIMAL,
    ),
    datetime: _scalar(
        "DateTime",
        parse_moment,
        'A date and time as an RFC 3339 string with an offset, such as `"2026-01-31T09:30:00Z"`.'
        " Returned in UTC.",
        "https://scalars.graphql.org/andimarek/date-time.html",
    ),
    date: _scalar(
        "Date",
        parse_day,
        'A date without a time, as a string such as `"2026-01-31"`.',
        "https://scalars.graphql.org/andimarek/local-date.html",
    ),
    CurrencyCode: _scalar(
        "CurrencyCode",
        parse_currency,
        'An ISO 4217 currency code: three uppercase letters, such as `"EUR"`.',
        "https://www.iso.org/iso-4217-currency-codes.html",
    ),
}
