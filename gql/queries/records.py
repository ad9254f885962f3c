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
        "Changes after a cursor. To keep a copy up to date, ask again and again, each time with the"
        " `cursor` of the page before as `since`. No change is skipped or repeated, however late it"
        " was committed, and the changes of a record come in the order of its versions. A change"
        " appears within 100 milliseconds after its mutation was answered, usually at once. Without"
        " `since`, the feed starts with the creation of every record. A change to a line, a payment"
        " or a closing is a change to its document.",
    )
