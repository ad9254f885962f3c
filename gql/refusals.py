"""Requests that are refused as a whole: what is wrong, and its code."""

from typing import Any

from graphql import GraphQLError

_LONGEST = 500  # characters of a message


class RequestRefused(Exception):
    """The request cannot be executed; each of its errors carries the code.

    `status` is the HTTP status for clients of either media type; without one it is 400, or 200 for
    clients of `application/json`. `retry_after` is sent as `Retry-After`, in seconds.
    """

    def __init__(
        self,
        code: str,
        *errors: GraphQLError | str,
        status: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status, self.retry_after = status, retry_after
        self.cost: bytes | None = None  # the JSON of `extensions.cost`, where it is known
        self.errors = [GraphQLError(error) if isinstance(error, str) else error for error in errors]

    def formatted(self) -> list[dict[str, Any]]:
        """The errors as they are answered; a message that repeats much of the request is cut."""
        return [
            {
                **error.formatted,
                "message": told(error.message),
                "extensions": {**(error.extensions or {}), "code": self.code},
            }
            for error in self.errors
        ]


def told(message: str) -> str:
    """graphql-core's message with GraphQL's word for null, cut where it repeats a long request."""
    text = message.replace("not to be None", "not to be null")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
