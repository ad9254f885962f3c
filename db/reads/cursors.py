"""Cursors: where in an order a row stands, with a tag of the order and the filter."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    String,
    Text,
    Uuid,
    cast,
    func,
    literal_column,
)
from sqlalchemy.types import TypeEngine

from db.reads.orders import Key, Keys
from db.reads.refusals import BadCursor
from db.reads.written import an_array, plain, quoted

_LONGEST = 4000  # characters
_LARGEST = 2**63 - 1  # of any integer column
_MOST_DIGITS = 40  # before or after the point, more than any column has


def tag(kind: str, keys: Keys, wanted: Any) -> str:
    """A short mark of the list, its order and its filter."""
    marks = [key.mark for key in keys]
    text = orjson.dumps([kind, marks, wanted], default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(text, digest_size=6).hexdigest()


def cursor(mark: ColumnElement[Any], columns: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """The cursor of a row, made by PostgreSQL."""
    position = an_array([mark, *(cast(column, Text) for column in columns)])
    coded = func.encode(func.convert_to(position, quoted("UTF8")), quoted("base64"), type_=Text)
    return plain(func.translate(coded, literal_column(r"E'\n'"), quoted("")))


def position(text: str, mark: str, keys: Keys) -> list[Any]:
    """The values of a cursor. Raises BadCursor unless it carries this tag and such values."""
    try:
        if len(text) > _LONGEST:
            raise BadCursor
        found, *values = orjson.loads(base64.b64decode(text, validate=True))
        if found != mark or len(values) != len(keys):
            raise BadCursor
        return [_parsed(value, key) for value, key in zip(values, keys, strict=True)]
    except (ValueError, TypeError, InvalidOperation, binascii.Error):
        raise BadCursor from None


def _moment(text: str) -> datetime:
    """A moment that exists in UTC too, as PostgreSQL gets it."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError:
        raise BadCursor from None


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise BadCursor
    return number


def _integer(text: str) -> int:
    number = int(text)
    if abs(number) > _LARGEST:
        raise BadCursor
    return number


_PARSERS: list[tuple[type[TypeEngine[Any]], Callable[[str], Any]]] = [
    (Uuid, UUID),
    (Numeric, _number),
    (DateTime, _moment),
    (Date, date.fromisoformat),
    (Integer, _integer),
    (String, str),
]


def _parsed(value: Any, key: Key) -> Any:
    if value is None and key.nullable:
        return None
    if not isinstance(value, str) or "\x00" in value:
        raise BadCursor
    parse = next(parse for form, parse in _PARSERS if isinstance(key.kind, form))
    return parse(value)
