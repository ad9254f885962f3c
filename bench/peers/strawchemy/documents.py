"""The questions in the GraphQL that strawchemy generates from the models."""

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
    """Add a constant `pageInfo`: strawchemy pages by offset, without cursors."""
    said = {"hasNextPage": True, "endCursor": ""}
    return {"opportunities": {"nodes": data["opportunities"], "pageInfo": said}}


# Converts answers that aliases alone cannot bring into salesgraph's form.
RESHAPED = {"page": _page}
