"""Derives the payloads of mutations that change one record from its type: `CompetitorPayload`.

A mutation that returns more than its record declares its own payload.
"""

from functools import cache
from typing import Any

from strawberry import ID

from gql.engine.payload_reader import payload
from gql.schema.naming import snake, with_article, words
from gql.schema.payload_fields import payload_record, payload_value


@cache
def payload_of(kind: type) -> type:
    """Return the payload of create and update: `CompetitorPayload` with the field `competitor`."""
    noun = words(kind.__name__)
    record = payload_record(f"The {noun}; null if the mutation was refused.")
    about = f"Result of creating or changing {with_article(noun)}."
    return _make(f"{kind.__name__}Payload", about, snake(kind.__name__), kind, record)


@cache
def delete_payload_of(kind: type) -> type:
    """Return the payload of delete: `DeleteCurrencyPayload` with `deletedCurrencyId`."""
    noun = words(kind.__name__)
    deleted = payload_value(f"ID of the deleted {noun}; null if the mutation was refused.")
    about = f"Result of deleting {with_article(noun)}: its ID, for removal from caches."
    name = f"deleted_{snake(kind.__name__)}_id"
    return _make(f"Delete{kind.__name__}Payload", about, name, ID, deleted)


def _make(name: str, about: str, field: str, kind: Any, declared: Any) -> type:
    # Strawberry reads a class, so one is made as if it had been written by hand.
    members = {"__annotations__": {field: kind | None}, "__doc__": about, field: declared}
    return payload(type(name, (), members))
