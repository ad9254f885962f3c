"""Turns are shared fairly, bounded, and never lost, on a simulated clock."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack

import pytest
from hypothesis import example, given, settings, strategies as st

from db.pool.fair_queue import FairQueue, Turn
from db.pool.overload import Overloaded
from tests.db.queue_members import EVER, Shop, settle


def simulated(size: int, clients: dict[str, int], lengths: dict[str, float], time: float) -> Shop:
    async def run() -> Shop:
        shop = Shop(size, lengths)
        for member, count in clients.items():
            for _ in range(count):
                shop.want(member)
        await shop.run(time)
        await shop.close()
        return shop

    return asyncio.run(run())


LENGTHS = st.floats(0.2, 5)


@settings(max_examples=20, deadline=None)
@example(size=5, lengths=[1.0, 1.0, 1.0])  # all end at once, and the number is odd
@given(size=st.integers(1, 12), lengths=st.lists(LENGTHS, min_size=2, max_size=6))
def test_parties_that_always_want_more_get_equal_time(size: int, lengths: list[float]) -> None:
    """This holds however many clients each has, and however long their turns are."""
    named = {f"member {at}": length for at, length in enumerate(lengths)}
    clients = {name: size + 1 + 3 * at for at, name in enumerate(named)}
    time = 100 * max(lengths)

    shop = simulated(size, clients, named, time)

    usable = size - (max(size // 8, 1) if size >= 3 and len(named) < size else 0)
    share = usable * time / len(named)
    slack = size * max(lengths) * 2 + share * 0.1  # shares that are not whole numbers of turns
    for name in named:
        assert shop.used[name] >= share - slack, (name, shop.used, share)


def test_one_heavy_client_less_does_not_change_the_share_of_a_light_one() -> None:
    """A neighbor with one client beside 32 is served as if it were alone."""
    alone = simulated(8, {"light": 1}, {"light": 0.01}, 50)
    beside = simulated(8, {"light": 1, "heavy": 32}, {"light": 0.01, "heavy": 5.0}, 50)

    assert beside.used["light"] == pytest.approx(alone.used["light"], rel=0.01)
    assert beside.most["heavy"] == 7


async def test_only_so_many_parties_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.pool.fair_queue.MAX_IDLE_MEMBERS", 3)
    turns = FairQueue(8)

    for at in range(20):
        turn = turns.take_now(at)
        assert turn is not None
        turns.give_back(turn)

    assert list(turns._resting) == [17, 18, 19]
    assert not turns._members


@pytest.mark.parametrize("waiting", [1, 2, 3])
async def test_a_crowded_party_whose_turns_wait_for_locks_has_one_for_its_other_work(
    waiting: int,
) -> None:
    """It has one turn at a time beside them, and gets no more as idle turns end."""
    turns = FairQueue(8, is_crowded=lambda _member: True)
    for _ in range(20):
        async with turns.turn("a"):
            pass

    async with AsyncExitStack() as idle:
        for _ in range(waiting):
            await idle.enter_async_context(turns.turn("a", is_idle=True))
        other = turns.take_now("a")
        assert other is not None
        assert turns.take_now("a") is None
    assert turns.take_now("a") is None
    turns.give_back(other)
    assert turns.take_now("a") is not None


async def test_who_waits_is_served_when_the_only_turn_of_its_party_becomes_idle() -> None:
    turns, begun = FairQueue(8, is_crowded=lambda _member: True), list[str]()
    for _ in range(20):
        async with turns.turn("a"):
            pass
    first = turns.take_now("a")
    assert first is not None

    async def act(name: str, *, is_idle: bool) -> None:
        async with turns.turn("a", is_idle=is_idle):
            begun.append(name)
            await asyncio.sleep(EVER)

    tasks = [
        asyncio.create_task(act("waits for a lock", is_idle=True)),
        asyncio.create_task(act("other work", is_idle=False)),
    ]
    await settle()
    assert begun == []
    turns.give_back(first)
    await settle()
    assert begun == ["waits for a lock", "other work"]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize(("size", "most"), [(1, 1), (2, 2), (3, 2), (8, 7), (16, 14)])
async def test_a_single_party_leaves_an_eighth_to_newcomers(size: int, most: int) -> None:
    turns = FairQueue(size)

    taken = [turns.take_now("a") for _ in range(size)]

    assert sum(turn is not None for turn in taken) == most
    if most < size:
        assert turns.take_now("b") is not None


async def test_those_of_one_party_are_served_in_the_order_in_which_they_came() -> None:
    turns, served = FairQueue(1), list[int]()
    held = turns.take_now("a")

    async def client(at: int) -> None:
        turn = await turns.wait("a")
        served.append(at)
        turns.give_back(turn)

    clients = [asyncio.create_task(client(at)) for at in range(5)]
    await settle()
    assert held is not None
    turns.give_back(held)
    assert turns.take_now("a") is None  # nobody overtakes members that wait
    await asyncio.gather(*clients)

    assert served == [0, 1, 2, 3, 4]


async def test_a_line_that_is_full_refuses_at_once_and_says_when_to_come_back() -> None:
    turns = FairQueue(1, waiting_each=2, waiting_in_all=3)
    turns.take_now("a")
    waiting = [asyncio.create_task(turns.wait(member)) for member in "aab"]
    await settle()

    for member in "abc":
        with pytest.raises(Overloaded) as refused:
            await turns.wait(member)
        assert refused.value.retry_after >= 1
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_who_cannot_be_served_in_time_is_told_so_at_once() -> None:
    now = 0.0
    turns = FairQueue(1, patience=3, clock=lambda: now)
    held = turns.take_now("a")
    waiting = [asyncio.create_task(turns.wait("a", EVER)) for _ in range(4)]
    for task in waiting[:2]:  # one after the other, five seconds each
        await settle()
        now += 5
        assert held is not None
        turns.give_back(held)
        held = await task

    with pytest.raises(Overloaded) as refused:
        await turns.wait("a")

    assert refused.value.retry_after == 15
    for task in waiting[2:]:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_waiting_ends_with_patience() -> None:
    turns = FairQueue(1, patience=0.01)
    held = turns.take_now("a")
    with pytest.raises(Overloaded):
        await turns.wait("b")

    assert held is not None
    turns.give_back(held)
    assert turns.take_now("b") is not None


async def test_no_turn_is_lost_when_it_comes_at_the_moment_in_which_patience_ends() -> None:
    """A connection is returned in the same iteration of the loop as a timeout."""
    loop = asyncio.get_running_loop()
    outcomes: Counter[str] = Counter()
    for at in range(400):
        turns = FairQueue(1, patience=0.001)
        held = turns.take_now("a")
        assert held is not None
        task = asyncio.create_task(turns.wait("a"))
        await asyncio.sleep(0)
        loop.call_at(loop.time() + 0.001, turns.give_back, held)
        if at % 3 == 0:
            loop.call_at(loop.time() + 0.001, task.cancel)
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        outcomes[type(outcome).__name__] += 1
        if isinstance(outcome, Turn):
            turns.give_back(outcome)
        await asyncio.sleep(0.0005)
        assert turns.take_now("b") is not None

    assert set(outcomes) <= {"Turn", "Overloaded", "CancelledError"}
    assert outcomes["CancelledError"]


class Story:
    """Random sequences of events in the turns of three members."""

    def __init__(self, turns: FairQueue) -> None:
        self.turns = turns
        self._held: list[Turn] = []
        self._waiting: list[asyncio.Task[Turn]] = []

    def take(self, member: str) -> None:
        turn = self.turns.take_now(member)
        self._held += [turn] if turn else []

    def wait(self, member: str) -> None:
        self._waiting.append(asyncio.create_task(self.turns.wait(member)))

    def give_back(self, _member: str) -> None:
        if self._held:
            self.turns.give_back(self._held.pop(0))

    def cancel(self, _member: str) -> None:
        if self._waiting:
            self._waiting[-1].cancel()

    async def end(self) -> None:
        """Return all turns, including those that are granted to waiting members."""
        while self._held or self._waiting:
            await settle()
            done = [task for task in self._waiting if task.done()]
            self._waiting = [task for task in self._waiting if not task.done()]
            self._held += [task.result() for task in done if not task.cancelled()]
            self.give_back("")


ACTS = st.sampled_from([Story.take, Story.wait, Story.give_back, Story.cancel])


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 5), st.lists(st.tuples(ACTS, st.sampled_from("abc")), max_size=60))
def test_after_any_story_all_turns_are_there_again(
    size: int, acts: list[tuple[Callable[[Story, str], None], str]]
) -> None:
    async def run() -> list[Turn | None]:
        story = Story(FairQueue(size, patience=EVER))
        for act, member in acts:
            act(story, member)
            await asyncio.sleep(0)
        await story.end()
        return [story.turns.take_now(str(at)) for at in range(size + 1)]

    *left, one_more = asyncio.run(run())
    assert None not in left
    assert one_more is None
