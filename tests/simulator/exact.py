"""JSON with exact decimals, written independently of the simulator's."""

import json
from decimal import Decimal
from typing import Any


def loads(data: bytes) -> Any:
    """Read JSON; every number becomes a Decimal or an int."""
    return json.loads(data, parse_float=Decimal)


def dumps(value: Any) -> bytes:
    """Write JSON; a Decimal is written as the number it is."""
    numbers: list[str] = []

    def mark(number: Any) -> str:
        numbers.append(f"{number:f}")
        return f"\0{len(numbers) - 1}\0"

    text = json.dumps(value, default=mark)
    for position, number in enumerate(numbers):
        text = text.replace(f'"\\u0000{position}\\u0000"', number)
    return text.encode()
