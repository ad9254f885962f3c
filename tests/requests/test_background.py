"""The thread for slow work: tenants take turns, and requests that find no room are refused."""

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from db.pool.overload import Overloaded
from gql.engine.background import Background
from gql.engine.execution import Executor
from tests.cost.count import GRAPHQL
from tests.preparing import get_plan


class Gate:
    """Work that lasts until it is released, and records the order in which it was done."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self._open = threading.Event()

    def work(self, name: str) -> Callable[[], str]:
        def wait() -> str:
            self._open.wait(20)
            self.order.append(name)
            return name

        return wait

    def let_through(self) -> None:
        self._open.set()


async def begin() -> None:
    """Let tasks run until they wait."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_event_loop_goes_on_while_work_is_done() -> None:
    background, ticks = Background(), 0
    working = asyncio.create_task(background.run("a", lambda: time.sleep(0.3)))
    while not working.done():
        await asyncio.sleep(0.005)
        ticks += 1

    assert ticks > 5


async def test_tenants_take_turns() -> None:
    background, gate = Background(), Gate()
    loud = [asyncio.create_task(background.run("loud", gate.work(f"loud{n}"))) for n in range(6)]
    await begin()
    quiet = [asyncio.create_task(background.run("quiet", gate.work(f"quiet{n}"))) for n in range(2)]
    await begin()
    gate.let_through()
    await asyncio.gather(*loud, *quiet)

    assert gate.order == [
        *("loud0", "loud1", "quiet0", "loud2", "quiet1"),
        *("loud3", "loud4", "loud5"),
    ]


async def test_urgent_work_goes_first_and_is_never_refused() -> None:
    background, gate = Background(most_waiting=2, most_of_one=2), Gate()
    some = [asyncio.create_task(background.run("a", gate.work(f"a{n}"))) for n in range(3)]
    await begin()
    urgent = [
        asyncio.create_task(background.run("a", gate.work(f"urgent{n}"), urgent=True))
        for n in range(3)
    ]
    await begin()
    gate.let_through()
    await asyncio.gather(*some, *urgent)

    assert gate.order == ["a0", "urgent0", "urgent1", "urgent2", "a1", "a2"]


async def test_a_tenant_has_its_share_of_the_places() -> None:
    background, gate = Background(most_waiting=5, most_of_one=3), Gate()
    loud = [asyncio.create_task(background.run("loud", gate.work("loud"))) for _ in range(10)]
    await begin()
    quiet = [asyncio.create_task(background.run("quiet", gate.work("quiet"))) for _ in range(3)]
    await begin()
    gate.let_through()
    done = await asyncio.gather(*loud, *quiet, return_exceptions=True)

    assert [each for each in done if isinstance(each, str)] == ["loud"] * 4 + ["quiet"] * 2
    refused = [each for each in done if isinstance(each, Overloaded)]
    assert len(refused) == 7
    assert refused[0].retry_after == 1


async def test_whoever_waits_for_too_long_is_refused_and_leaves_its_place() -> None:
    background, gate = Background(patience=0.05), Gate()
    first = asyncio.create_task(background.run("a", gate.work("first")))
    await begin()
    with pytest.raises(Overloaded):
        await background.run("a", gate.work("second"))
    gate.let_through()
    await first

    assert await background.run("a", gate.work("third")) == "third"
    assert gate.order == ["first", "third"]


async def test_whoever_goes_away_leaves_its_place_or_its_turn() -> None:
    background, gate = Background(), Gate()
    first = asyncio.create_task(background.run("a", gate.work("first")))
    await begin()
    gone = asyncio.create_task(background.run("a", gate.work("gone")))
    last = asyncio.create_task(background.run("b", gate.work("last")))
    await begin()
    gone.cancel()
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    gate.let_through()

    assert await last == "last"
    assert gate.order == ["first", "last"]  # work that has begun continues


async def test_what_fails_fails_for_its_own_caller_only() -> None:
    background = Background()

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await background.run("a", fail)
    assert await background.run("a", lambda: "fine") == "fine"


async def test_many_who_ask_the_same_have_it_made_once() -> None:
    executor = Executor(GRAPHQL)
    text = "query ($n: Int) { quotes(first: $n) { nodes { id } } }"

    made = await asyncio.gather(*(executor.prepare("a", text, None, {"n": 3}) for _ in range(30)))

    assert len({id(each.root_plan) for each in made}) == 1
    assert len(executor.memory.documents) == 1
    assert not executor._running


async def test_a_tenant_does_not_wait_for_the_place_of_another_that_asks_the_same() -> None:
    background, gate = Background(), Gate()
    executor, text = Executor(GRAPHQL, background=background), "{ quotes { totalCount } }"
    loud = [asyncio.create_task(background.run("loud", gate.work(f"loud{n}"))) for n in range(6)]
    await begin()
    last = asyncio.create_task(executor.prepare("loud", text))
    await begin()
    quiet = asyncio.create_task(executor.prepare("quiet", text))
    quiet.add_done_callback(lambda _: gate.order.append("quiet"))
    await begin()
    gate.let_through()
    await asyncio.gather(quiet, last, *loud)

    assert gate.order.index("quiet") < gate.order.index("loud5")
    assert quiet.result().root_plan is last.result().root_plan


async def test_work_that_cannot_be_chosen_gives_its_turn_away() -> None:
    background = Background()

    def choose() -> Callable[[], str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await background.run_latest("a", choose)
    assert await background.run("a", lambda: "fine") == "fine"


async def test_other_variables_of_the_same_document_are_answered_by_their_own_plan() -> None:
    executor = Executor(GRAPHQL)
    text = "query ($f: QuoteFilter) { quotes(filter: $f) { totalCount } }"
    filters = [{"name": {"eq": "a"}}, {"number": {"eq": "a"}}, {"name": {"contains": "a"}}]

    made = await asyncio.gather(*(executor.prepare("a", text, None, {"f": f}) for f in filters * 5))

    plans = [get_plan(each).sql for each in made]
    assert len(set(plans)) == 3
    assert plans == plans[:3] * 5
