"""JSON with exact decimals: numbers are read as Decimal and written plainly, never as floats."""

import json
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any


def loads(data: bytes) -> Any:
    """Read JSON; numbers with a fraction or an exponent become Decimal.

    Raises ValueError if it is not JSON in UTF-8.
    """
    return json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_reject)


def dumps(value: Any) -> str:
    """Write JSON; a Decimal becomes a number without exponent and trailing zeros."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dict):
        members = (f"{encode_basestring(key)}:{dumps(member)}" for key, member in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(dumps, value)) + "]"
    if isinstance(value, str):
        return str(encode_basestring(value))
    return json.dumps(value)


def plain(value: Decimal) -> str:
    """Return the number without exponent and trailing zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _reject(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON.")
