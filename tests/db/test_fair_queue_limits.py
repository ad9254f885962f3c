"""Members with long turns get fewer of them beside others, and new members start with few."""

import asyncio

import pytest
from hypothesis import given, settings, strategies as st

from db.pool.fair_queue import FairQueue
from db.pool.overload import Overloaded
from tests.db.queue_members import Shop, settle


@settings(max_examples=20, deadline=None)
@given(size=st.integers(1, 16), length=st.floats(0.11, 5), parts=st.sampled_from([4, 8]))
def test_a_party_with_long_turns_has_a_part_of_them_while_it_has_neighbours(
    size: int, length: float, parts: int
) -> None:
    """It has exactly that part, and the neighbor never waits. Alone, it has all its turns again."""

    async def run() -> None:
        shop = Shop(size, {"long": length, "short": length / 50})
        for _ in range(size + 5):
            shop.want("long")
        await shop.run(3 * length)
        shop.parts = parts
        await shop.run(6 * length)
        if size >= 3:
            shop.want("short")
        shop.most.clear()
        shop.used.update(long=0.0, short=0.0)
        await shop.run(26 * length)

        assert shop.most["long"] == max(size // parts, 1)
        assert shop.used["long"] >= shop.most["long"] * 18 * length
        assert size < 3 or shop.used["short"] >= 19 * length

        shop.parts = 1
        await shop.run(30 * length)
        assert shop.most["long"] == size - (size >= 3 and max(size // 8, 1))
        await shop.close()

    asyncio.run(run())


@pytest.mark.parametrize(("long_in", "most"), [(1, 2), (3, 7), (20, 7)])
async def test_a_few_long_turns_among_short_ones_hold_nobody_up(long_in: int, most: int) -> None:
    """One in three or twenty does not, although the average is long; if all are long, they do."""
    now = 0.0
    turns = FairQueue(8, clock=lambda: now, parts_for=lambda _member: 4)
    held = turns.take_now("a")  # the member is known while it has a turn
    for at in range(60):
        turn = turns.take_now("a")
        assert turn is not None
        now += 0.01 if at % long_in else 5.0
        turns.give_back(turn)

    taken = [held, *(turns.take_now("a") for _ in range(8))]

    assert sum(turn is not None for turn in taken) == most


@pytest.mark.parametrize("parts", [4, 8])
async def test_a_new_party_has_a_quarter_beside_others_until_its_first_turn_ends(
    parts: int,
) -> None:
    now = 0.0
    turns = FairQueue(8, clock=lambda: now, parts_for=lambda _member: parts)
    first, second = turns.take_now("a"), turns.take_now("a")
    assert first is not None
    assert second is not None
    assert turns.take_now("a") is None

    now += 0.01
    turns.give_back(first)

    taken = [turns.take_now("a") for _ in range(8)]
    assert sum(turn is not None for turn in taken) == 6


@pytest.mark.parametrize(("length", "most"), [(0.01, 7), (5.0, 2)])
async def test_a_party_that_comes_again_is_not_new(length: float, most: int) -> None:
    """This holds for short and long turns, whatever other parties have had since."""
    now = 0.0
    turns = FairQueue(8, clock=lambda: now, parts_for=lambda _member: 4)
    for member, takes in (("a", length), ("b", 20.0), ("b", 20.0)):
        turn = turns.take_now(member)
        assert turn is not None
        now += takes
        turns.give_back(turn)

    taken = [turns.take_now("a") for _ in range(8)]

    assert sum(turn is not None for turn in taken) == most


async def test_who_waits_beside_others_is_served_when_they_are_gone() -> None:
    """This holds even if no turn ends in the meantime."""
    parts = 4
    turns = FairQueue(8, parts_for=lambda _member: parts)
    for _ in range(2):
        turns.take_now("a")
    waiting = asyncio.create_task(turns.wait("a"))
    await settle()
    assert not waiting.done()

    parts = 1

    assert await waiting


async def test_who_waits_behind_long_turns_is_served_in_order_or_told_when_to_come_back() -> None:
    shop, served = Shop(8, {"long": 2.0}), list[int]()
    shop.parts = 4
    for _ in range(22):
        shop.want("long")
    await shop.run(40)

    async def client(at: int) -> None:
        turn = await shop.turns.wait("long")
        served.append(at)
        shop.turns.give_back(turn)

    with pytest.raises(Overloaded) as refused:
        await shop.turns.wait("long", patience=3)
    assert refused.value.retry_after == pytest.approx(21, abs=3)  # 21 times 2 seconds, two at once
    clients = [asyncio.create_task(client(at)) for at in range(5)]
    await shop.run(80)
    await asyncio.gather(*clients)
    await shop.close()

    assert served == [0, 1, 2, 3, 4]
