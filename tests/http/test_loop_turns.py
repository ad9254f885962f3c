"""Tenants take turns at the event loop, on a simulated clock: order, bounds, and no starvation."""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from db.pool.overload import Overloaded
from gql.http import loop_turns
from gql.http.loop_turns import ALONE, MAX_IDLE_TENANTS, LoopTurns
from gql.http.loop_use import STALE

STEP = 0.0002  # seconds of one step


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Time passes only in steps and while nothing can run; `time` stands still in an iteration."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self._tick = 100.0
        selector: Any = self._selector  # type: ignore[attr-defined]
        self._select = selector.select
        selector.select = self._pass

    def time(self) -> float:
        return self._tick

    def _pass(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "nothing would ever happen again"
        self.now += timeout
        self._tick = self.now
        return self._select(0)


def simulated(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run a test on a simulated loop."""

    @functools.wraps(test)
    def run(*arguments: Any, **more: Any) -> None:
        with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
            runner.run(asyncio.wait_for(test(*arguments, **more), 3_600))

    return run


@dataclass
class Stage:
    """Turns on the simulated clock."""

    log: list[str] = field(default_factory=list)  # tenants in the order of their starts
    ended: list[str] = field(default_factory=list)
    turns: LoopTurns = field(init=False)

    def __post_init__(self) -> None:
        self.loop: Any = asyncio.get_running_loop()
        self.turns = LoopTurns(lambda: self.loop.now)

    def ask(
        self, tenant: str, *, steps: int = 1, takes: float = STEP, pauses: float = 0.0
    ) -> asyncio.Task[None]:
        """Send a request of this many steps; between two of them, time passes without any."""
        request = self.turns.request()

        async def work() -> None:
            if not self.turns.start(request, tenant):
                await self.turns.wait(request)
            self.log.append(tenant)
            try:
                for at in range(steps):
                    if at:
                        await asyncio.sleep(0)
                        self.loop.now += pauses
                    self.loop.now += takes
            finally:
                self.turns.end(request)
                self.ended.append(tenant)

        async def answer() -> None:
            request.work = work()
            await request

        return asyncio.create_task(answer())

    def assert_empty(self) -> None:
        """Nothing is left of any request."""
        assert self.turns._waiting == 0
        assert self.turns._members == {}


async def rounds(number: int) -> None:
    """Let the event loop run."""
    for _ in range(number):
        await asyncio.sleep(0)


@asynccontextmanager
async def flooded(stage: Stage, clients: int = 50) -> AsyncIterator[None]:
    """Clients of the tenant "many" send cheap requests without a pause."""

    async def client() -> None:
        while True:
            await stage.ask("many")

    tasks = [asyncio.create_task(client()) for _ in range(clients)]
    await rounds(200)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await rounds(3)


@simulated
async def test_a_tenant_alone_starts_everything_at_once() -> None:
    stage = Stage()
    tasks = [stage.ask("a", takes=1e-5) for _ in range(100)]

    await rounds(1)

    assert len(stage.log) == 100
    await asyncio.gather(*tasks)
    stage.assert_empty()


@simulated
async def test_a_request_beside_a_flood_starts_at_once_and_is_hardly_interrupted() -> None:
    """While it is in progress, the flood uses less of the loop than it does."""
    stage = Stage()
    async with flooded(stage):
        for _ in range(50):
            before = len(stage.log)
            task = stage.ask("few", steps=10, takes=STEP / 10)
            await rounds(1)
            assert stage.log[before:].count("few") == 1
            await task

        begun = len(stage.log)
        for _ in range(20):
            await stage.ask("few", steps=10, takes=STEP / 10)

        assert 5 <= stage.log[begun:].count("many") <= 20


@simulated
async def test_a_flood_beside_a_steady_neighbour_never_counts_as_alone() -> None:
    """Between two requests of the neighbor, the flood starts no more than before."""
    stage = Stage()
    async with flooded(stage):
        until = stage.loop.now + 2 * ALONE
        while stage.loop.now < until:
            begun = len(stage.log)
            for _ in range(20):
                await stage.ask("few", steps=10, takes=STEP / 10)
                await asyncio.sleep(0.0002)

        assert 5 <= stage.log[begun:].count("many") <= 20


@simulated
async def test_a_flood_goes_on_beside_a_neighbour_that_never_pauses() -> None:
    """However many requests the neighbor has in progress, the flood gets its part of the time."""
    stage = Stage()
    done = asyncio.Event()

    async def client() -> None:
        while not done.is_set():
            await stage.ask("few", steps=20, takes=STEP / 10)

    async with flooded(stage):
        neighbours = [asyncio.create_task(client()) for _ in range(3)]
        await rounds(50)
        begun, before = stage.loop.now, stage.log.count("many")
        await rounds(3_000)
        used = (stage.log.count("many") - before) * STEP
        assert used >= (stage.loop.now - begun) / 5
        done.set()
        await asyncio.gather(*neighbours)
    stage.assert_empty()


@simulated
async def test_a_request_that_waits_long_for_the_database_holds_nobody_back() -> None:
    stage = Stage()
    async with flooded(stage):
        task = stage.ask("few", steps=3, pauses=0)
        await rounds(1)
        stage.turns._members["few"].seen -= 2 * STALE  # its statement takes long
        stage.turns._saved = -1.0
        before = len(stage.log)
        await asyncio.sleep(0.01)  # until the next review
        assert stage.log[before:].count("many") > 0
        await task


@simulated
async def test_the_flood_of_the_tenant_with_less_use_goes_first() -> None:
    stage = Stage()
    heavy = [stage.ask("heavy", takes=0.01) for _ in range(40)]
    await rounds(2)
    light = [stage.ask("light", takes=0.0001) for _ in range(10)]
    await asyncio.gather(*heavy, *light)

    last = max(at for at, name in enumerate(stage.log) if name == "light")
    assert stage.log[last:].count("heavy") >= 5, stage.log
    stage.assert_empty()


@simulated
async def test_who_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_turns, "LOOP_TURN_TIMEOUT", 0.005)
    monkeypatch.setattr(loop_turns, "REVIEW", 10.0)
    stage = Stage()
    for _ in range(5):
        await stage.ask("many", takes=0.1)
    stage.turns._saved = -1.0
    few = stage.ask("few", steps=10_000, takes=1e-5)
    await rounds(2)

    with pytest.raises(Overloaded):
        await stage.ask("many")

    few.cancel()
    with suppress(asyncio.CancelledError):
        await few
    stage.assert_empty()


@simulated
async def test_a_burst_of_a_tenant_alone_starts_over_several_iterations() -> None:
    stage = Stage()
    tasks = [stage.ask("a", takes=0.001) for _ in range(100)]

    await rounds(1)
    at_once = len(stage.log)
    await asyncio.gather(*tasks)

    assert at_once < 10
    assert len(stage.log) == 100


@settings(max_examples=60, deadline=None)
@given(
    asked=st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.integers(1, 4),
            st.sampled_from([0.00001, 0.0002, 0.002]),
            st.integers(0, 3),
            st.booleans(),
        ),
        max_size=40,
    )
)
@simulated
async def test_every_request_ends_and_leaves_nothing_behind(
    asked: list[tuple[str, int, float, int, bool]],
) -> None:
    """Whatever is sent and canceled, no request is lost, and none starts twice."""
    stage, tasks = Stage(), list[asyncio.Task[None]]()
    for tenant, steps, takes, pause, is_canceled in asked:
        tasks.append(stage.ask(tenant, steps=steps, takes=takes))
        await rounds(pause)
        if is_canceled:
            tasks[len(tasks) // 2].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    await rounds(3)

    canceled = sum(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
    assert canceled + outcomes.count(None) == len(tasks)
    assert len(tasks) - canceled <= len(stage.log) <= len(tasks)
    assert sorted(stage.ended) == sorted(stage.log)
    stage.assert_empty()


@simulated
async def test_only_so_many_idle_tenants_are_remembered() -> None:
    stage = Stage()
    for at in range(MAX_IDLE_TENANTS + 50):
        await stage.ask(f"tenant {at}", takes=0)

    assert len(stage.turns._resting) == MAX_IDLE_TENANTS
    stage.assert_empty()
