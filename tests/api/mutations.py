"""Sends mutations as clients do, with the variable types of the schema."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
)

from gql.server.schema import graphql_of, schema
from tests.client import Api

Json = dict[str, Any]

MADE = graphql_of(schema)
ERRORS = "userErrors { code message path }"


class Mutations:
    """Sends mutations as one user. Subclasses select the fields of payloads."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def selection(self, mutation: str) -> str:
        """Select the fields of the payload, besides its errors."""
        raise NotImplementedError

    async def attempt(self, mutation: str, **arguments: Any) -> Json:
        """Send a mutation, and return its payload."""
        field = field_of(mutation)
        declared = ", ".join(f"${name}: {field.args[name].type}" for name in arguments)
        passed = ", ".join(f"{name}: ${name}" for name in arguments)
        head, call = "mutation", mutation
        if arguments:
            head, call = f"mutation ({declared})", f"{mutation}({passed})"
        answer = f"{{ {self.selection(mutation)} {ERRORS} }}"
        data = await self.api(f"{head} {{ {call} {answer} }}", **arguments)
        payload: Json = data[mutation]
        return payload

    async def payload(self, mutation: str, **arguments: Any) -> Json:
        """Send a mutation that must succeed, and return its payload."""
        payload = await self.attempt(mutation, **arguments)
        errors = payload.pop("userErrors")
        assert errors == [], (mutation, errors)
        return payload

    async def first(self, mutation: str, **arguments: Any) -> Any:
        """Send a mutation that must succeed, and return the first record of its payload."""
        return next(iter((await self.payload(mutation, **arguments)).values()))

    async def refused(self, mutation: str, **arguments: Any) -> tuple[str, str]:
        """Send a mutation that must be refused; return the code and the path of its only error."""
        payload = await self.attempt(mutation, **arguments)
        errors = payload.pop("userErrors")
        assert len(errors) == 1, (mutation, errors)
        assert errors[0]["message"]
        assert not any(payload.values()), payload
        return errors[0]["code"], ".".join(errors[0]["path"] or ())

    async def refusal(self, mutation: str, **arguments: Any) -> str:
        """Send a mutation that must be refused and return nothing else; return its only code."""
        return (await self.refused(mutation, **arguments))[0]


def field_of(mutation: str) -> GraphQLField:
    """Return the declaration of a mutation."""
    assert MADE.mutation_type is not None
    field: GraphQLField = MADE.mutation_type.fields[mutation]
    return field


def parts_of(mutation: str) -> Iterator[tuple[str, GraphQLNamedType]]:
    """Yield the fields of a mutation's payload besides userErrors, each with its type."""
    payload = get_named_type(field_of(mutation).type)
    assert isinstance(payload, GraphQLObjectType)
    for name, field in payload.fields.items():
        if name != "userErrors":
            yield name, get_named_type(field.type)
