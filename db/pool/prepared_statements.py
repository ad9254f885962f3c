"""Prepared statements of a connection, bounded by the memory they take in PostgreSQL.

Planning a statement takes PostgreSQL 10 to 25 times as long as executing a kept plan, so repeated
queries must stay prepared. A prepared statement takes the backend about 170 bytes per character
of its SQL, including the generic plan. asyncpg's own cache is bounded only by the number of
statements.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.pool.deadlines import STATEMENT, time_left

MAX_READING = 200_000  # characters of all statements together: 34 MB of a backend
MAX_WRITING = 80_000  # in addition to the statements of mutations, which asyncpg caches
MAX_LENGTH = 50_000  # characters of one statement; longer ones are planned each time
LARGE_STATEMENT = 100_000  # characters; after planning these, a backend keeps tens of megabytes
SEEN = 1_000  # remembered statements that were used once


@dataclass(frozen=True, slots=True)
class LookupStatement:
    """A statement whose result provides parameters of the next statement on the connection."""

    sql: str
    parameters: Sequence[Any]
    places: Sequence[int]  # for each column of its only row, an index in the other's parameters

    def fill(self, parameters: Sequence[Any], results: Sequence[Any]) -> list[Any]:
        """The parameters of the next statement, completed with the row that this one found."""
        values = list(parameters)
        for place, value in zip(self.places, results, strict=True):
            values[place] = value
        return values


class PreparedStatements:
    """Runs the queries of a connection, and keeps repeated ones prepared.

    A statement is kept on its second use, so that a flood of unique queries evicts nothing. The
    least recently used statement is evicted first.
    """

    __slots__ = ("_kept", "_most", "_seen", "_size", "is_oversized")

    def __init__(self, most: int) -> None:
        self._most = most
        # Whether the backend uses so much memory that it must be replaced.
        self.is_oversized = False
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self._size = 0
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def fetch_row(
        self,
        connection: Any,
        sql: str,
        parameters: Sequence[Any],
        first: LookupStatement | None = None,
    ) -> Any:
        """The first row; `first` runs before and provides some of the parameters.

        Raises TimeoutError if PostgreSQL does not answer in time.
        """
        if first is not None:
            first_row = await self.fetch_row(connection, first.sql, first.parameters)
            parameters = first.fill(parameters, first_row)
        if len(sql) > LARGE_STATEMENT:
            self.is_oversized = True
        statement = self._kept.get(sql)
        if statement is None:
            # Bypasses asyncpg's own cache.
            statement = await connection.prepare(sql, timeout=time_left(STATEMENT))
            if self._is_worth_it(sql):
                self._keep(sql, statement)
        else:
            self._kept.move_to_end(sql)
        return await statement.fetchrow(*parameters, timeout=time_left(STATEMENT))

    def _is_worth_it(self, sql: str) -> bool:
        """Whether to keep a statement: it is short enough, and was used before."""
        if len(sql) > MAX_LENGTH:
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
        while self._size > self._most:  # asyncpg closes it before its next statement
            forgotten, _ = self._kept.popitem(last=False)
            self._size -= len(forgotten)
