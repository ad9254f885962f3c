"""What differs between two revisions of a quote."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from db.reads.revisions import Before, Fields, Kind, Lines
from domain.line import MOST_LINES
from gql.fields import column, given, structure
from gql.types.enums import described
from gql.types.lines import QuoteLine

if TYPE_CHECKING:
    from gql.types.sales import Quote

LaterQuote: TypeAlias = Annotated["Quote", strawberry.lazy("gql.types.sales")]


class ChangeKind(StrEnum):
    """What became of a line."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"


described(
    ChangeKind,
    "What became of a line between two revisions.",
    ADDED="It is new.",
    REMOVED="It is gone.",
    CHANGED="It is there in both, and differs.",
)


@structure
class FieldChange:
    """A field that differs, with both values as texts."""

    field: str = column("The name of the field.")
    before: str | None = column("The value in the revision that is compared to.")
    after: str | None = column("The value in this revision.")


@structure
class QuoteLineChange:
    """A line that was added, removed or changed."""

    change: ChangeKind = given(Kind(), "What became of it.")
    before: QuoteLine | None = given(Before(), "How it was; null where it is new.")
    after: QuoteLine | None = given(Before(later=True), "How it is; null where it is gone.")
    fields: list[FieldChange] = given(
        Fields(of_lines=True), "What differs; nothing of a line that is new or gone."
    )


@structure
class QuoteChanges:
    """A quote beside another revision of the same number."""

    compared_to: LaterQuote = given(Before(), "The other revision.")
    fields: list[FieldChange] = given(Fields(), "What differs in the header and the totals.")
    lines: list[QuoteLineChange] = given(
        Lines(),
        "The lines that differ, in their order; a line is the same in all revisions.",
        size=MOST_LINES,
    )
