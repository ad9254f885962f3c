"""How a request is told that it asked for too much."""

from graphql import GraphQLError

from gql.refusals import RequestRefused

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
