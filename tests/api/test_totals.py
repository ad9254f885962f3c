"""Totals over the API: the formulas of 3.4 and 3.5, exact decimals, and refusals."""

import pytest

from tests.api.mutations import Json
from tests.api.sales import Sales

EX_1: list[Json] = [
    {
        "writeIn": "Catalog, its volume discount off the price",
        "quantity": "12",
        "pricePerUnit": "95.00",
        "manualDiscountAmount": "40.00",
        "tax": "88.00",
    },
    {"writeIn": "Write-in", "quantity": "3.5", "pricePerUnit": "7.75", "tax": "2.17"},
    {
        "writeIn": "Overridden",
        "quantity": "2.5",
        "pricePerUnit": "19.99",
        "manualDiscountAmount": "9.98",
        "tax": "4.00",
    },
]


def amounts(document: Json, *names: str) -> list[str]:
    return [document[name]["amount"] for name in names]


async def test_i_23_worked_example_1_to_the_cent(sales: Sales) -> None:
    quote = await sales.draft(
        currencyCode="USD",
        lines=EX_1,
        discountPercentage="3.5",
        discountAmount="16.27",
        freightAmount="25.00",
    )

    lines = [
        amounts(line, "baseAmount", "manualDiscount", "tax", "extendedAmount")
        for line in quote["lines"]
    ]
    assert lines == [
        ["1140.00", "40.00", "88.00", "1188.00"],
        ["27.12", "0.00", "2.17", "29.29"],
        ["49.98", "9.98", "4.00", "44.00"],
    ]
    assert amounts(
        quote,
        "detailAmount",
        "lineDiscountAmount",
        "totalDiscountAmount",
        "preFreightAmount",
        "freightAmount",
        "totalTax",
        "totalAmount",
    ) == ["1167.12", "49.98", "107.10", "1110.00", "25.00", "94.17", "1229.17"]


async def test_i_38_negative_quantities_and_prices(sales: Sales) -> None:
    quote = await sales.draft(
        lines=[
            {"writeIn": "Returned", "quantity": "-4", "pricePerUnit": "20.00"},
            {"writeIn": "Credit", "quantity": "4", "pricePerUnit": "-40.00"},
        ]
    )

    assert [line["baseAmount"]["amount"] for line in quote["lines"]] == ["-80.00", "-160.00"]
    assert quote["totalAmount"] == {"amount": "-240.00"}


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("JPY", "31"), ("EUR", "31.00"), ("KWD", "31.000"), ("CLF", "31.0000")],
)
async def test_i_41_amounts_have_the_currencys_decimals(
    sales: Sales, currency: str, amount: str
) -> None:
    lines = [{"writeIn": "Valve", "quantity": "4", "pricePerUnit": "7.75"}]

    quote = await sales.draft(currencyCode=currency, lines=lines)

    assert amounts(quote, "detailAmount", "totalAmount") == [amount, amount]
    zero = amount.replace("31", "0")
    assert amounts(quote, "totalTax", "freightAmount", "discountAmount") == [zero] * 3


async def test_i_45_a_thousand_lines_are_exact(sales: Sales) -> None:
    quote = await sales.draft(lines=[])
    line = {"writeIn": "Screw", "quantity": "0.1", "pricePerUnit": "0.10", "tax": "0.01"}

    payload = await sales.do("addLines", documentId=quote["id"], lines=[line] * 1000)

    assert [line["lineNumber"] for line in payload["lines"]] == list(range(1, 1001))
    assert amounts(payload["document"], "detailAmount", "totalTax", "totalAmount") == [
        "10.00",
        "10.00",
        "20.00",
    ]


async def test_i_27_discounts_may_not_exceed_the_lines(sales: Sales) -> None:
    quote = await sales.draft()

    code = await sales.refusal(
        "updateQuote",
        id=quote["id"],
        input={"discountPercentage": "100", "discountAmount": "5.00"},
    )

    assert code == "DISCOUNT_EXCEEDS_TOTAL"
    assert await sales.read("quote", quote["id"]) == quote


@pytest.mark.parametrize(
    ("input", "path"),
    [
        ({"discountPercentage": "100.01"}, ["input", "discountPercentage"]),
        ({"discountPercentage": "-1"}, ["input", "discountPercentage"]),
        ({"discountAmount": "-0.01"}, ["input", "discountAmount"]),
        ({"freightAmount": "1000000000000.01"}, ["input", "freightAmount"]),
    ],
)
async def test_i_26_inputs_out_of_range_are_named(
    sales: Sales, input: Json, path: list[str]
) -> None:
    quote = await sales.draft()

    payload = await sales.attempt("updateQuote", id=quote["id"], input=input)

    (error,) = payload["userErrors"]
    assert (error["code"], error["path"]) == ("VALUE_OUT_OF_RANGE", path)


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ({"quantity": "1", "pricePerUnit": "1"}, "LINE_PRODUCT_REQUIRED", None),
        ({"writeIn": "A", "quantity": "1"}, "LINE_PRICE_REQUIRED", "pricePerUnit"),
        (
            {"writeIn": "A", "quantity": "1.123456", "pricePerUnit": "1"},
            None,
            None,
        ),
        (
            {"writeIn": "A", "quantity": "100000000001", "pricePerUnit": "1"},
            "LINE_QUANTITY_INVALID",
            "quantity",
        ),
        (
            {"writeIn": "A", "quantity": "1", "pricePerUnit": "1", "manualDiscountAmount": "-1"},
            "VALUE_OUT_OF_RANGE",
            "manualDiscountAmount",
        ),
        (
            {
                "writeIn": "A",
                "quantity": "1",
                "pricePerUnit": "1",
                "manualDiscountAmount": "1",
                "manualDiscountPercent": "1",
            },
            "LINE_DISCOUNT_AMBIGUOUS",
            "manualDiscountPercent",
        ),
    ],
)
async def test_a_bad_line_is_refused_and_named_and_none_is_added(
    sales: Sales, line: Json, code: str | None, field: str | None
) -> None:
    quote = await sales.draft()
    good = {"writeIn": "Good", "quantity": "1", "pricePerUnit": "1.00"}
    query = """mutation ($id: ID!, $lines: [LineInput!]!) {
      addLines(documentId: $id, lines: $lines) { userErrors { code path } } }"""

    body = await sales.api.raw(query, {"id": quote["id"], "lines": [good, line]})

    if code is None:  # no quantity has six decimals: the scalar refuses it
        assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    else:
        path = ["lines", "1"] if field is None else ["lines", "1", field]
        assert body["data"]["addLines"]["userErrors"] == [{"code": code, "path": path}]
    assert await sales.read("quote", quote["id"]) == quote


async def test_a_discount_in_percent_of_the_line(sales: Sales) -> None:
    line = {
        "writeIn": "Valve",
        "quantity": "3",
        "pricePerUnit": "33.33",
        "manualDiscountPercent": "12.5",
    }

    quote = await sales.draft(lines=[line])

    assert amounts(quote["lines"][0], "baseAmount", "manualDiscount") == ["99.99", "12.50"]


async def test_lines_are_changed_and_removed(sales: Sales) -> None:
    quote = await sales.draft()
    pump, hose = (line["id"] for line in quote["lines"])

    await sales.do("updateLine", lineId=pump, input={"quantity": "3", "tax": None})
    payload = await sales.do("removeLine", lineId=hose)

    assert payload["document"]["totalAmount"] == {"amount": "120.00"}
    assert [line["id"] for line in payload["document"]["lines"]] == [pump]
    assert (payload["deletedLineId"], payload["deletedLineIds"]) == (hose, [hose])
    assert await sales.refusal("removeLine", lineId=hose) == "LINE_NOT_FOUND"
