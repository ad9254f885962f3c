"""Refusals of requests that exceed a limit."""

from typing import Any, NoReturn

from graphql import GraphQLError

from gql.literal_errors import place
from gql.request_errors import RequestRefused

_WORDS = {
    "tokens": "tokens",
    "operations": "operations",
    "overlaps": "selections to compare with each other",
    "nesting": "levels of values in an argument",
    "depth": "levels of fields",
    "fields": "fields, with fragments expanded",
    "aliases": "aliases, with fragments expanded",
    "roots": "root fields",
    "mutations": "mutations",
    "objects": "objects in the input lists of its mutations",
    "parts": "parts (columns, conditions and tens of values, for each type of an interface)",
    "cost": "cost points",
}
_INPUTS = {
    "nesting": ("is nested {} levels deep", "Flatten it."),
    "values": (
        "increases the number of values in the variables to at least {}",
        "Split the request into several smaller ones.",
    ),
    "items": ("is a list of {} items", "Split the list across several requests."),
    "conditions": (
        "increases the number of filter conditions to at least {}",
        "Use `in` with a list of values instead of many conditions, or split the request.",
    ),
    "steps": (
        "increases the number of `orderBy` and `groupBy` steps to at least {}",
        "List each field only once.",
    ),
}


def limit_exceeded(limit: str, requested: int, most: int, advice: str) -> RequestRefused:
    """Build the refusal: the limit, the requested number, the maximum, and what to do."""
    counted = _WORDS[limit]
    message = f"The request has {requested:,} {counted}; at most {most:,} are allowed. {advice}"
    return _refusal(message, limit, requested, most)


def refuse_variable(limit: str, requested: int, most: int, trail: Any) -> NoReturn:
    """Refuse a variable that exceeds a limit.

    `trail` leads to the invalid value: the trail of the value around it, and the step from there.
    """
    path: list[str | int] = []
    while trail is not None:
        trail, step = trail
        path.append(step)
    # A trail leads outwards, because it is cheaper to extend; only errors need the path.
    path.reverse()
    phrase, advice = _INPUTS[limit]
    says = f"Variable `${path[0]}`{place(path[1:])} {phrase.format(f'{requested:,}')}"
    raise _refusal(f"{says}; at most {most:,} are allowed. {advice}", limit, requested, most, path)


def _refusal(
    message: str, limit: str, requested: int, most: int, path: list[str | int] | None = None
) -> RequestRefused:
    details: dict[str, Any] = {"limit": limit, "requested": requested, "maximum": most}
    if path is not None:
        details["path"] = path
    return RequestRefused("COST_LIMIT_EXCEEDED", GraphQLError(message, extensions=details))
