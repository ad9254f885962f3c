"""The arguments of fields that return lists, groups, search results and changes."""

from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.lazy_type import LazyType

from domain.tenant.settings import MAX_LINE_LIMIT

_FIRST_LINES = f"Returns the first n lines (up to {MAX_LINE_LIMIT:,}). Defaults to all lines."
_SINCE = (
    "Returns only changes after this cursor, that of the last page or change you processed."
    " Defaults to the beginning of the feed."
)


def argument(
    name: str, kind: Any, description: str | None = None, *, required: bool = False
) -> StrawberryArgument:
    """Create an argument, by default with the description in `gql.schema.descriptions`."""
    default: Any = {} if required else {"default": None}
    annotation = StrawberryAnnotation(kind)
    return StrawberryArgument(name, None, annotation, description=description, **default)


def page_arguments(noun: str) -> list[StrawberryArgument]:
    """Return the arguments of a connection to the records of a type, such as "Competitor"."""
    order: Any = LazyType(f"{noun}Sort", "gql.types.sorts")
    return [
        argument("first", int | None),
        argument("after", str | None),
        argument("last", int | None),
        argument("before", str | None),
        _filter(f"{noun}Filter"),
        argument("order_by", list[order] | None),
    ]


def group_arguments(
    filter: str, group_by: Any, having: Any, order_by: Any
) -> list[StrawberryArgument]:
    """Return the arguments of a field with groups of documents."""
    return [
        _filter(filter),
        argument("group_by", list[group_by] | None),
        argument("having", having | None),
        argument("order_by", list[order_by] | None),
        argument("time_zone", str | None),
        argument("first", int | None, "Returns the first n groups (up to 1,000). Defaults to 100."),
    ]


def lines_arguments() -> list[StrawberryArgument]:
    """Return the argument of the lines of a document."""
    return [argument("first", int | None, _FIRST_LINES)]


def search_arguments(kinds: Any) -> list[StrawberryArgument]:
    """Return the arguments of a search."""
    return [
        argument("text", str, required=True),
        argument("types", list[kinds] | None),
        argument("first", int | None, "Returns the first n results (up to 50). Defaults to 20."),
    ]


def feed_arguments(types: Any) -> list[StrawberryArgument]:
    """Return the arguments of the change feed."""
    return [
        argument("since", str | None, _SINCE),
        argument("types", list[types] | None),
        argument("first", int | None, "Returns the first n changes (up to 500). Defaults to 100."),
    ]


def _filter(name: str) -> StrawberryArgument:
    """Refer to a filter by name, because filters are derived once all types are declared."""
    return argument("filter", LazyType(name, "gql.types.filters") | None)
