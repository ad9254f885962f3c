"""Whatever is accepted quickly is valid according to graphql-core, however a document is broken."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from graphql import DocumentNode, GraphQLSyntaxError, get_introspection_query, parse, validate

from gql.engine.fast_validation import Validity
from gql.literal_errors import VALIDATION_RULES
from tests.cost.count import GRAPHQL
from tests.reads.generator import Generator, Pools

VALIDITY = Validity(GRAPHQL)
DOCUMENTS, BROKEN, BATCHES = 40, 25, 8  # documents in a batch; characters of a document
POOLS: Pools = {
    "ID": ["quo_" + "0" * 32, "nonsense", ""],
    "String": ["a", "%", "\u00e4\"'\\"],
    "Decimal": ["0", "-1", "1000.00001"],
    "Date": ["2026-01-15"],
    "DateTime": ["2025-06-30T12:00:00.5+02:00"],
    "Int": [0, 1, 50, -1],
    "Boolean": [True, False],
    "CurrencyCode": ["EUR"],
}
CLIENTS = (Path(__file__).parents[1] / "contract" / "clients.graphql").read_text()
# What random changes rarely produce: a violation of each rule.
RARE = """
{ a: __typename }
{ viewer { ...F } } fragment F on Viewer { user { id } }
{ viewer { ...F } } fragment F on Viewer { ...G } fragment G on Viewer { ...F }
{ viewer { ...F } } fragment F on Viewer { ...F }
{ viewer { user { id } } } fragment F on Viewer { user { id } }
{ viewer { ...F } } fragment F on Quote { id }
{ viewer { ...F } } fragment F on String { id }
{ viewer { ...F } } fragment F on DocumentStatus { id }
{ viewer { ...F } } fragment F on Viewer { user { id } } fragment F on Viewer { user { id } }
query A { viewer { user { id } } } query A { viewer { user { id } } }
query A { viewer { user { id } } } { viewer { user { id } } }
query A { viewer { ...F } } query B { ...G } fragment G on Query { viewer { ...F } } fragment F on Viewer { user { id } }
query A($x: Boolean!) { viewer { ...F } } query B { viewer { ...F } } fragment F on Viewer { user @skip(if: $x) { id } }
query A($x: Boolean!) { viewer { ...F } } query B($x: Boolean!) { viewer { ...F } } fragment F on Viewer { user @skip(if: $x) { id } }
query ($x: Boolean) { viewer { user @skip(if: $x) { id } } }
query ($x: Boolean = true) { viewer { user @skip(if: $x) { id } } }
query ($x: Boolean = null) { viewer { user @skip(if: $x) { id } } }
query ($x: Boolean = 1) { viewer { user @skip(if: $x) { id } } }
query ($x: Boolean!, $x: Boolean!) { viewer { user @skip(if: $x) { id } } }
query ($x: Viewer) { viewer { user { id } } }
query ($x: [Boolean!]!) { viewer { user @skip(if: $x) { id } } }
query ($x: Int) { quotes(first: $x) { totalCount } opportunities(last: $x) { totalCount } }
query ($x: [Int]) { quotes(first: $x) { totalCount } }
query ($x: String) { quotes(filter: {name: {contains: $x}}) { totalCount } }
query ($x: Int) { quotes(filter: {name: {contains: $x}}) { totalCount } }
query ($x: QuoteFilter!) { quotes(filter: {and: [$x]}) { totalCount } }
query ($x: QuoteFilter) { quotes(filter: {and: [$x, {or: $x}]}) { totalCount } }
query ($x: QuoteFilter) { quotes(filter: {and: $x}) { totalCount } }
query ($x: [QuoteFilter!]) { quotes(filter: {and: $x}) { totalCount } }
query ($x: ID) { quote(id: $x) { id } }
query ($x: ID = "a") { quote(id: $x) { id } }
query ($x: ID!) { quote(id: [$x]) { id } }
{ quote { id } }
{ quote(id: null) { id } }
{ quote(id: 5) { id } }
{ quote(id: 5.5) { id } }
{ quote(id: "a", id: "a") { id } }
{ quote(id: "a", nr: "a") { id } }
{ quote(id: "a") { id } quote(id: "b") { id } }
{ quote(id: "a") { id } quote(id: "a") { number } }
{ quote(id: "a") { a: id } quote(id: "a") { a: number } }
{ quote(id: "a") { a: id a: number } }
{ quote(id: "a") { a: id a: id } }
{ quote(id: "a") { ... on Quote { a: id } ... on Quote { a: number } } }
{ quote(id: "a") { ...F a: number } } fragment F on Quote { ...G } fragment G on Quote { a: id }
{ quote(id: "a") { ...F ...G } } fragment F on Quote { a: number } fragment G on Quote { a: id }
{ quote(id: "a") { ...F account { a: id } } } fragment F on Quote { account { a: name } }
{ node(id: "a") { ... on Quote { a: totalAmount { amount } } ... on Order { a: number } } }
{ node(id: "a") { ... on Quote { a: number } ... on Order { a: number } } }
{ node(id: "a") { ... on Quote { a: number } ... on Order { a: name } } }
{ node(id: "a") { ... on Quote { a: revision } ... on Order { a: number } } }
{ node(id: "a") { ... on Viewer { user { id } } } }
{ search(text: "a") { __typename ... on Quote { number } } }
{ search(text: "a") { number } }
{ search(text: "a") { ... on SalesDocument { number ... on Quote { revision } } } }
{ quotes(first: 1.5) { totalCount } }
{ quotes(first: 99999999999) { totalCount } }
{ quotes(first: "1") { totalCount } }
{ quotes(filter: {name: {contains: "a", contains: "b"}}) { totalCount } }
{ quotes(filter: {name: {contains: 5}}) { totalCount } }
{ quotes(filter: {nothing: {contains: "a"}}) { totalCount } }
{ quotes(filter: "x") { totalCount } }
{ quotes(filter: [{name: {contains: "a"}}]) { totalCount } }
{ quotes(orderBy: {field: NAME}) { totalCount } }
{ quotes(orderBy: [[{field: NAME}]]) { totalCount } }
{ quotes(orderBy: {field: NO_SUCH_FIELD}) { totalCount } }
{ quotes(orderBy: {}) { totalCount } }
{ quotes { nodes } }
{ quotes { nodes { id { x } } } }
{ quotes { nodes { id nothing } } }
{ viewer @skip(if: true) @skip(if: true) { user { id } } }
{ viewer @skip { user { id } } }
{ viewer @skip(when: true) { user { id } } }
{ viewer @skip(if: true, if: true) { user { id } } }
{ viewer @skip(if: null) { user { id } } }
{ viewer @nothing { user { id } } }
{ viewer @deprecated { user { id } } }
{ viewer @include(if: true) @skip(if: false) { user { id } } }
query @skip(if: true) { viewer { user { id } } }
query ($x: Int @skip(if: true)) { quotes(first: $x) { totalCount } }
{ viewer { ... @include(if: false) { user { id } } } }
{ viewer { ... @defer { user { id } } } }
{ viewer { ...F @include(if: false) } } fragment F on Viewer @skip(if: true) { user { id } }
{ __schema { queryType { name } } }
{ __type(name: "Quote") { name } }
mutation { viewer { user { id } } }
mutation { createAccount(input: {name: "x"}) { account { id } } }
mutation { createAccount(input: {}) { account { id } } }
mutation { createAccount(input: {name: null}) { account { id } } }
mutation ($n: String!) { createAccount(input: {name: $n}) { account { id } } }
mutation ($n: String) { createAccount(input: {name: $n}) { account { id } } }
subscription { viewer { user { id } } }
type Query { a: Int }
{ viewer { user { id } } } type Query { a: Int }
""".strip().split("\n")  # noqa: E501
WORDS = [
    *("id", "name", "number", "nodes", "viewer", "quotes", "a", "F", "Quote", "Order", "Viewer"),
    *("$x", "$n", "if", "first", "filter", "on", "...", "!", "[", "]", "{", "}", "(", ")", ":"),
    *("=", "@skip(if: true)", "@include(if: $x)", "null", "5", '"5"', "true", "NAME", "eq"),
    *("...F", "... on Quote", "query", "mutation", "fragment F on Viewer { user { id } }"),
]
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\.\.\.|[$@]?\w+|\S')


def documents(seeds: range) -> Iterator[str]:
    """Generate valid documents, except that fields of some do not merge."""
    for seed in seeds:
        yield Generator(GRAPHQL, POOLS, Random(seed)).document()[0]  # noqa: S311 - repeatable


def broken(text: str, chance: Random) -> str:
    """Return a document with some words added, removed or replaced."""
    words = TOKEN.findall(text)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(len(words))
        other = chance.choice((chance.choice(words), chance.choice(WORDS)))
        words[at : at + 1] = chance.choice(([], [other], [words[at], other], [words[at]] * 2))
        if not words:
            return "{ a }"
    return " ".join(words)


def agreed(text: str) -> bool | None:
    """Return whether a document is accepted quickly; None if it cannot be parsed."""
    try:
        node: DocumentNode = parse(text)
    except GraphQLSyntaxError:
        return None
    accepted = VALIDITY.surely_valid(node)
    assert not accepted or validate(GRAPHQL, node, VALIDATION_RULES) == [], text
    return accepted


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_broken_document_is_accepted(batch: int) -> None:
    chance, seen = Random(batch), {True: 0, False: 0}  # noqa: S311 - repeatable
    for text in documents(range(batch * DOCUMENTS, (batch + 1) * DOCUMENTS)):
        for _ in range(BROKEN):
            accepted = agreed(broken(text[:3_000], chance))
            if accepted is not None:
                seen[accepted] += 1
    assert min(seen.values()) > DOCUMENTS // 2


@pytest.mark.parametrize("text", RARE, ids=range(len(RARE)))
def test_what_every_rule_refuses_is_not_accepted(text: str) -> None:
    assert agreed(text) is not None
    chance = Random(text)  # noqa: S311 - repeatable
    for _ in range(BROKEN):
        agreed(broken(text, chance))


def test_honest_documents_are_accepted_without_graphql_core() -> None:
    accepted = [
        agreed(text) for text in documents(range(200)) if not validate(GRAPHQL, parse(text))
    ]

    assert len(accepted) > 100
    assert all(accepted)
    assert agreed(CLIENTS)
    assert not agreed(get_introspection_query())


def test_all_honest_ones_among_the_rare_are_accepted() -> None:
    slow = [
        text
        for text in RARE
        if not agreed(text) and not validate(GRAPHQL, parse(text), VALIDATION_RULES)
    ]

    assert [text[:40] for text in slow] == [
        "query ($x: Boolean = true) { viewer { us",
        'query ($x: ID = "a") { quote(id: $x) { i',
        "{ __schema { queryType { name } } }",
        '{ __type(name: "Quote") { name } }',
    ]
