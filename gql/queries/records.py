"""Records of any kind by their ids, and who asks."""

import strawberry

from gql.fields import by_id, by_ids, feed, search, viewer
from gql.types.changes import ChangePage, ChangeType
from gql.types.interfaces import Node
from gql.types.parties import Viewer
from gql.types.search import SearchResult, SearchType


@strawberry.type
class RecordQueries:
    """Questions about records whose kind the id says."""

    node: Node | None = by_id("The record with this id; null where there is none.")
    nodes: list[Node | None] = by_ids(
        "The records with these ids, at most 100, in their order; null where there is none."
    )
    viewer: Viewer = viewer("Who asks.")
    search: list[SearchResult] = search(
        SearchType,
        "Records whose number, name, customer or texts contain every word of `text`, or words that"
        " begin with it. Case and accents do not matter. An exact number or id comes first, then"
        " numbers that begin with the text, names that equal or begin with it, names that contain"
        " every word, and finally everything else; among equals the newest comes first. At most 50"
        " results. Only the newest 200 matches of each type are ranked, and documents are found by"
        " the newest 1,000 customers that match. A text without a letter or digit finds nothing.",
    )
    changes: ChangePage = feed(
        ChangeType,
        "What has changed since a cursor, in the order of commit: whoever keeps a copy asks again"
        " and again, each time since the `cursor` of the page before, and misses nothing, however"
        " late a change was committed. Without `since` it begins with the creation of everything"
        " there is. A line, a payment or a closing is a change of its document.",
    )
