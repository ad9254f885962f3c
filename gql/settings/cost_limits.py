"""The limits of a request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The maximums for a document and an operation; `docs/limits.md` explains the numbers."""

    tokens: int = 2_000  # in a document: the cost of parsing
    operations: int = 50  # in a document: each is validated
    overlaps: int = 2_000  # pairs of selections in the same place: the cost of validation
    nesting: int = 24  # nested lists and objects in an argument or a variable
    values: int = 20_000  # in all variables: the cost of coercion
    items: int = 5_000  # in a list in a variable
    conditions: int = 500  # in all filters in variables
    steps: int = 100  # in all sort orders and groupings in variables
    depth: int = 15  # levels of fields; GraphiQL's introspection query has 15
    fields: int = 2_000  # with fragments expanded: the cost of planning
    aliases: int = 500  # with fragments expanded
    roots: int = 50  # root fields of a query
    mutations: int = 4  # root fields of a mutation: each is a transaction
    objects: int = 1_200  # in the input lists of all mutations: a line takes 0.18 ms of CPU time
    parts: int = 3_000  # parts of the statement: the cost of planning
    cost: int = 250_000  # objects and work, multiplied by page sizes: a quarter of a second
