"""Full-text search over several kinds of records: what the function of migration 0005 finds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Text,
    Uuid,
    bindparam,
    column,
    func,
    select,
)

from db.reads.draft import Draft
from db.reads.identifiers import NOBODY
from db.reads.kinds import ByKind
from db.reads.refusals import ReadRefused
from db.reads.roots import as_uuid
from db.reads.selection import Chosen, Row
from db.reads.written import collected
from db.scope import TENANT
from db.tables import SEARCHED

LONGEST_TEXT = 200  # characters
MOST_HITS, DEFAULT_HITS = 50, 20


class Search:
    """The records that have all the words of a text, the best ones first."""

    parts = 40
    _record = ByKind(SEARCHED, "kind", "id")

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The list of records, each with what was chosen of its type."""
        asked = chosen.arguments
        first = asked.get("first")
        found = func.search_records(
            bindparam(TENANT, type_=Uuid),
            draft.bind(asked["text"], Text(), _text),
            draft.bind(asked.get("types") or list(SEARCHED), ARRAY(Text()), _kinds),
            draft.bind(asked["text"], Uuid(), _named),
            draft.bind(DEFAULT_HITS if first is None else first, Integer(), _size),
        ).table_valued(column("kind", Text), column("id", Uuid), with_ordinality="at")
        hits = found.render_derived(draft.name())
        record = self._record.sql(draft, hits.c, chosen).label("json")
        rows = select(record).select_from(hits).order_by(hits.c["at"]).correlate_except(hits)
        return select(collected(rows.subquery().c.json)).scalar_subquery()


def _text(text: Any) -> Any:
    if len(text) > LONGEST_TEXT:
        raise ReadRefused(f"A text to search for has at most {LONGEST_TEXT} characters.")
    return text


def _kinds(kinds: Sequence[Any]) -> list[str]:
    return [str(getattr(kind, "value", kind)) for kind in kinds]


def _named(text: Any) -> UUID:
    """The record whose id the text is, if it is one."""
    return as_uuid(text.strip()) if text.strip() else NOBODY


def _size(value: int) -> int:
    if not 0 <= value <= MOST_HITS:
        raise ReadRefused(f"first must be between 0 and {MOST_HITS}.")
    return value
