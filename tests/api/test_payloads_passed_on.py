"""Payloads pass on the JSON that PostgreSQL wrote; Python walks none of their records."""

import sys
from types import FrameType
from typing import Any

from tests.api.sales import Sales

LINES = 60
CREATE = """mutation ($input: CreateQuoteInput!) { created: createQuote(input: $input) {
  quote { id lines { id quantity writeIn extendedAmount { amount currencyCode } __typename } }
  userErrors { code } __typename } }"""


async def test_no_line_of_a_payload_is_walked_in_python(sales: Sales) -> None:
    given = await sales.header()
    completed = 0

    def hear(frame: FrameType, event: str, _: Any) -> None:
        nonlocal completed
        completed += event == "call" and frame.f_code.co_name == "complete_value"

    line = {"writeIn": "Pump", "quantity": "1", "pricePerUnit": "2.00"}
    sys.setprofile(hear)
    try:
        answer = await sales.api(CREATE, input={**given, "lines": [line] * LINES})
    finally:
        sys.setprofile(None)

    created = answer["created"]
    assert created["userErrors"] == []
    assert created["__typename"] == "QuotePayload"
    assert len(created["quote"]["lines"]) == LINES
    assert created["quote"]["lines"][0]["extendedAmount"] == {
        "amount": "2.00",
        "currencyCode": "EUR",
    }
    assert 0 < completed < LINES
