"""Types of a page of a list."""

from typing import Generic, TypeVar

from db.planner.pagination import Page
from gql.schema.fields import structure
from gql.schema.page_fields import page_field, rows, same_row

T = TypeVar("T")


@structure
class PageInfo:
    """Information about pagination in a list."""

    has_next_page: bool = page_field(
        lambda page: page.more(before=False), "Whether there are records after this page."
    )
    has_previous_page: bool = page_field(
        lambda page: page.more(before=True), "Whether there are records before this page."
    )
    start_cursor: str | None = page_field(
        lambda page: page.end(start=True),
        "Cursor of the first record on the page; null if the page is empty.",
    )
    end_cursor: str | None = page_field(
        lambda page: page.end(start=False),
        "Cursor of the last record on the page; null if the page is empty.",
    )


@structure
class Edge(Generic[T]):
    """A record in a list, with its cursor."""

    cursor: str = page_field(Page.cursor, "Cursor of the record. Pass it as `after` or `before`.")
    node: T = same_row("The record at the end of the edge.")


@structure
class Connection(Generic[T]):
    """A page of a list, with cursors for the pages before and after it."""

    edges: list[Edge[T]] = rows("Records on the page, each with its cursor.")
    nodes: list[T] = rows(
        "Records on the page, for clients that do not need the cursors of `edges`."
    )
    page_info: PageInfo = same_row("Whether there are more pages, and the cursors to get them.")
    # Counted only up to a limit, because counting reads every row that matches.
    total_count: int = page_field(
        Page.total,
        "Total number of records in the list, counted up to 25,001.",
        of_rows=False,
        weight=125,
    )
