"""How Business Central writes values: decimals, enums, codes, and what stands for nothing."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

Json = dict[str, Any]

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_ID = "00000000-0000-0000-0000-000000000000"
_NO_DATE = "0001-01-01"


def to_json(body: Mapping[str, Any]) -> bytes:
    """Write a body. Decimals become plain JSON numbers with all their digits, never floats."""
    return orjson.dumps(body, default=_write)


def _write(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(format(value, "f"))
    raise TypeError(f"{type(value).__name__} cannot be sent")


def from_json(body: bytes) -> Any:
    """Read an answer; numbers with decimals become Decimal. Raises ValueError."""
    return json.loads(body, parse_float=Decimal)


def decimal_of(record: Mapping[str, Any], name: str) -> Decimal:
    """Return a number of a record; 0 if it has none."""
    value = record.get(name)
    return Decimal(0) if value is None else Decimal(value)


def text_of(record: Mapping[str, Any], name: str) -> str | None:
    """Return a text of a record without blanks around it; None if it is empty."""
    value = str(record.get(name) or "").strip()
    return value or None


def id_of(record: Mapping[str, Any], name: str) -> str | None:
    """Return an ID of a record; None if it is missing or stands for nothing."""
    value = text_of(record, name)
    return None if value == _NO_ID else value


def date_of(record: Mapping[str, Any], name: str) -> date | None:
    """Return a date of a record; None if it is missing or stands for nothing."""
    value = text_of(record, name)
    return None if value is None or value == _NO_DATE else date.fromisoformat(value[:10])


def time_of(record: Mapping[str, Any], name: str) -> datetime | None:
    """Return a time of a record."""
    value = text_of(record, name)
    if value is None or value.startswith(_NO_DATE):
        return None
    return datetime.fromisoformat(value)


def enum_of(record: Mapping[str, Any], name: str) -> str:
    """Return an enum value as people see it: `In_x0020_Review` is "In Review"."""
    value = str(record.get(name) or "")
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), value).strip()


def to_code(text: str) -> str:
    """Return a text as Business Central stores it in a Code field."""
    # Letter by letter, as .NET does: an ß stays one letter.
    return "".join(big if len(big := letter.upper()) == 1 else letter for letter in text.strip())


def quoted(text: str) -> str:
    """Return a text as a literal of an OData filter."""
    return "'" + text.replace("'", "''") + "'"
