"""Rows in memory, transactions over them, and commits that take long.

A row is a dict with an `id`. A document's lines are rows within its row, under `lines`.
"""

import asyncio
import base64
import copy
import itertools
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from typing import Any

from integrations.business_central.simulator.core.clock import Clock
from integrations.business_central.simulator.core.journal import Journal, Key, Row

MODIFIED, VERSION = "lastModifiedDateTime", "_version"
_REMEMBERED = 10_000  # rows that were replaced lately, for reads from a replica


class RowLocked(Exception):
    """Another transaction changed the row and is not committed yet."""


class Store:
    """The committed rows of all tables."""

    def __init__(self, clock: Clock, journal: Journal) -> None:
        self.clock, self._journal = clock, journal
        self.tables: dict[str, dict[str, Row]] = defaultdict(dict)
        self.before_commit: list[Callable[[Transaction], None]] = []
        self.committed = asyncio.Event()
        self.clears = 0
        self._held: set[Key] = set()
        self._replaced: deque[tuple[int, Key, Row | None]] = deque(maxlen=_REMEMBERED)
        self._lines: dict[str, Key] = {}
        self._versions = itertools.count(1)
        for (name, record_id), row in journal.load():
            self._apply((name, record_id), row)
        highest = max((row.get(VERSION, 0) for row in self._rows()), default=0)
        self._versions = itertools.count(highest + 1)

    def begin(self) -> "Transaction":
        """Return a new transaction."""
        return Transaction(self)

    def begin_earlier(self, since: int) -> "Transaction":
        """Return a transaction that sees the rows as they were at a time; only for reading."""
        tx = Transaction(self)
        for at, key, before in reversed(self._replaced):
            if at <= since:
                break
            tx.changes[key] = before
        return tx

    def next_number(self, series: str, first: int) -> int:
        """Return the next number of a series. It is used up even if the transaction fails."""
        row = self.tables["numberSeries"].get(series)
        number = int(row["next"]) if row else first
        taken = {"id": series, "next": number + 1}
        self._journal.write([(("numberSeries", series), taken)])
        self._apply(("numberSeries", series), taken)
        return number

    def next_version(self) -> int:
        """Return a version that no row has yet."""
        return next(self._versions)

    def owner_of_line(self, line_id: str) -> Key | None:
        """Return the table and the id of the document that has this line."""
        return self._lines.get(line_id)

    def is_held(self, key: Key) -> bool:
        """Return whether a transaction that is not committed yet changed the row."""
        return key in self._held

    def hold(self, keys: set[Key]) -> None:
        """Lock rows until `release`."""
        self._held |= keys

    def release(self, keys: set[Key]) -> None:
        """Unlock rows."""
        self._held -= keys
        self.wake()

    def save(self, changes: dict[Key, Row | None]) -> None:
        """Write the changes to the journal and to memory."""
        self._journal.write(changes.items())
        for key, row in changes.items():
            self._replaced.append((self.clock.now(), key, self.tables[key[0]].get(key[1])))
            self._apply(key, row)
        self.wake()

    def clear(self) -> None:
        """Delete everything; transactions that have begun will not change anything."""
        self.clears += 1
        self._journal.clear()
        self.tables.clear()
        self._lines.clear()
        self._held.clear()
        self._replaced.clear()
        self.wake()

    def wake(self) -> None:
        """Let those look again who wait for a commit."""
        self.committed.set()
        self.committed = asyncio.Event()

    def _rows(self) -> Iterator[Row]:
        for table in self.tables.values():
            yield from table.values()

    def _apply(self, key: Key, row: Row | None) -> None:
        table, row_id = key
        before = (
            self.tables[table].pop(row_id, None) if row is None else self.tables[table].get(row_id)
        )
        for line in (before or {}).get("lines", ()):
            self._lines.pop(line["id"], None)
        if row is not None:
            self.tables[table][row_id] = row
            for line in row.get("lines", ()):
                self._lines[line["id"]] = key


class Transaction:
    """Changes that are committed together or not at all."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, store.clock
        self._clears = store.clears
        self.changes: dict[Key, Row | None] = {}

    def get(self, table: str, record_id: str) -> Row | None:
        """Return the row as this transaction sees it, not to be changed."""
        key = (table, record_id)
        return self.changes[key] if key in self.changes else self.store.tables[table].get(record_id)

    def edit(self, table: str, record_id: str) -> Row | None:
        """Return a copy of the row that can be changed and put."""
        row = self.get(table, record_id)
        return copy.deepcopy(row)

    def rows(self, table: str) -> Iterator[Row]:
        """Return all rows of the table as this transaction sees them."""
        for record_id, row in list(self.store.tables[table].items()):
            if (table, record_id) not in self.changes:
                yield row
        for (name, _), changed in list(self.changes.items()):
            if name == table and changed is not None:
                yield changed

    def find(self, table: str, **wanted: Any) -> Row | None:
        """Return a row that has these values."""
        return next(
            (row for row in self.rows(table) if all(row.get(k) == v for k, v in wanted.items())),
            None,
        )

    def put(self, table: str, row: Row, *, touch: bool = True) -> None:
        """Save the row. An unchanged one keeps its version and its time of change.

        Without `touch`, both stay although the row changes.
        """
        before = self.get(table, row["id"])
        if before == row:
            return
        self._claim((table, row["id"]))
        if touch:
            row = {**row, MODIFIED: self.clock.now(), VERSION: self.store.next_version()}
        self.changes[table, row["id"]] = row

    def delete(self, table: str, record_id: str) -> None:
        """Delete the row."""
        self._claim((table, record_id))
        self.changes[table, record_id] = None

    def commit(self) -> None:
        """Make the changes visible and durable."""
        if self._clears != self.store.clears:
            return
        for hook in self.store.before_commit:
            hook(self)
        if self.changes:
            self.store.save(self.changes)

    async def commit_late(self, due: int) -> None:
        """Commit at a simulated time; until then, nobody sees or changes these rows."""
        keys = set(self.changes)
        self.store.hold(keys)
        try:
            await self.clock.wait_until(due)
            self.commit()
        finally:
            self.store.release(keys)

    def _claim(self, key: Key) -> None:
        if self.store.is_held(key):
            raise RowLocked


def etag_of(row: Row) -> str:
    """Return the weak etag of a row, which changes with every version of it."""
    version = f"{row.get(VERSION, 0):019}"
    return f'W/"{base64.b64encode(f"{len(version)};{version};00;".encode()).decode()}"'
