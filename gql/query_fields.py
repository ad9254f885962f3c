"""How the root type of queries says what its fields return; see `gql.fields`."""

from dataclasses import dataclass
from typing import Any

import strawberry

from db.reads.feed import DEFAULT_ENTRIES, Feed
from db.reads.groups.grouping import Grouping
from db.reads.groups.groups import DEFAULT_GROUPS
from db.reads.groups.sources import Grouped as GroupSource
from db.reads.roots import ById, ByIds
from db.reads.search import DEFAULT_HITS, Search
from db.reads.sources import Viewer
from gql.cost.directives import ListSize
from gql.field_arguments import argument, feed_arguments, group_arguments, search_arguments
from gql.fields import given

_GROUPS_WEIGHT, _SEARCH_WEIGHT = 7_500, 12_000  # 1: about reading an object
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
    """A kind of document that is offered in groups, and the inputs that say how."""

    grouping: Grouping
    filter: str
    group_by: type
    having: type
    order_by: type


def groups(grouped: Grouped, description: str) -> Any:
    """Documents in groups."""
    source = GroupSource(grouped.grouping)
    made = given(source, description, weight=_GROUPS_WEIGHT, size=_GROUPS)
    made.arguments = group_arguments(
        grouped.filter, grouped.group_by, grouped.having, grouped.order_by
    )
    return made


def by_id(description: str) -> Any:
    """The object that the argument `id` names."""
    made = given(ById(), description)
    made.arguments = [argument("id", strawberry.ID, required=True)]
    return made


def by_ids(description: str) -> Any:
    """The objects that the argument `ids` names, in its order."""
    made = given(ByIds(), description, size=_NAMED)
    made.arguments = [argument("ids", list[strawberry.ID], required=True)]
    return made


def search(kinds: type, description: str) -> Any:
    """The records of several kinds that have all the words of a text."""
    made = given(Search(), description, weight=_SEARCH_WEIGHT, size=_HITS)
    made.arguments = search_arguments(kinds)
    return made


def feed(types: type, description: str) -> Any:
    """What has changed since a place in the feed of changes."""
    made = given(Feed(), description, size=_ENTRIES)
    made.arguments = feed_arguments(types)
    return made


def viewer(description: str) -> Any:
    """Who asks."""
    return given(Viewer(), description)
