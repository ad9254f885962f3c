"""Normalizes the answers of all peers, so that they can be compared.

IDs become UUIDs, amounts and quantities numbers, times are converted to UTC, cursors become
booleans, and wrappers that differ between servers are removed.
"""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

_PUBLIC_ID = re.compile(r"[a-z]{3}_([0-9a-f]{32})")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT.*")
_CURSORS = {"endCursor", "startCursor", "cursor"}


def alike(answer: Any, name: str = "") -> Any:
    """An answer without the differences that are allowed between servers."""
    if isinstance(answer, dict):
        if answer.keys() == {"nodes"}:
            return alike(answer["nodes"])
        flat = _without_money(answer)
        return {key: alike(flat[key], key) for key in sorted(flat) if key != "__typename"}
    if isinstance(answer, list):
        return [alike(item) for item in answer]
    if name in _CURSORS:
        return answer is not None
    return answer if isinstance(answer, bool) or answer is None else _word(str(answer))


def _without_money(answer: dict[str, Any]) -> dict[str, Any]:
    """Amounts next to their currency, as in servers without a Money type."""
    flat: dict[str, Any] = {}
    for key, value in answer.items():
        if isinstance(value, dict) and "amount" in value:
            flat |= {"currencyCode": value["currencyCode"]} if "currencyCode" in value else {}
            flat[key] = value["amount"]
        else:
            flat[key] = value
    return flat


def _word(text: str) -> Any:
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    found = _PUBLIC_ID.fullmatch(text)
    if found:
        return UUID(hex=found.group(1))
    if _MOMENT.fullmatch(text):
        return datetime.fromisoformat(text).astimezone(UTC)
    try:
        return UUID(text)
    except ValueError:
        return text


def difference(one: Any, other: Any, path: str = "data") -> str | None:
    """The first difference between two normalized answers; None if they are equal."""
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return f"{path}: {sorted(one)} against {sorted(other)}"
        pairs = [(f"{path}.{key}", one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return f"{path}: {len(one)} items against {len(other)}"
        pairs = [(f"{path}[{at}]", *both) for at, both in enumerate(zip(one, other, strict=True))]
    else:
        return None if one == other else f"{path}: {one!r} against {other!r}"
    return next(filter(None, (difference(a, b, at) for at, a, b in pairs)), None)


def read(body: bytes) -> Any:
    """The data of an answer. Raises ValueError if it has errors."""
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("errors"):
        raise ValueError(str(answer["errors"])[:500])
    return answer["data"]
