"""Declares the fields of pages and groups; see `gql.schema.fields`."""

from collections.abc import Callable
from typing import Any

from db.planner.feed import Entries
from db.planner.pagination import Nodes, Page, PageField, SameRow
from db.sql.expressions import Expression
from gql.schema.fields import make_field


def rows(description: str) -> Any:
    """Declare the rows of a page."""
    return make_field(lambda *_: Nodes(), description)


def same_row(description: str) -> Any:
    """Declare another view of the same row or page."""
    return make_field(lambda *_: SameRow(), description)


def page_field(
    part: Callable[[Page], Expression] | Callable[[Entries], Expression],
    description: str,
    *,
    of_rows: bool = True,
    weight: int = 0,
) -> Any:
    """Declare a field about the page itself."""
    return make_field(lambda *_: PageField(part, of_rows), description, weight=weight)
