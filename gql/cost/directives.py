"""The directives of the schema that say what a field costs, as IBM's specification names them."""

import strawberry
from strawberry.schema_directive import Location

_WEIGHT = "What reading the field costs, each time that it is read, beside the objects it returns."


@strawberry.schema_directive(
    name="cost",
    locations=[Location.FIELD_DEFINITION],
    description="What a field costs. Where nothing is said it is 0; each object costs 1.",
)
class Weight:
    """What reading a field costs, beside the objects that it returns."""

    weight: str = strawberry.field(name="weight", description=_WEIGHT)


@strawberry.schema_directive(
    name="listSize",
    locations=[Location.FIELD_DEFINITION],
    description="How many objects a list is expected to have.",
)
class ListSize:
    """How many objects a list is expected to have."""

    assumed_size: int | None = strawberry.field(
        name="assumedSize",
        default=strawberry.UNSET,
        description="So many, where no slicing argument is given.",
    )
    slicing_arguments: list[str] | None = strawberry.field(
        name="slicingArguments",
        default=strawberry.UNSET,
        description="The arguments that say how many: a number, or a list of so many values.",
    )
    sized_fields: list[str] | None = strawberry.field(
        name="sizedFields",
        default=strawberry.UNSET,
        description="The fields of the object that hold the list, where the field is no list.",
    )
    require_one_slicing_argument: bool = strawberry.field(
        name="requireOneSlicingArgument",
        default=True,
        description="Whether one of the slicing arguments must be given.",
    )


def about(size: int) -> ListSize:
    """A list that has about so many objects, whatever the arguments."""
    return ListSize(assumed_size=size, require_one_slicing_argument=strawberry.UNSET)
