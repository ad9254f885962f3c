"""Groups: every key, every period and every number, compared with the oracle's."""

from random import Random

import orjson
import pytest
from graphql import ExecutionResult, GraphQLSchema, execute, parse, validate

from gql.request_errors import RequestRefused
from tests.reads.conftest import Pipeline, naive_schema
from tests.reads.generator import Generator
from tests.reads.test_oracle import LONGEST, pools

ROOTS = ["opportunityGroups", "quoteGroups", "orderGroups", "invoiceGroups"]


@pytest.fixture(scope="module")
def naive(pipeline: Pipeline) -> GraphQLSchema:
    """The oracle's schema."""
    return naive_schema(pipeline.naive)


@pytest.mark.parametrize("root", ROOTS)
async def test_generated_questions_about_groups(
    pipeline: Pipeline, naive: GraphQLSchema, root: str
) -> None:
    assert naive.query_type is not None
    field = naive.query_type.fields[root]
    checked = 0
    for seed in range(60):
        chance = Random(f"{root} {seed}")  # noqa: S311
        generator = Generator(naive, pools(pipeline, chance), chance)
        arguments = generator.groups(field)
        body = generator.selection(field.type.of_type, 3)
        declared = ", ".join(f"${n}: {kind}" for n, (kind, _) in generator.variables.items())
        head = f"query Q({declared})" if declared else "query Q"
        text = "\n".join([f"{head} {{ {root}{arguments} {body} }}", *generator.fragments])
        variables = {name: value for name, (_, value) in generator.variables.items()}

        if len(text) > LONGEST or validate(naive, parse(text)):
            continue  # fields that do not merge
        try:
            data = await pipeline.ask(text, **variables)
        except RequestRefused as refusal:
            if refusal.code == "COST_LIMIT_EXCEEDED":
                continue  # `fill` would make too many groups
            raise
        oracle = execute(naive, parse(text), variable_values=variables)

        assert isinstance(oracle, ExecutionResult)
        assert not oracle.errors, (oracle.errors, text, variables)
        assert orjson.dumps(data) == orjson.dumps(oracle.data), (seed, text, variables)
        checked += 1
    assert checked > 40


FIGURES = """{ currencyCode count sum { totalAmount { amount currencyCode inBaseCurrency } }
  average { totalAmount { amount } } minimum { totalAmount { amount } }
  maximum { totalAmount { amount inBaseCurrency } } }"""


@pytest.mark.parametrize("root", ROOTS)
async def test_every_key_with_every_number(
    pipeline: Pipeline, naive: GraphQLSchema, root: str
) -> None:
    assert naive.query_type is not None
    by = naive.query_type.fields[root].args["groupBy"].type.of_type.of_type
    parts = [
        f"a{n}: {root}(first: 1000, groupBy: [{{field: {name}}}, {{field: CURRENCY_CODE}}])"
        if name != "CURRENCY_CODE"
        else f"a{n}: {root}(first: 1000, groupBy: [{{field: {name}}}])"
        for n, name in enumerate(by.fields["field"].type.of_type.values)
    ]
    chosen = f"{{ totalCount nodes {{ count byCurrency {FIGURES} inBaseCurrency {FIGURES} }} }}"
    for part in parts:
        text = f"{{ {part} {chosen} }}"
        data = await pipeline.ask(text)
        oracle = execute(naive, parse(text))
        assert isinstance(oracle, ExecutionResult)
        assert orjson.dumps(data) == orjson.dumps(oracle.data)


@pytest.mark.parametrize(
    "arguments",
    [
        "groupBy: [{field: STAGE, by: MONTH}]",
        "groupBy: [{field: STAGE}, {field: STAGE}]",
        "groupBy: [{field: OWNER, fill: {}}]",
        "groupBy: [{field: CREATED_AT, fill: {}}, {field: UPDATED_AT, fill: {}}]",
        'groupBy: [{field: CREATED_AT}], timeZone: "Mars/Olympus"',
        'groupBy: [{field: CREATED_AT}], timeZone: "UTC\'; --"',
        'groupBy: [{field: CREATED_AT}], timeZone: ""',
        "orderBy: [{field: STAGE}]",
        "first: 0",
        "first: 1001",
    ],
)
async def test_what_makes_no_sense_is_refused(pipeline: Pipeline, arguments: str) -> None:
    with pytest.raises(RequestRefused) as refusal:
        await pipeline.ask(
            f"{{ opportunityGroups({arguments}) {{ totalCount nodes {{ count }} }} }}"
        )

    assert refusal.value.code == "BAD_USER_INPUT"
