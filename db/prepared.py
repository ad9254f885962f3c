"""The questions that a connection keeps prepared, bounded by the memory they take in PostgreSQL.

Planning a statement anew takes PostgreSQL 10 to 25 times as long as running the kept plan, so what
is asked again and again must be kept. A kept statement takes the backend some 170 bytes for each
character of its SQL, its generic plan included; the driver's own cache counts statements only.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.patience import STATEMENT, left

MOST_READING = 200_000  # characters of all statements together: 34 MB of a backend
MOST_WRITING = 80_000  # beside the statements of mutations, which the driver keeps
LONGEST = 50_000  # of one; what is longer is planned each time
SWELLING = 100_000  # of one, after which a backend keeps tens of megabytes that it needed to plan
SEEN = 1_000  # statements that were asked once


@dataclass(frozen=True, slots=True)
class First:
    """A statement that finds parameters of the one after it on the same connection."""

    sql: str
    parameters: Sequence[Any]
    places: Sequence[int]  # of the columns of its only row among the other's parameters

    def filled(self, parameters: Sequence[Any], found: Sequence[Any]) -> list[Any]:
        """The other's parameters, with what this has found in their places."""
        values = list(parameters)
        for place, value in zip(self.places, found, strict=True):
            values[place] = value
        return values


class Prepared:
    """Runs a connection's questions, and keeps those that are asked again.

    A statement is kept when it is asked for the second time, so that a flood of questions that are
    asked only once drives out nothing. The one that was not used for the longest time goes first.
    """

    __slots__ = ("_kept", "_most", "_seen", "_size", "is_swollen")

    def __init__(self, most: int) -> None:
        self._most = most
        self.is_swollen = False  # the backend has become larger than it may stay
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self._size = 0
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def fetch_row(
        self, connection: Any, sql: str, parameters: Sequence[Any], first: First | None = None
    ) -> Any:
        """The first row; `first` finds some of the parameters before.

        Raises TimeoutError if an answer does not come in time.
        """
        if first is not None:
            found = await self.fetch_row(connection, first.sql, first.parameters)
            parameters = first.filled(parameters, found)
        if len(sql) > SWELLING:
            self.is_swollen = True
        statement = self._kept.get(sql)
        if statement is None:
            # Past the driver's own cache.
            statement = await connection.prepare(sql, timeout=left(STATEMENT))
            if self._is_worth_it(sql):
                self._keep(sql, statement)
        else:
            self._kept.move_to_end(sql)
        return await statement.fetchrow(*parameters, timeout=left(STATEMENT))

    def _is_worth_it(self, sql: str) -> bool:
        """Whether a statement is to be kept; what is asked once may never come again."""
        if len(sql) > LONGEST:
            return False
        key = hash(sql)
        if key in self._seen:
            del self._seen[key]
            return True
        self._seen[key] = None
        if len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        return False

    def _keep(self, sql: str, statement: Any) -> None:
        self._kept[sql] = statement
        self._size += len(sql)
        while self._size > self._most:  # the driver closes it before its next statement
            forgotten, _ = self._kept.popitem(last=False)
            self._size -= len(forgotten)
