"""Tenants share places, and refusals are spaced, on a simulated clock."""

import asyncio
import itertools

import pytest

from db.pool.overload import Overloaded
from gql.http.gate import Gate
from gql.http.limits import MAX_PAUSED
from gql.http.refusal_pauses import FAULTS, RefusalPauses
from gql.http.requests import IncomingRequest
from gql.http.tenant_shares import TenantShares


def count_admitted(shares: TenantShares, tenant: str, places: int) -> int:
    """Return how many requests of a tenant are admitted if it sends as many as there are places."""
    for at in range(places):
        try:
            shares.enter(tenant, places)
        except Overloaded:
            return at
    return places


@pytest.mark.parametrize(("places", "most"), [(1, 1), (2, 2), (8, 7), (16, 14), (500, 438)])
def test_alone_a_tenant_has_all_places_but_an_eighth(places: int, most: int) -> None:
    assert count_admitted(TenantShares(), "a", places) == most


def test_beside_others_a_tenant_has_its_share_or_half_of_what_is_free() -> None:
    shares = TenantShares()
    for at in range(9):
        shares.enter(at, 100)

    assert count_admitted(shares, "a", 100) == 41  # together with the others' 9, half of all
    assert count_admitted(shares, "b", 100) == 9  # an eleventh


def test_who_has_less_than_its_share_gets_in_beside_one_who_has_more() -> None:
    shares = TenantShares()
    assert count_admitted(shares, "a", 100) == 88

    assert count_admitted(shares, "b", 100) == 50

    for _ in range(40):
        shares.leave("a")
    assert count_admitted(shares, "a", 100) == 2  # until it has half


def test_places_come_back() -> None:
    shares = TenantShares()
    for _ in range(3):
        for tenant in "ab":
            for _ in range(5):
                shares.enter(tenant, 10)
        with pytest.raises(Overloaded):
            shares.enter("a", 10)
        for tenant in "ab" * 5:
            shares.leave(tenant)

    assert shares._under_way == {}
    assert shares._all == 0


def test_refusals_leave_ten_at_once_then_fifty_a_second_then_within_three_seconds() -> None:
    pauses = RefusalPauses(lambda: 100.0)

    waits = [pauses.seconds("a") for _ in range(600)]

    assert waits[:10] == [0.0] * 10
    assert waits[10:160] == pytest.approx([(at + 1) / 50 for at in range(150)])
    rest = sorted(waits[160:])
    assert min(rest) >= 1.5
    assert max(rest) <= 3
    gaps = [later - earlier for earlier, later in itertools.pairwise(rest)]
    assert max(gaps) < 0.02  # evenly spread
    assert pauses.seconds("b") == 0.0


def test_of_requests_at_fault_four_times_as_many_refusals_leave() -> None:
    pauses = RefusalPauses(lambda: 100.0, times=FAULTS)

    waits = [pauses.seconds("a") for _ in range(600)]

    assert waits[:40] == [0.0] * 40
    assert waits[40:] == pytest.approx([(at + 1) / 200 for at in range(560)])


def test_a_tenant_that_is_seldom_refused_never_waits() -> None:
    now = 0.0
    pauses = RefusalPauses(lambda: now)
    for _ in range(500):
        now += 0.021
        assert pauses.seconds("a") == 0.0
    for _ in range(200):
        pauses.seconds("a")

    now += 4

    assert [pauses.seconds("a") for _ in range(10)] == [0.0] * 10


def test_only_tenants_that_were_refused_just_now_are_remembered() -> None:
    now = 0.0
    pauses = RefusalPauses(lambda: now)
    for at in range(30_000):
        pauses.seconds(at)
    assert len(pauses._latest) == 10_000

    now += 1
    pauses.seconds("a")

    assert list(pauses._latest) == ["a"]


@pytest.mark.parametrize(("paused", "left"), [(MAX_PAUSED, 3.0), (0, -0.1)])
async def test_only_so_many_refusals_wait_and_none_beyond_its_time(
    paused: int, left: float
) -> None:
    pauses, gate = RefusalPauses(lambda: 0.0), Gate()
    gate.paused = paused

    async def receive() -> dict[str, str]:
        raise AssertionError("nobody waits")

    async with asyncio.timeout(1):
        for _ in range(100):
            await pauses.wait(IncomingRequest({"headers": []}, receive), gate, left)
