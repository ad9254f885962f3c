"""Declares where the fields of a type come from: one declaration per field, no resolvers.

A declaration is a Strawberry field that carries its source. `gql.schema.schema_setup` attaches the
sources once the schema is built; `db.planner` turns the selected ones into SQL.
"""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

from db.planner.fields.actions import Actions
from db.planner.fields.field_sources import (
    Amount,
    Computed,
    ComputedAmount,
    Identity,
    JsonObject,
    Reference,
    ToMany,
    ToOne,
    ToOneOf,
    Value,
)
from db.planner.fields.revision_diff import Changes
from db.planner.pagination import DEFAULT_PAGE, ConnectionSource
from db.planner.plan import PlanBuilder
from db.planner.selection import Row, Source
from db.sql.expressions import Expression
from db.tables import Table
from domain.core.lifecycle import Lifecycle
from domain.pricing.line import MAX_LINES
from domain.tenant.settings import MAX_LINE_LIMIT
from gql.schema.cost_directives import GROWN, ListSize, Weight, fixed_size
from gql.schema.extension_keys import SOURCE
from gql.schema.field_arguments import argument, lines_arguments, page_arguments
from gql.schema.field_uses import USE, FieldKind, Settable, Use, class_of, element_type

T = TypeVar("T")
_PAGE = ListSize(
    assumed_size=DEFAULT_PAGE,
    slicing_arguments=["first", "last"],
    sized_fields=["edges", "nodes"],
    require_one_slicing_argument=False,
)
_ACTIONS_WEIGHT, _CHANGES_WEIGHT = 10, 50  # 1 is about the cost of reading an object
_LINES = ListSize(
    assumed_size=MAX_LINES, slicing_arguments=["first"], require_one_slicing_argument=False
)
TABLES_BY_TYPE: dict[type, Table] = {}  # the table of each type


def entity(table: Table) -> Callable[[type[T]], type[T]]:
    """Declare a type whose objects are the rows of a table. Its docstring is the description."""

    def decorate(cls: type[T]) -> type[T]:
        declared = structure(cls)
        TABLES_BY_TYPE[declared] = table
        return declared

    return decorate


def structure(cls: type[T]) -> type[T]:
    """Declare a type that groups fields of another object's row."""
    return strawberry.type(cls, description=inspect.getdoc(cls))


def interface(cls: type[T]) -> type[T]:
    """Declare an interface. Its docstring is the description."""
    return strawberry.interface(cls, description=inspect.getdoc(cls))


def identity(description: str, *, filter: bool = False) -> Any:
    """Declare the public ID of the row."""
    use = Use(FieldKind.VALUE, filter)
    return make_field(lambda _, table: Identity(table), description, use=use)


def reference(table: Table, description: str) -> Any:
    """Declare the public ID of a row of the table, whose key is in a column of this name."""
    return make_field(lambda field, _: Reference(table, field.python_name), description)


def column(
    description: str,
    *,
    of: str | None = None,
    filter: bool = False,
    input: Settable | None = None,
) -> Any:
    """Declare a column, by default the one with the field's name."""
    use = Use(FieldKind.VALUE, filter, input)
    return make_field(lambda field, _: Value(of or field.python_name), description, use=use)


def money(description: str, *, filter: bool = False, input: Settable | None = None) -> Any:
    """Declare an amount with the currency of its row."""
    use = Use(FieldKind.MONEY, filter, input)
    return make_field(lambda field, _: Amount(field.python_name), description, use=use)


def document(description: str, *, input: Settable | None = None) -> Any:
    """Declare an object that is stored as JSON."""
    use = Use(FieldKind.DOCUMENT, input=input)
    return make_field(lambda field, _: JsonObject(field.python_name), description, use=use)


def computed(expression: Callable[[PlanBuilder, Row], Expression], description: str) -> Any:
    """Declare a field computed from the row by an SQL expression."""
    return make_field(lambda *_: Computed(expression), description)


def computed_money(expression: Callable[[PlanBuilder, Row], Expression], description: str) -> Any:
    """Declare an amount in the row's currency, computed from the row by an SQL expression."""
    return make_field(lambda *_: ComputedAmount(expression), description)


def to_one(
    local: str,
    description: str,
    *,
    foreign: str = "id",
    filter: bool = False,
    input: Settable | None = None,
    sort: tuple[str, ...] = (),
) -> Any:
    """Declare the object whose key is in a column of this row; lists sort by its columns `sort`."""
    use = Use(FieldKind.ONE, filter, input, local, foreign, sort)
    return make_field(lambda *_: ToOne(local, foreign), description, use=use)


def one_of(
    description: str,
    *,
    filter: bool = False,
    input: Settable | None = None,
    sort: tuple[str, ...] = (),
    **local: str,
) -> Any:
    """Declare an object of one of several types, each with its own key column."""
    use = Use(FieldKind.ONE_OF, filter, input, sort=sort)
    return make_field(lambda *_: ToOneOf(tuple(local.items())), description, use=use)


def to_many(
    foreign: str,
    description: str,
    *,
    order: tuple[str, ...],
    local: str = "id",
    filter: bool = False,
) -> Any:
    """Declare all objects that refer to this one in a column. Such lists grow over the years."""
    source = ToMany(foreign, order, local)
    use = Use(FieldKind.MANY, filter, local=local, foreign=foreign)
    return make_field(lambda *_: source, description, size=fixed_size(GROWN), use=use)


def lines_of(by: str, description: str, *, filter: bool = False, order: str = "line_number") -> Any:
    """Declare the lines of a document in the order of their numbers, all or the first n."""
    source = ToMany(by, (order,), largest=MAX_LINE_LIMIT)
    use = Use(FieldKind.MANY, filter, local=source.local, foreign=by)
    field = make_field(lambda *_: source, description, size=_LINES, use=use)
    field.arguments = lines_arguments()
    return field


def connection(noun: str, description: str, *, by: str | None = None, filter: bool = False) -> Any:
    """Declare pages of a type's records, or of those that refer to this one in the column `by`.

    The name `noun` of the type gives its filter (gql.types.filters) and sort (gql.types.sorts).
    """
    use = Use(FieldKind.MANY, filter, local="id", foreign=by or "")
    declared = make_field(lambda field, _: _pages(field, by), description, size=_PAGE, use=use)
    declared.arguments = page_arguments(noun)
    return declared


def actions(lifecycle: Lifecycle, description: str) -> Any:
    """Declare the actions of the document, from the life cycle that its mutations follow."""
    size = sum(one.offered for one in lifecycle.by_action.values())
    return make_field(
        lambda _, table: Actions(lifecycle, table),
        description,
        weight=_ACTIONS_WEIGHT,
        size=list_size(size),
    )


def table_field(
    make: Callable[[Table], Source], description: str, *, weight: int = 0, size: int | None = None
) -> Any:
    """Declare a source that depends on the type's table, with its cost and assumed list size."""
    return make_field(
        lambda _, table: make(table), description, weight=weight, size=list_size(size)
    )


def field_from(
    source: Source,
    description: str,
    *,
    weight: int = 0,
    size: int | ListSize | None = None,
    input: Settable | None = None,
) -> Any:
    """Declare a source that is the same in every type, with its cost and assumed list size."""
    use = Use(FieldKind.VALUE, input=input)
    return make_field(lambda *_: source, description, weight=weight, size=list_size(size), use=use)


def changes(description: str) -> Any:
    """Declare the differences from another revision, given by the argument `comparedTo`."""
    field = make_field(lambda *_: Changes(), description, weight=_CHANGES_WEIGHT)
    field.arguments = [argument("compared_to", strawberry.ID | None)]
    return field


def _pages(field: Any, by: str | None) -> ConnectionSource:
    return ConnectionSource(TABLES_BY_TYPE[class_of(element_type(field.type))], by)


def make_field(
    make: Callable[[Any, Any], Source],
    description: str,
    *,
    weight: int = 0,
    size: ListSize | None = None,
    use: Use | None = None,
) -> Any:
    """Declare a field whose source is made from the field and from the table of its type."""
    directives: list[object] = [Weight(weight=str(weight))] if weight else []
    directives += [size] if size else []
    metadata: dict[Any, Any] = {SOURCE: make, USE: use}
    return strawberry.field(description=description, metadata=metadata, directives=directives)


def list_size(size: int | ListSize | None) -> ListSize | None:
    """Return the size that the cost of a list is computed with; numbers are fixed sizes."""
    return fixed_size(size) if isinstance(size, int) else size


def interface_field(description: str, *, input: Settable | None = None) -> Any:
    """Declare a field of an interface; each of its types declares its own source."""
    metadata: dict[Any, Any] = {USE: Use(FieldKind.REFERENCE, input=input)}
    return strawberry.field(description=description, metadata=metadata)


def interface_lines(description: str) -> Any:
    """Declare the lines of an interface for documents."""
    field: Any = strawberry.field(description=description, directives=[_LINES])
    field.arguments = lines_arguments()
    return field
