"""Queries across record types: by ID, search and the change feed; also the signed-in user."""

import strawberry

from gql.schema.query_fields import by_id, by_ids, feed, search, viewer
from gql.types.changes import ChangePage, ChangeType
from gql.types.interfaces import Node
from gql.types.parties import Viewer
from gql.types.search import SearchResult, SearchType


@strawberry.type
class RecordQueries:
    """Queries for records of any type, and for the signed-in user."""

    node: Node | None = by_id("Returns the record with this ID; null if there is none.")
    nodes: list[Node | None] = by_ids(
        "Returns the records with these IDs (up to 100), in the same order, with null for"
        " each ID that has no record."
    )
    viewer: Viewer = viewer("Returns the signed-in user and the user's tenant.")
    search: list[SearchResult] = search(
        SearchType,
        "Searches records. A record matches if its number, name, customer or texts contain,"
        " for every word of `text`, that word or one that begins with it, ignoring case and"
        " accents. Results are ranked: an exact number or ID first, then numbers that begin"
        " with the text, names that equal or begin with it, names that contain every word"
        " and finally all other matches; among equal matches, newest first. Only the newest"
        " 200 matches of each type are ranked, and documents are found by the newest 1,000"
        " customers that match. Returns up to 50 results. A text without letters or digits"
        " returns none.",
    )
    changes: ChangePage = feed(
        ChangeType,
        "Returns changes after a cursor. To keep a copy of the data up to date, request"
        " changes repeatedly, each time passing the `cursor` of the previous page as"
        " `since`. No change is skipped or repeated, however late it is committed, and the"
        " changes of a record are in the order of its versions. A change appears no later"
        " than 100 milliseconds after its mutation was answered, and usually at once."
        " Without `since`, the feed starts with the creation of every record. A change to a"
        " line, a payment or a close record counts as a change to its document.",
    )
