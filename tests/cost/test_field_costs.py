"""Costs are declared in the schema that clients read, and every list declares its size."""

import re
from pathlib import Path

from graphql import (
    DirectiveDefinitionNode,
    GraphQLObjectType,
    is_introspection_type,
    parse,
    print_ast,
)

from gql.cost.field_costs import field_costs_of
from gql.schema.cost_directives import ListSize, Weight, declare_size
from gql.schema.extension_keys import DEFINITION
from tests.cost.count import GRAPHQL

PRINTED = (Path(__file__).parents[2] / "schema.graphql").read_text()


def declared(name: str, *locations: str) -> dict[str, tuple[str, str | None]]:
    """Return the arguments of a directive in the printed schema, each with its type and default."""
    for found in parse(PRINTED).definitions:
        if isinstance(found, DirectiveDefinitionNode) and found.name.value == name:
            assert [location.value for location in found.locations] == list(locations)
            return {
                argument.name.value: (
                    print_ast(argument.type),
                    print_ast(argument.default_value) if argument.default_value else None,
                )
                for argument in found.arguments or ()
            }
    raise LookupError(name)


def test_the_directives_are_declared_as_the_specification_has_them() -> None:
    assert declared("cost", "FIELD_DEFINITION", "ARGUMENT_DEFINITION") == {
        "weight": ("String!", None)
    }
    assert declared("listSize", "FIELD_DEFINITION") == {
        "assumedSize": ("Int", None),
        "slicingArguments": ("[String!]", None),
        "sizedFields": ("[String!]", None),
        "requireOneSlicingArgument": ("Boolean!", "true"),
    }


def test_connections_lists_and_mutations_show_their_prices() -> None:
    page = (
        '@listSize(assumedSize: 25, slicingArguments: ["first", "last"],'
        ' sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)'
    )
    assert f"  ): QuoteConnection! {page}\n" in PRINTED
    lines = '@listSize(assumedSize: 1000, slicingArguments: ["first"],'
    assert f"  ): [QuoteLine!]! {lines} requireOneSlicingArgument: false)\n" in PRINTED
    assert '  totalCount: Int! @cost(weight: "125")\n' in PRINTED
    mutations = PRINTED[PRINTED.index("type Mutation {") :]
    mutations = mutations[: mutations.index("\n}\n")]
    returned = re.findall(r"(?:\)|^  \w+): \w+!.*$", mutations, re.MULTILINE)
    assert len(returned) > 50
    weights = [re.findall(r'@cost\(weight: "(\d+)"\)', line) for line in returned]
    assert {len(each) for each in weights} == {1}
    assert {weight for (weight,) in weights} == {"5000", "18000", "50000", "90000"}
    assert '    createRevision: Boolean @cost(weight: "85000")\n' in mutations


def test_every_list_of_objects_says_its_size() -> None:
    for kind in GRAPHQL.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not is_introspection_type(kind):
            for name, field in kind.fields.items():
                definition = field.extensions[DEFINITION]
                before = list(definition.directives)
                if not (kind.name.endswith(("Connection", "Page")) and name in {"edges", "nodes"}):
                    declare_size(field)
                assert list(definition.directives) == before, f"{kind.name}.{name}"
                sizes = [one for one in before if isinstance(one, ListSize)]
                assert len(sizes) <= 1
                assert len(before) - len(sizes) == sum(isinstance(one, Weight) for one in before)


def test_no_price_is_negative() -> None:
    for field_cost in field_costs_of(GRAPHQL).values():
        assert field_cost.weight >= 0
        assert field_cost.assumed >= 0
