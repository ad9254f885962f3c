"""Requests that are refused as a whole, with their code and errors."""

import re
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError

from gql.lru_cache import compact

_MAX_LENGTH = 500  # characters of a message
_QUOTED = re.compile(r"""(?<!")'([$@\w.!\[\]]+)'(?!")""")  # as graphql-core quotes names and types


class RequestRefused(Exception):
    """The request cannot be executed; each of its errors has the code.

    `status` is the HTTP status for both media types; without it the status is 400, or 200 for
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
        self.cost: bytes | None = None  # the JSON of `extensions.cost`, if it is known
        self.errors = [GraphQLError(error) if isinstance(error, str) else error for error in errors]

    def to_json(self) -> list[dict[str, Any]]:
        """The formatted errors; long messages, which may repeat the request, are truncated."""
        return [
            {
                **error.formatted,
                "message": client_message(error.message),
                "extensions": {**(error.extensions or {}), "code": self.code},
            }
            for error in self.errors
        ]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The errors of a refused request, as cached: unlike exceptions, they keep no syntax tree."""

    code: str
    cost: bytes | None
    body: bytes  # the formatted errors: a JSON array

    @classmethod
    def of(cls, refused: RequestRefused) -> "Refusal":
        """Build the cached form of a refusal."""
        return cls(refused.code, refused.cost, compact(orjson.dumps(refused.to_json())))

    @property
    def weight(self) -> int:
        """Estimated size in bytes."""
        return len(self.body) + len(self.cost or b"")

    def to_exception(self) -> RequestRefused:
        """Build an exception with the same errors."""
        error = _Repeated(self.code)
        error.cost, error.json_errors = self.cost, orjson.loads(self.body)
        error.errors = [
            GraphQLError(each["message"], extensions=each["extensions"])
            for each in error.json_errors
        ]
        return error


class _Repeated(RequestRefused):
    """A cached refusal, with its formatted errors."""

    json_errors: list[dict[str, Any]]

    def to_json(self) -> list[dict[str, Any]]:
        return self.json_errors


def client_message(message: str) -> str:
    """graphql-core's message with GraphQL's null, names in backticks, truncated if it is long."""
    text = _QUOTED.sub(r"`\1`", message.replace("not to be None", "not to be null"))
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}…"
