"""Sort directions, and the words for the fields of sorts and groups."""

from enum import StrEnum

from gql.schema.naming import to_words
from gql.types.enums import publish_enum


class SortDirection(StrEnum):
    """Sort direction."""

    ASC = "ASC"
    DESC = "DESC"


publish_enum(
    SortDirection,
    "Sort direction.",
    ASC="Ascending: smallest or oldest first.",
    DESC="Descending: largest or newest first.",
)


class NullsPlacement(StrEnum):
    """Where null values appear in the sort order."""

    FIRST = "FIRST"
    LAST = "LAST"


publish_enum(
    NullsPlacement,
    "Where null values appear in the sort order.",
    FIRST="Before all other values.",
    LAST="After all other values.",
)

_PHRASES = {  # names of columns that are not words
    "created_at": "creation date",
    "updated_at": "date of the last change",
    "currency_code": "currency",
    "effective_from": "first day of validity",
    "effective_to": "last day of validity",
    "expires_on": "expiration date",
    "closed_on": "closing date",
    "request_delivery_by": "requested delivery date",
    "date_fulfilled": "delivery date",
    "parent": "product family",
    "count": "number of documents",
    "line_amount": "extended amount of the lines",
    "weighted_line_amount": "extended amount of the lines times the probability",
    "weighted_value": "estimated value times the probability",
    "average_days_to_close": "average number of days to close",
}


def phrase(field: str) -> str:
    """What a field is called in a sentence."""
    return _PHRASES.get(field.lower(), to_words(field.lower()))


def sentence(field: str) -> str:
    """What a field is called, as a description."""
    return f"{phrase(field).capitalize()}."
