"""The schema: all types, wired to the planner."""

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from gql.mutations import Mutation
from gql.queries import Query
from gql.scalars import SCALARS
from gql.wiring import wire


def build(query: type, mutation: type | None = None) -> strawberry.Schema:
    """A schema that is ready to be asked."""
    made = strawberry.Schema(
        query,
        mutation,
        config=StrawberryConfig(
            scalar_map=SCALARS, disable_field_suggestions=True, sort_schema=False
        ),
    )
    wire(graphql_of(made))
    return made


def graphql_of(made: strawberry.Schema) -> GraphQLSchema:
    """The schema as graphql-core knows it."""
    return made._schema  # noqa: SLF001 - Strawberry has no other door to it


schema = build(Query, Mutation)
