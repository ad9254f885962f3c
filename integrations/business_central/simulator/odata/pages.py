"""Which rows a page has, and the opaque token of the next one.

The token holds the sort keys of the page's last row, so a row that changes between two pages moves
within the order, as it does in Business Central.
"""

import base64
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from integrations.business_central.simulator.core.errors import refuse_query
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.odata.options import Options

LARGEST_PAGE = 20_000


@dataclass(frozen=True)
class Page:
    """Rows, how many match in total, and the token of the next page if there is one."""

    rows: list[Row]
    total: int
    token: str | None


def page_of(tx: Transaction, rows: list[Row], options: Options, size: int) -> Page:
    """Return the rows of a page in the order that the options ask for."""
    test = options.filter.test if options.filter else None
    matching = [row for row in rows if test is None or test(tx, row)]
    for field, descending in reversed([*options.order]):
        matching.sort(key=partial(field.value_in, tx), reverse=descending)
    total = len(matching)
    passed, left = _start(tx, matching, options)
    wanted = matching[passed:] if left is None else matching[passed : passed + left]
    shown = wanted[: max(1, size)]
    if len(shown) == len(wanted):
        return Page(shown, total, None)
    remaining = None if left is None else left - len(shown)
    return Page(
        shown, total, _encode(_keys(tx, shown[-1], options), _position(shown[-1]), remaining)
    )


def by_key(rows: list[Row]) -> list[Row]:
    """Return rows in the order that lists have without `$orderby`."""
    return sorted(rows, key=_position)


def _position(row: Row) -> tuple[int, str]:
    return row.get("sequence", 0), row["id"]


def _start(tx: Transaction, rows: list[Row], options: Options) -> tuple[int, int | None]:
    if options.token is None:
        return options.skip, options.top
    keys, position, left = _decode(options.token)
    if len(keys) != len(options.order):
        raise refuse_query("The $skiptoken is not valid.")
    for passed, row in enumerate(rows):
        if _is_after(tx, row, keys, position, options):
            return passed, left
    return len(rows), left


def _is_after(
    tx: Transaction, row: Row, keys: list[Any], position: tuple[int, str], options: Options
) -> bool:
    for (field, descending), key in zip(options.order, keys, strict=True):
        value = field.value_in(tx, row)
        if value != key:
            return bool(value < key) if descending else bool(value > key)
    return _position(row) > position


def _keys(tx: Transaction, row: Row, options: Options) -> list[Any]:
    return [field.value_in(tx, row) for field, _ in options.order]


def _encode(keys: list[Any], position: tuple[int, str], left: int | None) -> str:
    shown = [{"d": str(key)} if isinstance(key, Decimal) else key for key in keys]
    text = json.dumps([shown, position, left], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def _decode(token: str) -> tuple[list[Any], tuple[int, str], int | None]:
    try:
        keys, (sequence, record_id), left = json.loads(base64.urlsafe_b64decode(token))
        shown = [Decimal(key["d"]) if isinstance(key, dict) else key for key in keys]
        return shown, (int(sequence), str(record_id)), left
    except (ValueError, TypeError, KeyError, ArithmeticError):
        raise refuse_query("The $skiptoken is not valid.") from None
