"""Cursors: the position of a row in a sort order, with a digest of the sort order and filter.

A cursor is base64 of a JSON array: the digest, then the value of each sort key as text.
"""

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

from db.planner.errors import BadCursor
from db.planner.json_sql import an_array, mark_plain
from db.planner.sorting import Keys
from db.planner.variables import Parameter, is_leaf
from db.sql.expressions import NEWLINE, Expression, cast, constant
from db.sql.functions import call
from db.sql.sql_types import (
    BIGINT,
    DATE,
    GUID,
    INTEGER,
    NUMERIC,
    SMALLINT,
    TEXT,
    TIMESTAMPTZ,
    SqlType,
)

if TYPE_CHECKING:
    from db.planner.plan import RequestContext

_MAX_LENGTH = 4000  # characters
_LONG = 1_000  # bytes; longer filter values are replaced by their hash in a digest
_MAX_INTEGER = 2**63 - 1  # the largest value of any integer column
_MAX_DIGITS = 40  # before or after the decimal point; no column has more

Parse = Callable[[str], Any]


def tag(kind: str, marks: Sequence[Any], filter: Any, request: "RequestContext") -> str:
    """A short digest of a list, its sort order and its filter with the values of a request.

    Each variable is serialized once per request: a list of thousands of ids may be used in each
    of a hundred conditions, and every page needs a digest.
    """

    def to_cursor_value(value: Any) -> Any:
        if not _is_bound(value):
            return str(value)
        leaf = request.leaves.get(value.path)
        if leaf is None:
            leaf = request.leaves[value.path] = orjson.Fragment(
                _leaf(value.read(request.variables))
            )
        return leaf

    option = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS
    text = orjson.dumps([kind, marks, filter], default=to_cursor_value, option=option)
    return hashlib.blake2b(text, digest_size=6).hexdigest()


def _leaf(value: Any) -> bytes:
    """The JSON of a value; if that is long, its hash."""
    text = orjson.dumps(value, default=str)
    if len(text) <= _LONG:
        return text
    return orjson.dumps(hashlib.blake2b(text, digest_size=16).hexdigest())


def _shorten(filter: Any) -> Any:
    """The filter with long literal values replaced by hashes, as `tag` does for variables."""
    # A plan keeps the filter, and plans are kept in memory that is bounded in bytes.
    if isinstance(filter, dict):
        return {name: _shorten(value) for name, value in filter.items()}
    if isinstance(filter, list) and (not is_leaf(filter) or any(map(_is_bound, filter))):
        return [_shorten(value) for value in filter]
    return orjson.Fragment(_leaf(filter)) if is_leaf(filter) and not _is_bound(filter) else filter


def _is_bound(value: Any) -> bool:
    return isinstance(value, Parameter)


def cursor(mark: Expression, columns: Sequence[Expression]) -> Expression:
    """The cursor of a row, built in SQL."""
    position = an_array([mark, *(cast(column, TEXT) for column in columns)])
    # encode() breaks lines after 76 characters, which a cursor must not contain.
    coded = call("encode", call("convert_to", position, constant("UTF8")), constant("base64"))
    return mark_plain(call("translate", coded, NEWLINE, constant("")))


@dataclass(frozen=True, slots=True)
class Cursors:
    """Writes and reads the cursors of a list with a sort order and a filter.

    A plan keeps this object, so it holds nothing larger than the shortened filter.
    """

    kind: str
    marks: tuple[Any, ...]
    parsers: tuple[tuple[Parse, bool], ...]  # one per sort key, with whether it may be null
    filter: Any

    @classmethod
    def of(cls, kind: str, keys: Keys, filter: Any) -> "Cursors":
        """The cursors of a list; `kind` names the table and the relation it is read through."""
        marks = tuple([key.mark for key in keys])
        parsers = tuple([(_PARSERS[key.kind], key.nullable) for key in keys])
        return cls(kind, marks, parsers, _shorten(filter))

    def mark(self, request: "RequestContext") -> str:
        """The digest in these cursors, for the variables of a request."""
        return tag(self.kind, self.marks, self.filter, request)

    def position(self, text: str, request: "RequestContext") -> list[Any]:
        """The sort key values in a cursor.

        Raises BadCursor if the digest is another list's or the values do not fit the sort keys.
        """
        try:
            if len(text) > _MAX_LENGTH:
                raise BadCursor
            # Clients can forge cursors: each value is parsed to its column's type, so that a bad
            # one is refused here and not by PostgreSQL in the middle of the statement.
            digest, *values = orjson.loads(base64.b64decode(text, validate=True))
            if digest != self.mark(request) or len(values) != len(self.parsers):
                raise BadCursor
            return [_parse_value(one, *how) for one, how in zip(values, self.parsers, strict=True)]
        except (ValueError, TypeError, InvalidOperation, binascii.Error):
            raise BadCursor from None


def _moment(text: str) -> datetime:
    """A time in UTC. Raises BadCursor if its UTC value is outside the range of datetime."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError:
        raise BadCursor from None


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > _MAX_DIGITS:
        raise BadCursor
    return number


def _integer(text: str) -> int:
    number = int(text)
    if abs(number) > _MAX_INTEGER:
        raise BadCursor
    return number


_PARSERS: dict[SqlType, Parse] = {
    GUID: UUID,
    NUMERIC: _number,
    TIMESTAMPTZ: _moment,
    DATE: date.fromisoformat,
    INTEGER: _integer,
    BIGINT: _integer,
    SMALLINT: _integer,
    TEXT: str,
}


def _parse_value(value: Any, parse: Parse, nullable: bool) -> Any:  # noqa: FBT001
    if value is None and nullable:
        return None
    if not isinstance(value, str) or "\x00" in value:
        raise BadCursor
    return parse(value)
