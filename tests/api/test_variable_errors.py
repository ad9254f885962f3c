"""Values that do not match their types get a short error that names the limit in GraphQL terms."""

from typing import Any

import pytest

from tests.client import Api

Json = dict[str, Any]

QUOTE = (
    "mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { userErrors { code } } }"
)
HEADER = {"name": "Sale", "customerId": "acc_1", "currencyCode": "EUR"}
NOT_PLAIN = (
    '`Decimal` is written in plain notation such as "12.50": digits, a point before any decimals, a'
    " leading minus if it is negative, no exponent and no separators."
)
ONCE = "Variable `$input` has an invalid value"


async def errors_of(api: Api, query: str, **variables: Any) -> list[Json]:
    """Return the errors of a request that is refused as a whole, each with its code and path."""
    body = await api.raw(query, variables)
    assert "data" not in body
    return [{"message": e["message"], **e["extensions"]} for e in body["errors"]]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1.123456", "`Decimal` has at most 5 decimals; this value has 6."),
        ("9" * 40, "`Decimal` has at most 15 digits before the decimal point; this value has 40."),
        (12.5, '`Decimal` is sent as a string such as "12.50", not as a number.'),
        (True, '`Decimal` is sent as a string such as "12.50", not as a boolean.'),
        ({"a": 1}, '`Decimal` is sent as a string such as "12.50", not as an object.'),
        *(
            (odd, NOT_PLAIN)
            for odd in ("1e5", "+1", "1,5", "", " 1", "1.", ".5", "NaN", "Infinity", "-", "٣")
        ),
        (None, "it must not be null; its type is `Decimal!`."),
    ],
)
async def test_a_decimal_says_which_limit_was_broken(api: Api, value: Any, message: str) -> None:
    given = {**HEADER, "lines": [{"writeIn": "x", "quantity": "1"}, {"quantity": value}]}

    (error,) = await errors_of(api, QUOTE, input=given)

    assert error == {
        "message": f"{ONCE} at `lines[1].quantity`: {message}",
        "code": "BAD_USER_INPUT",
        "path": ["input", "lines", 1, "quantity"],
    }


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("ExchangeRate", "1234567890123", "at most 12 digits before the decimal point"),
        ("ExchangeRate", "1." + "1" * 13, "at most 12 decimals; this value has 13"),
        ("ExchangeRate", "-1", "no sign"),
        ("Date", "2026-02-30", "does not exist"),
        ("Date", "2201-01-01", "in a year from 1900 to 2200"),
        ("Date", "2026-01-01T00:00:00Z", "a day without a time"),
        ("Date", 20260101, "not as a number"),
        ("DateTime", "2026-01-01T00:00:00", "needs an offset such as `Z`"),
        ("DateTime", "2026-01-01 00:00", "as in RFC 3339"),
        ("DateTime", "2026-01-01T25:00:00Z", "does not exist"),
        *(
            ("CurrencyCode", odd, "exactly three capital letters")
            for odd in ("eur", "", "EU", "EURO", "E1R", "EUR\n", " EUR")
        ),
        ("Int", 2**31, "from -2147483648 to 2147483647, not 2147483648"),
        ("Int", "1", 'not "1"'),
        ("ID", {"name": None}, 'not {"name":null}'),
        ("String", True, "not true"),
        ("Boolean", 1, "true or false, not 1"),
        ("Stage", "QUALFY", "Did you mean `QUALIFY`?"),
        ("Stage", 7, "7 is not a value of `Stage`. Use `QUALIFY`, `DEVELOP`, `PROPOSE`, `CLOSE`."),
    ],
)
async def test_every_scalar_says_what_it_takes(
    api: Api, kind: str, value: Any, message: str
) -> None:
    takers = {
        "ExchangeRate": 'createCurrency(input: {code: "XQQ", name: "Q", exchangeRate: $value})',
        "Date": 'createInvoiceFromOrder(orderId: "x", dueDate: $value)',
        "Stage": 'updateOpportunity(id: "x", input: {stage: $value})',
        "Int": 'holdOpportunity(opportunityId: "x", expectedVersion: $value)',
        "ID": "holdOpportunity(opportunityId: $value)",
        "String": 'reversePayment(paymentId: "x", reason: $value)',
        "Boolean": 'reviseQuote(quoteId: "x", reprice: $value)',
    }
    askers = {
        "DateTime": "quotes(filter: {createdAt: {gt: $value}})",
        "CurrencyCode": "quotes(filter: {currencyCode: {eq: $value}})",
    }
    required = "!" if kind in {"ID", "Boolean"} else ""
    query = f"query ($value: {kind}) {{ {askers.get(kind)} {{ totalCount }} }}"
    if kind in takers:
        query = (
            f"mutation ($value: {kind}{required}) {{ {takers[kind]} {{ userErrors {{ code }} }} }}"
        )

    (error,) = await errors_of(api, query, value=value)

    assert message in error["message"]
    assert (error["code"], error["path"]) == ("BAD_USER_INPUT", ["value"])


async def test_everything_that_is_wrong_is_told_at_once(api: Api) -> None:
    errors = await errors_of(
        api, QUOTE, input={"name": None, "nam": 1, "lines": [{}, {"quantity": 1}]}
    )

    assert [(error["path"], error["message"].partition(": ")[2]) for error in errors] == [
        (["input"], '`CreateQuoteInput` has no field "nam". Did you mean `name`?'),
        (["input", "name"], "it must not be null; its type is `String!`."),
        (["input", "customerId"], "a value of type `ID!` is required."),
        (["input", "currencyCode"], "a value of type `CurrencyCode!` is required."),
        (["input", "lines", 0, "quantity"], "a value of type `Decimal!` is required."),
        (
            ["input", "lines", 1, "quantity"],
            '`Decimal` is sent as a string such as "12.50", not as a number.',
        ),
    ]


async def test_a_long_value_is_not_repeated(api: Api) -> None:
    many = {**HEADER, "lines": [{"quantity": "9" * 5000}] * 100}
    queries: tuple[tuple[str, Json], ...] = (
        (QUOTE, {"input": "x" * 200_000}),
        (QUOTE, {"input": {"x" * 200_000: 1}}),
        (QUOTE, {"input": many}),
        (f"{{ quotes(first: {'9' * 50_000}) {{ totalCount }} }}", {}),
        (f'{{ quotes(first: "{"9" * 50_000}") {{ totalCount }} }}', {}),
    )

    for query, variables in queries:
        errors = await errors_of(api, query, **variables)
        assert 1 <= len(errors) <= 20
        assert all(len(error["message"]) <= 501 for error in errors)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("amount: 1.5", '`Decimal` is sent as a string such as "12.50", not as a number.'),
        (
            "amount: NaN",
            '`Decimal` is sent as a string such as "12.50", not as a name without quotes.',
        ),
        ("amount: null", "Expected value of non-null type `Decimal!` not to be null."),
        (f'amount: "{"1" * 16}"', "`Decimal` has at most 15 digits before the decimal point"),
    ],
)
async def test_literals_are_told_the_same(api: Api, argument: str, message: str) -> None:
    call = f'recordPayment(invoiceId: "x", input: {{{argument}}})'

    (error,) = await errors_of(api, f"mutation {{ {call} {{ userErrors {{ code }} }} }}")

    assert error["message"].startswith(
        f"Argument `input` has an invalid value at `amount`: {message}"
    )
    assert error["path"] == ["input", "amount"]
    assert error["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_nothing_of_python_is_seen(api: Api) -> None:
    odd: list[Any] = [True, {"name": None}, [None, False], 1.5, "x", {"a": {"b": "'"}}]

    for value in odd:
        given = {**HEADER, "name": value, "lines": value, "discountAmount": value, "billTo": value}
        for error in await errors_of(api, QUOTE, input=given):
            for word in ("None", "True", "False", "{'", "<", "Traceback", "sys."):
                assert word not in error["message"]


@pytest.mark.parametrize(
    ("query", "message", "path", "column"),
    [
        (
            '{ orders(filter: { totalAmount: { in: ["1", "1.123456"] } }) { totalCount } }',
            (
                "Argument `filter` has an invalid value at `totalAmount.in[1]`: `Decimal` has at"
                " most 5 decimals; this value has 6."
            ),
            ["filter", "totalAmount", "in", 1],
            45,
        ),
        (
            "{ orders(filter: { totalAmount: { eq: 1.5 } }) { totalCount } }",
            (
                "Argument `filter` has an invalid value at `totalAmount.eq`: `Decimal` is sent as a"
                ' string such as "12.50", not as a number.'
            ),
            ["filter", "totalAmount", "eq"],
            39,
        ),
        (
            '{ orders(first: "x") { totalCount } }',
            'Argument `first` has an invalid value: Int cannot represent non-integer value: "x"',
            ["first"],
            17,
        ),
        (
            "{ orders(filter: { status: { eq: OPNE } }) { totalCount } }",
            (
                "Argument `filter` has an invalid value at `status.eq`: Value `OPNE` does not exist"
                " in `DocumentStatus` enum. Did you mean the enum value `OPEN`?"
            ),
            ["filter", "status", "eq"],
            34,
        ),
        (
            (
                'query ($d: Date = "2026-02-30") { orders(filter: { createdAt: { isNull: false } })'
                " { totalCount } }"
            ),
            (
                "The default of variable `$d` has an invalid value: `Date` names a day or a time"
                " that does not exist."
            ),
            ["d"],
            19,
        ),
    ],
)
async def test_a_value_in_the_document_is_named_and_located(
    api: Api, query: str, message: str, path: list[str | int], column: int
) -> None:
    body = await api.raw(query, {})

    error = next(e for e in body["errors"] if "invalid value" in e["message"])
    assert error == {
        "message": message,
        "locations": [{"line": 1, "column": column}],
        "extensions": {"code": "GRAPHQL_VALIDATION_FAILED", "path": path},
    }
