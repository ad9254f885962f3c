"""Conditions and sums of the quotes that an action reads beside its own.

An opportunity can have thousands of quotes. Only drafts and active ones are read and locked; of the
others, which do not change anymore, just what the rules need is computed in SQL.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select

from db import tables
from db.repositories.statements import bind_value, by_id, mine, referenced_id
from domain.sales.quote_lifecycle import LIVE, QuoteStatus


# As text, not as parameters: the index of live revisions is for these two values.
def _has_status(c: Any, *statuses: QuoteStatus) -> ColumnElement[bool]:
    values: list[Any] = [literal_column(f"'{status.value}'") for status in sorted(statuses)]
    return c.status.in_(values)  # type: ignore[no-any-return]


def _is_revision(c: Any) -> ColumnElement[bool]:
    """All revisions of the given quote."""
    return c.number == referenced_id(tables.quotes, "number")  # type: ignore[no-any-return]


def _is_sibling(c: Any) -> ColumnElement[bool]:
    """All quotes of the given opportunity."""
    return c.opportunity_id == bind_value("opportunity_id")  # type: ignore[no-any-return]


def with_live_revision(c: Any) -> ColumnElement[bool]:
    """The given quote, and its draft or active revision."""
    return or_(by_id(c), and_(_has_status(c, *LIVE), _is_revision(c)))


def with_live_siblings(c: Any) -> ColumnElement[bool]:
    """The given quote, its draft or active revision, and those quotes of the given opportunity."""
    # One condition, because two statements could not lock all of them in the order of their IDs
    # (decision 3).
    return or_(by_id(c), and_(_has_status(c, *LIVE), or_(_is_revision(c), _is_sibling(c))))


def live_quotes(c: Any) -> ColumnElement[bool]:
    """The draft and active quotes of the given opportunity."""
    return and_(_has_status(c, *LIVE), _is_sibling(c))


def newest_revision() -> Sequence[ColumnElement[Any]]:
    """The highest revision number of the given quote."""
    c = tables.quotes.alias("revision").c
    newest = select(func.max(c.revision)).where(mine(c), _is_revision(c))
    return (newest.scalar_subquery().label("newest_revision"),)


def competing_facts() -> Sequence[ColumnElement[Any]]:
    """The highest revision number, and the total of the given opportunity's other won quotes."""
    c = tables.quotes.alias("sibling").c
    zero: Any = literal_column("0")
    won = and_(_is_sibling(c), _has_status(c, QuoteStatus.WON), c.id != bind_value("id"))
    total = select(func.coalesce(func.sum(c.total_amount), zero)).where(mine(c), won)
    return (*newest_revision(), total.scalar_subquery().label("won_before"))
