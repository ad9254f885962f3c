"""Computes the cost of documents without a database."""

from typing import Any

import orjson
from graphql import parse

from gql.cost.costs import Cost, Costs
from gql.engine.document_reader import DocumentReader
from gql.request_errors import RequestRefused
from gql.server.schema import graphql_of, schema
from gql.settings.cost_limits import Limits

GRAPHQL = graphql_of(schema)
COSTS = Costs(GRAPHQL, Limits())
DOCUMENTS = DocumentReader(GRAPHQL, COSTS)


def cost(text: str, variables: dict[str, Any] | None = None, name: str | None = None) -> Cost:
    """Return the cost of an operation. Raises RequestRefused if it exceeds a limit."""
    document, tree = DOCUMENTS.read(text)
    operation = document.operation(name)
    raw_variables = variables or {}
    sizes = COSTS.sizes(operation.variables, raw_variables)
    values = operation.coerce(raw_variables)
    found = COSTS.of(document.counted, operation.name, tree.node, values, sizes)
    COSTS.check(found)
    return found


def reading(text: str, **variables: Any) -> int:
    """Return the cost of the requested objects and work, without that of planning."""
    return cost(text, variables).reading


def client_view(found: Cost) -> dict[str, int]:
    """Return the cost as clients see it."""
    made: dict[str, int] = orjson.loads(found.bytes)
    return made


def limit(text: str) -> str | None:
    """Return the limit that a document exceeds before it is validated; None if it exceeds none."""
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
