"""Types for the differences between two revisions of a quote."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from db.planner.fields.revision_diff import (
    ChangedFields,
    ChangedLines,
    ChangeKindSource,
    RevisionSide,
)
from domain.pricing.line import MAX_LINES
from gql.schema.fields import column, field_from, structure
from gql.types.enums import publish_enum
from gql.types.lines import QuoteLine

if TYPE_CHECKING:
    from gql.types.sales import Quote

LaterQuote: TypeAlias = Annotated["Quote", strawberry.lazy("gql.types.sales")]


class ChangeKind(StrEnum):
    """How a line differs between two revisions."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"


publish_enum(
    ChangeKind,
    "How a line differs between two revisions.",
    ADDED="The line is in this revision only.",
    REMOVED="The line is in the other revision only.",
    CHANGED="The line is in both revisions, and at least one field differs.",
)


@structure
class FieldChange:
    """A field that differs, with both values as strings."""

    field: str = column("Name of the field in the schema, such as `totalAmount`.")
    # Texts, because fields of all types are listed together.
    before: str | None = column(
        "Value in the revision that this one is compared to; null if it has none."
    )
    after: str | None = column("Value in this revision; null if it has none.")


@structure
class QuoteLineChange:
    """A line that was added, removed or changed."""

    change: ChangeKind = field_from(
        ChangeKindSource(), "Whether the line was added, removed or changed."
    )
    before: QuoteLine | None = field_from(
        RevisionSide(), "Line in the other revision; null if the line was added."
    )
    after: QuoteLine | None = field_from(
        RevisionSide(later=True), "Line in this revision; null if the line was removed."
    )
    fields: list[FieldChange] = field_from(
        ChangedFields(of_lines=True), "Fields that differ; empty if the line was added or removed."
    )


@structure
class QuoteChanges:
    """Differences between a quote and another revision with the same number."""

    compared_to: LaterQuote = field_from(RevisionSide(), "Revision that the quote is compared to.")
    fields: list[FieldChange] = field_from(
        ChangedFields(), "Fields and totals of the document that differ."
    )
    lines: list[QuoteLineChange] = field_from(
        ChangedLines(),
        "Lines that differ, in the order of their line numbers. Lines keep their identity"
        " across revisions.",
        size=MAX_LINES,  # of each revision, if they share none; then no line has `fields`
    )
