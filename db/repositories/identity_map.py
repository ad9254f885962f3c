"""The records of one unit of work: loaded, added, changed and deleted ones.

Loading always locks. Saving compares each record with the loaded values and writes the
differences, with one statement per table and type of change for any number of rows (decision 2).
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from db.change_feed import ChangeOperation, Entry, insert_changes, is_followed
from db.pool.transactions import send_with_commit
from db.repositories.line_counts import announce_lines
from db.repositories.mapping import (
    ATTACHED,
    DOCUMENT_MAPPINGS,
    RECORDS,
    AttachedMapping,
    DocumentMapping,
    LineMapping,
    RecordMapping,
    Row,
    Values,
    header_of,
)
from db.repositories.selects import Columns, headers, lines_of, no_columns, with_lines
from db.repositories.statements import (
    Where,
    delete_rows,
    fetch,
    insert_rows,
    insert_values,
    update_rows,
    update_values,
)
from db.repositories.tracked import Tracked, present_lines
from db.repositories.turns import in_turns
from db.work_meter import FREE, WorkMeter
from domain.core.errors import VersionConflict
from domain.core.money import Currency, RoundingMode
from domain.sales.line_editing import UnreadLines

_HEADERS = 100  # headers of records that are built or compared without a pause (7 ms)


class IdentityMap:
    """Loads, remembers and saves the records of one transaction of one tenant."""

    def __init__(
        self,
        connection: AsyncConnection,
        tenant_id: UUID,
        user_id: UUID,
        now: datetime,
        meter: WorkMeter = FREE,
    ) -> None:
        self.connection = connection
        self.tenant_id = tenant_id
        self._now, self._user_id, self.meter = now, user_id, meter
        self._tracked: dict[tuple[type[Any], UUID], Tracked] = {}
        self._entries: list[Entry] = []

    async def load(self, kind: type[Any], where: Where, **values: Any) -> list[Any]:
        """Lock and read records in the order of their ids; documents without lines.

        The statement is compiled once per condition; `values` are the parameters of the condition.
        """
        return (await self.load_beside(kind, where, no_columns, **values))[0]

    async def load_beside(
        self, kind: type[Any], where: Where, beside: Columns, **values: Any
    ) -> tuple[list[Any], Row]:
        """Load records, and further columns, which have the same values in every row."""
        mapping = header_of(kind)
        statement = headers(mapping, where, beside)
        rows = await fetch(self.connection, statement, tenant=self.tenant_id, **values)
        loaded: list[Any] = []
        async for some in in_turns(rows, _HEADERS):
            loaded += [self._track(kind, mapping, dict(row)) for row in some]
        return loaded, dict(rows[0]) if rows else {}

    async def load_lines(self, kind: type[Any], documents: Sequence[Any]) -> None:
        """Read the lines of loaded and locked documents, unless they were read before."""
        mapping = DOCUMENT_MAPPINGS[kind].lines
        unread = [each for each in documents if isinstance(each.lines, UnreadLines)]
        if not unread:
            return
        for document in unread:
            document.lines = []
        statement, parents = lines_of(mapping), [document.id for document in unread]
        rows = await fetch(self.connection, statement, tenant=self.tenant_id, parents=parents)
        for count in Counter(row["parent"] for row in rows).values():
            self.meter.count_lines(count)
        async for some in in_turns(rows):
            for parent, *values in some:
                tracked = self._tracked[kind, parent]
                line = mapping.from_values(values)
                tracked.record.lines.append(line)
                tracked.lines[line.id] = tuple(values)

    async def look_for_lines(self, kind: type[Any], document: Any) -> None:
        """Find out whether a document has lines, if they were not read.

        This needs a statement of its own: the statement that waited for the lock sees other
        tables as they were before the wait (decision 54).
        """
        if isinstance(document.lines, UnreadLines):
            parameters = {"tenant": self.tenant_id, "parents": [document.id]}
            rows = await fetch(self.connection, with_lines(DOCUMENT_MAPPINGS[kind]), **parameters)
            document.lines = UnreadLines(bool(rows))

    def add(self, record: Any, created_at: datetime | None = None) -> None:
        """Register a new record, to be saved. `created_at` is set if it was not created now."""
        self._tracked[type(record), record.id] = Tracked(record, created_at=created_at)

    def delete(self, record: Any) -> None:
        """Mark a loaded record to be deleted with its lines."""
        self._tracked[type(record), record.id].deleted = True

    async def save(self) -> None:
        """Write all differences from the loaded values. Raises VERSION_CONFLICT."""
        # Backwards, so that a record is deleted before those that it refers to.
        for kind, mapping in reversed(RECORDS.items()):
            await self._delete(mapping, self._of(kind))
        for kind, mapping in RECORDS.items():
            await self._save_headers(mapping, self._of(kind))
        for kind, document in DOCUMENT_MAPPINGS.items():
            tracked = self._of(kind)
            for item in tracked:
                async for some in in_turns(present_lines(item)):
                    item.present |= {line.id: document.lines.values(line) for line in some}
            await self._remove_lines(document.lines, tracked)
            await self._delete_children(document, tracked)
            await self._delete(document.header, tracked)
            await self._save_headers(document.header, tracked)
            await self._save_lines(document.lines, tracked)
        await self._append()
        for kind, attached in ATTACHED.items():
            await self._save_attached(attached, self._of(kind))
        changes = insert_changes(self.tenant_id, self._user_id, self._now, self._entries)
        send_with_commit(self.connection, changes)

    def _note(self, table: Table, item: Tracked, operation: ChangeOperation) -> None:
        """Add an entry to the change feed, if the feed reports this table."""
        if is_followed(table):
            record = item.record
            self._entries.append(Entry(table, record.id, operation, record.version))

    def _track(self, kind: type[Any], mapping: RecordMapping, row: Row) -> Any:
        known = self._tracked.get((kind, row["id"]))
        # A record that is loaded twice stays one object, with the changes made to it.
        if known is not None:
            return known.record
        appended: dict[str, Any] = {}
        if kind in DOCUMENT_MAPPINGS:
            appended["currency"] = Currency(
                row["currency_code"],
                row["currency_precision"],
                row["base_precision"],
                RoundingMode(row["rounding_mode"]),
            )
            appended["lines"] = UnreadLines()
        record = mapping.from_row(row, **appended)
        self._tracked[kind, record.id] = Tracked(record, mapping.to_row(record))
        return record

    def _of(self, kind: type[Any]) -> list[Tracked]:
        return [tracked for (of, _), tracked in self._tracked.items() if of is kind]

    async def _delete(self, header: RecordMapping, tracked: Iterable[Tracked]) -> None:
        gone = [item for item in tracked if item.deleted]
        for item in gone:
            self._note(header.table, item, ChangeOperation.DELETED)
        ids = [item.record.id for item in gone]
        await delete_rows(self.connection, header.table, self.tenant_id, "id", ids)

    async def _delete_children(self, mapping: DocumentMapping, tracked: Iterable[Tracked]) -> None:
        """Delete the records attached to a document, so that a mailed order can be deleted."""
        gone = [item.record.id for item in tracked if item.deleted]
        await announce_lines(self.connection, self.tenant_id, mapping.lines, gone, self.meter)
        for child in (mapping.lines, *(child for _, child in mapping.appended)):
            await delete_rows(self.connection, child.table, self.tenant_id, child.parent, gone)

    async def _save_headers(self, mapping: RecordMapping, tracked: Sequence[Tracked]) -> None:
        new: list[Row] = []
        changed: list[tuple[Row, Row]] = []
        for at, item in enumerate(tracked, 1):
            if at % _HEADERS == 0:
                await asyncio.sleep(0)
            row = mapping.to_row(item.record)
            if item.header is None:
                item.record.version = 1
                new.append(self._with(row, **self._stamps(item), version=1))
                self._note(mapping.table, item, ChangeOperation.CREATED)
            elif not item.deleted and item.is_changed(row):
                item.record.version += 1
                changed.append((item.header, row | {"version": item.record.version}))
                self._note(mapping.table, item, ChangeOperation.UPDATED)
        await self._update(mapping.table, changed)
        await insert_rows(self.connection, mapping.table, new)

    async def _update(self, table: Table, changed: Sequence[tuple[Row, Row]]) -> None:
        names = {name for old, row in changed for name in row if row[name] != old[name]}
        columns = sorted(names | {"id", "version"})
        rows = [
            self._with({name: row[name] for name in columns}, **self._change())
            for _, row in changed
        ]
        if await update_rows(self.connection, table, rows, versioned=True) != len(rows):
            raise VersionConflict

    async def _remove_lines(self, mapping: RecordMapping, tracked: Iterable[Tracked]) -> None:
        kept = [item for item in tracked if not item.deleted]
        gone = [line for item in kept for line in item.lines if line not in item.present]
        await delete_rows(self.connection, mapping.table, self.tenant_id, "id", gone)

    async def _save_lines(self, mapping: LineMapping, tracked: Iterable[Tracked]) -> None:
        new: list[Values] = []
        changed: list[tuple[Values, Values]] = []
        for item in tracked:
            parent = item.record.id
            for line_id, values in item.present.items():
                before = item.lines.get(line_id)
                if before is None:
                    new.append((parent, *values))
                elif values != before:
                    changed.append((before, values))
        await self._update_lines(mapping, changed)
        columns = (mapping.parent, *mapping.columns)
        await insert_values(self.connection, mapping.table, self.tenant_id, columns, new)

    async def _update_lines(
        self, mapping: LineMapping, changed: Sequence[tuple[Values, Values]]
    ) -> None:
        """Write the columns in which at least one of the lines has changed."""
        if not changed:
            return
        differ = {
            at
            for before, now in changed
            for at, (old, new) in enumerate(zip(before, now, strict=True))
            if old is not new and (old != new or str(old) != str(new))  # 1.05 becomes 1.0500
        }
        places = sorted(differ | {mapping.id})
        columns, pick = tuple(mapping.columns[at] for at in places), itemgetter(*places)
        rows = [pick(values) for _, values in changed]
        await update_values(self.connection, mapping.table, self.tenant_id, columns, rows)

    async def _save_attached(self, mapping: AttachedMapping, tracked: Sequence[Tracked]) -> None:
        """Save records that refer to documents; the lines of new ones are inserted."""
        await self._save_headers(mapping.header, tracked)
        lines, new = mapping.lines, [item for item in tracked if item.header is None]
        rows = [(item.record.id, *lines.values(line)) for item in new for line in item.record.lines]
        columns = (lines.parent, *lines.columns)
        await insert_values(self.connection, lines.table, self.tenant_id, columns, rows)

    async def _append(self) -> None:
        """Insert close records and payments, which are append-only, one statement per table."""
        rows: dict[Table, list[Row]] = {}
        parents = [mapping.parent for d in DOCUMENT_MAPPINGS.values() for _, mapping in d.appended]
        for kind, document in DOCUMENT_MAPPINGS.items():
            for item in self._of(kind):
                for name, mapping in document.appended:
                    blank = {p: None for p in parents if p in mapping.table.c}
                    rows.setdefault(mapping.table, []).extend(
                        blank
                        | self._with(mapping.to_row(child), **self._birth(item))
                        | {mapping.parent: item.record.id}
                        for child in getattr(item.record, name)
                    )
        for table, added in rows.items():
            await insert_rows(self.connection, table, added)

    def _birth(self, item: Tracked) -> Row:
        return {"created_at": item.created_at or self._now, "created_by": self._user_id}

    def _change(self, at: datetime | None = None) -> Row:
        return {"updated_at": at or self._now, "updated_by": self._user_id}

    def _stamps(self, item: Tracked) -> Row:
        return self._birth(item) | self._change(item.created_at)

    def _with(self, row: Row, **more: Any) -> Row:
        return {"tenant_id": self.tenant_id} | row | more
