"""The cost of requests, checked by hand: objects cost 1, lists multiply, and weights are added."""

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import get_introspection_query, parse

from domain.sales.quote import QuoteCloseStatus
from gql.cost.collector import Collector
from gql.cost.costs import MAX_INTEGER, Costs
from gql.cost.estimate import Estimate
from gql.cost.field_costs import field_costs_of
from gql.cost.input_size import Inputs
from gql.engine.document_reader import DocumentReader
from gql.request_errors import RequestRefused
from gql.schema.cost_directives import GROWN
from gql.settings.cost_limits import Limits
from tests.cost.count import COSTS, DOCUMENTS, GRAPHQL, client_view, cost, reading

CLOSE = 'closeQuote(quoteId: "x", %s) { quote { id } }'
CLOSING = {  # the arguments of a closed quote, and what its closing weighs
    "status: LOST": 5_000,
    "status: CANCELED, createRevision: null": 5_000,
    "status: REVISED, createRevision: false": 5_000,
    "status: REVISED": 90_000,
    "status: REVISED, createRevision: null": 90_000,
    "status: LOST, createRevision: true": 90_000,
}
LISTS = "{ opportunities(first: 100) { nodes { quotes(first: 100) { nodes { %s } } } } }"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ __typename }", 0),
        ("{ viewer { __typename } }", 1),
        ('{ quote(id: "x") { id number owner { name } } }', 2),
        ("{ quotes { nodes { id } } }", 1 + 25),
        ("{ quotes(first: 3) { nodes { id } } }", 1 + 3),
        ("{ quotes(last: 3) { nodes { id } } }", 1 + 3),
        ("{ quotes(first: null) { nodes { id } } }", 1 + 25),
        ("{ quotes(first: 0) { nodes { id } } }", 1),
        ("{ quotes(first: -1) { nodes { id } } }", 1),
        ("{ quotes(first: 3) { edges { cursor node { id } } } }", 1 + 3 * 2),
        ("{ quotes(first: 3) { nodes { id } pageInfo { hasNextPage } } }", 1 + 3 + 1),
        ("{ quotes(first: 3) { nodes { id } edges { node { id } } } }", 1 + 3 + 3 * 2),
        ("{ quotes(first: 3) { totalCount } }", 1 + 125),
        ("{ quoteGroups { nodes { count keys { status } } } }", 7_500 + 1 + 100 * 2),
        ("{ quoteGroups(first: 7) { nodes { byCurrency { currencyCode } } } }", 7_501 + 7 * 11),
        ("{ quotes(first: 3) { nodes { totalAmount { amount } lines { id } } } }", 1 + 3 * 1_002),
        ("{ quotes(first: 3) { nodes { lines(first: 7) { id } } } }", 1 + 3 * 8),
        (
            "{ opportunities(first: 4) { nodes { quotes(first: 5) { nodes { id } } } } }",
            1 + 4 * (1 + 1 + 5),
        ),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
        ('{ nodes(ids: "a") { id } }', 1),
        ("{ nodes(ids: []) { id } }", 0),
        ('{ quote(id: "x") { availableActions { action } } }', 1 + 10 + 10),
        ('{ quote(id: "x") { pricesOutdated } }', 1 + 25),
        ("{ __schema { queryType { name } } }", 12 * 2),
        ("{ __schema { queryType { ofType { ofType { name } } } } }", 12 * 2),
        ('{ invoice(id: "x") { payments { id } } }', 1 + 50),
        ('{ quote(id: "x") { revisions { id } closeRecords { id } mailings { id } } }', 1 + 150),
        ('{ search(text: "x", first: 7) { __typename } }', 12_000 + 7),
        ('mutation { activateQuote(quoteId: "x") { quote { id } } }', 5_000 + 2),
        ('mutation { deleteQuote(quoteId: "x") { deletedQuoteId } }', 18_000 + 1),
        ('mutation { recalculate(documentId: "x") { document { id } } }', 50_000 + 2),
        ('mutation { reviseQuote(quoteId: "x") { revision { id } } }', 90_000 + 2),
        ('mutation { sendQuote(quoteId: "x") { quote { id } } }', 50_000 + 2),
        *((f"mutation {{ {CLOSE % given} }}", weight + 2) for given, weight in CLOSING.items()),
    ],
)
def test_a_request_costs_what_it_costs_by_hand(text: str, expected: int) -> None:
    assert reading(text) == expected


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("a: viewer { __typename } b: viewer { __typename }", 2),
        ("viewer { __typename } viewer { user { id } }", 2),
        ("viewer { user { id } } viewer { user { name } }", 2),
        ("viewer { ...V } ...Q", 2),
        ("...Q ...Q ... { ...Q }", 2),
        ("... @skip(if: true) { viewer { user { id } } }", 0),
        ("viewer @include(if: false) { user { id } }", 0),
        ("viewer @include(if: true) @skip(if: true) { user { id } }", 0),
    ],
)
def test_what_merges_counts_once_and_what_is_left_out_nothing(chosen: str, expected: int) -> None:
    fragments = "fragment V on Viewer { user { id } } fragment Q on Query { viewer { ...V } }"
    used = "query Other { ...Q viewer { ...V } }"

    found = cost(f"query This {{ {chosen} }} {used} {fragments}", name="This")

    assert found.reading == expected


def test_of_an_interface_the_dearest_type_counts() -> None:
    text = """{ node(id: "x") { ... on Quote { owner { id } } ... on Node { id }
      ... on SalesDocument { account { id } contact { id } } ... on Account { owner { id } } } }"""

    assert reading(text) == 1 + 3


SIZES = """query ($first: Int, $last: Int = 7, $ids: [ID!]!, $no: Boolean!) {
  quotes(first: $first) { nodes { id } } orders(last: $last) { nodes { id } }
  nodes(ids: $ids) { id } viewer @skip(if: $no) { __typename } }"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"ids": [], "no": True}, 26 + 8),
        ({"ids": ["a", "b"], "no": False}, 26 + 8 + 2 + 1),
        ({"ids": "a", "no": True, "first": 2, "last": 3}, 3 + 4 + 1),
        ({"ids": [], "no": True, "first": None, "last": None}, 26 + 26),
    ],
)
def test_sizes_and_conditions_may_be_variables(given: dict[str, Any], expected: int) -> None:
    assert reading(SIZES, **given) == expected


CLOSE_LATER = """mutation ($s: QuoteCloseStatus!, $r: Boolean) {
  closeQuote(quoteId: "x", status: $s, createRevision: $r) { quote { id } } }"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"s": "LOST"}, 5_000),
        ({"s": "REVISED"}, 90_000),
        ({"s": "REVISED", "r": None}, 90_000),
        ({"s": "REVISED", "r": False}, 5_000),
        ({"s": "CANCELED", "r": True}, 90_000),
    ],
)
def test_so_may_what_asks_for_more_work(given: dict[str, Any], expected: int) -> None:
    assert reading(CLOSE_LATER, **given) == expected + 2


def test_what_asks_for_more_work_is_remembered_with_the_cost() -> None:
    document, _ = DOCUMENTS.read(CLOSE_LATER)
    given = [(status, made) for status in QuoteCloseStatus for made in (True, False, None)]

    keys = {COSTS.key(document.counted, {"s": status, "r": made}) for status, made in given}

    assert len(keys) == len(given)


def test_a_cost_is_remembered_by_the_variables_that_it_depends_on() -> None:
    text = "query ($n: Int, $f: QuoteFilter) { quotes(first: $n, filter: $f) { nodes { id } } }"
    document, _ = DOCUMENTS.read(text)

    def key(n: int, number: str) -> Hashable:
        return COSTS.key(document.counted, {"n": n, "f": {"number": {"eq": number}}})

    assert key(3, "a") == key(3, "b")
    assert key(3, "a") != key(4, "a")


def test_it_is_told_with_the_limit_and_the_size_of_the_operation() -> None:
    text = """query A { a: viewer { ...V } } query B { viewer { ...V } }
      fragment V on Viewer { b: user { id } }"""

    assert client_view(cost(text, name="A")) == {
        "requestedQueryCost": 2_500 + 50 * 4 + 2,  # a related record has two parts
        "maximumQueryCost": Limits().cost,
        "depth": 3,
        "fields": 3,
        "aliases": 2,
        "parts": 4,
    }
    assert client_view(cost(text, name="B"))["aliases"] == 1


PIPELINE = """{ opportunities(first: 50) { nodes { account { name } owner { name } quotes { nodes {
  id lines(first: 20) {
    id product { name } pricePerUnit { amount } extendedAmount { amount } } } } } } }"""


@pytest.mark.parametrize(
    "text",
    [
        LISTS % "id number totalAmount { amount } lines(first: 10) { id product { name } }",
        PIPELINE,
        get_introspection_query(input_value_deprecation=True, specified_by_url=True),
    ],
)
def test_honest_questions_may_be_asked(text: str) -> None:
    assert reading(text) <= Limits().cost


COPY = 'createQuoteFromOpportunity(opportunityId: "x") { quote { id } }'
CHANGE = """updateLine(lineId: "x", input: { quantity: "2" }) { document { totalAmount { amount }
  lines { id quantity pricePerUnit { amount } extendedAmount { amount } } } }"""
RECALCULATE = 'recalculate(documentId: "x") { document { id } }'
SMALL = """updateQuote(id: "x", input: { description: "a" }) { quote { id version } }"""
NEW = """mutation ($l: [LineInput!]) { createQuote(input: { name: "Q", customerId: "x",
  currencyCode: "EUR", lines: $l }) { quote { lines { id extendedAmount { amount } } } } }"""


def often(times: int, call: str) -> str:
    """Repeat a mutation this many times in one request."""
    return "mutation { " + " ".join(f"a{at}: {call}" for at in range(times)) + " }"


def test_clients_may_change_and_read_back_long_documents() -> None:
    cost(often(4, CHANGE))
    cost(often(2, COPY))
    cost(NEW, {"l": [{"writeIn": "a", "quantity": "1", "pricePerUnit": "1"}] * 1_000})


def test_where_the_operator_allows_ten_mutations_ten_small_ones_are_possible() -> None:
    ten = Costs(GRAPHQL, Limits(mutations=10))
    documents = DocumentReader(GRAPHQL, ten)

    for call in (SMALL, 'activateQuote(quoteId: "x") { quote { id } }'):
        document, tree = documents.read(often(10, call))
        ten.check(ten.of(document.counted, None, tree.node, {}))


@pytest.mark.parametrize(
    "text",
    [
        often(3, COPY),
        often(3, 'closeQuote(quoteId: "x", status: REVISED) { revision { id } }'),
        often(2, COPY)[:-1] + f"b0: {RECALCULATE} b1: {RECALCULATE} }}",
        "{ " + " ".join(f'a{at}: search(text: "x") {{ __typename }}' for at in range(21)) + " }",
        "{ quotes(first: 100) { nodes { revisions { closeRecords { id } } } } }",
    ],
)
def test_a_request_holds_a_quarter_of_a_second_of_work_at_most(text: str) -> None:
    with pytest.raises(RequestRefused, match="COST_LIMIT_EXCEEDED"):
        cost(text)


@pytest.mark.parametrize(
    "text",
    [
        LISTS % "opportunity { quotes(first: 100) { nodes { id } } }",
        LISTS % "opportunity { quotes(last: 2147483647) { edges { node { id } } } }",
        LISTS % "lines { priceBreakdown { step } } revisions { lines { priceBreakdown { step } } }",
    ],
)
def test_products_of_pages_are_refused_with_their_cost(text: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        reading(text)

    assert caught.value.code == "COST_LIMIT_EXCEEDED"
    assert caught.value.cost is not None
    assert Limits().cost < orjson.loads(caught.value.cost)["requestedQueryCost"] <= MAX_INTEGER


@pytest.mark.parametrize(
    "text",
    [
        "{ quotes { nodes { "
        + " ".join(f"a{at}: availableActions {{ action }}" for at in range(75))
        + " } } }",
        "mutation { "
        + " ".join(
            f'a{at}: activateQuote(quoteId: "x") {{ quote {{ '
            + " ".join(f"b{of}: suggestions {{ relationship }}" for of in range(40))
            + " } }"
            for at in range(4)
        )
        + " }",
        "{ " + " ".join(f'a{at}: node(id: "x") {{ ...N }}' for at in range(20)) + " }"
        " fragment N on Node { ... on SalesDocument { availableActions { action } } }",
    ],
)
def test_statements_that_are_too_large_are_refused_for_mutations_too(text: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        reading(text)

    assert (caught.value.errors[0].extensions or {})["limit"] == "parts"


def test_a_place_is_looked_at_once_however_often_it_is_reached() -> None:
    levels = 24
    twice = "fragment F{} on Quote {{ a: revisions {{ ...F{} }} b: revisions {{ ...F{} }} }}"
    steps = [twice.format(at, at + 1, at + 1) for at in range(levels)]
    last = f"fragment F{levels} on Quote {{ id }}"
    document: Any = parse(" ".join(['{ quote(id: "x") { ...F0 } }', *steps, last]))
    operation, *fragments = document.definitions
    named = {one.name.value: one for one in fragments}
    collector = Collector(GRAPHQL, named, {}, Inputs(GRAPHQL, Limits()))
    estimate = Estimate(collector, field_costs_of(GRAPHQL))

    found = estimate.below(GRAPHQL.query_type, (operation.selection_set,))

    assert found == 1 + sum((2 * GROWN) ** at for at in range(1, levels + 1))
    assert collector.visited < 10 * levels


def test_the_operator_says_how_much() -> None:
    strict = Costs(GRAPHQL, Limits(cost=3))

    with pytest.raises(RequestRefused, match="COST_LIMIT_EXCEEDED"):
        strict.check(cost("{ quotes(first: 3) { nodes { id } } }"))
    assert reading("{ quotes(first: 3) { nodes { id } } }") == 4


def test_the_page_about_limits_counts_as_we_do() -> None:
    page = (Path(__file__).parents[2] / "docs" / "limits.md").read_text()
    shown, told_so, in_all = re.findall(
        r"```graphql\n(.*?)```.*?This costs .*? = ([\d,]+) to read.*? ([\d,]+)\nin all",
        page,
        re.DOTALL,
    )[0]

    assert cost(shown).reading == int(told_so.replace(",", ""))
    assert cost(shown).requested == int(in_all.replace(",", ""))
    for name, most in re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", page, re.MULTILINE):
        assert getattr(Limits(), name) == int(most.replace(",", ""))
