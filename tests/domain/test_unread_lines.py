"""Documents loaded without their lines: when lines are needed, and their placeholder."""

from typing import Any
from uuid import UUID

import pytest

from domain.sales.line_editing import UnreadLines
from tests.domain import make

LIST = UUID(int=7)


@pytest.mark.parametrize(
    ("changes", "needs"),
    [
        ({"name": "Other"}, False),
        ({"description": None, "price_list_id": LIST}, False),
        ({"price_list_id": UUID(int=8)}, True),
        ({"price_list_id": None}, True),
        ({"discount_percentage": None}, True),
        ({"name": "Other", "freight_amount": None}, True),
    ],
)
def test_an_update_needs_lines_where_it_computes_amounts(
    changes: dict[str, Any], *, needs: bool
) -> None:
    assert make.quote(price_list_id=LIST).needs_lines(changes) is needs


@pytest.mark.parametrize("are_there", [True, False])
def test_what_stands_for_lines_says_whether_there_are_any(*, are_there: bool) -> None:
    assert bool(UnreadLines(are_there)) is are_there


def test_nobody_decides_by_lines_that_nobody_looked_for() -> None:
    with pytest.raises(LookupError, match=r"^the document was loaded without its lines$"):
        bool(UnreadLines())
