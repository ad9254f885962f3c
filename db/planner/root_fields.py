"""Sources of root fields: a record by id, several records, the records changed by a mutation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from db.planner.errors import ReadRefused
from db.planner.json_objects import to_one
from db.planner.json_sql import collect_objects, or_null
from db.planner.plan import PlanBuilder
from db.planner.public_ids import NOBODY, TABLES_BY_PREFIX, table_of, uuid_in
from db.planner.selection import ObjectSelection, Row, SelectedField
from db.planner.variables import prefixes_in
from db.scope import tenant_rows
from db.sql.expressions import Expression, case, constant, null
from db.sql.functions import call
from db.sql.rows import rows_of_function
from db.sql.selects import Select
from db.sql.sql_types import BIGINT, GUID, GUIDS, TEXT, TEXTS

MAX_BATCH = 100


@dataclass(frozen=True, slots=True)
class ById:
    """The record with the id in an argument; null if there is no such record of a selected type."""

    argument: str = "id"

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The object, or null."""
        requested_id = selected.arguments[self.argument]
        # The prefix of the id is part of the plan's key, so the first fitting type is the only one.
        for selection in selections_for_ids(selected.selections, requested_id):
            rows = tenant_rows(selection.rows, builder.name())

            def uuid(value: Any, table: Table = selection.rows) -> UUID:
                return as_uuid(value, table)

            match = rows["id"] == builder.bind(requested_id, GUID, uuid)
            return to_one(builder, selection, rows, rows.select().where(match))
        return null()


@dataclass(frozen=True, slots=True)
class ByIds:
    """The records with the ids in an argument, in the order of the argument."""

    argument: str = "ids"
    largest: int | None = MAX_BATCH
    with_gaps: bool = True  # whether a missing record is a null in the list or left out

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The list of objects."""
        # Two arrays as parameters, so that the plan does not depend on the number of ids; WITH
        # ORDINALITY numbers the ids to restore their order.
        requested_ids = selected.arguments[self.argument]
        kinds = builder.bind(requested_ids, TEXTS, self._kinds)
        uuids = builder.bind(requested_ids, GUIDS, lambda ids: [as_uuid(one) for one in ids])
        columns = {"kind": TEXT, "id": GUID, "at": BIGINT}
        requested = rows_of_function(call("unnest", kinds, uuids), builder.name(), columns)
        branches = []
        for selection in selections_for_ids(selected.selections, requested_ids):
            rows = tenant_rows(selection.rows, builder.name())
            matching = rows.select().where(rows["id"] == requested["id"])
            record = to_one(builder, selection, rows, matching)
            branches.append((requested["kind"] == constant(selection.rows.name), record))
        record = case(*branches) if branches else null()
        # Sorted in a subselect, and aggregated in its order.
        unordered = Select(record.label("record"), requested["at"].label("at")).of(requested)
        records = unordered.order_by(requested["at"]).rows(builder.name())
        item = or_null(records["record"]) if self.with_gaps else records["record"]
        return Select(collect_objects(item)).of(records).value()

    def _kinds(self, ids: Sequence[Any]) -> list[str | None]:
        if self.largest is not None and len(ids) > self.largest:
            raise ReadRefused(f"Give at most {self.largest} IDs in `{self.argument}`.")
        return [None if (kind := table_of(one)) is None else kind.name for one in ids]


def selections_for_ids(selections: Sequence[ObjectSelection], ids: Any) -> list[ObjectSelection]:
    """The shapes of the record types whose prefixes occur in these ids."""
    requested_tables = {
        TABLES_BY_PREFIX[prefix] for prefix in prefixes_in(ids) if prefix is not None
    }
    return [selection for selection in selections if selection.table in requested_tables]


def as_uuid(id: str, table: Table | None = None) -> UUID:
    """The UUID in a public id; NOBODY if the text is not a public id (of the table, if given)."""
    kind = table_of(id) if table is None else table
    return NOBODY if kind is None else uuid_in(id, kind)
