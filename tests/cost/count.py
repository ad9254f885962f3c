"""Counts documents without a database."""

from typing import Any

import orjson
from graphql import parse

from gql.cost.costs import Cost, Costs
from gql.engine.document_reader import Documents
from gql.request_errors import RequestRefused
from gql.server.schema import graphql_of, schema
from gql.settings.cost_limits import Limits

GRAPHQL = graphql_of(schema)
COSTS = Costs(GRAPHQL, Limits())
DOCUMENTS = Documents(GRAPHQL, COSTS)


def cost(text: str, variables: dict[str, Any] | None = None, name: str | None = None) -> Cost:
    """What an operation costs. Raises RequestRefused where that is too much."""
    document, tree = DOCUMENTS.read(text)
    operation = document.operation(name)
    given = variables or {}
    sizes = COSTS.sizes(operation.variables, given)
    values = operation.coerce(given)
    found = COSTS.of(document.counted, operation.name, tree.node, values, sizes)
    COSTS.check(found)
    return found


def reading(text: str, **variables: Any) -> int:
    """What the objects and the work cost that it asks for, without planning them."""
    return cost(text, variables).reading


def told(found: Cost) -> dict[str, int]:
    """What clients see of it."""
    made: dict[str, int] = orjson.loads(found.bytes)
    return made


def limit(text: str) -> str | None:
    """The limit that a document is over before it is validated, if it is over one."""
    try:
        COSTS.count(parse(text))
    except RequestRefused as refusal:
        return _named(refusal)
    return None


def _named(refusal: RequestRefused) -> str:
    (error,) = refusal.errors
    extensions = error.extensions or {}
    assert refusal.code == "COST_LIMIT_EXCEEDED"
    assert extensions["requested"] > extensions["maximum"]
    assert f"{extensions['maximum']:,}" in error.message
    found: str = extensions["limit"]
    return found
