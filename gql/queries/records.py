"""Records of any kind by their ids, and who asks."""

import strawberry

from gql.fields import by_id, by_ids, feed, search, viewer
from gql.types.changes import ChangePage, ChangeType
from gql.types.interfaces import Node
from gql.types.parties import Viewer
from gql.types.search import SearchHit, SearchType


@strawberry.type
class RecordQueries:
    """Questions about records whose kind the id says."""

    node: Node | None = by_id("The record with this id; null where there is none.")
    nodes: list[Node | None] = by_ids(
        "The records with these ids, at most 100, in their order; null where there is none."
    )
    viewer: Viewer = viewer("Who asks.")
    search: list[SearchHit] = search(
        SearchType,
        "The records that have all the words of a text, or words that begin so, in their number,"
        " name, customer or texts; capitals and accents do not matter. First comes what has exactly"
        " this number or id, then numbers that begin so, names that are or begin so, names with"
        " all the words, the rest; of equals the newest. At most 50. Of each type the newest 200"
        " that match are put in this order; the newest 1,000 customers are looked at. A text"
        " without a letter or digit finds nothing.",
    )
    changes: ChangePage = feed(
        ChangeType,
        "What has changed since a cursor, in the order of commit: whoever keeps a copy asks again"
        " and again, each time since the `cursor` of the page before, and misses nothing, however"
        " late a change was committed. Without `since` it begins with the creation of everything"
        " there is. A line, a payment or a closing is a change of its document.",
    )
