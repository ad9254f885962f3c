"""The prices of a schema's fields, read from its directives."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

from gql.schema.cost_directives import (
    ASSUMED,
    ListSize,
    Option,
    Weight,
    fixed_size,
    is_list_of_objects,
    option_of,
)
from gql.schema.extension_keys import DEFINITION, SOURCE

# introspection objects take Python this many times as long as other objects take PostgreSQL
SLOW = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCost:
    """The cost of reading a field once, and the number of objects it returns."""

    weight: int = 0
    option: Option | None = None  # what an argument can add to the weight
    assumed: int = 1
    each: int = 1  # cost of each returned object
    parts: int = 1  # parts of the statement
    slicing: tuple[str, ...] = ()
    sized: frozenset[str] = field(default_factory=frozenset)


NOTHING = FieldCost()
FieldCosts = Mapping[tuple[str, str], FieldCost]


def field_costs_of(schema: GraphQLSchema) -> FieldCosts:
    """The prices of all fields by type and name, including introspection."""
    return {
        (kind.name, name): _price(field)
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
    } | _introspection(schema)


def _price(declared: GraphQLField) -> FieldCost:
    definition = declared.extensions.get(DEFINITION)
    weight, size = 0, fixed_size(ASSUMED if is_list_of_objects(declared) else 1)
    for one in definition.directives if definition else ():
        if isinstance(one, Weight):
            weight = int(one.weight)
        elif isinstance(one, ListSize):
            size = one
    return FieldCost(
        weight=weight,
        option=option_of(declared),
        assumed=size.assumed_size or 0,
        slicing=tuple(size.slicing_arguments or ()),
        sized=frozenset(size.sized_fields or ()),
        parts=getattr(declared.extensions.get(SOURCE), "parts", 1),
    )


def _introspection(schema: GraphQLSchema) -> dict[tuple[str, str], FieldCost]:
    """The prices of introspection; its lists have the average length in this schema."""
    kinds = list(schema.type_map.values())
    fields = [
        field
        for kind in kinds
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field in kind.fields.values()
    ]
    inputs = sum(len(kind.fields) for kind in kinds if isinstance(kind, GraphQLInputObjectType))
    values = sum(len(kind.values) for kind in kinds if isinstance(kind, GraphQLEnumType))
    sizes = {
        ("__Schema", "types"): len(kinds),
        ("__Schema", "directives"): len(schema.directives),
        ("__Type", "fields"): _mean(len(fields), len(kinds)),
        ("__Type", "inputFields"): _mean(inputs, len(kinds)),
        ("__Type", "enumValues"): _mean(values, len(kinds)),
        ("__Type", "interfaces"): 1,
        ("__Type", "possibleTypes"): 1,
        ("__Field", "args"): _mean(sum(len(field.args) for field in fields), len(fields)),
        ("__Directive", "args"): 2,
    }
    field_costs = {place: FieldCost(assumed=size) for place, size in sizes.items()}
    # clients request nine levels, but most types have one or two
    field_costs["__Type", "ofType"] = FieldCost(each=0)
    root = schema.query_type.name if schema.query_type else ""
    slow = FieldCost(assumed=SLOW)
    return field_costs | {(root, "__schema"): slow, (root, "__type"): slow}


def _mean(total: int, count: int) -> int:
    return -(-total // max(count, 1))
