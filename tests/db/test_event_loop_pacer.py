"""Long work on the event loop yields in turns, and otherwise behaves as it would without turns."""

import asyncio
import itertools
from contextlib import suppress

import pytest

from db.pool.event_loop_pacer import Pacer


class Clock:
    """A clock that advances only during steps."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def steps(
    number: int, log: list[str], name: str, clock: Clock | None = None, takes: float = 0.0
) -> str:
    """Work that yields between its steps."""
    for _ in range(number):
        await asyncio.sleep(0)
        log.append(name)
        if clock is not None:
            clock.now += takes
    return name


async def test_a_tenant_with_little_to_do_goes_first() -> None:
    """Its steps follow each other closely, however much work another tenant has to do."""
    clock, log = Clock(), list[str]()
    pacer = Pacer(clock)
    work = [pacer.run("a", steps(30, log, "a", clock, 0.001)) for _ in range(7)]
    many = [asyncio.create_task(each) for each in work]
    for _ in range(40):
        await asyncio.sleep(0)

    await pacer.run("b", steps(10, log, "b", clock, 0.0002))

    mine = [at for at, name in enumerate(log) if name == "b"]
    between = [later - earlier - 1 for earlier, later in itertools.pairwise(mine)]
    assert max(between) <= 2, log
    await asyncio.gather(*many)


async def test_a_tenant_with_little_to_do_continues_in_the_round_in_which_it_is_ready() -> None:
    """It does not wait for a round of its own, in which another tenant would make a step, too."""
    clock, log = Clock(), list[str]()
    pacer = Pacer(clock)
    work = [pacer.run("a", steps(60, log, "a", clock, 0.001)) for _ in range(7)]
    many = [asyncio.create_task(each) for each in work]
    for _ in range(40):
        await asyncio.sleep(0)

    mine = asyncio.create_task(pacer.run("b", steps(10, log, "b", clock, 0.0002)))
    rounds = 0
    while not mine.done():
        await asyncio.sleep(0)
        rounds += 1

    assert rounds <= 15
    await asyncio.gather(*many)


async def test_only_one_step_is_made_in_a_round_of_the_loop() -> None:
    pacer, log = Pacer(), list[str]()
    work = [asyncio.create_task(pacer.run("a", steps(5, log, "a"))) for _ in range(6)]
    for _ in range(4):
        await asyncio.sleep(0)
    grown = []
    while not all(task.done() for task in work):
        before = len(log)
        await asyncio.sleep(0)
        grown.append(len(log) - before)

    assert len(log) == 30
    assert max(grown) == 1


async def test_results_and_exceptions_come_through() -> None:
    pacer, seen = Pacer(), list[str]()

    async def fail() -> None:
        await asyncio.sleep(0)
        raise ZeroDivisionError

    async def recover() -> str:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.01):
                await asyncio.sleep(5)
        return "recovered"

    found = await asyncio.gather(
        pacer.run("a", steps(3, seen, "done")),
        pacer.run("a", fail()),
        pacer.run("b", recover()),
        return_exceptions=True,
    )

    assert found[0] == "done"
    assert isinstance(found[1], ZeroDivisionError)
    assert found[2] == "recovered"


@pytest.mark.parametrize("rounds", range(8))
async def test_work_that_is_canceled_at_any_moment_ends_and_holds_nobody_up(rounds: int) -> None:
    pacer, log, ended = Pacer(), list[str](), list[str]()

    async def tidy() -> None:
        try:
            await steps(100, log, "canceled")
        finally:
            await asyncio.sleep(0)
            ended.append("tidied")

    victims = [asyncio.create_task(pacer.run("a", tidy())) for _ in range(3)]
    other = asyncio.create_task(pacer.run("b", steps(20, log, "b")))
    for _ in range(rounds + 2):
        await asyncio.sleep(0)
    for victim in victims:
        victim.cancel()
    outcomes = await asyncio.gather(*victims, return_exceptions=True)

    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
    assert ended == ["tidied"] * 3
    assert await other == "b"
    assert await pacer.run("a", steps(3, log, "later")) == "later"


async def test_a_tenant_is_crowded_beside_a_neighbour_and_never_alone() -> None:
    pacer, log = Pacer(), list[str]()
    many = [asyncio.create_task(pacer.run("a", steps(40, log, "a"))) for _ in range(7)]
    for _ in range(60):
        await asyncio.sleep(0)

    assert not pacer.is_crowded("a")
    pacer.note("b")
    assert pacer.is_crowded("a")
    assert not pacer.is_crowded("b")
    await asyncio.gather(*many)
    assert not pacer.is_crowded("a")


def test_a_tenant_has_neighbours_for_a_second_after_another_one_wanted_something() -> None:
    """This holds however much work either tenant has had before or since."""
    clock = Clock()
    pacer = Pacer(clock)

    def note(tenant: str | None, at: float) -> tuple[bool, bool]:
        clock.now = at
        pacer.note(tenant)
        return pacer.parts_for("a") > 1, pacer.parts_for("b") > 1

    assert note("a", 5.0) == (False, True)
    assert note(None, 5.1) == (False, True)
    assert note("b", 5.5) == (True, True)
    for at in range(10):
        note("b", 5.6 + at * 0.2)
    assert note("b", 7.5) == (True, False)
    assert note("a", 8.4) == (True, True)
    assert note("a", 8.6) == (False, True)
    assert pacer.parts_for(("a", "numbers")) == 1


def test_long_reads_have_a_quarter_beside_readers_and_an_eighth_beside_writers() -> None:
    clock = Clock()
    pacer = Pacer(clock)

    def note(tenant: str, at: float, *, writes: bool) -> tuple[int, int]:
        clock.now = at
        pacer.note(tenant, writes=writes)
        return pacer.parts_for("a"), pacer.parts_for(("b", "numbers"))

    assert note("a", 5.0, writes=True) == (1, 8)
    assert note("b", 5.1, writes=False) == (4, 8)
    assert note("b", 5.2, writes=True) == (8, 8)
    assert note("b", 6.1, writes=False) == (8, 1)
    assert note("a", 6.3, writes=False) == (4, 4)


async def test_a_mutation_under_way_makes_its_tenant_a_neighbour_that_writes() -> None:
    pacer = Pacer()

    await pacer.run("a", steps(3, [], "a"))

    assert pacer.parts_for("b") == 8
    assert pacer.parts_for("a") == 1
