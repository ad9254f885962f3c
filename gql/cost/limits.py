"""How much one request may ask for, and how it is told that it asked for too much."""

from dataclasses import dataclass

from graphql import GraphQLError

from gql.refusals import RequestRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a document and an operation may have at most; `docs/limits.md` says why so many."""

    tokens: int = 2_000  # of a document: what parsing it costs
    operations: int = 50  # of a document: each is validated
    overlaps: int = 2_000  # pairs of selections in one place: what validating it costs
    nesting: int = 24  # of lists and objects in an argument
    depth: int = 15  # levels of fields; introspection as GraphiQL does it has 15
    fields: int = 2_000  # with fragments written out: what planning it costs
    aliases: int = 500  # with fragments written out
    roots: int = 50  # fields of a query's root
    mutations: int = 4  # fields of a mutation's root: each is a transaction
    parts: int = 3_000  # of the statement: what planning it takes
    cost: int = 500_000  # objects and work, with page sizes multiplied


_WORDS = {
    "tokens": "tokens",
    "operations": "operations",
    "overlaps": "selections that must be compared with each other",
    "nesting": "levels of values in an argument",
    "depth": "levels of fields",
    "fields": "fields, with its fragments written out",
    "aliases": "aliases, with its fragments written out",
    "roots": "fields at the root",
    "mutations": "mutations",
    "parts": "columns, counted for each type of its interfaces",
    "cost": "points of cost",
}


def too_much(limit: str, requested: int, most: int, advice: str) -> RequestRefused:
    """The refusal of a request that is over a limit: which, how much it was, what to do."""
    what = _WORDS[limit]
    message = f"The request has {requested:,} {what}; at most {most:,} are allowed. {advice}"
    details = {"limit": limit, "requested": requested, "maximum": most}
    return RequestRefused("COST_LIMIT_EXCEEDED", GraphQLError(message, extensions=details))
