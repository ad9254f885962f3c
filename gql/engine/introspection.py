"""Introspection: `__schema` and `__type`, executed once and cached."""

from typing import Any

import orjson
from graphql import (
    DocumentNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
    get_named_type,
    is_list_type,
)

from gql.engine.planned_operation import IntrospectionResult, PlannedOperation
from gql.lru_cache import compact

_FIELDS = {"__schema", "__type"}
_TYPES = {"Boolean", "String"}  # types of the arguments and directives that introspection has


def introspection_key(planned: PlannedOperation) -> tuple[int, str]:
    """Everything that the result of introspection in a query depends on."""
    values = [
        planned.coerced.get(variable.name)
        for variable in planned.operation.variables
        if get_named_type(variable.type).name in _TYPES and not is_list_type(variable.type)
    ]
    return planned.operation.number, repr(values)


def introspect(schema: GraphQLSchema, planned: PlannedOperation) -> IntrospectionResult:
    """Execute only the introspection fields of a query. Raises GraphQLError if they are invalid."""
    node = planned.tree.operation(planned.operation.name)
    root_fields = planned.field_collector().root(planned.operation.root).values()
    fields = [
        detail.node
        for details in root_fields
        if details[0].node.name.value in _FIELDS
        for detail in details
    ]
    alone = OperationDefinitionNode(
        operation=node.operation,
        name=node.name,
        variable_definitions=node.variable_definitions,
        selection_set=SelectionSetNode(selections=tuple(fields)),
    )
    fragments = [each.definition for each in planned.tree.fragments.values()]
    variables: dict[str, Any] = dict(planned.raw_variables)
    document = DocumentNode(definitions=(alone, *fragments))
    result = execute_sync(schema, document, variable_values=variables)
    if result.errors:
        raise result.errors[0]
    data = result.data or {}
    return IntrospectionResult(
        {orjson.dumps(k) + b":": compact(orjson.dumps(data[k])) for k in data}
    )
