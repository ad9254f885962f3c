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
from gql.wiring import wire


class _Names(NameConverter):
    """Names filters of times after the scalar, not after Python's class."""

    def get_name_from_type(self, type_: Any) -> str:
        """The name of a type inside of another one's name."""
        return "DateTime" if type_ is datetime else super().get_name_from_type(type_)


def build(query: type, mutation: type | None = None) -> strawberry.Schema:
    """A schema that is ready to be asked."""
    made = strawberry.Schema(
        query,
        mutation,
        config=StrawberryConfig(
            scalar_map=SCALARS,
            name_converter=_Names(),
            disable_field_suggestions=True,
            sort_schema=False,
        ),
    )
    wire(graphql_of(made))
    return made


def graphql_of(made: strawberry.Schema) -> GraphQLSchema:
    """The schema as graphql-core knows it."""
    return made._schema  # noqa: SLF001 - Strawberry has no other door to it


schema = build(Query, Mutation)
