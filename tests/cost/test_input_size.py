"""Variables are measured before they are coerced, and their size is charged."""

import contextlib
import time
from typing import Any

import orjson
import pytest

from gql.cost.input_size import InputSize
from gql.request_errors import RequestRefused
from gql.settings.cost_limits import Limits
from tests.cost.count import COSTS, DOCUMENTS, reading

QUOTES = """query ($filter: QuoteFilter, $order: [QuoteSort!], $ids: [ID!] = [],
    $many: [QuoteFilter!]) { nodes(ids: $ids) { id }
  quotes(first: 1, filter: $filter, orderBy: $order) { nodes { id } }
  orders(filter: { quote: { or: $many } }) { totalCount } }"""
CREATE = """mutation ($input: CreateQuoteInput!, $lines: [LineInput!]!) {
  createQuote(input: $input) { quote { id } }
  addLines(documentId: "x", lines: $lines) { lines { id } } }"""
GROUPS = """query ($by: [QuoteGroupBy!], $having: QuoteGroupHaving, $order: [QuoteGroupSort!]) {
  quoteGroups(groupBy: $by, having: $having, orderBy: $order) { totalCount } }"""


def deep(levels: int, inner: Any) -> Any:
    for _ in range(levels):
        inner = {"not": inner}
    return inner


def sizes(text: str, **given: Any) -> dict[str, InputSize]:
    return dict(COSTS.sizes(DOCUMENTS.read(text)[0].operation(None).variables, given))


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        (QUOTES, {"filter": {}}, InputSize(conditions=1)),
        (QUOTES, {"filter": {"number": {"eq": "a", "ne": "b"}}}, InputSize(3, 0, 3)),
        (QUOTES, {"filter": {"id": {"in": ["a", "b"]}}}, InputSize(4, 0, 2)),
        (QUOTES, {"filter": {"or": [{}, {"not": {}}], "and": []}}, InputSize(5, 0, 4)),
        (
            QUOTES,
            {"filter": {"opportunity": {"owner": {"name": {"eq": "a"}}}}},
            InputSize(4, 0, 22),
        ),
        (QUOTES, {"filter": {"lines": {"some": {"quantity": {"gt": "1"}}}}}, InputSize(4, 0, 13)),
        (QUOTES, {"filter": {"unknown": {"eq": "a"}}}, InputSize(2, 0, 1)),
        (QUOTES, {"order": [{"field": "NAME"}, {"field": "ID"}]}, InputSize(4, 0, 0, 2)),
        (QUOTES, {"order": {"field": "NAME"}}, InputSize(1, 0, 0, 1)),
        (QUOTES, {"ids": ["a", "b", "c"]}, InputSize(3)),
        (GROUPS, {"by": [{"field": "OWNER"}]}, InputSize(2, 0, 0, 1)),
        (GROUPS, {"having": {"count": {"gt": 1, "lt": 9}}}, InputSize(3, 0, 2)),
        (GROUPS, {"order": [{"field": "COUNT"}]}, InputSize(2, 0, 0, 1)),
        (CREATE, {"input": {"lines": [{}, {"options": [{}, {}]}]}}, InputSize(6, 4)),
    ],
)
def test_a_variable_is_counted_by_hand(
    text: str, given: dict[str, Any], expected: InputSize
) -> None:
    assert sizes(text, **given) == dict.fromkeys(given, expected)


def test_nothing_is_counted_of_scalars() -> None:
    assert sizes(QUOTES, filter=None, ids="a", unknown=[[]]) == {}


LIMITS = Limits()
TOO_MUCH = [
    ("nesting", QUOTES, {"filter": deep(190, {})}, ["filter", *["not"] * LIMITS.nesting]),
    ("nesting", QUOTES, {"ids": orjson.loads("[" * 900 + "]" * 900)}, ["ids", *[0] * 24]),
    ("values", QUOTES, {"filter": {"or": [{}] * 200_000}}, ["filter", "or"]),
    ("items", QUOTES, {"ids": ["a"] * 5_001}, ["ids"]),
    ("items", QUOTES, {"order": [{"field": "NAME"}] * 5_001}, ["order"]),
    ("conditions", QUOTES, {"filter": {"or": [{}] * 500}}, ["filter", "or"]),
    ("conditions", QUOTES, {"many": [{"number": {"eq": "a"}}] * 251}, ["many"]),
    ("conditions", QUOTES, {"filter": {"or": [{}] * 300}, "many": [{}] * 300}, ["many"]),
    ("steps", QUOTES, {"order": [{"field": "NAME"}] * 101}, ["order"]),
    ("values", CREATE, {"lines": [{"quantity": "1"}] * 4_000, "input": {
        "lines": [{"quantity": "1", "writeIn": "a", "pricePerUnit": "1"}] * 4_000}},
     ["lines"]),
    ("values", QUOTES, {"filter": {str(at): 1 for at in range(20_001)}}, ["filter"]),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "text", "given", "path"), TOO_MUCH)
def test_too_much_is_refused_with_its_limit_and_its_place(
    limit: str, text: str, given: dict[str, Any], path: list[str | int]
) -> None:
    with pytest.raises(RequestRefused) as caught:
        sizes(text, **given)

    (error,) = caught.value.errors
    told = error.extensions or {}
    most = getattr(LIMITS, limit)
    assert caught.value.code == "COST_LIMIT_EXCEEDED"
    assert (told["limit"], told["maximum"]) == (limit, most)
    assert told["requested"] > most
    assert told["path"][: len(path)] == path
    assert error.message.startswith(f"Variable `${path[0]}`")
    assert f"at most {most:,} are allowed" in error.message


@pytest.mark.parametrize(
    "given",
    [
        {"filter": {"or": [{}] * 4_900}},
        {"filter": {"id": {"in": ["quo_00000000000000000000000000000000"] * 2_600}}},
        {"filter": {"or": [{"not": {"not": {}}}] * 100}, "ids": ["a"] * 5_000},
        {"filter": {"and": [[]] * 4_900, "or": [[]] * 4_900}, "many": [[]] * 4_900},
        {"filter": {f"field{at}": at for at in range(6_000)}},
    ],
)
def test_counting_a_hundred_kilobytes_takes_milliseconds(given: dict[str, Any]) -> None:
    variables = DOCUMENTS.read(QUOTES)[0].operation(None).variables
    taken = []
    for _ in range(5):
        begun = time.process_time()
        with contextlib.suppress(RequestRefused):
            COSTS.sizes(variables, given)
        taken.append(time.process_time() - begun)

    assert min(taken) < 0.02


A = {"number": {"eq": "a"}}
LIST = "query %s { quotes(first: 3, %s) { nodes { id } } }"


@pytest.mark.parametrize(
    ("text", "given", "more"),
    [
        (LIST % ("", 'filter: { number: { eq: "a" } }'), {}, 5 * 2),
        (LIST % ("($f: QuoteFilter)", "filter: $f"), {"f": A}, 5 * 2),
        (LIST % ("($f: QuoteFilter!)", "filter: { or: [$f, $f] }"), {"f": A}, 5 * 5),
        (LIST % ("($f: QuoteFilter = {})", "filter: $f"), {}, 5),
        (LIST % ("($f: QuoteFilter = {})", "filter: $f"), {"f": A}, 5 * 2),
        (LIST % ("", "orderBy: [{ field: NAME }]"), {}, 12),
        (
            LIST % ("($o: [QuoteSort!])", "orderBy: $o"),
            {"o": [{"field": "NAME"}, {"field": "NUMBER"}]},
            12 * 2,
        ),
    ],
)
def test_conditions_and_steps_are_part_of_the_cost(
    text: str, given: dict[str, Any], more: int
) -> None:
    assert reading(text, **given) == reading("{ quotes(first: 3) { nodes { id } } }") + more


def test_conditions_of_a_list_in_a_list_count_for_each_object() -> None:
    text = "{ opportunities(first: 4) { nodes { quotes(first: 5%s) { nodes { id } } } } }"

    plain, filtered = reading(text % ""), reading(text % ", filter: {}")

    assert filtered == plain + 4 * 5


def test_each_object_in_a_list_of_input_costs_what_it_makes() -> None:
    line = {"productId": "x", "quantity": "1", "options": [{"productId": "y"}]}
    header = {"name": "Q", "customerId": "x", "currencyCode": "EUR"}

    few, many = (
        reading(CREATE, input={**header, "lines": [line] * count}, lines=[line] * count)
        for count in (1, 100)
    )

    assert many - few == 99 * 2 * 2 * 180


@pytest.mark.parametrize("given", [True, False])
def test_an_object_in_a_list_costs_the_same_in_a_variable(given: bool) -> None:  # noqa: FBT001
    text = """mutation ($l: LineInput! = {%s}) {
      addLines(documentId: "x", lines: [%s]) { document { id } } }"""
    line: dict[str, Any] = {"l": {"quantity": "1", "options": [{"productId": "y"}]}}
    default = 'quantity: "1", options: [{ productId: "y" }]'
    values = line if given else {}

    few, many = (reading(text % (default, "$l " * count), **values) for count in (1, 100))

    assert many - few == 99 * 2 * 180


def again(times: int, declared: str, argument: str) -> str:
    chosen = (f"a{at}: quotes({argument}) {{ totalCount }}" for at in range(times))
    return f"query ({declared}) {{ {' '.join(chosen)} }}"


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (again(20, "$f: QuoteFilter", "filter: $f"), {"f": {"or": [{}] * 150}}),
        (again(20, "$f: QuoteFilter = {or: [" + "{}, " * 150 + "]}", "filter: $f"), {}),
        (again(40, "$o: [QuoteSort!]", "orderBy: $o"), {"o": [{"field": "NAME"}] * 20}),
    ],
)
def test_conditions_that_are_asked_again_and_again_make_a_statement_too_large(
    text: str, given: dict[str, Any]
) -> None:
    with pytest.raises(RequestRefused) as caught:
        reading(text, **given)

    assert (caught.value.errors[0].extensions or {})["limit"] == "parts"


def test_values_that_are_asked_for_again_and_again_make_a_statement_too_large() -> None:
    many = {"f": {"name": {"in": ["x"] * 1_000}}}
    reading(again(20, "$f: QuoteFilter", "filter: $f"), **many)

    with pytest.raises(RequestRefused) as caught:
        reading(again(40, "$f: QuoteFilter", "filter: $f"), **many)

    assert (caught.value.errors[0].extensions or {})["limit"] == "parts"


def test_mutations_take_a_limited_number_of_objects_together() -> None:
    def add(count: int) -> int:
        once = 'addLines(documentId: "x", lines: $l) { lines { id } }'
        return reading(
            f"mutation ($l: [LineInput!]!) {{ a: {once} b: {once} }}",
            l=[{"quantity": "1"}] * count,
        )

    add(500)
    with pytest.raises(RequestRefused) as caught:
        add(601)

    told = {"limit": "objects", "requested": 1_202, "maximum": 1_200}
    assert caught.value.errors[0].extensions == told
