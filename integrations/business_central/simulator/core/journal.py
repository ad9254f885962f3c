"""A file that keeps the committed rows: what was answered survives `kill -9` of the simulator."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
Key = tuple[str, str]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS rows (name TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (name, id))
WITHOUT ROWID
"""


class Journal:
    """The rows in an SQLite file; with no file, nothing is kept."""

    def __init__(self, file: str | None) -> None:
        self._database = sqlite3.connect(file, isolation_level=None) if file else None
        if self._database:
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(_SCHEMA)

    def load(self) -> Iterator[tuple[Key, Row]]:
        """Return all rows that were committed."""
        if self._database:
            for name, key, body in self._database.execute("SELECT name, id, body FROM rows"):
                yield (name, key), json.loads(body, object_hook=_unpack)

    def write(self, changes: Iterable[tuple[Key, Row | None]]) -> None:
        """Keep these rows, all or none; None deletes a row."""
        if not self._database:
            return
        self._database.execute("BEGIN")
        try:
            for (name, key), row in changes:
                if row is None:
                    self._database.execute(
                        "DELETE FROM rows WHERE name = ? AND id = ?", (name, key)
                    )
                else:
                    body = json.dumps(row, default=_pack)
                    self._database.execute("REPLACE INTO rows VALUES (?, ?, ?)", (name, key, body))
            self._database.execute("COMMIT")
        except BaseException:
            self._database.execute("ROLLBACK")
            raise

    def clear(self) -> None:
        """Forget all rows."""
        if self._database:
            self._database.execute("DELETE FROM rows")

    def close(self) -> None:
        """Close the file."""
        if self._database:
            self._database.close()


def _pack(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    raise TypeError(f"{type(value).__name__} cannot be kept.")


def _unpack(value: dict[str, Any]) -> Any:
    return Decimal(value["decimal"]) if value.keys() == {"decimal"} else value
