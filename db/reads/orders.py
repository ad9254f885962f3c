"""The orders that lists are offered in: always total, because the id comes last."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, tuple_

from db.reads.selection import Row

Keys = list[tuple[str, bool]]  # column, and whether it descends

DEFAULT = "created_at"


def keys_of(table: Table, asked: Sequence[Mapping[str, Any]] | None) -> Keys:
    """The order's columns: those asked for, once each, then the id in the last direction."""
    keys: dict[str, bool] = {}
    for item in asked or []:
        keys.setdefault(item["field"].value.lower(), item["direction"].value == "DESC")
    if not keys:
        keys[DEFAULT if DEFAULT in table.c else table.primary_key.columns[-1].name] = False
    keys.setdefault("id", list(keys.values())[-1])
    return list(keys.items())


def ordering(keys: Keys, rows: Row, *, reverse: bool) -> list[ColumnElement[Any]]:
    """The ORDER BY of these keys, or of the way back."""
    return [
        rows[name].desc() if descends is not reverse else rows[name].asc()
        for name, descends in keys
    ]


def beyond(
    keys: Keys, rows: Row, position: Sequence[Any], *, before: bool, inclusive: bool = False
) -> ColumnElement[bool]:
    """Whether a row comes after (or before) a position in the order.

    A comparison of rows, which an index serves, where all keys have one direction.
    """
    columns = [rows[name] for name, _ in keys]
    directions = {descends for _, descends in keys}
    if len(directions) == 1:
        left, right = tuple_(*columns), tuple_(*position)
        if directions.pop() is before:
            return left >= right if inclusive else left > right
        return left <= right if inclusive else left < right
    return _expanded(keys, columns, position, before=before, inclusive=inclusive)


def _expanded(
    keys: Keys,
    columns: Sequence[ColumnElement[Any]],
    position: Sequence[Any],
    *,
    before: bool,
    inclusive: bool,
) -> ColumnElement[bool]:
    cases = []
    for at, (_, descends) in enumerate(keys):
        same = [columns[i] == position[i] for i in range(at)]
        column = columns[at]
        further = column > position[at] if descends is before else column < position[at]
        cases.append(and_(*same, further))
    if inclusive:
        cases.append(and_(*(columns[i] == position[i] for i in range(len(keys)))))
    return or_(*cases)
