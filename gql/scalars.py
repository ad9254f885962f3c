"""Scalars: exact decimals as texts, moments in UTC, days, currency codes. Nothing is guessed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NewType, TypeVar

import strawberry
from graphql import GraphQLError, StringValueNode, ValueNode
from strawberry.types.scalar import ScalarDefinition

CurrencyCode = NewType("CurrencyCode", str)
ExchangeRate = NewType("ExchangeRate", Decimal)
D = TypeVar("D", datetime, date)

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,5})?")
_RATE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(\.[0-9]{1,6})?[0-9]*(Z|[+-][0-9]{2}:[0-9]{2})"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_YEARS = range(1900, 2201)


def parse_decimal(value: Any) -> Decimal:
    """A decimal from its text: digits, at most 15 before and 5 behind the point."""
    return Decimal(_matched(value, _DECIMAL, 'Decimal is a string such as "12.50"').group())


def parse_rate(value: Any) -> Decimal:
    """A rate from its text: digits, at most 12 before and 12 behind the point."""
    return Decimal(_matched(value, _RATE, 'ExchangeRate is a string such as "147.63"').group())


def parse_moment(value: Any) -> datetime:
    """A moment from RFC 3339 with an offset; digits beyond microseconds are dropped."""
    rule = 'DateTime is a string with an offset such as "2026-01-31T09:30:00Z"'
    seconds, fraction, offset = _matched(value, _MOMENT, rule).groups()
    text = f"{seconds}{fraction or ''}{offset}"
    return _made(lambda: datetime.fromisoformat(text), rule)


def parse_day(value: Any) -> date:
    """A day from YYYY-MM-DD."""
    rule = 'Date is a string such as "2026-01-31"'
    text = _matched(value, _DAY, rule).group()
    return _made(lambda: date.fromisoformat(text), rule)


def parse_currency(value: Any) -> str:
    """A currency code from three capital letters."""
    return _matched(value, _CURRENCY, 'CurrencyCode is three capitals such as "EUR"').group()


def _matched(value: Any, form: re.Pattern[str], rule: str) -> re.Match[str]:
    found = form.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise GraphQLError(f"{rule}.")
    return found


def _made(make: Callable[[], D], rule: str) -> D:
    try:
        made = make()
    except (ValueError, OverflowError):
        raise GraphQLError(f"{rule}.") from None
    if made.year not in _YEARS:
        raise GraphQLError(f"{rule}; the year lies between 1900 and 2200.")
    return made


def _written(value: Any) -> str:
    """What PostgreSQL wrote passes through; what Python holds is written the same way."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _scalar(
    name: str, parse: Callable[[Any], Any], description: str, url: str | None = None
) -> ScalarDefinition:
    def parse_literal(node: ValueNode, _variables: dict[str, Any] | None = None) -> Any:
        return parse(node.value if isinstance(node, StringValueNode) else None)

    return strawberry.scalar(
        name=name,
        description=description,
        specified_by_url=url,
        serialize=_written,
        parse_value=parse,
        parse_literal=parse_literal,
    )


SCALARS: dict[object, ScalarDefinition] = {
    Decimal: _scalar(
        "Decimal",
        parse_decimal,
        'An exact decimal number as a string in plain notation, such as "1250.00": at most 15'
        " digits before the point and 5 behind it. Never a number of JSON.",
    ),
    ExchangeRate: _scalar(
        "ExchangeRate",
        parse_rate,
        "How many of a currency make one of the base currency, as a string in plain notation such"
        ' as "147.63": at most 12 digits before the point and 12 behind it.',
    ),
    datetime: _scalar(
        "DateTime",
        parse_moment,
        "A moment as a string of RFC 3339 with an offset; answered in UTC.",
        "https://scalars.graphql.org/andimarek/date-time.html",
    ),
    date: _scalar(
        "Date",
        parse_day,
        "A day as a string, YYYY-MM-DD.",
        "https://scalars.graphql.org/andimarek/local-date.html",
    ),
    CurrencyCode: _scalar(
        "CurrencyCode",
        parse_currency,
        "A currency by its ISO 4217 code, three capital letters such as EUR.",
        "https://www.iso.org/iso-4217-currency-codes.html",
    ),
}
