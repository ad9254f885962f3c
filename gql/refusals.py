"""Requests that are refused as a whole: what is wrong, and its code."""

from typing import Any

from graphql import GraphQLError


class RequestRefused(Exception):
    """The request cannot be executed; each of its errors carries the code."""

    def __init__(self, code: str, *errors: GraphQLError | str) -> None:
        super().__init__(code)
        self.code = code
        self.cost: bytes | None = None  # the JSON of `extensions.cost`, where it is known
        self.errors = [GraphQLError(error) if isinstance(error, str) else error for error in errors]

    def formatted(self) -> list[dict[str, Any]]:
        """The errors as they are answered."""
        return [
            {**error.formatted, "extensions": {**(error.extensions or {}), "code": self.code}}
            for error in self.errors
        ]
