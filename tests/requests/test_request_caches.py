"""The caches of requests are bounded in bytes, weighed honestly, and contain no syntax trees."""

import gc
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from graphql import get_introspection_query
from graphql.language import FieldNode

from gql.engine.execution import Executor
from gql.engine.preparation import RequestCaches
from gql.lru_cache import LruCache
from gql.request_errors import RequestRefused
from tests.cost.count import GRAPHQL
from tests.cost.test_estimate import LISTS
from tests.preparing import make_question

FILTER = "query ($f: OpportunityFilter) { opportunities(filter: $f) { totalCount } }"
GraphQLRequest = tuple[str, dict[str, Any]]


def plain(at: int) -> GraphQLRequest:
    return f"{{ a{at}: opportunities {{ nodes {{ id name owner {{ name }} }} }} }}", {}


def wide(at: int) -> GraphQLRequest:
    fields = " ".join(f"a{at}b{of}: name" for of in range(150))
    return f"{{ accounts {{ nodes {{ {fields} }} }} }}", {}


def mutation(at: int) -> GraphQLRequest:
    made = f"a{at}: createAccount(input: $i) {{ account {{ id name }} userErrors {{ code }} }}"
    return f"mutation ($i: CreateAccountInput!) {{ {made} }}", {"i": {"name": "x"}}


def conditions(at: int) -> GraphQLRequest:
    names = ("name", "number")
    wanted = [{names[at >> of % 12 & 1]: {"eq": "x"}} for of in range(40)]
    return FILTER, {"f": {"or": wanted}}


def invalid(at: int) -> GraphQLRequest:
    return f"{{ a{at}: nothing {{ of this }} }}", {}


def unreadable(at: int) -> GraphQLRequest:
    return f"{{ a{at} " + "x" * 500, {}


def of_the_schema(at: int) -> GraphQLRequest:
    return f'{{ a{at}: __type(name: "Quote") {{ fields {{ name description }} }} }}', {}


def long_text(at: int) -> GraphQLRequest:
    return f'{{ search(text: "{at}{"x" * 5_000}") {{ __typename }} }}', {}


def long_names(at: int) -> GraphQLRequest:
    return f"{{ quotes {{ nodes {{ a{at}{'x' * 5_000}: id }} }} }}", {}


def many_values(at: int) -> GraphQLRequest:
    ids = " ".join(f'"quo_{at}_{of}"' for of in range(300))
    return f"{{ quotes(filter: {{ id: {{ in: [{ids}] }} }}) {{ totalCount }} }}", {}


def long_cursor(at: int) -> GraphQLRequest:
    return f'{{ quotes(after: "{at}{"x" * 5_000}") {{ nodes {{ id }} }} }}', {}


def default(at: int) -> GraphQLRequest:
    wanted = " ".join(f'{{ name: {{ contains: "{at}" }} }}' for _ in range(60))
    used = "quotes(filter: $f) { totalCount }"
    return f"query ($f: QuoteFilter = {{ or: [{wanted}] }}) {{ {used} }}", {}


def pages(at: int) -> GraphQLRequest:
    return "query ($n: Int) { quotes(first: $n) { nodes { id } } }", {"n": at}


def memories(memory: RequestCaches) -> Iterator[LruCache[Any]]:
    return iter((memory.documents, memory.counted, memory.plans, memory.introspection))


def ask(executor: Executor, asked: GraphQLRequest) -> None:
    text, given = asked
    with suppress(RequestRefused):
        make_question(executor, text, None, given)


KINDS = (
    *(plain, wide, mutation, conditions, invalid, unreadable, of_the_schema, pages),
    *(long_text, long_names, many_values, long_cursor, default),
)


@pytest.fixture(scope="module")
def weights() -> dict[str, tuple[int, int]]:
    """Bytes held and bytes weighed by kind, measured in a process without other threads.

    tracemalloc counts what every thread allocates, and the lightest kind holds only 40 kB. A worker
    of pytest-xdist has a thread that receives the tests to run next.
    """
    module = "from tests.requests import test_request_caches as it"
    code = f"import json; {module}; print(json.dumps(it.weigh_all()))"
    command = [sys.executable, "-c", code]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    measured: dict[str, tuple[int, int]] = json.loads(printed.splitlines()[-1])
    return measured


@pytest.mark.parametrize("kind", [made.__name__ for made in KINDS])
def test_memory_is_weighed_as_heavy_as_it_is(
    weights: dict[str, tuple[int, int]], kind: str
) -> None:
    held, weight = weights[kind]

    assert weight / 4 < held < 1.2 * weight, (held // 80, weight // 80)


def weigh_all() -> dict[str, tuple[int, int]]:
    """Return how many bytes the requests of each kind hold, and what their caches say."""
    return {made.__name__: weighed(made) for made in KINDS}


def weighed(made: Callable[[int], GraphQLRequest]) -> tuple[int, int]:
    """Return how many bytes 80 requests hold, and what their caches say they hold."""
    executor = Executor(GRAPHQL)
    ask(executor, made(0))  # computed once, and stored outside the cache
    tracemalloc.start()
    for at in range(1, 81):
        ask(executor, made(at))
    gc.collect()
    weight = sum(each.weight for each in memories(executor.memory))

    full = tracemalloc.get_traced_memory()[0]
    executor.memory = RequestCaches(executor._costs)
    gc.collect()
    held = full - tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held, weight


def test_a_flood_fills_no_memory_beyond_its_bound() -> None:
    executor = Executor(GRAPHQL)
    for each in memories(executor.memory):
        each.heaviest, each.largest = 60_000, 20_000
    for at in range(60):
        for made in (plain, mutation, conditions, invalid, unreadable, of_the_schema, pages):
            ask(executor, made(at))

    for each in memories(executor.memory):
        assert len(each) > 0
        assert each.weight <= each.heaviest


async def test_a_flood_of_one_tenant_leaves_what_another_asks_remembered() -> None:
    executor = Executor(GRAPHQL)
    for each in memories(executor.memory):
        each.heaviest, each.largest = 100_000, 50_000
    await executor.prepare("quiet", plain(0)[0])
    for at in range(1, 150):
        await executor.prepare("loud", plain(at)[0])

    assert executor.find(plain(0)[0]) is not None
    assert executor.find(plain(1)[0]) is None
    assert executor.find(plain(149)[0]) is not None


def test_no_syntax_tree_of_a_query_outlives_its_planning() -> None:
    executor = Executor(GRAPHQL)
    gc.collect()
    before = _fields_alive()
    for at in range(20):
        ask(executor, plain(at))

    gc.collect()
    assert _fields_alive() == before


def test_what_was_forgotten_is_gone() -> None:
    executor = Executor(GRAPHQL)
    executor.memory.documents.heaviest = 100_000
    before = _fields_alive()
    for at in range(100):
        ask(executor, mutation(at))

    gc.collect()
    kept = len(executor.memory.documents)
    assert 0 < kept < 20
    assert _fields_alive() - before <= 6 * kept  # the fields of a mutation


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("{ nothing }", {}),
        ("{ quotes { nodes { id } ", {}),
        ("{ " + "viewer { user { id } } " * 280 + "}", {}),
        (
            LISTS % "opportunity { quotes(first: 100) { nodes { id } } }",
            {},
        ),
        (
            "{ quotes { nodes { "
            + " ".join(f"a{at}: availableActions {{ action }}" for at in range(80))
            + " } } }",
            {},
        ),
        ("{ quotes(filter: {status: {eq: CANCELED}}) { totalCount } }", {}),
        (
            "query ($s: DocumentStatus) { quotes(filter: {status: {eq: $s}}) { totalCount } }",
            {"s": "CANCELED"},
        ),
    ],
)
def test_what_is_refused_once_is_refused_alike_without_any_work(
    text: str, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    executor = Executor(GRAPHQL)
    with pytest.raises(RequestRefused) as first:
        make_question(executor, text, None, given)
    with pytest.raises(RequestRefused) as again:
        executor.find(text, None, given)

    assert again.value.code == first.value.code
    assert again.value.cost == first.value.cost
    assert again.value.to_json() == first.value.to_json()


def test_introspection_is_remembered_by_the_values_that_it_depends_on() -> None:
    executor = Executor(GRAPHQL)
    text = "query ($n: String!) { __type(name: $n) { name } }"
    for name in ("Quote", "Order"):
        make_question(executor, text, None, {"n": name})

    for name in ("Quote", "Order"):
        planned = executor.find(text, None, {"n": name})
        assert planned is not None
        assert planned.introspection is not None
        assert list(planned.introspection.fields.values()) == [b'{"name":"%s"}' % name.encode()]
    assert executor.find(text, None, {"n": "Invoice"}) is None


def test_the_introspection_of_tools_is_remembered() -> None:
    executor = Executor(GRAPHQL)
    text = get_introspection_query()
    make_question(executor, text)

    assert executor.find(text) is not None


def _fields_alive() -> int:
    return sum(isinstance(one, FieldNode) for one in gc.get_objects())
