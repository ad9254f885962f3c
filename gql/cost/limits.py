"""How much one request may ask for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a document and an operation may have at most; `docs/limits.md` says why so many."""

    tokens: int = 2_000  # of a document: what parsing it costs
    operations: int = 50  # of a document: each is validated
    overlaps: int = 2_000  # pairs of selections in one place: what validating it costs
    nesting: int = 24  # of lists and objects in an argument, and in a variable
    values: int = 20_000  # of all variables: what coercing them costs
    items: int = 5_000  # of a list in a variable
    conditions: int = 500  # of all filters in variables
    steps: int = 100  # of all orders and groups in variables
    depth: int = 15  # levels of fields; introspection as GraphiQL does it has 15
    fields: int = 2_000  # with fragments written out: what planning it costs
    aliases: int = 500  # with fragments written out
    roots: int = 50  # fields of a query's root
    mutations: int = 4  # fields of a mutation's root: each is a transaction
    objects: int = 1_200  # in lists of the input of all mutations: a line takes 0.18 ms of CPU
    parts: int = 3_000  # of the statement: what planning it takes
    cost: int = 250_000  # objects and work, with page sizes multiplied: a quarter of a second
