"""`salesgraph explain`: the cost of a GraphQL document, and how it is executed."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from cli.checks import check_email, check_slug
from cli.databases import open_database, open_shared_database
from cli.event_loop import run
from cli.failures import InvalidCommand
from cli.tokens import bearer_of
from db.admin.access import Access
from db.admin.explain import explain_statement
from db.planner.plan import Plan
from gql.clock import now
from gql.cost.costs import Costs
from gql.engine.answering import answer_query
from gql.engine.context import Context
from gql.engine.document_reader import DocumentReader
from gql.engine.planned_operation import PlannedOperation
from gql.engine.preparation import Preparation, refusals
from gql.request_errors import RequestRefused
from gql.server.schema import graphql_of, schema
from gql.settings import Settings
from gql.tokens import Bearer

T = TypeVar("T")


class Stopwatch:
    """Measures the phases of a request."""

    def __init__(self) -> None:
        self.phases: list[tuple[str, float]] = []  # names and durations in milliseconds

    def time(self, name: str, work: Callable[[], T]) -> T:
        """Run the work, record its duration, and return its result."""
        begun = perf_counter()
        result = work()
        self.note(name, begun)
        return result

    def note(self, name: str, begun: float) -> None:
        """Record a phase that ends now."""
        self.phases.append((name, (perf_counter() - begun) * 1_000))


def explain_document(
    settings: Settings,
    file: Path,
    variables: str | None,
    operation: str | None,
    *,
    slug: str,
    email: str,
    analyze: bool,
) -> None:
    """Print the cost, the SQL, PostgreSQL's query plan and the duration of each phase.

    Raises InvalidCommand for a document or variables that the API would refuse.
    """
    check_slug("--tenant", slug)
    check_email("--user", email)
    bearer, watch = bearer_of(slug, email), Stopwatch()
    work = Preparation(_text_of(file), operation, _variables(variables), None)
    try:
        with refusals():
            planned = _prepare(work, settings, watch)
            lines = []
            if planned.root_plan is not None and planned.root_plan.plan.keys:
                with open_shared_database(settings) as access:
                    lines = run(
                        lambda: _explain(access, settings, bearer, planned, watch, analyze=analyze)
                    )
    except RequestRefused as refused:
        raise InvalidCommand(f"The API refuses the document: {_sentences(refused)}") from None
    _print(settings, planned, watch, lines)


def _prepare(work: Preparation, settings: Settings, watch: Stopwatch) -> PlannedOperation:
    """Parse, price and plan the operation as the server does for a new request."""
    graphql = graphql_of(schema)
    costs = Costs(graphql, settings.limits)
    documents = DocumentReader(graphql, costs)
    planned = watch.time("parse and validate", lambda: work.read(documents, costs))
    watch.time("cost", lambda: work.count_cost(planned, costs))
    if planned.operation.is_query:
        watch.time("plan", lambda: work.plan(planned, graphql))
    return planned


async def _explain(
    access: Access,
    settings: Settings,
    bearer: Bearer,
    planned: PlannedOperation,
    watch: Stopwatch,
    *,
    analyze: bool,
) -> list[str]:
    """The statement and its query plan.

    With `analyze`, the query is executed first, so that the plan is measured with warm caches.
    """
    async with open_database(access, settings) as database:
        context = Context(
            database=database,
            settings=settings,
            tenant_id=bearer.tenant_id,
            user_id=bearer.user_id,
            now=now(),
        )
        if analyze:
            begun = perf_counter()
            data = await answer_query(context, planned)
            watch.note(f"answer ({len(data):,} bytes)", begun)
        return await _explain_statements(context, planned, analyze=analyze)


async def _explain_statements(
    context: Context, planned: PlannedOperation, *, analyze: bool
) -> list[str]:
    """The statement with its query plan; if there are searches, theirs come first."""
    plan, request = _plan_of(planned), context.request(planned.coerced)
    parameters: Sequence[Any] = plan.parameters(request)
    lines: list[str] = []
    if plan.lookup is not None:
        first = plan.lookup.first(request)
        lines = await _explain_statement(context, first.sql, first.parameters, analyze=analyze)
        lines = ["Searches, which come first:", "", *_indent(lines), ""]
        row = await context.database.fetch_row(context.tenant_id, first.sql, first.parameters)
        parameters = first.fill(parameters, row)
    return lines + await _explain_statement(context, plan.sql, parameters, analyze=analyze)


async def _explain_statement(
    context: Context, sql: str, parameters: Sequence[Any], *, analyze: bool
) -> list[str]:
    plan = await explain_statement(
        context.database, context.tenant_id, sql, parameters, analyze=analyze
    )
    return [*_statement(sql, parameters), "", "PostgreSQL's plan:", *_indent(plan)]


def _plan_of(planned: PlannedOperation) -> Plan:
    if planned.root_plan is None:
        raise TypeError("a query must be planned before it is explained")
    return planned.root_plan.plan


def _statement(sql: str, parameters: Sequence[Any]) -> list[str]:
    values = [f"${at} = {value!r}" for at, value in enumerate(parameters, 1)]
    return [
        f"SQL ({len(sql):,} characters):",
        *_indent([sql]),
        "",
        "Parameters:",
        *_indent(values),
    ]


def _indent(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _print(
    settings: Settings, planned: PlannedOperation, watch: Stopwatch, lines: list[str]
) -> None:
    if planned.cost is not None:
        print(f"Cost: {planned.cost.requested:,} of {settings.limits.cost:,} points")
    print("\nTime:")
    for name, milliseconds in watch.phases:
        print(f"  {milliseconds:8.2f} ms  {name}")
    print()
    if not planned.operation.is_query:
        print("A mutation has no plan: it loads records, changes them and writes them back.")
        print("To see how its payload is read, explain the same fields as a query.")
    elif not lines:
        print("This query is answered from the schema, without the database.")
    for line in lines:
        print(line)


def _variables(text_or_file: str | None) -> dict[str, Any]:
    """Parse the variables: JSON, or @ and the name of a JSON file. Raises InvalidCommand."""
    if text_or_file is None:
        return {}
    text = _text_of(Path(text_or_file[1:])) if text_or_file.startswith("@") else text_or_file
    try:
        variables = json.loads(text)
    except ValueError as error:
        raise InvalidCommand(f"--variables is not valid JSON: {error}.") from None
    if not isinstance(variables, dict):
        raise InvalidCommand('--variables must be a JSON object, such as {"first": 10}.')
    return variables


def _text_of(file: Path) -> str:
    """The contents of a file in UTF-8. Raises InvalidCommand."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidCommand(f"{file} is not a text in UTF-8.") from None


def _sentences(refused: RequestRefused) -> str:
    return " ".join(error.message for error in refused.errors)
