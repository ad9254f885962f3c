"""What is done to the schema once it is built: sources found, resolvers set, words explained.

PostgreSQL answers queries by itself. Only payloads of mutations are resolved, each field by reading
its response name from what was planned for it.
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

from db.reads.connections import Rows
from db.reads.groups.sources import GroupRows
from db.reads.selection import Source
from gql.cost.directives import declare_size
from gql.field_uses import DERIVED
from gql.fields import TABLES, source_of
from gql.glossary import GLOSSARY, entry
from gql.marks import DEFINITION, SOURCE, TABLE


def wire(schema: GraphQLSchema) -> None:
    """Prepare a schema for the planner and for its readers."""
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
    kind.is_type_of = None  # values are dicts; those of an abstract type say which they are
    table = kind.extensions[TABLE] = TABLES.get(definition.origin)
    for field in kind.fields.values():
        source: Source | None = source_of(field.extensions[DEFINITION], table)
        if source is not None:
            field.extensions[SOURCE] = source
            field.resolve = planned
        if not isinstance(source, Rows | GroupRows):  # a page has said how long they are
            declare_size(field)


def planned(source: Any, info: GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
    """The value that the planner has put under the response name."""
    return source[info.path.key]


def _explain(members: dict[str, Any], owner: str) -> None:
    """Describe what has no words of its own: by its owner, as its field is, or by its name."""
    for name, member in members.items():
        key = entry(owner, name)
        definition = member.extensions.get(DEFINITION)
        derived = definition.metadata.get(DERIVED) if definition else None
        if not member.description:
            is_own = key and "." in key
            member.description = derived if derived and not is_own else GLOSSARY.get(key or "")


def _drop_null_defaults(members: dict[str, Any]) -> None:
    """Do not say `= null`: Python's default of None only says that a value may be left out."""
    for member in members.values():
        if member.default_value is None:
            member.default_value = Undefined


def _explain_directive(directive: GraphQLDirective) -> None:
    """Strawberry describes our directives, but leaves out what it knows of their arguments."""
    definition = directive.extensions.get(DEFINITION)
    for field in definition.fields if definition else ():
        directive.args[field.graphql_name].description = field.description
