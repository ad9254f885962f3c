"""What is asked: each question in GraphQL, with variables that change from request to request.

A peer with another GraphQL has its own document for it, a peer without GraphQL a path; the answers
of all are brought into one shape (bench/answers.py) and must be the same.
"""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """Something to measure."""

    name: str  # the same in the peers' folders
    title: str  # as in the table
    document: str
    variables: tuple[Json, ...]  # asked in turn
    targets: tuple[tuple[str, float], ...] = ()  # a peer, and salesgraph against it


PAGE = """query Page($first: Int) {
  opportunities(first: $first, orderBy: [{field: CREATED_AT, direction: DESC}]) {
    nodes {
      id number name stage estimatedCloseDate
      account { id name }
      owner { id name }
      totalAmount { amount currencyCode }
      quotes(first: 10) {
        nodes {
          id number status totalAmount { amount }
          lines { id lineNumber quantity pricePerUnit { amount } extendedAmount { amount } }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""
ONE = """query One($id: ID!) {
  opportunity(id: $id) { id number name stage account { id name email } }
}"""


def questions(ids: list[str]) -> list[Question]:
    """All of them; `ids` are those of opportunities, spread over the table."""
    return [
        Question(
            "page",
            "a page of 50 opportunities with account, owner, quotes and lines",
            PAGE,
            ({"first": 50},),
            (("postgraphile", 2.7), ("limit", 0.9)),
        ),
        Question(
            "one",
            "one opportunity by id, with its account",
            ONE,
            tuple({"id": id} for id in ids),
            (("postgraphile", 1.5), ("limit", 0.75)),
        ),
    ]
