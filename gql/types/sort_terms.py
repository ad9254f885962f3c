"""Sort directions, and the words for the fields of sorts and groups."""

from enum import StrEnum

from gql.schema.naming import to_words
from gql.types.enums import publish_enum


class SortDirection(StrEnum):
    """The direction in which a list is sorted."""

    ASC = "ASC"
    DESC = "DESC"


publish_enum(
    SortDirection,
    "The direction in which a list is sorted.",
    ASC="Ascending: smallest, oldest or alphabetically first values first.",
    DESC="Descending: largest, newest or alphabetically last values first.",
)


class NullsPlacement(StrEnum):
    """Where null values appear in the sort order."""

    FIRST = "FIRST"
    LAST = "LAST"


publish_enum(
    NullsPlacement,
    "Where null values appear in the sort order.",
    FIRST="Records without a value come first, whatever the direction.",
    LAST="Records without a value come last, whatever the direction.",
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
    "line_amount": "extended amounts of the lines in the product family",
    "weighted_line_amount": "extended amounts of the lines, each multiplied by the probability",
    "weighted_value": "estimated values, each multiplied by the probability",
    "total_amount": "total amounts",
    "estimated_value": "estimated values",
    "actual_value": "actual values",
    "budget_amount": "customers' budgets",
    "amount_paid": "amounts paid",
    "amount_due": "amounts due",
    "win_rate": "share of won documents",
    "average_days_to_close": "average number of days from creation to close",
}


def phrase(field: str) -> str:
    """What a field is called in a sentence."""
    return _PHRASES.get(field.lower(), to_words(field.lower()))
