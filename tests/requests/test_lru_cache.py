"""Caches are bounded in bytes, and each owner has its share of them."""

from gql.lru_cache import ENTRY, LruCache


def test_what_was_used_least_recently_goes_first() -> None:
    few: LruCache[str] = LruCache(3 * (ENTRY + 10), largest=ENTRY + 20)
    for key in ("a", "b", "c"):
        few.keep(key, key, weight=10)

    assert few.find("a") == "a"
    few.keep("d", "d", weight=10)

    assert [few.find(key) for key in ("a", "b", "c", "d")] == ["a", None, "c", "d"]
    assert few.weight == 3 * (ENTRY + 10)


def test_a_heavy_value_takes_the_place_of_several_and_one_that_is_too_heavy_none() -> None:
    few: LruCache[str] = LruCache(4 * (ENTRY + 10), largest=2 * (ENTRY + 10))
    for key in ("a", "b", "c", "d"):
        few.keep(key, key, weight=10)

    assert few.keep("e", "e", weight=ENTRY + 20)
    assert few.find("a") is None
    assert few.find("b") is None
    assert not few.keep("f", "f", weight=ENTRY + 21)
    assert [few.find(key) for key in ("c", "d", "e", "f")] == ["c", "d", "e", None]


def test_a_value_is_weighed_once_however_often_it_is_kept() -> None:
    few: LruCache[str] = LruCache(100_000)
    for weight in (10, 500, 20):
        few.keep("a", "a", weight=weight, owner=weight)

    assert (len(few), few.weight) == (1, ENTRY + 20)
    few.forget("a")
    few.forget("a")
    assert (len(few), few.weight) == (0, 0)


def test_a_flood_of_one_owner_evicts_only_its_own() -> None:
    some: LruCache[int] = LruCache(100 * (ENTRY + 10))
    for at in range(20):
        some.keep(("quiet", at), at, weight=10, owner="quiet")
    for at in range(10_000):
        some.keep(("loud", at), at, weight=10, owner="loud")

    assert all(some.find(("quiet", at)) == at for at in range(20))
    assert len(some) == 100


def test_a_newcomer_finds_room_in_a_full_memory() -> None:
    some: LruCache[int] = LruCache(100 * (ENTRY + 10))
    for at in range(1_000):
        some.keep(("loud", at), at, weight=10, owner="loud")
    for at in range(50):
        some.keep(("new", at), at, weight=10, owner="new")

    assert all(some.find(("new", at)) == at for at in range(50))
    assert len(some) == 100


def test_owners_of_nothing_are_forgotten() -> None:
    some: LruCache[int] = LruCache(10 * (ENTRY + 10), largest=ENTRY + 10)
    for at in range(1_000):
        some.keep(at, at, weight=10, owner=at)

    assert len(some._owners) == len(some) == 10
