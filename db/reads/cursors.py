"""Cursors: where in an order a row stands, with a tag of the order and the filter."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from db.reads.orders import Keys
from db.reads.refusals import BadCursor
from db.reads.values import actual
from db.reads.written import an_array, plain
from db.sql.expressions import NEWLINE, Expression, cast, quoted
from db.sql.functions import call
from db.sql.kinds import (
    BIGINT,
    DATE,
    GUID,
    INTEGER,
    NUMERIC,
    SMALLINT,
    TEXT,
    TIMESTAMPTZ,
    Kind,
)

if TYPE_CHECKING:
    from db.reads.draft import Asker

_LONGEST = 4000  # characters
_LARGEST = 2**63 - 1  # of any integer column
_MOST_DIGITS = 40  # before or after the point, more than any column has

Parse = Callable[[str], Any]


def tag(kind: str, marks: Sequence[Any], wanted: Any) -> str:
    """A short mark of the list, its order and its filter."""
    text = orjson.dumps([kind, marks, wanted], default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(text, digest_size=6).hexdigest()


def cursor(mark: Expression, columns: Sequence[Expression]) -> Expression:
    """The cursor of a row, made by PostgreSQL."""
    position = an_array([mark, *(cast(column, TEXT) for column in columns)])
    coded = call("encode", call("convert_to", position, quoted("UTF8")), quoted("base64"))
    return plain(call("translate", coded, NEWLINE, quoted("")))


@dataclass(frozen=True, slots=True)
class Cursors:
    """The cursors of a list in an order with a filter. A plan keeps these, and nothing larger."""

    kind: str
    marks: tuple[Any, ...]
    parsers: tuple[tuple[Parse, bool], ...]  # of each step, with whether it may be null
    wanted: Any

    @classmethod
    def of(cls, kind: str, keys: Keys, wanted: Any) -> "Cursors":
        """The cursors of a list of this kind."""
        marks = tuple([key.mark for key in keys])
        return cls(kind, marks, tuple([(_PARSERS[key.kind], key.nullable) for key in keys]), wanted)

    def mark(self, asker: "Asker") -> str:
        """What tells these cursors from others, for the values of a request."""
        return tag(self.kind, self.marks, actual(self.wanted, asker.variables))

    def position(self, text: str, asker: "Asker") -> list[Any]:
        """The values of a cursor. Raises BadCursor unless it carries the mark and such values."""
        try:
            if len(text) > _LONGEST:
                raise BadCursor
            found, *values = orjson.loads(base64.b64decode(text, validate=True))
            if found != self.mark(asker) or len(values) != len(self.parsers):
                raise BadCursor
            return [_parsed(one, *how) for one, how in zip(values, self.parsers, strict=True)]
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


_PARSERS: dict[Kind, Parse] = {
    GUID: UUID,
    NUMERIC: _number,
    TIMESTAMPTZ: _moment,
    DATE: date.fromisoformat,
    INTEGER: _integer,
    BIGINT: _integer,
    SMALLINT: _integer,
    TEXT: str,
}


def _parsed(value: Any, parse: Parse, nullable: bool) -> Any:  # noqa: FBT001
    if value is None and nullable:
        return None
    if not isinstance(value, str) or "\x00" in value:
        raise BadCursor
    return parse(value)
