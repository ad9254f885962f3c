"""Dataloaders: rows by key, with one statement for all keys of one level of the answer."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from strawberry.dataloader import DataLoader

_ACCOUNTS = "SELECT id, name, email FROM accounts WHERE tenant_id = $1 AND id = ANY ($2)"
_USERS = "SELECT id, name FROM users WHERE tenant_id = $1 AND id = ANY ($2)"
_QUOTES = """
SELECT * FROM (SELECT id, number, status, total_amount, currency_code, opportunity_id, created_at,
    row_number() OVER (PARTITION BY opportunity_id ORDER BY created_at, id) AS place
  FROM quotes WHERE tenant_id = $1 AND opportunity_id = ANY ($2)) AS numbered
WHERE place <= 10 ORDER BY created_at, id
"""
_LINES = """
SELECT id, line_number, quantity, price_per_unit, extended_amount, currency_code, quote_id
FROM quote_lines WHERE tenant_id = $1 AND quote_id = ANY ($2) ORDER BY line_number
"""


class Loaders:
    """The dataloaders of one request, so that no outdated rows are returned."""

    def __init__(self, pool: Any, tenant_id: UUID) -> None:
        self.pool, self.tenant_id = pool, tenant_id
        self.account = self._by_id(_ACCOUNTS)
        self.user = self._by_id(_USERS)
        self.quotes = self._by_parent(_QUOTES, "opportunity_id")
        self.lines = self._by_parent(_LINES, "quote_id")

    async def rows(self, statement: str, *values: Any) -> list[Any]:
        """Run a statement for the tenant."""
        async with self.pool.acquire() as connection:
            found: list[Any] = await connection.fetch(statement, self.tenant_id, *values)
        return found

    def _by_id(self, statement: str) -> DataLoader[UUID, Any]:
        async def load(keys: list[UUID]) -> list[Any]:
            found = {row["id"]: row for row in await self.rows(statement, keys)}
            return [found.get(key) for key in keys]

        return _loader(load)

    def _by_parent(self, statement: str, parent: str) -> DataLoader[UUID, Any]:
        async def load(keys: list[UUID]) -> list[Any]:
            found: dict[UUID, list[Any]] = defaultdict(list)
            for row in await self.rows(statement, keys):
                found[row[parent]].append(row)
            return [found[key] for key in keys]

        return _loader(load)


def _loader(load: Callable[[list[UUID]], Awaitable[list[Any]]]) -> DataLoader[UUID, Any]:
    return DataLoader(load_fn=load)
