"""Executes a request: refused, answered by a plan, or run by graphql-core (mutations).

For a new request, a thread (`gql.engine.background`) reads the document, counts its cost and plans
its statement, and the results are cached. A known request is answered without leaving the event
loop.
"""

import asyncio
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, execute
from graphql.execution.executor_throwing_on_incremental import ExecutorThrowingOnIncremental

from db.planner.errors import ReadRefused
from db.planner.plan import Plan
from gql.cost.costs import Costs
from gql.engine.answering import answer_query
from gql.engine.background import Background
from gql.engine.context import Context
from gql.engine.document_reader import DocumentReader
from gql.engine.failures import field_error
from gql.engine.field_collector import TYPENAME
from gql.engine.planned_operation import PlannedOperation
from gql.engine.preparation import Preparation, RequestCaches
from gql.request_errors import RequestRefused
from gql.settings.cost_limits import Limits

Request = tuple[str, str | None, Mapping[str, Any]]  # document, operation name, variables


class Executor:
    """Answers requests for one schema."""

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits | None = None,
        background: Background | None = None,
    ) -> None:
        self._schema = schema
        self._costs = Costs(schema, limits or Limits())
        self._documents = DocumentReader(schema, self._costs)
        self.memory = RequestCaches(self._costs)
        self._background = background or Background()
        self._running: dict[Hashable, asyncio.Future[None]] = {}

    def find(
        self, text: str, name: str | None = None, variables: Mapping[str, Any] | None = None
    ) -> PlannedOperation | None:
        """Return a request that is ready to be answered; None if a part of it is not cached.

        Raises RequestRefused.
        """
        planned = self.memory.find(text, name, variables or {})
        return planned if planned is not None and planned.is_ready else None

    async def prepare(
        self,
        owner: Hashable,
        text: str,
        name: str | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> PlannedOperation:
        """Prepare a request in the background and cache it for the owner, a tenant.

        If the owner sends the same request meanwhile, it waits for the first. Another owner waits
        for its own turn, because the first one's may be far away; by then, less work may be left.
        Raises RequestRefused and Overloaded.
        """
        request, key = (text, name, variables or {}), (owner, text, name)
        while running := self._running.get(key):
            await asyncio.wait([running])
            prepared = self.find(*request)
            if prepared is not None:
                return prepared
        with self._first(key):
            choose = partial(self._work_left, request)
            work = await self._background.run_latest(owner, choose)
            return self._learn(work, owner)

    def _work_left(self, request: Request) -> Callable[[], Preparation]:
        """Return the work for everything that is not cached when its turn comes."""
        return partial(self._do, self._work(request))

    @contextmanager
    def _first(self, key: Hashable) -> Iterator[None]:
        """Make later requests for the same key wait until this one has finished."""
        done = self._running[key] = asyncio.get_running_loop().create_future()
        try:
            yield
        finally:
            del self._running[key]
            done.set_result(None)

    def _work(self, request: Request) -> Preparation:
        return Preparation(*request, self.memory.find(*request))

    def _do(self, work: Preparation) -> Preparation:
        work.run(self._schema, self._documents, self._costs)
        return work

    def _learn(self, work: Preparation, owner: Hashable) -> PlannedOperation:
        self.memory.learn(work, owner)
        if work.refused is not None:
            raise work.refused.to_exception()
        if work.planned is None:
            raise TypeError("work must end with a question or a refusal")
        return work.planned

    async def _plan_part(
        self, owner: Hashable, planned: PlannedOperation, part: Hashable, make: Callable[[], Plan]
    ) -> Plan:
        """Return the plan of a part of a mutation's payload.

        The work is urgent, so it is never refused: the mutation has already changed records.
        """
        key = planned.key, part
        while (plan := self.memory.part(key)) is None and (running := self._running.get(key)):
            await asyncio.wait([running])
        if plan is None:
            with self._first(key):
                plan = await self._background.run(owner, make, urgent=True)
                self.memory.keep_part(key, plan, owner)
        return plan

    async def answer(self, context: Context, planned: PlannedOperation) -> bytes:
        """Return the body of the response. Raises RequestRefused if nothing was executed."""
        try:
            if planned.operation.is_query:
                data = await answer_query(context, planned)
                return b'{"data":' + data + b',"extensions":{"cost":' + _cost(planned) + b"}}"
            result = await self._execute(context, planned)
            _raise_if_nothing_was_done(result, planned)
            return _body(result, planned)
        except ReadRefused as refusal:
            raise _with_cost(planned, refusal.code, str(refusal)) from None
        except GraphQLError as error:
            raise _with_cost(planned, "BAD_USER_INPUT", error) from None

    async def _execute(self, context: Context, planned: PlannedOperation) -> ExecutionResult:
        """Execute a mutation with graphql-core; the records in its payloads are read with plans."""
        context.planned = planned
        context.plan_part = partial(self._plan_part, context.tenant_id)
        result = execute(
            self._schema,
            planned.tree.node,
            context_value=context,
            variable_values=dict(planned.raw_variables),
            operation_name=planned.operation.name,
            executor_class=_PassingRecords,
        )
        return result if isinstance(result, ExecutionResult) else await result


class _PassingRecords(ExecutorThrowingOnIncremental):
    """Passes on the records of a payload as PostgreSQL wrote them, instead of walking them.

    Walking 1,000 lines with twenty fields each takes a second, in which the event loop is blocked.
    """

    def complete_value(  # noqa: PLR0917 - as in graphql-core
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Return a record as it is, and complete any other value."""
        if type(result) is orjson.Fragment:
            return result
        return super().complete_value(
            return_type, field_details_list, info, path, result, position_context
        )


def _cost(planned: PlannedOperation) -> bytes:
    return planned.cost.bytes if planned.cost else b"null"


def _with_cost(planned: PlannedOperation, code: str, error: GraphQLError | str) -> RequestRefused:
    """Build the refusal of a request whose cost is known."""
    refusal = RequestRefused(code, error)
    refusal.cost = _cost(planned)
    return refusal


def _raise_if_nothing_was_done(result: ExecutionResult, planned: PlannedOperation) -> None:
    """Raise the failure of the first mutation, unless it is a refusal: nothing has been saved.

    Mutations run one after the other, and the first that fails ends the request. If an earlier one
    succeeded, the status stays 200 and only the error of the field has the code: a client that
    repeats the whole request after a 503 would run the earlier one twice.
    """
    if result.data is not None or not result.errors:
        return
    error = result.errors[0]
    cause = error.original_error
    if cause is None or isinstance(cause, ReadRefused | RequestRefused):
        return
    fields = planned.field_collector().root(planned.operation.root)
    mutations = [key for key, selected in fields.items() if selected[0].node.name.value != TYPENAME]
    if error.path == mutations[:1]:
        raise cause


def _body(result: ExecutionResult, planned: PlannedOperation) -> bytes:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        name = planned.operation.name
        body["errors"] = [field_error(error, name) for error in result.errors]
    body["extensions"] = {"cost": orjson.Fragment(_cost(planned))}
    return orjson.dumps(body)
