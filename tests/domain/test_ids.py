"""IDs are UUIDs of version 7, and sort in the order in which a process creates them."""

import time

import pytest

from domain.core.ids import new_id, uuid7


def test_ids_of_one_process_are_in_order_also_within_a_millisecond() -> None:
    made = [new_id() for _ in range(20_000)]

    milliseconds = {id.int >> 80 for id in made}
    assert len(milliseconds) < len(made) / 10, "so many share one that the order cannot be luck"
    assert made == sorted(set(made))
    assert {(id.version, id.variant) for id in made} == {(7, "specified in RFC 4122")}


def test_ids_are_in_order_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_id()
    hour_ago = time.time_ns() - 3_600 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: hour_ago)

    assert first < new_id() < new_id()


def test_an_id_begins_with_its_millisecond() -> None:
    id = uuid7(0x0197_0000_0001, (1 << 80) - 1)

    assert str(id) == "01970000-0001-7fff-bfff-ffffffffffff"


def test_a_new_id_says_the_millisecond_of_its_making() -> None:
    before = time.time_ns() // 10**6
    made = new_id().int >> 80

    assert before <= made <= time.time_ns() // 10**6


def test_counting_on_beyond_the_last_of_a_millisecond_does_not_reach_into_its_time() -> None:
    id = uuid7(0x0197_0000_0000, 1 << 80)

    assert str(id) == "01970000-0000-7000-8000-000000000000"
