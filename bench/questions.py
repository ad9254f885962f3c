"""The questions: GraphQL documents with variables that change from request to request.

A peer with a different schema has its own document for a question, a peer without GraphQL a path.
All answers are normalized (bench/answers.py) and must be equal.
"""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A query or mutation to measure."""

    name: str  # the key in the peers' folders
    title: str  # title in the tables
    document: str
    variables: tuple[Json, ...]  # sent in turn
    targets: tuple[tuple[str, float], ...] = ()  # peers and salesgraph's minimum ratio to them


STAGES = ("QUALIFY", "DEVELOP", "PROPOSE", "CLOSE")
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
          lines(first: 100) {
            id lineNumber quantity pricePerUnit { amount } extendedAmount { amount }
          }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""
ONE = """query One($id: ID!) {
  opportunity(id: $id) { id number name stage account { id name email } }
}"""

GROUPS = """query Groups {
  opportunityGroups(filter: {status: {eq: OPEN}}, groupBy: [{field: STAGE}]) {
    nodes { keys { stage }
      inBaseCurrency { sum { totalAmount { amount } } maximum { totalAmount { amount } } } }
  }
}"""
# More questions, so that nothing is tuned for the first ones only.
LIST = """query List($stage: Stage!, $first: Int) {
  opportunities(first: $first,
      filter: {stage: {eq: $stage}, status: {eq: OPEN}, quotes: {some: {status: {eq: ACTIVE}}}},
      orderBy: [{field: UPDATED_AT, direction: DESC}]) {
    nodes { id name updatedAt owner { name } account { name owner { name } } }
    pageInfo { hasNextPage }
  }
}"""
DETAIL = """query Detail($id: ID!) {
  opportunity(id: $id) {
    id number name description status statusReason stage probability currencyCode
    estimatedCloseDate createdAt updatedAt
    totalAmount { amount } estimatedValue { amount } detailAmount { amount } totalTax { amount }
    account { id name email phone } owner { id name email }
    quotes(first: 10) { nodes { id number revision status totalAmount { amount } expiresOn } }
    orders(first: 10) { nodes { id number status totalAmount { amount } createdAt } }
  }
}"""
TREE = """query Tree($first: Int) {
  accounts(first: $first, orderBy: [{field: CREATED_AT, direction: DESC}]) {
    nodes {
      id name
      opportunities(first: 5, orderBy: [{field: CREATED_AT, direction: DESC}]) {
        nodes { id name stage quotes(first: 3) { nodes { number status } } }
      }
    }
  }
}"""


def questions(ids: list[str]) -> list[Question]:
    """All questions; `ids` are opportunities from all over the table."""
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
            tuple({"id": one} for one in ids),
            (("postgraphile", 1.5), ("limit", 0.75)),
        ),
        Question(
            "groups",
            "the open opportunities by stage",
            GROUPS,
            ({},),
            (("postgraphile", 1.0), ("limit", 0.95)),
        ),
        Question(
            "list",
            "25 open opportunities of a stage with an active quote, the last changed first",
            LIST,
            tuple({"stage": stage, "first": 25} for stage in STAGES),
        ),
        Question(
            "detail",
            "one opportunity with all that its page shows",
            DETAIL,
            tuple({"id": one} for one in ids),
        ),
        Question(
            "tree",
            "25 accounts with their last 5 opportunities and 3 quotes of each",
            TREE,
            ({"first": 25},),
        ),
    ]
