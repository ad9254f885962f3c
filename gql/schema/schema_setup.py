"""Finishes the built schema: attaches sources, resolvers and descriptions to its fields.

PostgreSQL builds the answers of queries. Only mutation payloads are resolved: each field reads its
response name from the planned result.
"""

from typing import Any

from graphql import (
    GraphQLDirective,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    Undefined,
)

from db.planner.aggregates.group_sources import GroupRows
from db.planner.pagination import Nodes
from db.planner.selection import Source
from db.tables import Table
from gql.schema.cost_directives import declare_option, declare_size
from gql.schema.descriptions import describe, entry
from gql.schema.extension_keys import DEFINITION, SOURCE, TABLE
from gql.schema.field_uses import DERIVED
from gql.schema.fields import TABLES_BY_TYPE


def wire(schema: GraphQLSchema) -> None:
    """Attach sources, resolvers, descriptions and sizes to a schema."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            _wire_object(kind)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                _explain(field.args, name)
                _drop_null_defaults(field.args)
        elif isinstance(kind, GraphQLInputObjectType):
            _explain(kind.fields, kind.name)
            _drop_null_defaults(kind.fields)
    for directive in schema.directives:
        _explain_directive(directive)


def _wire_object(kind: GraphQLObjectType) -> None:
    definition = kind.extensions.get(DEFINITION)
    if definition is None:
        return
    kind.is_type_of = None  # values are dicts; those of an abstract type carry their type name
    table = kind.extensions[TABLE] = TABLES_BY_TYPE.get(definition.origin)
    for field in kind.fields.values():
        declare_option(field)
        source: Source | None = _source_of(field.extensions[DEFINITION], table)
        if source is not None:
            field.extensions[SOURCE] = source
            field.resolve = resolve_planned
        # the arguments of a page already declare its length
        if not isinstance(source, Nodes | GroupRows):
            declare_size(field)


def _source_of(field: Any, table: Table | None) -> Source | None:
    """Return the source of a declaration in a type whose objects are rows of this table."""
    make = field.metadata.get(SOURCE)
    return None if make is None else make(field, table)


def resolve_planned(source: Any, info: GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
    """Return the value that the planner stored under the response name."""
    return source[info.path.key]


def _explain(members: dict[str, Any], owner: str) -> None:
    """Describe members without a description: by owner and name, from the field, or by name."""
    for name, member in members.items():
        key = entry(owner, name)
        definition = member.extensions.get(DEFINITION)
        derived = definition.metadata.get(DERIVED) if definition else None
        if not member.description:
            is_own = key and "." in key
            member.description = derived if derived and not is_own else describe(owner, name)


def _drop_null_defaults(members: dict[str, Any]) -> None:
    """Remove `= null` defaults: Python's None only marks an argument as optional."""
    for member in members.values():
        if member.default_value is None:
            member.default_value = Undefined


def _explain_directive(directive: GraphQLDirective) -> None:
    """Describe the arguments of our directives, which Strawberry leaves undescribed."""
    definition = directive.extensions.get(DEFINITION)
    for field in definition.fields if definition else ():
        directive.args[field.graphql_name].description = field.description
