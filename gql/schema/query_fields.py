"""Declares the fields of the root query type; see `gql.schema.fields`."""

from dataclasses import dataclass
from typing import Any

import strawberry

from db.planner.aggregates.group_sources import GroupSource
from db.planner.aggregates.measures import Grouping
from db.planner.aggregates.query import DEFAULT_GROUPS
from db.planner.feed import DEFAULT_ENTRIES, Feed
from db.planner.fields.field_sources import ViewerSource
from db.planner.root_fields import ById, ByIds
from db.planner.search import DEFAULT_HITS, Search
from gql.schema.cost_directives import ListSize
from gql.schema.field_arguments import argument, feed_arguments, group_arguments, search_arguments
from gql.schema.fields import field_from

_GROUPS_WEIGHT, _SEARCH_WEIGHT = 7_500, 12_000  # 1 is about the cost of reading an object
_GROUPS = ListSize(
    assumed_size=DEFAULT_GROUPS,
    slicing_arguments=["first"],
    sized_fields=["nodes"],
    require_one_slicing_argument=False,
)
_NAMED = ListSize(slicing_arguments=["ids"])
_HITS = ListSize(
    assumed_size=DEFAULT_HITS, slicing_arguments=["first"], require_one_slicing_argument=False
)
_ENTRIES = ListSize(
    assumed_size=DEFAULT_ENTRIES,
    slicing_arguments=["first"],
    sized_fields=["nodes"],
    require_one_slicing_argument=False,
)


@dataclass(frozen=True, slots=True)
class Grouped:
    """A document type that can be grouped, with its input types."""

    grouping: Grouping
    filter: str
    group_by: type
    having: type
    order_by: type


def groups(grouped: Grouped, description: str) -> Any:
    """Declare a field with documents in groups."""
    source = GroupSource(grouped.grouping)
    field = field_from(source, description, weight=_GROUPS_WEIGHT, size=_GROUPS)
    field.arguments = group_arguments(
        grouped.filter, grouped.group_by, grouped.having, grouped.order_by
    )
    return field


def by_id(description: str) -> Any:
    """Declare a field with the record whose ID is in the argument `id`."""
    field = field_from(ById(), description)
    field.arguments = [argument("id", strawberry.ID, required=True)]
    return field


def by_ids(description: str) -> Any:
    """Declare a field with the records whose IDs are in the argument `ids`, in the same order."""
    field = field_from(ByIds(), description, size=_NAMED)
    field.arguments = [argument("ids", list[strawberry.ID], required=True)]
    return field


def search(kinds: type, description: str) -> Any:
    """Declare a field with the records, of one of the types in `kinds`, that match a text."""
    field = field_from(Search(), description, weight=_SEARCH_WEIGHT, size=_HITS)
    field.arguments = search_arguments(kinds)
    return field


def feed(types: type, description: str) -> Any:
    """Declare a field with the changes after a cursor."""
    field = field_from(Feed(), description, size=_ENTRIES)
    field.arguments = feed_arguments(types)
    return field


def viewer(description: str) -> Any:
    """Declare a field with the signed-in user."""
    return field_from(ViewerSource(), description)
