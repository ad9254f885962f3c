"""Records of any kind by their ids, and who asks."""

import strawberry

from gql.fields import by_id, by_ids, viewer
from gql.types.interfaces import Node
from gql.types.parties import Viewer


@strawberry.type
class RecordQueries:
    """Questions about records whose kind the id says."""

    node: Node | None = by_id("The record with this id; null where there is none.")
    nodes: list[Node | None] = by_ids(
        "The records with these ids, at most 100, in their order; null where there is none."
    )
    viewer: Viewer = viewer("Who asks.")
