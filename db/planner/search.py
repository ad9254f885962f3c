"""Full-text search over several types of records, with `search_records` of migration 0005.

The function is called in a statement of its own before the statement that reads the records: a
database distributed by tenant cannot plan a function that reads tables (decision 56).
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from db.planner.errors import ReadRefused
from db.planner.fields.polymorphic import ByKind
from db.planner.json_sql import collect_objects
from db.planner.plan import PlanBuilder
from db.planner.public_ids import NOBODY
from db.planner.root_fields import as_uuid
from db.planner.selection import Row, SelectedField
from db.scope import TENANT
from db.sql.expressions import Expression
from db.sql.functions import call, gather
from db.sql.rows import rows_of_function
from db.sql.selects import Select
from db.sql.sql_types import BIGINT, GUID, INTEGER, TEXT, TEXTS
from db.tables import SEARCHED

MAX_SEARCH_LENGTH = 200  # characters
MAX_HITS, DEFAULT_HITS = 50, 20
_HITS = {"kind": TEXT, "id": GUID, "at": BIGINT}  # the columns of a hit; `at` is its rank


class Search:
    """The records that contain all words of a text, best matches first."""

    parts = 40
    _record = ByKind(SEARCHED, "kind", "id")

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The list of records, each with the fields selected on its type."""
        kinds, ids = builder.look_up(lambda lookup: _hits(lookup, selected.arguments))
        # In selects of their own: PostgreSQL sees the length of a bare array parameter, and would
        # plan again for a small number of hits (1 ms, decision 56).
        kinds_and_ids = call("unnest", Select(kinds).value(), Select(ids).value())
        hits = rows_of_function(kinds_and_ids, builder.name(), _HITS)
        record = self._record.sql(builder, hits, selected).label("json")
        rows = Select(record).of(hits).order_by(hits["at"]).rows(builder.name())
        # Records that were deleted since the look-up are null here, and string_agg skips nulls.
        return Select(collect_objects(rows["json"])).of(rows).value()


def _hits(lookup: PlanBuilder, arguments: Mapping[str, Any]) -> Select:
    """The types and ids of the matching records as two arrays, best matches first."""
    first = arguments.get("first")
    parameters = (
        TENANT,
        lookup.bind(arguments["text"], TEXT, _text),
        lookup.bind(arguments.get("types") or list(SEARCHED), TEXTS, _kinds),
        lookup.bind(arguments["text"], GUID, _id_in_text),
        lookup.bind(DEFAULT_HITS if first is None else first, INTEGER, _size),
    )
    hits = rows_of_function(call("search_records", *parameters), lookup.name(), _HITS)
    kinds, ids = (gather(hits[name], order=hits["at"]) for name in ("kind", "id"))
    return Select(kinds.label("kinds"), ids.label("ids")).of(hits)


def _text(text: Any) -> Any:
    if len(text) > MAX_SEARCH_LENGTH:
        raise ReadRefused(f"`text` can have at most {MAX_SEARCH_LENGTH} characters.")
    return text


def _kinds(kinds: Sequence[Any]) -> list[str]:
    return [str(getattr(kind, "value", kind)) for kind in kinds]


def _id_in_text(text: Any) -> UUID:
    """The UUID if the text is a public id, which finds that record; otherwise NOBODY."""
    return as_uuid(text.strip()) if text.strip() else NOBODY


def _size(value: int) -> int:
    if not 0 <= value <= MAX_HITS:
        raise ReadRefused(f"`first` must be between 0 and {MAX_HITS}.")
    return value
