"""Static limits refuse documents before validation, counting each definition once."""

import pytest
from graphql import parse

from gql.cost.static_limits import SelectionCounts, count_document
from tests.cost.count import limit


def chain(levels: int, step: str, last: str = "__typename") -> str:
    """Build fragments of a query, each of which spreads the next."""
    parts = [
        f"fragment F{at} on Query {{ {step.replace('NEXT', f'...F{at + 1}')} }}"
        for at in range(levels)
    ]
    return "{ ...F0 } " + " ".join(parts) + f" fragment F{levels} on Query {{ {last} }}"


def many(count: int, pattern: str) -> str:
    """Repeat a text this many times, with `@` replaced by the number."""
    return " ".join(pattern.replace("@", str(at)) for at in range(count))


BOMBS = [
    ("fields", chain(24, "NEXT NEXT")),
    ("fields", chain(12, "a: viewer { __typename } NEXT ... { NEXT }", "b: __typename")),
    ("depth", chain(24, "a: viewer { NEXT } b: viewer { NEXT }")),
    ("depth", chain(16, "viewer { NEXT }")),
    ("depth", "{ viewer " * 16 + "{ id }" + " }" * 16),
    ("aliases", "{ viewer { " + many(501, "a@: __typename") + " } }"),
    ("aliases", chain(8, "NEXT ... { NEXT }", "a: viewer { b: c }")),
    ("roots", "{ " + many(51, "f@") + " }"),
    (
        "roots",
        "{ ...F ...G } fragment F on Query { " + many(30, "f@") + " }"
        " fragment G on Query { " + many(30, "g@") + " }",
    ),
    ("mutations", "mutation { " + many(5, "f@") + " }"),
    ("operations", many(51, "query Q@ { id }")),
    ("overlaps", "{ viewer { " + many(64, "id") + " } }"),
    ("overlaps", "{ viewer { " + many(64, "... { id }") + " } }"),
    ("overlaps", "{ viewer { " + many(64, "...F@") + " } }"),
    ("nesting", "{ quotes(filter: " + "{ and: [" * 13 + "] }" * 13 + ") { totalCount } }"),
    ("nesting", "{ id @x(y: " + "[ " * 26 + "]" * 26 + ") }"),
]


@pytest.mark.parametrize(("expected", "text"), BOMBS)
def test_a_bomb_is_refused_by_its_limit(expected: str, text: str) -> None:
    assert limit(text) == expected


@pytest.mark.parametrize(("_", "text"), BOMBS)
def test_a_bomb_is_counted_by_looking_once_at_each_word(_: str, text: str) -> None:
    assert count_document(parse(text)).visited <= len(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { a ...B } fragment B on Query { b ...A }",
        "{ ...A ...A } fragment A on Query { ...A viewer { ...A } }",
        "{ ...Nothing nothing { nothing } }",
        "{ a } type Query { a: Int }",
        "fragment A on Query { a }",
        chain(200, "NEXT"),
    ],
)
def test_what_only_validation_can_refuse_is_left_to_it(text: str) -> None:
    assert limit(text) is None


def test_an_operation_is_measured_with_its_fragments_written_out() -> None:
    text = """query A { a: x { ...F } ...R ... on Query { z } }
      query B { y }
      fragment F on X { b: y { z } ...G ...G }
      fragment G on X { c: y }
      fragment R on Query { r s { t } }"""

    (_, first), (_, second) = count_document(parse(text)).operations

    assert first == SelectionCounts(
        depth=3, fields=1 + 2 + 2 + 3 + 1, aliases=1 + 1 + 2, roots=1 + 2 + 1
    )
    assert second == SelectionCounts(depth=1, fields=1, aliases=0, roots=1)


def test_variables_are_found_by_the_arguments_and_conditions_that_they_are() -> None:
    text = """query ($a: Int, $b: Boolean!, $c: ID) { x(first: $a, ids: [$c]) @skip(if: $b) { y }
      ...F @include(if: $b) } fragment F on Query { z(last: $a) }"""

    assert count_document(parse(text)).variables == {("first", "a"), ("if", "b"), ("last", "a")}
