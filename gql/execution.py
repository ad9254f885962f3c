"""One request from its text to its answer: refused, planned past the executor, or executed."""

from collections.abc import Mapping
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, execute
from graphql.language import OperationType

from db.reads.refusals import ReadRefused
from gql.context import Context
from gql.cost.costs import Costs
from gql.cost.limits import Limits
from gql.failures import field_error
from gql.operations import Documents
from gql.reading import Question, answered, decoded
from gql.refusals import RequestRefused
from gql.selecting import TYPENAME


class Executor:
    """Answers requests over one schema."""

    def __init__(self, schema: GraphQLSchema, limits: Limits | None = None) -> None:
        self._schema = schema
        self._costs = Costs(schema, limits or Limits())
        self._documents = Documents(schema, self._costs)

    def question(
        self, text: str, name: str | None = None, variables: Mapping[str, Any] | None = None
    ) -> Question:
        """The operation that is meant. Raises RequestRefused where there is none."""
        operation = self._documents.read(text).operation(name)
        if operation.node.operation is OperationType.SUBSCRIPTION:
            raise RequestRefused("BAD_USER_INPUT", "Subscriptions are not offered here.")
        given = variables or {}
        sizes = self._costs.sizes(operation.variables, given)  # before anything is made of them
        question = Question(operation, given)
        counted = operation.document.counted
        question.cost = self._costs.of(counted, operation.node, question.coerced, sizes)
        return question

    async def answer(self, context: Context, question: Question) -> bytes:
        """The body of the answer. Raises RequestRefused where nothing was executed."""
        try:
            if question.is_planned:
                data = await answered(context, question)
                return b'{"data":' + data + b',"extensions":{"cost":' + question.cost.bytes + b"}}"
            result = await self.executed(context, question)
            _raise_if_nothing_was_done(result, question)
            return _body(result, question)
        except ReadRefused as refusal:
            raise _refused(question, refusal.code, str(refusal)) from None
        except GraphQLError as error:
            raise _refused(question, "BAD_USER_INPUT", error) from None

    async def executed(self, context: Context, question: Question) -> ExecutionResult:
        """The answer as graphql-core's executor makes it, over the planner's data."""
        context.question = question
        operation = question.operation
        root = None
        if operation.is_query:
            root = await decoded(context, question.plan(hidden=True), question.coerced)
        made = execute(
            self._schema,
            operation.document.node,
            root_value=root,
            context_value=context,
            variable_values=dict(question.given),
            operation_name=operation.name,
        )
        return made if isinstance(made, ExecutionResult) else await made


def _refused(question: Question, code: str, error: GraphQLError | str) -> RequestRefused:
    """The refusal of a request whose cost is known."""
    refusal = RequestRefused(code, error)
    refusal.cost = question.cost.bytes
    return refusal


def _raise_if_nothing_was_done(result: ExecutionResult, question: Question) -> None:
    """Raise what failed in the first mutation, where that is no refusal: nothing was saved.

    Mutations run one after the other, and the first that fails ends the request. If an earlier
    one has been done, the status stays 200, and only the error of the field has the code:
    a client that repeats the whole request after a 503 would do the earlier one twice.
    """
    if result.data is not None or not result.errors:
        return
    error = result.errors[0]
    cause = error.original_error
    if cause is None or isinstance(cause, ReadRefused | RequestRefused):
        return
    fields = question.selector(hidden=True).root(question.root)
    mutations = [key for key, found in fields.items() if found[0].node.name.value != TYPENAME]
    if error.path == mutations[:1]:
        raise cause


def _body(result: ExecutionResult, question: Question) -> bytes:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        name = question.operation.name
        body["errors"] = [field_error(error, name) for error in result.errors]
    body["extensions"] = {"cost": orjson.Fragment(question.cost.bytes)}
    return orjson.dumps(body)
