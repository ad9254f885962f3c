"""The schema: all types, wired to the planner."""

from datetime import datetime
from typing import Any

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter

from gql.mutations import Mutation
from gql.queries import Query
from gql.scalars import SCALARS
from gql.schema.schema_setup import wire


class _Names(NameConverter):
    """Names filters on times after the scalar DateTime, not after Python's class."""

    def get_name_from_type(self, type_: Any) -> str:
        """The name of a type as a part of another name."""
        return "DateTime" if type_ is datetime else super().get_name_from_type(type_)


def build(query: type, mutation: type | None = None) -> strawberry.Schema:
    """Build a schema and wire it to the planner."""
    schema = strawberry.Schema(
        query,
        mutation,
        config=StrawberryConfig(
            scalar_map=SCALARS,
            name_converter=_Names(),
            disable_field_suggestions=True,
            sort_schema=False,
        ),
    )
    wire(graphql_of(schema))
    return schema


def graphql_of(schema: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema inside Strawberry's."""
    return schema._schema  # noqa: SLF001 - Strawberry has no public accessor for it


schema = build(Query, Mutation)
