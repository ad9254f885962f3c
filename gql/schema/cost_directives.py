"""The schema directives for costs, named as in IBM's GraphQL Cost Directives specification."""

from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import GraphQLField, get_nullable_type, is_leaf_type, is_list_type
from strawberry.schema_directive import Location

from gql.schema.extension_keys import DEFINITION, OPTION

_WEIGHT = (
    "Cost of each read of the field, as an integer in a string. The objects that the field returns"
    " cost extra. The weight of an argument is added if the argument is true, whether given or by"
    " default."
)


@strawberry.schema_directive(
    name="cost",
    locations=[Location.FIELD_DEFINITION, Location.ARGUMENT_DEFINITION],
    description="Cost of reading a field. Fields without this directive cost 0. Every object that a"
    " field returns costs 1.",
)
class Weight:
    """The weight of a field: the cost of each read, in addition to the returned objects."""

    weight: str = strawberry.field(name="weight", description=_WEIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Expensive work that a mutation does only if one of its arguments is true."""

    argument: str
    weight: int
    # Another argument and its value, with which an omitted argument is true.
    implied_by: tuple[str, str]


@strawberry.schema_directive(
    name="listSize",
    locations=[Location.FIELD_DEFINITION],
    description="Number of objects that a list is assumed to have when its cost is calculated.",
)
class ListSize:
    """The number of objects that a list is assumed to have."""

    assumed_size: int | None = strawberry.field(
        name="assumedSize",
        default=strawberry.UNSET,
        description="Number of objects if no slicing argument is given.",
    )
    slicing_arguments: list[str] | None = strawberry.field(
        name="slicingArguments",
        default=strawberry.UNSET,
        description="Arguments that determine the number of objects: an integer is the number"
        " itself, and a list counts its values.",
    )
    sized_fields: list[str] | None = strawberry.field(
        name="sizedFields",
        default=strawberry.UNSET,
        description="Fields of the returned object that contain the list, if the field itself does"
        " not return a list.",
    )
    require_one_slicing_argument: bool = strawberry.field(
        name="requireOneSlicingArgument",
        default=True,
        description="Whether exactly one of the slicing arguments must be given.",
    )


ASSUMED = 10  # objects in a list without a declared size
GROWN = 50  # objects in a list that grows over the years, such as the payments of an invoice


def fixed_size(size: int) -> ListSize:
    """Return the size of a list of `size` objects, regardless of its arguments."""
    return ListSize(assumed_size=size, require_one_slicing_argument=strawberry.UNSET)


def declare_size(declared: GraphQLField) -> None:
    """Declare the default size for a list of objects without a declared size."""
    definition = declared.extensions.get(DEFINITION)
    if definition is None or not is_list_of_objects(declared):
        return
    if not any(isinstance(one, ListSize) for one in definition.directives):
        definition.directives = [*definition.directives, fixed_size(ASSUMED)]


def declare_option(declared: GraphQLField) -> None:
    """Declare the weight of the argument that asks for expensive work, if there is one."""
    option: Option | None = option_of(declared)
    if option is not None:
        argument = declared.args[option.argument].extensions[DEFINITION]
        argument.directives = [*argument.directives, Weight(weight=str(option.weight))]


def option_of(declared: GraphQLField) -> Option | None:
    """Return the expensive work that an argument of the field asks for, if any."""
    definition = declared.extensions.get(DEFINITION)
    return definition.metadata.get(OPTION) if definition else None


def is_list_of_objects(declared: GraphQLField) -> bool:
    """Return whether the field returns a list of objects, not of scalars."""
    kind: Any = get_nullable_type(declared.type)
    return is_list_type(kind) and not is_leaf_type(get_nullable_type(kind.of_type))
