"""The questions in the GraphQL that strawchemy makes of the models."""

from typing import Any

Json = dict[str, Any]
DOCUMENTS = {
    "page": """query Page($first: Int) {
      opportunities(limit: $first, orderBy: [{createdAt: DESC}, {id: DESC}]) {
        id number name stage estimatedCloseDate
        account { id name }
        owner { id name }
        totalAmount currencyCode
        quotes(limit: 10, orderBy: [{createdAt: ASC}, {id: ASC}]) {
          id number status totalAmount
          lines { id lineNumber quantity pricePerUnit extendedAmount }
        }
      }
    }""",
    "one": """query One($id: UUID!) {
      opportunity(id: $id) { id number name stage account { id name email } }
    }""",
}


def _page(data: Json) -> Json:
    """It has offsets instead of cursors, so it is not asked whether there is more."""
    said = {"hasNextPage": True, "endCursor": ""}
    return {"opportunities": {"nodes": data["opportunities"], "pageInfo": said}}


# What brings its answer to a question into our shape, where other names cannot.
RESHAPED = {"page": _page}
