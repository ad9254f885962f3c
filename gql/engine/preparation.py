"""Prepares requests in the background and caches the results.

`Work` is what the thread does for one request: read the document, count the cost and plan the
statement, as far as these are not cached. `RequestCaches` caches the results. It belongs to the
event loop; the thread never touches it.
"""

import hashlib
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from graphql import GraphQLError, GraphQLSchema

from db.planner.errors import ReadRefused
from db.planner.plan import Plan
from db.planner.variables import parts
from gql.cost.costs import Cost, Costs
from gql.engine.document_reader import DocumentReader
from gql.engine.introspection import introspect, introspection_key
from gql.engine.parsed_document import ParsedDocument
from gql.engine.planned_operation import IntrospectionResult, PlannedOperation, RootPlan
from gql.lru_cache import LruCache
from gql.request_errors import Refusal, RequestRefused

_MB = 1_000_000
_SHORT = 1_000  # characters up to which a document is its own cache key
_PLAN, _PART = 1_500, 100  # bytes of memory, measured
_COST = 600


@contextmanager
def refusals() -> Iterator[None]:
    """Convert every error in a document or its variables to RequestRefused."""
    try:
        yield
    except RecursionError:
        too_deep = "The request is nested too deeply. Flatten it."
        raise RequestRefused("BAD_USER_INPUT", too_deep) from None
    except ReadRefused as error:
        raise RequestRefused(error.code, str(error)) from None
    except GraphQLError as error:
        raise RequestRefused("BAD_USER_INPUT", error) from None


class Preparation:
    """The preparation of one request. `run` may be called from any thread."""

    def __init__(
        self,
        text: str,
        name: str | None,
        raw_variables: Mapping[str, Any],
        planned: PlannedOperation | None,
    ) -> None:
        """`question` is the cached part of the request; None if the document is not cached."""
        self.text, self.name, self.raw_variables = text, name, raw_variables
        self.planned = planned
        self.document: ParsedDocument | None = None  # set if the document was read
        self.refused: Refusal | None = None

    def run(self, schema: GraphQLSchema, documents: DocumentReader, costs: Costs) -> None:
        """Do everything that is not cached. A refusal is stored, not raised."""
        try:
            with refusals():
                planned = self.planned or self.read(documents, costs)
                if planned.cost is None:
                    self.count_cost(planned, costs)
                if planned.operation.is_query:
                    self.plan(planned, schema)
        except RequestRefused as error:
            self._refuse(error)

    def read(self, documents: DocumentReader, costs: Costs) -> PlannedOperation:
        """Parse and validate the document, and coerce the variables."""
        self.document, tree = documents.read(self.text)
        operation = self.document.operation(self.name)
        # before coercion, which it protects
        sizes = costs.sizes(operation.variables, self.raw_variables)
        self.planned = PlannedOperation(self.document, operation, self.raw_variables, sizes, tree)
        return self.planned

    def count_cost(self, planned: PlannedOperation, costs: Costs) -> None:
        """Count the cost of the operation. Raises RequestRefused if it exceeds the limit."""
        planned.cost = costs.of(
            planned.document.counted,
            planned.operation.name,
            planned.tree.node,
            planned.coerced,
            planned.sizes,
        )
        costs.check(planned.cost)

    def plan(self, planned: PlannedOperation, schema: GraphQLSchema) -> None:
        """Plan the statement of a query, and execute introspection."""
        planned.root_plan = planned.root_plan or planned.make_root_plan()
        if planned.root_plan.from_schema and planned.introspection is None:
            planned.introspection = introspect(schema, planned)

    def _refuse(self, error: RequestRefused) -> None:
        """Store the formatted errors, without the objects that the exception refers to."""
        if error.cost is None and self.planned is not None and self.planned.cost is not None:
            error.cost = self.planned.cost.bytes
        self.refused = Refusal.of(error)


class RequestCaches:
    """The caches of everything known about requests, bounded in bytes with a share per tenant."""

    def __init__(self, costs: Costs) -> None:
        self._costs = costs
        self.documents: LruCache[ParsedDocument | Refusal] = LruCache(8 * _MB)
        self.counted: LruCache[Cost | Refusal] = LruCache(2 * _MB)
        self.plans: LruCache[RootPlan | Plan | Refusal] = LruCache(32 * _MB)
        self.introspection: LruCache[IntrospectionResult] = LruCache(6 * _MB, largest=2 * _MB)

    def find(
        self, text: str, name: str | None, raw_variables: Mapping[str, Any]
    ) -> PlannedOperation | None:
        """Return the cached parts of a request; None if its document is not cached.

        Raises RequestRefused if the request is known to be refused or a variable is invalid.
        """
        document = _unless_refused(self.documents.find(_key(text)))
        if document is None:
            return None
        operation = document.operation(name)
        # before coercion, which it protects
        sizes = self._costs.sizes(operation.variables, raw_variables)
        planned = PlannedOperation(document, operation, raw_variables, sizes)
        planned.cost = _unless_refused(self.counted.find(self._cost_key(planned)))
        if planned.cost is not None:
            self._costs.check(planned.cost)
        if planned.operation.is_query:
            plan: Any = _unless_refused(self.plans.find(planned.key))
            planned.root_plan = plan
            if plan is not None and plan.from_schema:
                planned.introspection = self.introspection.find(introspection_key(planned))
        return planned

    def learn(self, work: Preparation, owner: Hashable) -> None:
        """Cache the results of some work for the tenant that requested it."""
        planned, refused = work.planned, work.refused
        if not self._learn_document(work, owner) or planned is None:
            return
        if planned.cost is None:
            if refused is not None:
                key, weight = self._cost_key(planned), _COST + refused.weight
                self.counted.keep(key, refused, weight=weight, owner=owner)
            return
        self.counted.keep(self._cost_key(planned), planned.cost, weight=_COST, owner=owner)
        if planned.root_plan is not None:
            self._keep_plan(planned.key, planned.root_plan, planned.root_plan.plan, owner)
        elif refused is not None and planned.cost.requested <= self._costs.limits.cost:
            weight = refused.weight + _PART * parts(planned.key)
            self.plans.keep(planned.key, refused, weight=weight, owner=owner)
        if planned.introspection is not None:
            key = introspection_key(planned)
            weight = planned.introspection.weight + len(key[1])
            self.introspection.keep(key, planned.introspection, weight=weight, owner=owner)

    def part(self, key: Hashable) -> Plan | None:
        """The cached plan of a part of a mutation's payload."""
        plan = self.plans.find(key)
        return plan if isinstance(plan, Plan) else None

    def keep_part(self, key: Hashable, plan: Plan, owner: Hashable) -> None:
        """Cache the plan of a part of a mutation's payload."""
        self._keep_plan(key, plan, plan, owner)

    def _learn_document(self, work: Preparation, owner: Hashable) -> bool:
        """Cache a document, or its refusal. Returns whether the document is in the cache."""
        key = _key(work.text)
        if work.document is not None:
            return self.documents.keep(key, work.document, weight=work.document.weight, owner=owner)
        if work.planned is None and work.refused is not None:
            weight = work.refused.weight + _SHORT
            self.documents.keep(key, work.refused, weight=weight, owner=owner)
        return work.planned is not None

    def _keep_plan(
        self, key: Hashable, value: RootPlan | Plan, plan: Plan, owner: Hashable
    ) -> None:
        weight = _PLAN + plan.weight + _PART * parts(key)
        self.plans.keep(key, value, weight=weight, owner=owner)

    def _cost_key(self, planned: PlannedOperation) -> Hashable:
        counted, coerced = planned.document.counted, planned.coerced
        return planned.operation.number, self._costs.key(counted, coerced, planned.sizes)


def _key(text: str) -> Hashable:
    """The cache key of a document."""
    if len(text) <= _SHORT:
        return text
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


def _unless_refused(cached: Any) -> Any:
    """Return a cached value. Raises RequestRefused if it is a refusal."""
    if type(cached) is Refusal:
        raise cached.to_exception()
    return cached
